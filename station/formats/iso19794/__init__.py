"""Biometric records of ISO/IEC 19794, the 2011 editions: an image with what is known of its capture, as bytes.

Own codecs, big-endian throughout, each with a reader that takes what it wrote and refuses what does not add up.
"""
