"""The slip beside a packet: read as it was written, and nothing else."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from station.domain.enrollment import EnrollmentId
from station.domain.follows import Follows
from station.domain.outbox import Handling, Logged, PacketId
from station.outbox.slip import MAX_BYTES, Slip, decode_slip, encode_slip
from tests.support.clock import NOW

SLIP = Slip(
    PacketId("ab" * 32), EnrollmentId("7b1f2d3c-0a4e-4c8e-9a57-0d6b6f0f9a11"), "0f" * 16, NOW, Logged(7, "note")
)


THREE = replace(SLIP, of_case=EnrollmentId("7b1f2d3c-0a4e-4c8e-9a57-0d6b6f0f9a12"), packets=3)


AGAIN = replace(SLIP, follows=Follows("cd" * 32, NOW.replace(microsecond=5000)))
BACK = replace(SLIP, follows=Follows("cd" * 32))


@pytest.mark.parametrize("slip", [SLIP, replace(SLIP, logged=None), THREE, AGAIN, BACK])
def test_it_reads_what_it_wrote(slip: Slip) -> None:
    read = decode_slip(encode_slip(slip))
    assert replace(read, queued_at=NOW) == slip
    assert abs(read.queued_at - NOW) < timedelta(milliseconds=1)
    assert not read.made_up


@pytest.mark.parametrize(
    "change",
    [
        {"version": 2},
        {"packetId": "ab"},
        {"nonce": "0F" * 16},
        {"enrollmentId": "../x"},
        {"event": -1},
        {"event": True},
        {"queuedAt": "yesterday"},
        {"more": 1},
        {"checkpoint": "without an event", "event": 0},
    ],
)
def test_anything_else_is_refused(change: dict[str, object]) -> None:
    value = {**json.loads(encode_slip(SLIP)), **change}
    with pytest.raises(ValueError, match=r"slip|written|moment|isoformat"):
        decode_slip(rfc8785.dumps(value))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "change",
    [
        {"version": 1},
        {"follows": "cd"},
        {"follows": ""},
        {"askedAt": "today"},
        {"askedAt": 1},
        {"caseId": "x", "packets": 2},
    ],
)
def test_of_one_that_follows_anything_else_is_refused(change: dict[str, object]) -> None:
    value = {**json.loads(encode_slip(AGAIN)), **change}
    with pytest.raises(ValueError, match=r"slip|written|moment|isoformat"):
        decode_slip(rfc8785.dumps(value))  # type: ignore[arg-type]


def test_who_came_alone_has_the_slip_of_before() -> None:
    assert json.loads(encode_slip(SLIP)).keys() == json.loads(encode_slip(THREE)).keys() - {"caseId", "packets"}
    assert [json.loads(encode_slip(each))["version"] for each in (SLIP, THREE)] == [1, 2]


@pytest.mark.parametrize(
    "change",
    [
        {"version": 1},
        {"packets": 1},
        {"packets": 0},
        {"packets": "3"},
        {"packets": True},
        {"caseId": "../x"},
        {"caseId": 7},
    ],
)
def test_a_case_is_told_whole_or_not_at_all(change: dict[str, object]) -> None:
    value = {**json.loads(encode_slip(THREE)), **change}
    with pytest.raises(ValueError, match=r"slip|written"):
        decode_slip(rfc8785.dumps(value))  # type: ignore[arg-type]


@pytest.mark.parametrize("days", [None, 0, 7])
@pytest.mark.parametrize("slip", [SLIP, THREE, AGAIN, BACK])
def test_how_it_is_handled_outlives_the_database(slip: Slip, days: int | None) -> None:
    of_class = replace(slip, handling=Handling(confidential=True, keep_days=days))
    assert decode_slip(encode_slip(of_class)) == of_class
    assert json.loads(encode_slip(of_class))["version"] == 4
    usual = replace(slip, handling=Handling(keep_days=days))
    assert encode_slip(usual) == encode_slip(slip), "as every version reads them"
    for change in ({"confidential": False}, {"confidential": 1}, {"keepDays": -2}, {"version": 2}):
        with pytest.raises(ValueError, match=r"slip|written"):
            decode_slip(rfc8785.dumps({**json.loads(encode_slip(of_class)), **change}))


def test_form_and_length_are_exact() -> None:
    with pytest.raises(ValueError, match="written"):
        decode_slip(encode_slip(SLIP) + b"\n")
    with pytest.raises(ValueError, match="long"):
        decode_slip(b" " * (MAX_BYTES + 1))


@given(st.binary(max_size=200))
def test_any_bytes_are_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match=r"."):
        decode_slip(data)
