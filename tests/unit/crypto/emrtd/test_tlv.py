"""BER-TLV: what is written is read again, whatever else comes is a typed error."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crypto.emrtd import tlv
from crypto.emrtd.errors import MalformedTlv

TAGS = st.integers(1, 0xFE).filter(lambda tag: tag & 0x1F != 0x1F) | st.integers(0, 0x7F).map(lambda low: 0x7F00 | low)


@given(tag=TAGS, value=st.binary(max_size=400))
def test_what_is_written_is_read(tag: int, value: bytes) -> None:
    written = tlv.write(tag, value)
    assert tlv.one(written, tag) == value
    assert tlv.read(b"\0" + written + b"\0", 1) == ((tag, value), len(written) + 1)


@given(data=st.binary(max_size=200))
def test_any_bytes_are_objects_or_an_error(data: bytes) -> None:
    with suppress(MalformedTlv):
        assert sum(len(each.value) for each in tlv.objects(data)) <= len(data)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        ("", "short"), ("7f", "short"), ("7f21", "short"), ("0405aa", "short"), ("7f8102aabb", "tag"),
        ("0480", "length"), ("0485000000000100", "length"), ("048201", "short"), ("0482", "short"),
    ],
)  # fmt: skip
def test_what_is_none(data: str, reason: str) -> None:
    with pytest.raises(MalformedTlv) as caught:
        tlv.read(bytes.fromhex(data))
    assert caught.value.params["reason"] == reason


def test_a_longer_length_than_needed_is_read() -> None:
    assert tlv.objects(bytes.fromhex("04820001aa 048101bb")) == ((4, b"\xaa"), (4, b"\xbb"))


def test_a_head_asks_for_nothing_of_the_value() -> None:
    assert tlv.head(bytes.fromhex("758201f4 7f61")).end == 504


def test_limits() -> None:
    with pytest.raises(MalformedTlv):
        tlv.objects(tlv.write(4) * (tlv.MAX_OBJECTS + 1))
    with pytest.raises(MalformedTlv):
        tlv.template(tlv.write(4) * 2)
    for wrong in (tlv.write(5, b"a"), tlv.write(4, b"a") + b"\0"):
        with pytest.raises(MalformedTlv):
            tlv.one(wrong, 4)
