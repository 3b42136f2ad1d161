"""Pieces that pages are made of. They know words, theme and bridge; nothing of enrollments' services."""
