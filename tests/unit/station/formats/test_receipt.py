"""The receipt's three versions: bytes of the first as they always were, strict reading of both."""

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from station.domain.outbox import PacketId
from station.formats.receipt import MODES, Receipt, decode_receipt, encode_receipt

FIRST = Receipt(
    PacketId("a1" * 32), "c0" * 32, "0d" * 16, datetime(2026, 11, 24, 9, 30, tzinfo=UTC), checkpoint="note\n"
)
SECOND = replace(FIRST, version=2, mode="demo")
THIRD = replace(SECOND, version=3, copies=("Երևան, 1-ին մասնաշենք", "Gyumri"))
WRITTEN = (
    b'{"checkpoint":"note\\n","nonce":"' + b"0d" * 16 + b'","packetId":"' + b"a1" * 32 + b'",'
    b'"receivedAt":"2026-11-24T09:30:00.000Z","result":"stored","stationId":"' + b"c0" * 32 + b'"}'
)


def test_first_version_is_written_as_it_always_was() -> None:
    assert encode_receipt(FIRST) == WRITTEN
    assert decode_receipt(WRITTEN) == FIRST


def test_second_version_says_the_mode_too() -> None:
    written = encode_receipt(SECOND)
    assert json.loads(written) == json.loads(WRITTEN) | {"mode": "demo", "version": 2}
    assert decode_receipt(written) == SECOND


def test_third_version_names_the_copies() -> None:
    written = encode_receipt(THIRD)
    added = {"mode": "demo", "version": 3, "copies": ["Երևան, 1-ին մասնաշենք", "Gyumri"]}
    assert json.loads(written) == json.loads(WRITTEN) | added
    assert decode_receipt(written) == THIRD
    assert decode_receipt(encode_receipt(replace(THIRD, copies=()))).copies == ()


@pytest.mark.parametrize(
    "changes",
    [
        {"version": 1},
        {"version": 3, "mode": "demo"},
        {"version": "2", "mode": "demo"},
        {"version": True},
        {"version": [2], "mode": "demo"},
        {"version": 2},
        {"version": 2, "mode": ""},
        {"version": 2, "mode": "Demo"},
        {"version": 2, "mode": 1},
        {"version": 2, "mode": "demo", "more": ""},
        {"version": 4, "mode": "demo", "copies": []},
        {"version": 3, "mode": "demo", "copies": "Gyumri"},
        {"version": 3, "mode": "demo", "copies": [1]},
        {"version": 3, "mode": "demo", "copies": [""]},
        {"version": 3, "mode": "demo", "copies": ["two\nlines"]},
        {"version": 3, "mode": "demo", "copies": ["x" * 51]},
        {"version": 3, "mode": "demo", "copies": ["x"] * 5},
        {"version": 2, "mode": "demo", "copies": []},
        {"mode": "demo"},
        {"result": "lost"},
        {"nonce": "0D" * 16},
    ],
)
def test_anything_else_is_no_receipt(changes: dict[str, object]) -> None:
    value = json.loads(WRITTEN) | changes
    with pytest.raises(ValueError, match="not a receipt"):
        decode_receipt(rfc8785.dumps(value))
    with pytest.raises(ValueError):
        decode_receipt(encode_receipt(SECOND).replace(b'"version":2', b'"version":2.0'))


@given(st.sampled_from(MODES), st.text(max_size=50), st.datetimes(timezones=st.just(UTC)))
def test_what_was_written_is_read(mode: str, checkpoint: str, at: datetime) -> None:
    at = at.replace(microsecond=at.microsecond // 1000 * 1000)
    for receipt in (replace(FIRST, checkpoint=checkpoint, received_at=at), replace(SECOND, mode=mode, received_at=at)):
        assert decode_receipt(encode_receipt(receipt)) == receipt
