"""Plays photos or a video file as if they were a camera: for tests, training and the replay of a field fault."""
