"""What a witness saw of a packet: read back, and nothing else read."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from crypto.ed25519 import Ed25519Key
from station.domain.outbox import PacketId, SealedPacket
from station.formats.checkpoint import cosign
from station.formats.note import COSIGNATURE, Verifier
from station.formats.witnessed import read_witnessed
from tests.support.sealed_events import witnessed

AT = datetime(2026, 11, 24, 12, tzinfo=UTC)
KEY = Ed25519Key.from_seed(bytes(32))
PACKET = SealedPacket("00" * 16, PacketId(sha256(b"a packet").hexdigest()), b"a packet", b"its signature")
SEEN = witnessed(PACKET, KEY, AT)
WITNESS = Verifier("desk-b/witness", COSIGNATURE, KEY.public)


def test_read_back_and_the_earliest_first() -> None:
    assert read_witnessed(SEEN.encode()) == SEEN
    assert SEEN.packet_id == PACKET.packet_id
    assert SEEN.seen_by([WITNESS]) == (AT,)
    other = Ed25519Key.from_seed(b"o" * 32)
    third = Verifier("desk-c/witness", COSIGNATURE, other.public)
    note = cosign(SEEN.proof.note, "desk-c/witness", other, AT - timedelta(hours=1))
    both = replace(SEEN, proof=replace(SEEN.proof, note=note))
    assert both.seen_by([WITNESS, third]) == (AT - timedelta(hours=1), AT)
    assert both.seen_by([]) == ()


VALUE = json.loads(SEEN.encode())


@pytest.mark.parametrize(
    "change",
    [
        {"salt": "00" * 16},
        {"salt": "0"},
        {"salt": 1},
        {"event": SEEN.event.replace(PACKET.packet_id, "11" * 32)},
        {"event": "[]"},
        {"event": "{}"},
        {"event": 1},
        {"proof": {}},
        {"proof": 1},
        {"proof": {**VALUE["proof"], "index": 0}},
        {"more": 1},
    ],
)
def test_other_values_are_refused(change: dict[str, object]) -> None:
    with pytest.raises(ValueError):
        read_witnessed(rfc8785.dumps({**VALUE, **change}))


def test_another_event_of_the_log_says_nothing_of_a_packet() -> None:
    with pytest.raises(ValueError):
        read_witnessed(witnessed(PACKET, KEY, AT, kind="packet_erased").encode())


@given(st.binary(max_size=60) | st.sampled_from([b"{}", b"null", b"[" * 30_000, SEEN.encode() + b" "]))
def test_hostile_bytes(data: bytes) -> None:
    with pytest.raises(ValueError):
        read_witnessed(data)
