"""What of a packet is sent smaller, or not at all, where the receiver takes none of its whole size.

Step by step in this order, each on top of those before it, until the packet fits. Prints and portrait are always there,
and then exactly as the two people signed them; what a person can still be asked for goes last of all, and whole.
"""

from collections.abc import Collection
from enum import StrEnum

from station.packet.format import Dossier


class Cut(StrEnum):
    FINGERS = "fingers"  # WSQ instead of lossless JPEG 2000
    PORTRAIT = "portrait"  # JPEG 2000 with loss instead of without
    DOCUMENTS = "documents"  # left out


def possible_cuts(dossier: Dossier, documents: Collection[str]) -> tuple[Cut, ...]:
    """Those that would make this packet smaller. documents: ids of the fields that hold one."""
    samples = dossier.given.samples
    there = {
        Cut.FINGERS: any(item.lossless for taken in samples.slaps for item in taken.fingers),
        Cut.PORTRAIT: samples.portrait is not None and samples.portrait.lossless is not None,
        Cut.DOCUMENTS: bool(documents),
    }
    return tuple(cut for cut in Cut if there[cut])
