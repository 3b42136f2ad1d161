"""What was decided goes to the station that sent the packet, and to nobody else."""

import asyncio
import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from time import monotonic

import pytest
from cryptography import x509

from crypto.certificate import Certificate
from intake.gateway.addressed import Receivers
from intake.gateway.app import Gateway
from intake.gateway.tally import Tally
from intake.gateway.trusted import TrustedNow
from intake.mode import believed
from intake.store.embedded import EmbeddedStore
from intake.store.parts import Parts
from station.domain.clock import SystemClock
from station.domain.outbox import SealedPacket
from station.receivers.intake.answers import code
from station.receivers.line import Answer
from tests.support.asgi_calls import call
from tests.support.centre import DAY, Centre, centre
from tests.support.clock import NOW
from tests.support.judged import other_station
from tests.support.pki import Pki
from tests.support.sealing import seal, signed_container

__all__ = ["centre"]


@dataclass
class Door:
    """A gateway with one packet in its store, and what it says of it."""

    gateway: Gateway
    folder: Path
    packet: SealedPacket

    def ask(self, peer: Certificate, packet_id: str = "") -> Answer:
        path = f"/v1/packets/{packet_id or self.packet.packet_id}/answer"
        return asyncio.run(call(self.gateway.app, peer, "GET", path, {}))


@pytest.fixture
def door(centre: Centre, pki: Pki) -> Iterator[Door]:
    packet = seal(signed_container(pki), pki).packet
    folder, judge = centre.receive(packet, pki.station.certificate, NOW), believed(centre.home, None)
    trust = centre.home / "trust"
    shutil.copytree(pki.trust_folder / "recipients", trust / "recipients", dirs_exist_ok=True)
    with ThreadPoolExecutor(1, "store") as thread:
        store = thread.submit(EmbeddedStore, centre.home / "data", TrustedNow(trust)).result()
        with closing(store):
            parts, receivers, tally = Parts(centre.home / "data"), Receivers(trust, judge.mode), Tally(monotonic)
            key = pki.receipt_key
            gateway = Gateway(store, parts, thread, thread, judge, receivers, key, SystemClock(), tally)
            yield Door(gateway, folder, packet)


def test_the_newest_answer_for_who_sent_it(door: Door, pki: Pki) -> None:
    own = pki.station.certificate
    assert (door.ask(own).status, door.ask(own).body) == (204, b"")
    (door.folder / "answer-001.p7m").write_bytes(b"first")
    (door.folder / "answer-002.p7m").write_bytes(b"second")
    told = door.ask(own)
    assert (told.status, told.headers["Content-Type"], told.body) == (200, "application/pkcs7-mime", b"second")


def test_for_nobody_else(door: Door, centre: Centre, pki: Pki) -> None:
    (door.folder / "answer-001.p7m").write_bytes(b"first")
    other = door.ask(other_station(pki).certificate)
    assert (other.status, code(other)) == (409, "INT-021")
    gone = door.ask(pki.station.certificate, "00" * 32)
    assert (gone.status, code(gone)) == (404, "INT-081")
    odd = door.ask(pki.station.certificate, "up")
    assert (odd.status, code(odd)) == (400, "INT-002")
    now = SystemClock().now()
    centre.take_back("stations", pki.station.certificate, now - DAY, x509.ReasonFlags.key_compromise)
    stolen = door.ask(pki.station.certificate)
    assert (stolen.status, code(stolen)) == (403, "INT-011")


def test_for_the_same_station_after_its_renewal(door: Door, pki: Pki) -> None:
    (door.folder / "answer-001.p7m").write_bytes(b"first")
    renewed = other_station(pki, pki.station.certificate.common_name)
    assert renewed.certificate.fingerprint != pki.station.certificate.fingerprint
    assert door.ask(renewed.certificate).body == b"first"
