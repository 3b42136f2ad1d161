"""Whether it is the person whom the document names: compared by eye, and nothing of it is kept but the answer."""
