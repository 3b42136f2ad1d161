"""A simulated document camera over a desk: synthetic pages of paper, well laid or not."""
