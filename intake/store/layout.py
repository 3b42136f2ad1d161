"""Names in the folder of a packet, shared by who stores and who opens it."""

from glob import escape
from hashlib import sha256
from pathlib import Path
from re import ASCII, fullmatch

PACKET, SIGNATURE, RECEIPT, TRUST = "packet.p7m", "packet.p7m.p7s", "receipt.p7m", "trust"
WITNESSED = "packet.p7m.witnessed.json"
ACTIVITY = "activity.p7m"  # that the visit ended, as its station signed it
ANSWER = "answer-{:03}.p7m"  # what the centre decided, each time anew
PACKETS, EVIDENCE, AHEAD, REGISTER, LOCK = "packets", "evidence", "ahead", "register", ".lock"  # in the store's folder
PEOPLE_SCHEME = "people-scheme"  # in the trust folder
_AUGMENTED, _NAMED_DIGITS = ".augmented-", 16
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


def augmented_after(packet: Path, stamps: int, sealed: bytes) -> Path:
    """Where an augmented copy with so many time-stamps lies. Its name says its hash; no other copy has ever had it, so
    a backup brings it."""
    digest = sha256(sealed).hexdigest()[:_NAMED_DIGITS]
    return packet.with_name(f"{packet.name.removesuffix('.p7m')}{_AUGMENTED}{stamps:03}-{digest}.p7m")


def augmented_of(packet: Path) -> list[Path]:
    """Its augmented copies (intake.acceptance.archived), sealed again, oldest first: the last one counts. There is more
    than one after a crash, or in a backup."""
    stem = escape(packet.name.removesuffix(".p7m"))
    return sorted(packet.parent.glob(f"{stem}{_AUGMENTED}[0-9][0-9][0-9]-{'[0-9a-f]' * _NAMED_DIGITS}.p7m"))


def is_as_named(augmented: Path) -> bool:
    """Whether a copy's bytes are those that its name says. Raises OSError."""
    return augmented.name.endswith(f"-{sha256(augmented.read_bytes()).hexdigest()[:_NAMED_DIGITS]}.p7m")


def receipt_of(packet: Path) -> Path:
    """Where the receipt lies beside it: in a folder of the store, or under the packet's own name."""
    return packet.with_name(RECEIPT if packet.name == PACKET else f"{packet.name.removesuffix('.p7m')}.receipt.p7m")


def next_answer(packet: Path) -> Path:
    """Where the centre's next answer lies beside a packet of the store: after the last, also where one is missing."""
    numbered = _numbered_answers(packet)
    return packet.with_name(ANSWER.format(max(numbered, default=0) + 1))


def answers_of(packet: Path) -> list[Path]:
    """Oldest first: the last one counts."""
    return [file for _, file in sorted(_numbered_answers(packet).items())]


def _numbered_answers(packet: Path) -> dict[int, Path]:
    files = packet.parent.glob("answer-*.p7m")
    return {int(found[1]): file for file in files if (found := fullmatch(r"answer-(\d{3,9})\.p7m", file.name, ASCII))}
