"""Whose key opens a packet: of those that lie in this centre the one that it is sealed to; or of which confidential
class it is, so that whoever has no key of that class is told so, and decides nothing about it.
"""

from collections.abc import Iterable
from os import SEEK_END
from pathlib import Path

from crypto import envelope, files
from crypto.certificate import Certificate
from crypto.errors import BadEnvelope, MalformedDer, TooLarge
from crypto.pinned import PinnedFiles
from intake.errors import HeldForClass
from station.domain.classes import CLASSES, folder_of

USUAL = "production"
_KEY = ".key.pem"


def opener_of(packet: Path, home: Path, asked: str = "") -> str:
    """The name in `centre/` of the key that opens `packet`. asked: by which it is to be opened; "": any of those that
    lie here, the usual one first and where none does. Raises HeldForClass where the packet is sealed to a confidential
    class and that key is not here, or was not asked for; CryptoError and OSError for unreadable certificates."""
    centre = home / "centre"
    here = [file.name.removesuffix(_KEY) for file in files.listed(centre, f"*{_KEY}")]
    held = {name: first for name, (first, *_) in PinnedFiles(centre, here).by_name().items()}
    opens = sealed_to(packet, held.values())
    named = sorted(held, key=lambda name: (name != USUAL, name))
    found = [name for name in named if held[name] in opens and asked in ("", name)]
    if not found and (case_class := class_of(packet, home)):
        raise HeldForClass(case_class)
    return found[0] if found else asked or USUAL


def class_of(packet: Path, home: Path) -> str:
    """The confidential class to whose receivers it is sealed, as this centre knows them; "" for none."""
    for each in CLASSES.values():
        if each.confidential:
            folder = PinnedFiles(home / "trust" / folder_of(each.name) / "recipients")
            if sealed_to(packet, (first for first, *_ in folder.by_name().values())):
                return each.name
    return ""


def sealed_to(packet: Path, receivers: Iterable[Certificate]) -> tuple[Certificate, ...]:
    """Those of them that `packet` is sealed to; none where it is no envelope, which whoever opens it says better."""
    with packet.open("rb") as file:
        head = file.read(envelope.MAX_HEAD_BYTES)
        size = file.seek(0, SEEK_END)
        file.seek(max(0, size - envelope.TAIL_BYTES))
        tail = file.read()
    try:
        return envelope.sealed_to(head, tail, size, receivers)
    except (BadEnvelope, MalformedDer, TooLarge):
        return ()
