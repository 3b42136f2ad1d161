"""Chips of travel documents and identity cards (ICAO Doc 9303 parts 10 and 11), from the terminal's side.

A chip is one function, `transmit(command) -> response` of bytes, so that no reader is needed here: the same code talks
to PC/SC, to a recording and to the chip in `crypto.emrtd.chip`, which the terminal's modules never import.

The primitives are those of `cryptography`. What it lacks comes from `ecdsa` (points of any curve: docs/adr/0186) or
stands here, each after its published example: the retail MAC's last block, ISO/IEC 9796-2, the mapping to a point.
docs/emrtd.md says what is tolerated of issued chips, and why.
"""
