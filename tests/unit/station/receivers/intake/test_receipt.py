"""Receipts: the true one is believed; any other is refused with its own code, and no byte may be wrong."""

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crypto import cms
from crypto.keys.api import SigningKey
from crypto.revocation import Revocation
from crypto.trust import CLOCK_SKEW
from station.domain.enrollment import EnrollmentId
from station.domain.errors import StationError
from station.domain.outbox import Logged, OutboxRow, OutboxState, PacketId
from station.formats.receipt import Receipt, decode_receipt, encode_receipt
from station.outbox.errors import (
    ClockDiffers,
    ReceiptNotJudged,
    ReceiptOtherCheckpoint,
    ReceiptOtherNonce,
    ReceiptOtherPacket,
    ReceiptOtherStation,
    ReceiptRunOut,
    ReceiptUnreadable,
    ReceiptUntrusted,
)
from station.receivers.intake.receipt import check_receipt
from tests.support.clock import NOW
from tests.support.pki import Pki

STATION_ID = "c0" * 32
ROW = OutboxRow(PacketId("a1" * 32), EnrollmentId("e"), OutboxState.SENDING, NOW, 1, None, nonce="0d" * 16, size=5)
TRUE = Receipt(ROW.packet_id, STATION_ID, ROW.nonce, NOW)


def check(pki: Pki, message: bytes) -> Receipt:
    return check_receipt(message, ROW, STATION_ID, pki.trust, NOW)


def signed(receipt: Receipt, key: SigningKey) -> bytes:
    return cms.sign_attached(encode_receipt(receipt), key, NOW)


def test_true_receipt_is_believed(pki: Pki) -> None:
    assert check(pki, signed(TRUE, pki.receipt_key)) == replace(TRUE, received_at=NOW)


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        (replace(TRUE, packet_id=PacketId("a2" * 32)), ReceiptOtherPacket),
        (replace(TRUE, station_id="c1" * 32), ReceiptOtherStation),
        (replace(TRUE, nonce="0e" * 16), ReceiptOtherNonce),
        (replace(TRUE, checkpoint="a log that nobody sent"), ReceiptOtherCheckpoint),
    ],
)
def test_receipt_for_something_else(pki: Pki, wrong: Receipt, error: type[StationError]) -> None:
    with pytest.raises(error) as caught:
        check(pki, signed(wrong, pki.receipt_key))
    assert not caught.value.retryable


def test_either_version_is_believed(pki: Pki) -> None:
    newer = replace(TRUE, version=2, mode="production")
    assert check(pki, signed(newer, pki.receipt_key)) == newer


def test_the_receiver_saw_the_checkpoint_that_was_sent(pki: Pki) -> None:
    row = replace(ROW, logged=Logged(7, "the note"))
    for checkpoint, believed in (("the note", True), ("", False), ("another", False)):
        message = signed(replace(TRUE, checkpoint=checkpoint), pki.receipt_key)
        if believed:
            assert check_receipt(message, row, STATION_ID, pki.trust, NOW).checkpoint == "the note"
        else:
            with pytest.raises(ReceiptOtherCheckpoint):
                check_receipt(message, row, STATION_ID, pki.trust, NOW)


def test_signature_of_somebody_else(pki: Pki, other_pki: Pki) -> None:
    for key in (pki.station, pki.operator, other_pki.receipt_key):
        with pytest.raises(ReceiptUntrusted):
            check(pki, signed(TRUE, key))


@pytest.mark.parametrize(
    ("clock", "error"),
    [
        (-CLOCK_SKEW - timedelta(seconds=2), ClockDiffers),
        (-timedelta(days=9999), ClockDiffers),
        (timedelta(days=9999), ReceiptRunOut),
    ],
)
def test_a_clock_that_is_wrong_is_no_false_receipt(pki: Pki, clock: timedelta, error: type[StationError]) -> None:
    with pytest.raises(error) as caught:
        check_receipt(signed(TRUE, pki.receipt_key), ROW, STATION_ID, pki.trust.in_the_past(), NOW + clock)
    assert caught.value.retryable, "it waits until the clock is right"


def test_a_list_that_is_too_old_or_damaged_is_no_false_receipt(pki: Pki, tmp_path: Path) -> None:
    """A newer one heals it."""
    old = replace(pki.trust, revocation=Revocation(tmp_path))
    for content in (None, b"broken"):
        if content is not None:
            (tmp_path / "x.crl").write_bytes(content)
        with pytest.raises(ReceiptNotJudged) as caught:
            check_receipt(signed(TRUE, pki.receipt_key), ROW, STATION_ID, old, NOW)
        assert caught.value.retryable


def test_any_cut_is_noticed(pki: Pki) -> None:
    message = signed(TRUE, pki.receipt_key)
    for length in range(0, len(message), 7):
        with pytest.raises(ReceiptUnreadable) as caught:
            check(pki, message[:length])
        assert caught.value.retryable, "the transfer was cut: asking again gives the whole"


def test_any_flipped_byte_is_noticed(pki: Pki) -> None:
    message = signed(TRUE, pki.receipt_key)
    for position in range(0, len(message), 11):
        flipped = message[:position] + bytes([message[position] ^ 0x40]) + message[position + 1 :]
        with pytest.raises((ReceiptUnreadable, ReceiptUntrusted)):
            check(pki, flipped)


def test_signed_nonsense_is_unreadable(pki: Pki) -> None:
    deep = b"[" * 30_000
    for content in (b"", b"{}", b"[]", b"null", b"\xff", b'{"nonce":1}', encode_receipt(TRUE) + b" ", deep):
        with pytest.raises(ReceiptUnreadable):
            check(pki, cms.sign_attached(content, pki.receipt_key, NOW))


@given(st.binary(max_size=300))
def test_decoder_never_fails_otherwise(data: bytes) -> None:
    with pytest.raises(ValueError):
        decode_receipt(data)


@given(
    st.sampled_from(["packetId", "stationId", "nonce", "receivedAt", "result"]),
    st.text(max_size=80),
)
def test_decoder_takes_the_canonical_form_only(name: str, value: str) -> None:
    document = json.loads(encode_receipt(TRUE))
    if document[name] == value:
        return
    document[name] = value
    data = json.dumps(document, separators=(",", ":"), sort_keys=True, ensure_ascii=False).encode(errors="replace")
    try:
        receipt = decode_receipt(data)
    except ValueError:
        return
    assert encode_receipt(receipt) == data
