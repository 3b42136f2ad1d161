"""Files, register and receipts held beside each other, by names and sizes: at each start, beside the deliveries."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from re import fullmatch

from intake.store.disk import alone, open_lock
from intake.store.layout import PACKET, PACKETS, RECEIPT, REGISTER, SIGNATURE, TEMPORARY
from intake.store.register import Entry, Register, proof_in
from station.domain.outbox import PacketId


@dataclass(frozen=True)
class Compared:
    """held: packets with signature and receipt, and their sizes. gone: registered as receipted, and not here, not
    whole, or of another size. cut_off: without a receipt: nobody was promised anything, the station comes again.
    new: held and not registered. registered: the register as it was. foreign: names that are no packet's."""

    held: dict[PacketId, int] = field(default_factory=dict)
    gone: tuple[PacketId, ...] = ()
    cut_off: tuple[PacketId, ...] = ()
    new: tuple[PacketId, ...] = ()
    registered: Mapping[PacketId, Entry] = field(default_factory=dict)
    foreign: tuple[str, ...] = ()


def compare_and_register(folder: Path) -> Compared:
    """As `compare`; then what is held and not registered is registered, and nothing else is changed. From any thread,
    while packets come in. Raises OSError."""
    compared = compare(folder)
    new = [(each, Entry(compared.held[each], proof_in(folder / PACKETS / each))) for each in compared.new]
    lock = open_lock(folder)
    try:
        with alone(lock):
            Register(folder / REGISTER).add(new)
    finally:
        os.close(lock)
    return compared


def compare(folder: Path) -> Compared:
    """folder: of the store. Nothing is changed. Raises OSError."""
    packets = folder / PACKETS
    registered = Register(folder / REGISTER).read()  # first: what comes in meanwhile is new, and not gone
    held: dict[PacketId, int] = {}
    cut_off, foreign = [], []
    for name in sorted(os.listdir(packets)):
        if name.startswith(TEMPORARY):
            continue
        if not fullmatch(r"[0-9a-f]{64}", name):
            foreign.append(name)
            continue
        size = _whole(f"{packets}/{name}/")
        if size is None:
            cut_off.append(PacketId(name))
        else:
            held[PacketId(name)] = size
    gone = tuple(each for each, entry in registered.items() if held.get(each) != entry.size)
    waiting = tuple(each for each in cut_off if each not in registered)
    new = tuple(each for each in held if each not in registered)
    return Compared(held, gone, waiting, new, registered, tuple(foreign))


def _whole(folder: str) -> int | None:
    """How large the packet is; None where a file of three is missing."""
    try:
        os.stat(folder + RECEIPT)
        os.stat(folder + SIGNATURE)
        return os.stat(folder + PACKET).st_size
    except (FileNotFoundError, NotADirectoryError):
        return None
