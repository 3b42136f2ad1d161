"""Names in the folder of a packet, shared by who stores and who opens it."""

from collections.abc import Iterator
from glob import escape
from pathlib import Path

PACKET, SIGNATURE, RECEIPT, TRUST = "packet.p7m", "packet.p7m.p7s", "receipt.p7m", "trust"
WITNESSED = "packet.p7m.witnessed.json"
ANSWER = "answer-{:03}.p7m"  # what the centre decided, each time anew
PACKETS, EVIDENCE, REGISTER, LOCK = "packets", "evidence", "register", ".lock"  # in the store's folder
PEOPLE_SCHEME = "people-scheme"  # in the trust folder
_AUGMENTED = ".augmented-"
TEMPORARY = ".tmp-"  # not finished: a crash came


def packet_in(given: Path) -> Path:
    """The packet's file: of a folder of the store, or the file itself."""
    return given / PACKET if given.is_dir() else given


def signature_of(packet: Path) -> Path:
    return packet.with_name(f"{packet.name}.p7s")


def time_stamp_of(packet: Path) -> Path:
    """Where a time-stamp of its signature's file lies, if somebody got one: a TimeStampToken (RFC 3161), DER."""
    return packet.with_name(f"{packet.name}.p7s.tst")


def witnessed_of(packet: Path) -> Path:
    """Where lies what shows that a witness saw the station's log with this packet (station.formats.witnessed)."""
    return packet.with_name(f"{packet.name}.witnessed.json")


def augmented_of(packet: Path) -> Path | None:
    """Its newest augmented copy (intake.acceptance.archived), sealed again; None where nobody made one."""
    return max(_augmented(packet), key=_round_of, default=None)


def augmented_after(packet: Path, stamps: int) -> Path:
    """Where an augmented copy with so many time-stamps lies: a new one never takes the name of an older one, so that
    a backup brings it."""
    return packet.with_name(f"{packet.name.removesuffix('.p7m')}{_AUGMENTED}{stamps:03}.p7m")


def _augmented(packet: Path) -> Iterator[Path]:
    return packet.parent.glob(f"{escape(packet.name.removesuffix('.p7m'))}{_AUGMENTED}[0-9][0-9][0-9].p7m")


def _round_of(augmented: Path) -> str:
    return augmented.name.removesuffix(".p7m")[-3:]


def receipt_of(packet: Path) -> Path:
    """Where the receipt lies beside it: in a folder of the store, or under the packet's own name."""
    return packet.with_name(RECEIPT if packet.name == PACKET else f"{packet.name.removesuffix('.p7m')}.receipt.p7m")


def answer_file(packet: Path, number: int) -> Path:
    """Where that answer of the centre's lies beside a packet of the store. number: 1 for the first."""
    return packet.with_name(ANSWER.format(number))


def answers_of(packet: Path) -> list[Path]:
    """Oldest first: the last one counts."""
    return sorted(packet.parent.glob("answer-[0-9][0-9][0-9].p7m"))
