"""The packet: what leaves the station. Content (OSIA 7.1 JSON and files), signed container (ASiC-E), sealed envelope.

Imports `domain`, `formats` and `crypto`; the intake uses it too, to open what the station built. docs/open-a-packet.md
shows how a stranger opens one with `openssl` and `unzip` alone.
"""
