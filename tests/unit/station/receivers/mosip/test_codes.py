"""Every code and every answer of a MOSIP receiver: final, the station's fault, or to be tried again."""

import json
from contextlib import suppress
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.api import CancelScope
from station.domain.errors import StationError
from station.domain.outbox import PacketId, Parcel
from station.outbox import errors
from station.receivers.line import Answer
from station.receivers.mosip import errors as mosip_errors
from station.receivers.mosip.announcement import encode_announcement
from station.receivers.mosip.kept import status_in
from station.receivers.mosip.transport.answers import admittance, errors_in, read_answer, refusal
from tests.support.mosip_bench import ANNOUNCEMENT, PACKET, ROW, Bench
from tests.support.mosip_server import STATUS, SYNC, UPLOAD

# --- codes ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "code", ["RPR-PKR-002", "RPR-PKR-003", "RPR-PKR-009", "RPR-PKR-010", "RPR-PKR-013", "RPR-PKR-015"]
)
def test_upload_codes_that_are_final(bench: Bench, code: str) -> None:
    bench.server.codes[UPLOAD] = [code]
    bench.fails(errors.PacketRefused, reason=code)


@pytest.mark.parametrize("code", ["RPR-PKR-008", "RPR-PKR-099", "RPR-SYS-001", "nonsense"])
def test_upload_codes_that_pass(bench: Bench, code: str) -> None:
    bench.server.codes[UPLOAD] = [code]
    reason = "UNKNOWN" if code == "nonsense" else code
    bench.fails(errors.ReceiverBusy, reason=reason, retry_after_s=0)
    bench.check(bench.send())


@pytest.mark.parametrize("number", [3, 4, 6, 7, 8, 9, 26, 27, 36])
def test_sync_codes_that_are_final(bench: Bench, number: int) -> None:
    bench.server.codes[SYNC] = [f"RPR-RGS-{number:03}"]
    bench.fails(errors.PacketRefused, reason=f"RPR-RGS-{number:03}")


@pytest.mark.parametrize("number", [13, 14, 19, 20, 21, 22, 23, 24, 28])
def test_sync_codes_that_are_the_stations_fault(bench: Bench, number: int) -> None:
    bench.server.codes[SYNC] = [f"RPR-RGS-{number:03}"]
    with pytest.raises(mosip_errors.RequestRefused) as caught:
        bench.send()
    assert caught.value.params == {"reason": f"RPR-RGS-{number:03}"}
    assert caught.value.retryable


def test_a_status_request_may_be_refused_too(bench: Bench) -> None:
    bench.server.codes[STATUS] = ["RPR-RGS-024"]
    bench.fails(mosip_errors.RequestRefused, reason="RPR-RGS-024")


def test_a_wrong_hash_never_leaves_the_station(bench: Bench) -> None:
    with pytest.raises(errors.OtherReceiver):
        bench.send(replace(ANNOUNCEMENT, packet_hash=PacketId("00" * 32)))
    with pytest.raises(errors.OtherReceiver):
        bench.transport.send(Parcel(ROW, PACKET + b"x", encode_announcement(ANNOUNCEMENT)), CancelScope())
    assert bench.server.log == []


def test_a_wrong_size_is_refused_by_the_receiver(bench: Bench) -> None:
    with pytest.raises(errors.PacketRefused) as caught:
        bench.send(replace(ANNOUNCEMENT, packet_size=len(PACKET) + 1))
    assert caught.value.params == {"reason": "RPR-PKR-013"}


def test_a_packet_that_is_too_large_is_refused_by_the_receiver(bench: Bench) -> None:
    bench.server.largest = 100
    bench.fails(errors.PacketRefused, reason="RPR-PKR-002")


def test_a_packet_of_another_receiver_is_not_sent(bench: Bench) -> None:
    with pytest.raises(errors.OtherReceiver) as caught:
        bench.transport.send(Parcel(ROW, PACKET, b"a CMS signature"), CancelScope())
    assert not caught.value.retryable
    assert bench.server.log == []


# --- any answer -------------------------------------------------------------------------------------------------------


WORDS = st.sampled_from(["response", "errors", "errorCode", "packetId", "statusCode"])
JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["response", "errors", "errorCode", "packetId", "statusCode"]), inner, max_size=3
        )
    ),
    max_leaves=12,
)


@given(st.binary(max_size=60) | JSON_VALUES.map(lambda value: json.dumps(value).encode()), st.integers(200, 499))
def test_any_answer_is_understood_or_refused_calmly(body: bytes, status: int) -> None:
    answer = Answer(status, {}, body)
    assert admittance(answer) in ("admitted", "token refused", "forbidden")
    try:
        value = read_answer(answer)
    except (errors.AnswerUnexpected, errors.ReceiverBusy):
        return
    assert isinstance(refusal(errors_in(value)), StationError)
    with suppress(ValueError):
        status_in(body, "1")
