"""A simulated slap scanner. Its prints are grown from random seeds: they are nobody's fingers."""
