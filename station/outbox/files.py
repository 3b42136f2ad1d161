"""Where a packet's files lie: all in one folder, under the packet's blank name."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from re import escape, fullmatch

_PREFIX = "packet-"
_PACKET, _SIGNATURE, _RECEIPT, _STATEMENT, _SLIP, _ANSWER, _ACTIVITY, _CONTACT = _ENDS = (
    ".p7m", ".p7m.p7s", ".receipt.p7m", ".delivered.json", ".slip.json", ".answer.p7m", ".activity.p7m",
    ".contact.sealed",
)  # fmt: skip
_NAME = rf"packet-([0-9a-f]{{32}})({'|'.join(map(escape, _ENDS))})"


@dataclass(frozen=True)
class PacketFiles:
    """name: 32 random hex digits, `SealedPacket.name`."""

    folder: Path
    name: str

    @property
    def packet(self) -> Path:
        return self._path(_PACKET)

    @property
    def signature(self) -> Path:
        return self._path(_SIGNATURE)

    @property
    def receipt(self) -> Path:
        """What the receiver signed."""
        return self._path(_RECEIPT)

    @property
    def statement(self) -> Path:
        """Our own word, where the receiver signs nothing."""
        return self._path(_STATEMENT)

    @property
    def slip(self) -> Path:
        """What the database says of the packet, kept beside it: `station.outbox.slip`."""
        return self._path(_SLIP)

    @property
    def answer(self) -> Path:
        """What the centre decided about it last, signed."""
        return self._path(_ANSWER)

    @property
    def activity(self) -> Path:
        """That the visit ended, signed; there until the receiver was told (`station.outbox.telling`)."""
        return self._path(_ACTIVITY)

    @property
    def contact(self) -> Path:
        """Whom to call, sealed for the people of this desk; there until the centre took the packet for good, or the
        packet goes (ADR 154)."""
        return self._path(_CONTACT)

    @property
    def pair(self) -> tuple[Path, Path]:
        return self.packet, self.signature

    @property
    def present(self) -> tuple[Path, ...]:
        """Those of them that are there."""
        every = (self._path(end) for end in _ENDS)
        return tuple(path for path in every if path.exists() or path.is_symlink())

    def _path(self, end: str) -> Path:
        return self.folder / f"{_PREFIX}{self.name}{end}"


def name_in(path: Path) -> str | None:
    """The blank name of the packet that a file belongs to; None for a file that is none of a packet's."""
    found = fullmatch(_NAME, path.name)
    return found.group(1) if found else None


def proofs_among(paths: Iterable[Path]) -> set[str]:
    """Names of the packets of which a receipt or a statement is among these files."""
    ends = (_RECEIPT, _STATEMENT)
    return {name for path in paths if path.name.endswith(ends) and (name := name_in(path)) is not None}
