"""Bringing packets from one store to another: backup in one direction, restore in the other. What is there stays."""

from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from intake.errors import NoStore, PacketChanged
from intake.store.comparing import Compared, compare
from intake.store.embedded import EmbeddedStore
from intake.store.layout import PACKET, PACKETS, answers_of
from station.domain.outbox import PacketId


@dataclass(frozen=True)
class Brought:
    """taken: packets of which something was copied. held: by the source in all. changed: by the source under their
    names, and not copied. gone: from the source. judged_apart: the last answers of both have one number and differ."""

    taken: int
    held: int
    changed: tuple[PacketId, ...]
    gone: tuple[PacketId, ...]
    judged_apart: tuple[PacketId, ...]


def compared_in(folder: Path) -> Compared:
    """What a store holds; nothing of it is changed. Raises NoStore, OSError."""
    if not (folder / PACKETS).is_dir():
        raise NoStore
    return compare(folder)


def bring(source: Path, target: Path) -> Brought:
    """Every packet that `source` holds, each looked at by its hash while it is copied, and on the disk of `target`
    before the next. Either may be in use. Nothing of `source` is changed.

    Raises NoStore, StoreFull, StoreFailed, OSError.
    """
    compared = compared_in(source)
    taken, changed, apart = 0, [], []
    with closing(EmbeddedStore(target)) as store:
        for packet_id in compared.held:
            try:
                taken += store.take_in(packet_id, source / PACKETS / packet_id)
            except PacketChanged:
                changed.append(packet_id)
            if _judged_apart(*(folder / PACKETS / packet_id / PACKET for folder in (source, target))):
                apart.append(packet_id)
    return Brought(taken, len(compared.held), tuple(changed), compared.gone, tuple(apart))


def _judged_apart(packet: Path, other: Path) -> bool:
    """Each store has its own last word."""
    return any(
        one.name == two.name and one.read_bytes() != two.read_bytes()
        for one, two in zip(answers_of(packet)[-1:], answers_of(other)[-1:], strict=False)
    )
