"""Biometric records of ISO/IEC 19794: an image, or what was found in it, with what is known of its capture, as bytes.

Own codecs, big-endian throughout, each with a reader that takes what it wrote and refuses what does not add up. `face`
and `finger` hold the values, which all editions share; a module each writes and reads one edition.
"""
