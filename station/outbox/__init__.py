"""The way of sealed packets to the back office: kept until a verified receipt is there, tried again until then.

Imports `domain`, `formats`, `storage` and `crypto`. It never opens a packet; it could not.
"""
