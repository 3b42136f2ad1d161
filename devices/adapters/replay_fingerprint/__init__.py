"""Plays image files as if they came from a slap scanner: for tests, training and the replay of a field fault."""
