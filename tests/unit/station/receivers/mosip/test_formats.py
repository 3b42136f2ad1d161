"""Who we are at a MOSIP receiver, what is announced, what is kept as receipt: one form each, nothing else is read."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crypto.errors import KeyGone, MalformedDer
from station.domain.outbox import PacketId
from station.receivers.mosip.announcement import (
    Announcement,
    announcement_value,
    decode_announcement,
    encode_announcement,
    read_announcement,
)
from station.receivers.mosip.kept import (
    MosipReceipt,
    decode_mosip_receipt,
    encode_mosip_receipt,
    outcome_in,
    status_in,
)
from station.receivers.mosip.options import pinned_certificate, read_place
from station.settings import Settings, SettingsWrong, load_settings

RID = "10001100771006920220128223618"
ANNOUNCEMENT = Announcement(
    RID, f"{RID}-10001_10077-20220128223619", "10001_10077", "NEW", "hye", PacketId("ab" * 32), 123_456
)
RECEIPT = MosipReceipt(ANNOUNCEMENT, '{"response":["Երևան"]}'.encode(), "a..b")
USER = "cd" * 32


def settings(tmp_path: Path, **entries: Any) -> Settings:
    values = {"centre": "10001", "machine": "10077", **entries}
    options = {key: value for key, value in values.items() if value is not None}
    return replace(load_settings(tmp_path), receivers={"mosip": options})


# --- place ------------------------------------------------------------------------------------------------------------


def test_place_has_defaults(tmp_path: Path) -> None:
    place = read_place(settings(tmp_path))
    assert place.reference == "10001_10077"
    assert place.languages == ("hye", "eng")
    assert place.schema is None
    assert place.largest_packet_bytes == 5 * 1024 * 1024
    assert place.credentials.parent != place.policy_certificate.parent


def test_entries_replace_them(tmp_path: Path) -> None:
    place = read_place(
        settings(tmp_path, languages=["eng"], schema="id-schema.toml", largest_packet_mb=20, users={USER: "110005"})
    )
    assert place.languages == ("eng",)
    assert place.schema == tmp_path / "config" / "id-schema.toml"
    assert place.largest_packet_bytes == 20 * 1024 * 1024
    assert place.users == {USER: "110005"}


@pytest.mark.parametrize(
    ("entries", "key"),
    [
        ({"centre": None}, "mosip.centre"),
        ({"centre": 10001}, "mosip.centre"),
        ({"centre": "1001"}, "mosip.centre"),
        ({"machine": "1007x"}, "mosip.machine"),
        ({"machine": "١٠٠٧٧"}, "mosip.machine"),
        ({"languages": []}, "mosip.languages"),
        ({"languages": "hye"}, "mosip.languages"),
        ({"languages": ["hy"]}, "mosip.languages"),
        ({"schema": "../schema.toml"}, "mosip.schema"),
        ({"schema": 1}, "mosip.schema"),
        ({"largest_packet_mb": 0}, "mosip.largest_packet_mb"),
        ({"largest_packet_mb": True}, "mosip.largest_packet_mb"),
        ({"largest_packet_mb": 5.5}, "mosip.largest_packet_mb"),
        ({"users": []}, "mosip.users"),
        ({"users": {"short": "1"}}, "mosip.users"),
        ({"users": {USER: ""}}, "mosip.users"),
        ({"users": {USER: 110005}}, "mosip.users"),
        ({"password": "x"}, "mosip.password"),
    ],
)
def test_what_cannot_be_used_is_named(tmp_path: Path, entries: dict[str, Any], key: str) -> None:
    with pytest.raises(SettingsWrong) as caught:
        read_place(settings(tmp_path, **entries))
    assert caught.value.params["key"] == key


def test_a_pinned_certificate_must_be_there_and_be_one(tmp_path: Path) -> None:
    with pytest.raises(KeyGone):
        pinned_certificate(tmp_path / "policy.pem")
    (tmp_path / "policy.pem").write_text("not a certificate")
    with pytest.raises(MalformedDer):
        pinned_certificate(tmp_path / "policy.pem")


# --- announcement -----------------------------------------------------------------------------------------------------


def test_announcement_there_and_back() -> None:
    data = encode_announcement(ANNOUNCEMENT)
    assert decode_announcement(data) == ANNOUNCEMENT
    assert ANNOUNCEMENT.file_name == f"{ANNOUNCEMENT.packet_id}.zip"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("registrationId", RID[:-1]),
        ("registrationId", 5),
        ("packetId", RID),
        ("reference", "10001-10077"),
        ("process", "new"),
        ("language", "hy"),
        ("packetHash", "AB" * 32),
        ("packetSize", 0),
        ("packetSize", True),
        ("packetSize", "123"),
        ("packetSize", 1.5),
        ("supervisorStatus", "REJECTED"),
        ("other", "x"),
    ],
)
def test_announcement_takes_its_forms_only(name: str, value: object) -> None:
    with pytest.raises(ValueError):
        read_announcement({**announcement_value(ANNOUNCEMENT), name: value})


@pytest.mark.parametrize(
    ("name", "value"), [("registrationId", "9" * 29), ("reference", "10001_99999"), ("reference", "99999_10077")]
)
def test_announcement_is_of_one_packet(name: str, value: str) -> None:
    """MOSIP's name of a packet says its registration and its machine; what stands beside it must be the same."""
    with pytest.raises(ValueError, match="one packet"):
        read_announcement({**announcement_value(ANNOUNCEMENT), name: value})


@pytest.mark.parametrize("data", [b"", b"[]", b"{}", b"null", b"\xff", b"x" * 3000])
def test_announcement_refuses_other_bytes(data: bytes) -> None:
    with pytest.raises(ValueError):
        decode_announcement(data)


def test_announcement_has_one_spelling() -> None:
    with pytest.raises(ValueError):
        decode_announcement(json.dumps(announcement_value(ANNOUNCEMENT)).encode())


@given(st.binary(max_size=200))
def test_announcement_refuses_any_bytes(data: bytes) -> None:
    with pytest.raises(ValueError):
        decode_announcement(data)


# --- receipt ----------------------------------------------------------------------------------------------------------


def test_receipt_there_and_back() -> None:
    assert decode_mosip_receipt(encode_mosip_receipt(RECEIPT)) == RECEIPT


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"[]",
        b"{}",
        b'{"announcement":{},"answer":"","signature":""}',
        b'{"announcement":{},"answer":1,"signature":""}',
        b"[" * 60_000,
        b"x" * 140_000,
        b" " + encode_mosip_receipt(RECEIPT),
    ],
)
def test_receipt_refuses_other_bytes(data: bytes) -> None:
    with pytest.raises(ValueError):
        decode_mosip_receipt(data)


@given(st.binary(max_size=200))
def test_receipt_refuses_any_bytes(data: bytes) -> None:
    with pytest.raises(ValueError):
        decode_mosip_receipt(data)


@given(st.text(max_size=60), st.text(max_size=60))
def test_any_answer_and_signature_come_back_as_they_were(answer: str, signature: str) -> None:
    try:
        receipt = MosipReceipt(ANNOUNCEMENT, answer.encode(), signature)
        data = encode_mosip_receipt(receipt)
    except ValueError:  # a lone surrogate has no bytes
        return
    assert decode_mosip_receipt(data) == receipt


def answer(*items: object, **more: object) -> bytes:
    return json.dumps({"response": list(items), **more}).encode()


def test_status_of_the_packet_and_of_no_other() -> None:
    mine = {"packetId": "1", "statusCode": "PROCESSED"}
    other = {"packetId": "2", "statusCode": "REJECTED"}
    assert status_in(answer(other, mine, "noise"), "1") == "PROCESSED"
    assert outcome_in(answer(other, mine), "1") is None
    assert outcome_in(answer({"registrationId": "1", "statusCode": "PROCESSED"}), "1") == "PROCESSED"
    assert status_in(answer(other), "1") is None
    assert status_in(b'{"response":null,"errors":[]}', "1") is None
    assert status_in(b'{"errors":[]}', "1") is None


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"[]",
        b'{"response":"x"}',
        b"[" * 60_000,
        answer({"packetId": "1"}),
        answer({"packetId": "1", "statusCode": 3}),
        answer({"packetId": "1", "statusCode": "A"}, {"packetId": "1", "statusCode": "B"}),
    ],
)
def test_what_is_no_status_answer(data: bytes) -> None:
    with pytest.raises(ValueError):
        status_in(data, "1")
