"""The receiving end: a gateway that takes sealed packets and cannot open them, and the centre's tool that can.

A small program beside the station. Imports `crypto` and, of `station`, packet, formats, domain and texts; nothing
imports it. `python -m intake serve` runs the gateway, `python -m intake open` opens one packet at the centre.
"""
