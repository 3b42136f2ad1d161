"""Readers that the computer's own smart card service knows (PC/SC): pcscd on Linux."""
