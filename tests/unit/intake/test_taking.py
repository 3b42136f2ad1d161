"""A packet in one request: its signature is judged while the rest comes, in whatever pieces that does."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import sha256
from threading import Event
from typing import Any

import pytest

from intake.gateway.admission import verify_provenance
from station.domain.outbox import PacketId
from station.receivers.intake.answers import code
from station.receivers.line import Answer
from tests.support.asgi_calls import Body
from tests.unit.intake.test_pieces import NONCE, Place, packet, place, take_back

__all__ = ["packet", "place"]


@dataclass
class Meanwhile(Body):
    """Before the last chunk comes something happens, once who sealed was judged."""

    judged: Event = field(default_factory=Event)
    happens: Callable[[], None] = field(default=lambda: None)

    async def __call__(self) -> dict[str, Any]:
        if self.asked == len(self.chunks) - 1:
            assert await asyncio.to_thread(self.judged.wait, 30)
            self.happens()
        return await super().__call__()


async def put(place: Place, body: Body, packet_id: str = "") -> Answer:
    sealed = place.packet
    headers = {
        "X-Nonce": NONCE,
        "X-Signature-Length": str(len(sealed.p7s)),
        "X-Receipt-Version": "2",
        "Content-Length": str(len(sealed.p7s) + len(sealed.p7m)),
    }
    return await place.ask("PUT", headers, body, path=f"/v1/packets/{packet_id or sealed.packet_id}")


def left(place: Place) -> list[str]:
    return [path.name for path in (place.home / "data" / "packets").iterdir()]


@pytest.mark.parametrize("size", [1, 7, 10_000, 1 << 20])
def test_whatever_pieces_it_comes_in(place: Place, size: int) -> None:
    whole = place.packet.p7s + place.packet.p7m
    size = size if size > 1 else len(place.packet.p7s)
    chunks = tuple(whole[start : start + size] for start in range(0, len(whole), size))
    assert asyncio.run(put(place, Body(chunks))).status == 201
    assert place.held() == [place.packet.packet_id]


def test_whom_a_list_names_while_a_slow_packet_comes_is_refused(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    chunks = (place.packet.p7s, place.packet.p7m[:100], place.packet.p7m[100:])
    body = Meanwhile(chunks, happens=lambda: take_back(place))

    def judging(*rest: Any) -> None:
        verify_provenance(*rest)
        body.judged.set()

    monkeypatch.setattr("intake.gateway.app._JUDGED_FOR_S", -1.0)
    monkeypatch.setattr("intake.gateway.app.verify_provenance", judging)
    assert code(asyncio.run(put(place, body))) == "INT-011"
    assert (place.held(), left(place)) == ([], [])


@pytest.mark.parametrize(
    ("chunks", "expected"),
    [
        (lambda p7s, p7m: (p7s[:-1] + b"?", p7m), "INT-010"),
        (lambda p7s, p7m: (p7s, p7m[:-1] + b"?"), "INT-004"),
        (lambda p7s, p7m: (p7s[:-1] + b"?", p7m[:10], None), "INT-003"),
        (lambda p7s, p7m: (p7s[:10], None), "INT-003"),
        (lambda p7s, p7m: (p7s[:10],), "INT-003"),
        (lambda p7s, p7m: (p7s, p7m + b"?"), "INT-002"),
    ],
)
def test_what_is_wrong_with_it_is_said_and_nothing_stays(
    place: Place, chunks: Callable[[bytes, bytes], tuple[bytes | None, ...]], expected: str
) -> None:
    answer = asyncio.run(put(place, Body(chunks(place.packet.p7s, place.packet.p7m))))
    assert (code(answer), place.held(), left(place)) == (expected, [], [])


def test_a_signature_over_other_bytes_is_refused(place: Place) -> None:
    other = place.packet.p7m[:-1] + b"?"
    packet_id = PacketId(sha256(other).hexdigest())
    assert code(asyncio.run(put(place, Body((place.packet.p7s, other)), packet_id))) == "INT-010"
    assert left(place) == []
