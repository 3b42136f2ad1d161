"""A long packet over lines that break, to the real intake: it arrives, and next to nothing is sent twice."""

import logging
import shutil
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from crypto import cms
from crypto.trust import Purpose
from devices.api import CancelScope
from station.domain.errors import StationError
from station.domain.outbox import Parcel, SealedPacket
from station.formats.receipt import decode_receipt
from station.outbox.errors import TransportDown, UploadUnfinished
from station.receivers.intake.pieces import PIECE_BYTES
from station.receivers.intake.transport import HttpsTransport
from tests.support.breaking_line import BreakingLine
from tests.support.intake_process import Intake, running
from tests.support.packets import parcel_of
from tests.support.pki import Pki, pki
from tests.support.sealing import seal, signed_container

__all__ = ["pki"]

_log = logging.getLogger(__name__)
NONCE = "0d" * 16
_NOISES = 2  # samples of noise in a packet
SMALL = 1 << 18  # a piece
SENT_TWICE = 0.05  # at most, with all that TLS and HTTP add


@dataclass(frozen=True)
class Scale:
    """breaks_each: bytes; at so many a second, ten seconds."""

    packet: int
    breaks_each: int
    bytes_s: int


SHORT = Scale(packet=4_000_000, breaks_each=650_000, bytes_s=0)
FULL = Scale(packet=50_000_000, breaks_each=1_250_000, bytes_s=125_000)


@pytest.fixture
def scale(long: bool) -> Scale:
    return FULL if long else SHORT


@pytest.fixture(scope="module")
def home(pki: Pki, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("pieces")
    for part in ("gateway", "trust"):
        shutil.copytree(pki.intake_home / part, folder / part)
    return folder


@pytest.fixture
def intake(home: Path, tmp_path: Path) -> Iterator[Intake]:
    with running(home, tmp_path) as started:
        yield started


def packet_of(pki: Pki, size: int) -> SealedPacket:
    """Not much longer than that."""
    return seal(signed_container(pki, size // _NOISES), pki).packet


def deliver(pki: Pki, line: BreakingLine, parcel: Parcel, piece_bytes: int = PIECE_BYTES) -> bytes:
    """As the outbox: again and again, as long as what ended it heals by itself."""
    with closing(HttpsTransport(line.url, pki.client(), piece_bytes=piece_bytes)) as transport:
        for _ in range(60):
            try:
                return transport.send(parcel, CancelScope(300.0))
            except (UploadUnfinished, TransportDown):
                continue
    raise AssertionError("it never arrived")


def require_receipt(pki: Pki, home: Path, packet: SealedPacket, message: bytes) -> None:
    content, _ = cms.verify_attached(message, pki.trust, Purpose.INTAKE, datetime.now(UTC))
    receipt = decode_receipt(content)
    assert (receipt.packet_id, receipt.nonce) == (packet.packet_id, NONCE)
    stored = home / "data" / "packets" / packet.packet_id
    assert (stored / "packet.p7m").read_bytes() == packet.p7m
    assert (stored / "packet.p7m.p7s").read_bytes() == packet.p7s
    assert (stored / "receipt.p7m").read_bytes() == message
    assert [file for file in (home / "data" / "parts").rglob("*") if file.is_file()] == []


@pytest.mark.timeout(1200)
def test_a_line_that_breaks_all_the_time(pki: Pki, home: Path, intake: Intake, scale: Scale) -> None:
    packet = packet_of(pki, scale.packet)
    with BreakingLine(port_of(intake), scale.breaks_each, scale.bytes_s).running() as line:
        message = deliver(pki, line, parcel_of(packet, NONCE))
    require_receipt(pki, home, packet, message)
    _log.info("%d bytes, %d breaks, %d bytes over the line", len(packet.p7m), line.breaks, line.went_up)
    assert line.breaks >= scale.packet // scale.breaks_each
    assert line.went_up <= (1 + SENT_TWICE) * len(packet.p7m)


def test_a_killed_intake_goes_on_after_the_last_whole_piece(pki: Pki, home: Path, intake: Intake) -> None:
    packet = packet_of(pki, 3 * SMALL)
    parcel = parcel_of(packet, NONCE)
    with BreakingLine(port_of(intake), 1 << 40, ends_after=5 * SMALL // 2).running() as line:
        transport = HttpsTransport(line.url, pki.client(), piece_bytes=SMALL)
        with pytest.raises(UploadUnfinished) as caught:
            transport.send(parcel, CancelScope())
        intake.kill()
    assert isinstance(caught.value.__cause__, StationError)
    intake.start()
    with BreakingLine(port_of(intake), 1 << 40).running() as line:
        message = deliver(pki, line, parcel, SMALL)
    require_receipt(pki, home, packet, message)
    assert line.went_up <= (1 + SENT_TWICE) * len(packet.p7m) - 2 * SMALL


def port_of(intake: Intake) -> int:
    return int(intake.url.rpartition(":")[2])
