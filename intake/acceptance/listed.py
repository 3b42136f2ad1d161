"""The packets of a store, each with when it came, what was said of it last, and whether its applicant took it back."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from re import fullmatch

from crypto import cms
from crypto.errors import CryptoError
from intake.acceptance.withdrawn import WITHDRAWN, WithdrawnHere
from intake.store.layout import PACKETS, answers_of, packet_in, receipt_of
from station.domain.answers import Answer
from station.formats.answer import decode_answer
from station.formats.receipt import decode_receipt

_LONG_AGO = datetime.min.replace(tzinfo=UTC)  # what says no moment stands first


@dataclass(frozen=True)
class Listed:
    """received_at, answer: as they are written, not proven; None where there is none that can be read. withdrawn_by:
    the packet that says so; ""."""

    packet_id: str
    received_at: datetime | None
    answer: Answer | None
    withdrawn_by: str


def listed(data: Path, centre: Path) -> tuple[Listed, ...]:
    """data: the store's folder; centre: the key's, whose list of what was taken back is read if it is here. Raises
    OSError."""
    found = _listed(data / PACKETS, WithdrawnHere(centre / WITHDRAWN))
    return tuple(sorted(found, key=lambda each: (each.received_at or _LONG_AGO, each.packet_id)))


def _listed(packets: Path, withdrawn: WithdrawnHere) -> Iterator[Listed]:
    for folder in packets.iterdir() if packets.is_dir() else ():
        packet = packet_in(folder)
        if fullmatch(r"[0-9a-f]{64}", folder.name) and receipt_of(packet).exists():
            answers = answers_of(packet)
            yield Listed(
                folder.name,
                _received(receipt_of(packet)),
                _answer(answers[-1]) if answers else None,
                withdrawn.by(folder.name),
            )


def _received(receipt: Path) -> datetime | None:
    try:
        return decode_receipt(cms.claimed_content(receipt.read_bytes())).received_at
    except (CryptoError, ValueError):
        return None


def _answer(file: Path) -> Answer | None:
    try:
        return decode_answer(cms.claimed_content(file.read_bytes()))
    except (CryptoError, ValueError):
        return None
