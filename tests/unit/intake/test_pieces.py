"""Packets in pieces at the gateway, in this process: who may begin, what counts, and that it ends as any delivery."""

import asyncio
import shutil
from collections.abc import Coroutine, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import monotonic
from typing import Any

import pytest
from cryptography import x509

from crypto import cms
from crypto.authority import load_authority, revocation_list
from crypto.certificate import Certificate
from crypto.demo_pki import AUTHORITIES
from intake.errors import StoreFull
from intake.gateway.addressed import Receivers
from intake.gateway.admission import MAX_PACKET_BYTES
from intake.gateway.app import Gateway
from intake.gateway.tally import Tally
from intake.gateway.trusted import TrustedNow
from intake.mode import believed
from intake.store.embedded import EmbeddedStore
from intake.store.parts import Parts
from station.domain.clock import SystemClock
from station.domain.outbox import SealedPacket
from station.formats.receipt import decode_receipt
from station.receivers.intake.answers import code
from station.receivers.line import Answer
from tests.support.asgi_calls import Body, call
from tests.support.pki import Pki
from tests.support.sealing import seal, signed_container

NONCE = "0e" * 16
TUS = {"Tus-Resumable": "1.0.0"}


@dataclass
class Place:
    """A gateway, and a packet that a station brings to it."""

    gateway: Gateway
    store: EmbeddedStore
    home: Path
    pki: Pki
    packet: SealedPacket

    @property
    def path(self) -> str:
        return f"/v1/uploads/{self.packet.packet_id}"

    async def ask(
        self,
        method: str,
        headers: Mapping[str, str] | None = None,
        body: Body | None = None,
        *,
        peer: Certificate | None = None,
        path: str = "",
    ) -> Answer:
        sender = peer or self.pki.station.certificate
        return await call(self.gateway.app, sender, method, path or self.path, {**TUS, **(headers or {})}, body)

    async def begin(self) -> Answer:
        return await self.ask("POST", {"Upload-Length": str(len(self.packet.p7m))})

    async def bring(self, start: int, end: int | None = None) -> Answer:
        return await self.piece(start, Body((self.packet.p7m[start:end],)))

    async def piece(self, offset: int, body: Body) -> Answer:
        size = sum(len(chunk) for chunk in body.chunks if chunk is not None)
        return await self.ask("PATCH", {"Upload-Offset": str(offset), "Content-Length": str(size)}, body)

    async def claim(self, p7s: bytes | None = None, nonce: str = NONCE) -> Answer:
        """The packet is delivered: its bytes are there."""
        signature = self.packet.p7s if p7s is None else p7s
        headers = {
            "X-Nonce": nonce,
            "X-Signature-Length": str(len(signature)),
            "X-Receipt-Version": "2",
            "Content-Length": str(len(signature)),
            "Upload-Length": str(len(self.packet.p7m)),
        }
        return await self.ask("PUT", headers, Body((signature,)), path=f"/v1/packets/{self.packet.packet_id}")

    async def reached(self) -> str:
        answer = await self.ask("HEAD")
        return answer.headers.get("Upload-Offset", str(answer.status))

    def parts(self) -> list[str]:
        return [file.name for file in (self.home / "data" / "parts").rglob("*") if file.is_file()]

    def held(self) -> list[str]:
        return sorted(path.parent.name for path in (self.home / "data" / "packets").glob("*/receipt.p7m"))


@pytest.fixture(scope="module")
def packet(pki: Pki) -> SealedPacket:
    return seal(signed_container(pki), pki).packet


@pytest.fixture
def place(pki: Pki, packet: SealedPacket, tmp_path: Path) -> Iterator[Place]:
    shutil.copytree(pki.intake_home / "trust", tmp_path / "trust")
    trust, judge = tmp_path / "trust", believed(tmp_path, None)
    with ThreadPoolExecutor(1, "store") as thread:
        store = thread.submit(EmbeddedStore, tmp_path / "data", TrustedNow(trust)).result()
        with closing(store):
            parts, receivers, tally = Parts(tmp_path / "data"), Receivers(trust, judge.mode), Tally(monotonic)
            key = pki.receipt_key
            gateway = Gateway(store, parts, thread, thread, judge, receivers, key, SystemClock(), tally)
            yield Place(gateway, store, tmp_path, pki, packet)


def run(talk: Coroutine[Any, Any, None]) -> None:
    asyncio.run(talk)


def test_pieces_become_a_packet_like_any_other(place: Place) -> None:
    async def talk() -> None:
        length = str(len(place.packet.p7m))
        assert (await place.ask("HEAD")).status == 404
        made = await place.begin()
        assert (made.status, made.headers["Location"], made.headers["Upload-Offset"]) == (201, place.path, "0")
        assert (await place.bring(0, 5000)).headers["Upload-Offset"] == "5000"
        assert (await place.begin()).headers["Upload-Offset"] == "5000", "begun again, nothing is lost"
        told = await place.ask("HEAD")
        assert (told.status, told.headers["Upload-Length"], told.headers["Cache-Control"]) == (200, length, "no-store")
        assert code(await place.claim()) == "INT-081", "not all is here"
        assert (await place.bring(5000)).status == 204
        receipt = await place.claim()
        assert receipt.status == 201
        content = decode_receipt(cms.claimed_content(receipt.body))
        assert (content.packet_id, content.nonce) == (place.packet.packet_id, NONCE)
        stored = place.home / "data" / "packets" / place.packet.packet_id
        assert (stored / "packet.p7m").read_bytes() == place.packet.p7m
        assert (stored / "packet.p7m.p7s").read_bytes() == place.packet.p7s
        assert place.parts() == []
        assert await place.reached() == length, "it is held: nobody need bring it again"
        again = await place.claim()
        assert (again.status, again.body) == (200, receipt.body)
        assert code(await place.claim(nonce="0f" * 16)) == "INT-020"

    run(talk())


def test_a_line_that_breaks_within_a_piece_loses_nothing(place: Place) -> None:
    async def talk() -> None:
        await place.begin()
        broken = await place.piece(0, Body((place.packet.p7m[:3000], place.packet.p7m[3000:4000], None)))
        assert code(broken) == "INT-003"
        assert await place.reached() == "4000"
        assert code(await place.bring(3000)) == "INT-080", "there is no way to write over it"
        assert await place.reached() == "4000"
        await place.bring(4000)
        assert (await place.claim()).status == 201

    run(talk())


def test_who_asks_anew_breaks_off_who_still_writes(place: Place) -> None:
    """Of a line that died nobody hears: the station is back by another before the first one ends."""

    async def talk() -> None:
        await place.begin()
        body = Body((place.packet.p7m[:3000],), waits=True)
        dead = asyncio.ensure_future(place.piece(0, body))
        await body.waiting.wait()
        assert await place.reached() == "3000"
        assert code(await dead) == "INT-003"
        await place.bring(3000)
        both = await asyncio.gather(place.claim(), place.claim())
        assert sorted(answer.status for answer in both) == [200, 201]
        assert both[0].body == both[1].body
        assert place.held() == [place.packet.packet_id]

    run(talk())


def test_a_gateway_that_stops_keeps_what_came(place: Place) -> None:
    async def talk() -> None:
        await place.begin()
        body = Body((place.packet.p7m[:3000],), waits=True)
        writing = asyncio.ensure_future(place.piece(0, body))
        await body.waiting.wait()
        place.gateway.stop()
        assert code(await writing) == "INT-003"
        assert await place.reached() == "3000"

    run(talk())


def test_whole_by_one_connection_and_in_pieces_by_another_it_is_there_once(place: Place) -> None:
    async def talk() -> None:
        await place.begin()
        await place.bring(0)
        whole = (place.packet.p7s, place.packet.p7m)
        headers = {
            "X-Nonce": NONCE,
            "X-Signature-Length": str(len(place.packet.p7s)),
            "X-Receipt-Version": "2",
            "Content-Length": str(sum(map(len, whole))),
        }
        at_once = place.ask("PUT", headers, Body(whole), path=f"/v1/packets/{place.packet.packet_id}")
        both = await asyncio.gather(at_once, place.claim())
        assert both[0].body == both[1].body
        assert place.held() == [place.packet.packet_id]
        assert place.parts() == []

    run(talk())


def test_a_part_is_of_the_station_that_brings_it(place: Place) -> None:
    async def talk() -> None:
        await place.begin()
        await place.bring(0, 3000)
        assert (await place.ask("HEAD", peer=place.pki.policy_key.certificate)).status == 404
        assert await place.reached() == "3000"

    run(talk())


def take_back(place: Place) -> None:
    folder = place.pki.intake_home / AUTHORITIES
    issuer = load_authority(folder, folder / "secret", "stations")
    at, serial = datetime.now(UTC) - timedelta(hours=1), place.pki.station.certificate.serial
    listed = revocation_list(issuer, ((serial, at, x509.ReasonFlags.key_compromise),), at, timedelta(days=1))
    (place.home / "trust" / "crls" / "stations.crl").write_bytes(listed)


def test_whoever_was_taken_back_brings_not_a_byte(place: Place) -> None:
    async def talk() -> None:
        await place.begin()
        await place.bring(0, 3000)
        take_back(place)
        body = Body((place.packet.p7m[3000:],))
        assert code(await place.piece(3000, body)) == "INT-011"
        assert body.asked == 0
        assert code(await place.begin()) == "INT-011"

    run(talk())


@pytest.mark.parametrize(
    ("method", "headers", "path", "expected"),
    [
        ("POST", {"Upload-Length": str(MAX_PACKET_BYTES + 1)}, "", "INT-001"),
        ("POST", {"Upload-Length": "0"}, "", "INT-002"),
        ("POST", {"Upload-Length": "-1"}, "", "INT-002"),
        ("POST", {}, "", "INT-002"),
        ("POST", {"Upload-Length": "10"}, "/v1/uploads/..", "INT-002"),
        ("POST", {"Upload-Length": "10", "Tus-Resumable": "0.2.2"}, "", "INT-082"),
        ("PATCH", {"Upload-Offset": "0", "Content-Length": "10"}, "/v1/uploads/" + "0" * 64, "INT-081"),
        ("PATCH", {"Upload-Offset": "0"}, "", "INT-002"),
        ("PATCH", {"Content-Length": "10"}, "", "INT-002"),
        ("PATCH", {"Upload-Offset": "0", "Content-Length": "9999999"}, "", "INT-002"),
        ("PATCH", {"Upload-Offset": "1", "Content-Length": "1"}, "", "INT-080"),
    ],
)
def test_refused_before_the_first_byte(
    place: Place, method: str, headers: dict[str, str], path: str, expected: str
) -> None:
    async def talk() -> None:
        await place.begin()
        body = Body((b"a" * 10,))
        answer = await place.ask(method, headers, body, path=path)
        assert code(answer) == expected
        assert answer.headers["Tus-Resumable"] == "1.0.0"
        assert body.asked == 0
        assert await place.reached() == "0"

    run(talk())


def test_what_is_refused_goes_and_what_comes_again_stays(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise StoreFull

    async def talk() -> None:
        await place.begin()
        await place.bring(0)
        with monkeypatch.context() as patch:
            patch.setattr(place.store, "keep", full)
            assert code(await place.claim()) == "INT-030"
        assert await place.reached() == str(len(place.packet.p7m)), "nothing is to be sent twice"
        other = cms.sign_detached(b"other", place.pki.station, datetime.now(UTC))
        assert code(await place.claim(p7s=other)) == "INT-010"
        assert place.parts() == place.held() == []

    run(talk())


def test_other_bytes_than_the_packet_s_are_no_packet(place: Place) -> None:
    async def talk() -> None:
        await place.begin()
        await place.piece(0, Body((bytes(len(place.packet.p7m)),)))
        assert code(await place.claim()) == "INT-004"
        assert place.parts() == place.held() == []

    run(talk())
