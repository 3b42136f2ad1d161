"""Very many stations at the real intake, which is killed again and again while they deliver.

`kill -9` comes at any moment, and aimed between the moment when a packet is stored and the one when its station has the
receipt. Whatever was acknowledged is there once, whole, with the very receipt that its station was given.
"""

import os
import random
import shutil
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from http.client import HTTPSConnection
from pathlib import Path
from secrets import token_hex
from threading import Event, Lock, Thread

import pytest

from crypto import cms
from crypto.trust import Purpose
from devices.api import CancelScope
from intake.store.comparing import compare
from intake.store.layout import PACKET, PACKETS, RECEIPT, TEMPORARY
from station.domain.outbox import PacketId, SealedPacket
from station.formats.receipt import decode_receipt
from station.outbox.errors import ReceiverBusy, WayFailed
from station.packet import sealed
from station.receivers.intake.transport import HttpsTransport
from tests.support.deliveries import deliver, delivery_of
from tests.support.intake_process import Intake, running
from tests.support.packets import parcel_of
from tests.support.pki import Pki, pki
from tests.support.stations import Station, new_station

__all__ = ["pki"]

IN_PIECES = 10  # one station of so many brings its packets in pieces
PIECE_BYTES, LARGEST = 2000, 8000
PATIENCE_S = 30.0
FIRST, ALL, CONNECTIONS = 1_000, 10_000, 4
MIB = 1024 * 1024
MOST_GROWN = 6 * MIB  # a leak of 1 KB a packet would be 9 MiB
SEALED_NAME = len(TEMPORARY) + 64  # of the folder of a packet that is about to be there


@dataclass(frozen=True)
class Load:
    """stations deliver for so many seconds, and until each has brought `least` and the intake was killed `kills` times.
    pause_s: of a station between two packets, at most."""

    stations: int
    seconds: float
    kills: int
    least: int
    pause_s: float


SHORT = Load(stations=10, seconds=0, kills=2, least=2, pause_s=0.0)
FULL = Load(stations=200, seconds=300, kills=50, least=5, pause_s=3.0)


@dataclass
class Acknowledged:
    """What stations were told, from any thread. again: packets that were there when their station came again: it was
    killed between storing them and the receipt's arrival."""

    receipts: dict[PacketId, bytes] = field(default_factory=dict)
    nonces: dict[PacketId, str] = field(default_factory=dict)
    again: int = 0
    _lock: Lock = field(default_factory=Lock)

    def note(self, packet_id: PacketId, nonce: str, receipt: bytes, *, again: bool) -> None:
        with self._lock:
            assert packet_id not in self.receipts
            self.receipts[packet_id], self.nonces[packet_id] = receipt, nonce
            self.again += again


@dataclass
class Centre:
    """up: the intake is there, as far as anybody knows."""

    intake: Intake
    acknowledged: Acknowledged = field(default_factory=Acknowledged)
    up: Event = field(default_factory=Event)

    def fall_and_rise(self) -> None:
        self.up.clear()
        self.intake.kill()
        self.intake.start()
        self.up.set()


class Desk(Thread):
    """A station that delivers one packet after the other, each until it has a receipt."""

    def __init__(self, station: Station, pki: Pki, centre: "Centre", load: Load, *, in_pieces: bool) -> None:
        super().__init__(name="station", daemon=True)
        self._station, self._pki, self._centre, self._load = station, pki, centre, load
        self._in_pieces, self._chance = in_pieces, random.Random()
        self.ended, self.delivered, self.broken = Event(), 0, 0

    def run(self) -> None:
        while not self.ended.wait(self._chance.uniform(0, self._load.pause_s)) or self.delivered < self._load.least:
            content = os.urandom(self._chance.randint(1, LARGEST))
            packet = sealed.seal(content, self._pki.recipients, self._station.key, datetime.now(UTC))
            self._bring(packet, token_hex(16))
            self.delivered += 1

    def _bring(self, packet: SealedPacket, nonce: str) -> None:
        while True:
            try:
                status, receipt = self._send(packet, nonce)
            except (OSError, WayFailed, ReceiverBusy):
                status, receipt = 503, b""
            if status != 503:
                assert status in (200, 201), receipt
                self._centre.acknowledged.note(packet.packet_id, nonce, receipt, again=status == 200)
                return
            self.broken += 1
            self._centre.up.wait(PATIENCE_S)

    def _send(self, packet: SealedPacket, nonce: str) -> tuple[int, bytes]:
        intake = self._centre.intake
        if not self._in_pieces:
            return deliver(intake.port, self._station.client, delivery_of(packet, nonce))
        way = HttpsTransport(intake.url, self._station.client, piece_bytes=PIECE_BYTES)
        return 201, way.send(parcel_of(packet, nonce), CancelScope(PATIENCE_S))


def stored_now(packets: Path) -> None:
    """Returns when a packet is about to be there, or has just come to be."""
    until = time.monotonic() + PATIENCE_S
    while not any(len(name) == SEALED_NAME for name in os.listdir(packets)):
        assert time.monotonic() < until, "nobody delivers"


@pytest.fixture
def load(long: bool) -> Load:
    return FULL if long else SHORT


@pytest.fixture
def home(pki: Pki, tmp_path: Path) -> Path:
    for part in ("gateway", "trust"):
        shutil.copytree(pki.intake_home / part, tmp_path / "home" / part)
    return tmp_path / "home"


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_what_many_stations_were_given_a_receipt_for_is_there_once(
    pki: Pki, home: Path, tmp_path: Path, load: Load, record_property: Callable[[str, object], None]
) -> None:
    keys = tmp_path / "keys"
    chance, kills = random.Random(), 0
    with running(home, tmp_path) as intake:
        centre, desks = Centre(intake), []
        for number in range(load.stations):
            place = keys / str(number)
            place.mkdir(parents=True)
            station = new_station(pki, f"Station {number}", place)
            desks.append(Desk(station, pki, centre, load, in_pieces=number % IN_PIECES == IN_PIECES - 1))
        centre.up.set()
        for desk in desks:
            desk.start()
        began = time.monotonic()
        while kills < load.kills or time.monotonic() - began < load.seconds:
            if kills % 2:
                time.sleep(chance.uniform(0.0, 0.5) + load.pause_s)  # anywhere
            else:
                stored_now(home / "data" / PACKETS)
            centre.fall_and_rise()
            kills += 1
        for desk in desks:
            desk.ended.set()
        for desk in desks:
            desk.join(PATIENCE_S * 4)
        assert not any(desk.is_alive() for desk in desks)
        status, said = intake.stop()
        assert status == 0, said
    acknowledged = centre.acknowledged
    broken = sum(desk.broken for desk in desks)
    figures = (
        f"{load.stations} stations, {kills} kills, {len(acknowledged.receipts)} acknowledged, {broken} tries broken"
    )
    figures += f", {acknowledged.again} were killed between store and receipt"
    record_property("figures", figures)
    sys.stdout.write(figures + "\n")  # shown with `pytest -rP`
    judge(pki, home / "data", acknowledged)
    assert len(acknowledged.receipts) == sum(desk.delivered for desk in desks) >= load.stations * load.least
    assert broken > 0
    assert acknowledged.again > 0 or load is SHORT, "none of the kills came between store and receipt"


def judge(pki: Pki, data: Path, acknowledged: Acknowledged) -> None:
    """In the end nobody waits any more: what is there is what was acknowledged, and nothing else."""
    found = compare(data)
    assert (found.gone, found.cut_off, found.foreign) == ((), (), ())
    assert found.held.keys() == acknowledged.receipts.keys()
    assert {path.name for path in (data / PACKETS).iterdir()} == found.held.keys(), (
        "nothing is left of what was cut off"
    )
    for packet_id, given in acknowledged.receipts.items():
        place = data / PACKETS / packet_id
        assert sha256((place / PACKET).read_bytes()).hexdigest() == packet_id
        assert (place / RECEIPT).read_bytes() == given
        content, _ = cms.verify_attached(given, pki.trust, Purpose.INTAKE, datetime.now(UTC))
        receipt = decode_receipt(content)
        assert (receipt.packet_id, receipt.nonce) == (packet_id, acknowledged.nonces[packet_id])


@pytest.mark.slow
@pytest.mark.timeout(3600)
def test_memory_does_not_grow_with_what_was_taken(
    pki: Pki, home: Path, tmp_path: Path, long: bool, record_property: Callable[[str, object], None]
) -> None:
    """What is kept of a packet is on the disk. The first thousand warm up threads, caches and the allocator."""
    if not long:
        pytest.skip("10,000 packets take minutes: make long")
    with running(home, tmp_path) as intake:
        bring(pki, intake, FIRST)
        before = resident(intake)
        bring(pki, intake, ALL - FIRST)
        grown = resident(intake) - before
    figures = f"{before / MIB:.1f} MiB after {FIRST} packets, {grown / MIB:.1f} MiB more after {ALL}"
    record_property("figures", figures)
    sys.stdout.write(figures + "\n")
    assert grown < MOST_GROWN, figures


def bring(pki: Pki, intake: Intake, packets: int) -> None:
    """New ones, over a few connections that stay."""

    def some(number: int) -> None:
        connection = HTTPSConnection("127.0.0.1", intake.port, context=pki.client(), timeout=60)
        for _ in range(number):
            packet = sealed.seal(os.urandom(500), pki.recipients, pki.station, datetime.now(UTC))
            headers = {"X-Nonce": token_hex(16), "X-Signature-Length": str(len(packet.p7s)), "X-Receipt-Version": "2"}
            connection.request("PUT", f"/v1/packets/{packet.packet_id}", packet.p7s + packet.p7m, headers)
            with connection.getresponse() as answer:
                assert (answer.status, bool(answer.read())) == (201, True)
        connection.close()

    with ThreadPoolExecutor(CONNECTIONS) as threads:
        list(threads.map(some, [packets // CONNECTIONS] * CONNECTIONS))


def resident(intake: Intake) -> int:
    """Bytes of memory."""
    assert intake.process is not None
    pages = int(Path(f"/proc/{intake.process.pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")
