"""The store as 0.1.0 kept it, brought into folders once: packets/<id>.p7m and .p7m.p7s, the receipts in intake.db.

Each step can be repeated, and the receipt is in its folder before anything is moved there: a crash anywhere loses
nothing, and the next start goes on. The database is put aside last, under a name that says so, and never deleted. Lists
of the day of taking over stand for those of then, which nobody kept.
"""

import sqlite3
from collections.abc import Callable, Iterable
from contextlib import closing
from pathlib import Path

from intake.errors import StoreFailed, StoreFull
from intake.store.disk import sync, write_durably
from intake.store.layout import PACKET, RECEIPT, SIGNATURE

DATABASE, TAKEN_OVER = "intake.db", "intake.db.taken-over"


def is_older(folder: Path, packets: Iterable[str]) -> bool:
    """Whether there is anything to take over. packets: the names in its folder of them."""
    return (folder / DATABASE).exists() or any(name.endswith(".p7m") for name in packets)


def take_over(folder: Path, write_trusted: Callable[[Path], None]) -> None:
    """folder: of the store. Raises StoreFailed, StoreFull, OSError."""
    packets = folder / "packets"
    if (folder / DATABASE).exists():
        for packet_id, receipt in _receipts(folder / DATABASE):
            place = packets / packet_id
            if not (place / RECEIPT).exists():
                place.mkdir(mode=0o700, exist_ok=True)
                write_durably(place / RECEIPT, receipt)
                sync(place)
            write_trusted(place)
    for packet in sorted(packets.glob("*.p7m")):  # those without a receipt too: nothing is dropped
        place = packets / packet.stem
        place.mkdir(mode=0o700, exist_ok=True)
        signature = packet.with_name(f"{packet.name}.p7s")
        if signature.exists():
            signature.rename(place / SIGNATURE)
        packet.rename(place / PACKET)
        sync(place)
    sync(packets)
    for end in ("-wal", "-shm"):
        (folder / f"{DATABASE}{end}").unlink(missing_ok=True)
    if (folder / DATABASE).exists():
        (folder / DATABASE).rename(folder / TAKEN_OVER)
        sync(folder)


def _receipts(database: Path) -> list[tuple[str, bytes]]:
    try:
        with closing(sqlite3.connect(database)) as db:
            db.execute("PRAGMA journal_mode = DELETE")  # nothing stays in files beside it
            return db.execute("SELECT packet_id, receipt FROM packet ORDER BY packet_id").fetchall()
    except sqlite3.Error as error:
        if getattr(error, "sqlite_errorcode", 0) == sqlite3.SQLITE_FULL:
            raise StoreFull from error
        raise StoreFailed(getattr(error, "sqlite_errorname", "database")) from error
