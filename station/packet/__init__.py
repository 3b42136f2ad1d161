"""The packet: what leaves the station. Content (JSON and files), signed container (ASiC-E), sealed envelope.

Imports `domain`, `formats`, `storage`, `settings` and `crypto`; the intake uses it too, to open what the station built.
docs/open-a-packet.md shows how a stranger opens one with `openssl` and `unzip` alone.

What leaves in another form stands with who receives it: `station.receivers`.
"""
