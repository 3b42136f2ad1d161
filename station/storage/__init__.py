"""What the station keeps on its disk: the SQLite database (ids, states, hashes) and the sealed drafts.

Imports `domain` and `crypto`. Nothing here knows a network, a device or a screen.
"""
