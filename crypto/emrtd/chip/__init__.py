"""A chip of ours, in this process: `Chip(personal)` is a `Transmit`. For tests, demonstration and training, never for a
terminal, which does not import it. It knows what Doc 9303 asks of a chip, and misbehaves by a list (`faults`)."""

from crypto.emrtd.chip.card import Chip
from crypto.emrtd.chip.faults import Faults
from crypto.emrtd.chip.personal import Personal, StaticKey

__all__ = ["Chip", "Faults", "Personal", "StaticKey"]
