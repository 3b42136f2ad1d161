"""Bringing packets from one store to another: backup in one direction, restore in the other. What is there stays."""

from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from intake.errors import NoStore, PacketChanged
from intake.store.comparing import Compared, compare
from intake.store.embedded import EmbeddedStore
from intake.store.layout import PACKETS
from station.domain.outbox import PacketId


@dataclass(frozen=True)
class Brought:
    """taken: packets of which something was copied. held: by the source in all. changed: by the source under their
    names, and not copied. gone: from the source."""

    taken: int
    held: int
    changed: tuple[PacketId, ...]
    gone: tuple[PacketId, ...]


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
    taken, changed = 0, []
    with closing(EmbeddedStore(target)) as store:
        for packet_id in compared.held:
            try:
                taken += store.take_in(packet_id, source / PACKETS / packet_id)
            except PacketChanged:
                changed.append(packet_id)
    return Brought(taken, len(compared.held), tuple(changed), compared.gone)
