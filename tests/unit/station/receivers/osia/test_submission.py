"""The packet kept in the outbox: there and back, and nothing but its one form."""

import json
from dataclasses import replace

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from station.receivers.osia.integrity import hash_of
from station.receivers.osia.references import with_references
from station.receivers.osia.submission import Buffer, Submission, decode_submission, encode_submission

ID = "7b1f2d3c-0a4e-4c8e-9a57-0d6b6f0f9a11"
VALUE = {
    "enrollmentType": "PASSPORT",
    "biometricData": [{"biometricType": "SIGNATURE"}, {"biometricType": "FACE"}],
    "documentData": [{"documentType": "OTHER", "parts": [{"pages": [1]}]}],
}
BUFFERS = (
    Buffer("/biometricData/0/imageRef", b"picture"),
    Buffer("/biometricData/0/templateRef", b"strokes"),
    Buffer("/documentData/0/parts/0/dataRef", b"paper"),
)
GOOD = Submission(ID, VALUE, BUFFERS)
ENCODED = encode_submission(GOOD)


def headed(head: bytes, rest: bytes = b"picturestrokespaper") -> bytes:
    return b"OSIA-SUBMISSION\n" + len(head).to_bytes(4, "big") + head + rest


def head(**changes: object) -> bytes:
    start = 20 + int.from_bytes(ENCODED[16:20], "big")
    return rfc8785.dumps(json.loads(ENCODED[20:start]) | changes)


def test_there_and_back() -> None:
    assert headed(head()) == ENCODED
    assert decode_submission(ENCODED) == GOOD
    assert decode_submission(encode_submission(replace(GOOD, buffers=()))).buffers == ()


LISTED = [{"place": item.place, "sha256": item.sha256, "size": len(item.data)} for item in BUFFERS]


@pytest.mark.parametrize(
    "data",
    [
        b"",
        ENCODED[:-1],
        ENCODED + b"x",
        ENCODED.replace(b"strokes", b"Strokes"),
        b"X" + ENCODED[1:],
        headed(b" " + head()),
        headed(b"[" * 100_000),
        headed(b"[]"),
        headed(b'{"a":NaN}'),
        headed(b"\xff"),
        headed(head(version=2)),
        headed(head(more=1)),
        headed(head(enrollmentId="../../etc")),
        headed(head(enrollmentId=5)),
        headed(head(object=[])),
        headed(head(object={})),
        headed(head(object={"biometricData": [], "documentData": []})),
        headed(head(object={**VALUE, "biometricData": [[]]})),
        headed(head(buffers={})),
        headed(head(buffers=["x"])),
        headed(head(buffers=[{**LISTED[0], "size": -1}])),
        headed(head(buffers=[{**LISTED[0], "size": 10**9}])),
        headed(head(buffers=[{**LISTED[0], "place": "/status"}])),
        headed(head(buffers=[LISTED[0], LISTED[0]]), b"picturepicture"),
        headed(head(buffers=[LISTED[0]] * 257)),
        b"OSIA-SUBMISSION\n\xff\xff\xff\xff" + head(),
    ],
)
def test_another_form_is_refused(data: bytes) -> None:
    with pytest.raises(ValueError):
        decode_submission(data)


@given(st.binary(max_size=200))
def test_any_bytes(data: bytes) -> None:
    with pytest.raises(ValueError):
        decode_submission(b"OSIA-SUBMISSION\n" + data)


@given(st.integers(0, len(ENCODED) - 1), st.integers(1, 255))
def test_any_changed_byte(place: int, change: int) -> None:
    data = bytearray(ENCODED)
    data[place] ^= change
    try:
        found = decode_submission(bytes(data))
    except ValueError:
        return
    assert found != GOOD  # another value of the same form: what the packet's id is for


def test_references_and_the_hash_that_follows_them() -> None:
    addresses = {item.place: f"https://osia.example/v1/{number}" for number, item in enumerate(BUFFERS)}
    value = with_references(GOOD, addresses)
    signature, face = value["biometricData"]
    assert (signature["imageRef"], signature["templateRef"]) == (
        "https://osia.example/v1/0",
        "https://osia.example/v1/1",
    )
    (integrity,) = signature["integrity"]
    assert integrity["scope"] == "$.imageRef $.templateRef"
    expected = hash_of({name: signature[name] for name in ("imageRef", "templateRef")}, "$", (b"picture", b"strokes"))
    assert hash_of(signature, integrity["scope"], (b"picture", b"strokes")) == expected
    assert face == {"biometricType": "FACE"}
    assert value["documentData"][0]["parts"][0]["dataRef"] == "https://osia.example/v1/2"
    assert GOOD.value == VALUE, "the packet itself stays as it is"
