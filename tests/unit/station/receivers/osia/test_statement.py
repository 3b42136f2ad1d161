"""Our own word that something was delivered: exactly that, and never a receipt."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from station.domain.outbox import PacketId
from station.receivers.osia.statement import Statement, decode_statement, encode_statement

GOOD = Statement(PacketId("ab" * 32), "7b1f2d3c-0a4e-4c8e-9a57-0d6b6f0f9a11", "0f" * 16, "https://osia.example")


def test_there_and_back() -> None:
    data = encode_statement(GOOD)
    assert decode_statement(data) == GOOD
    assert b"delivered without signed receipt" in data


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{}",
        b"[" * 3000,
        b"x" * 5000,
        encode_statement(GOOD) + b" ",
        encode_statement(GOOD).replace(b"without signed", b"with a signed"),
    ],
)
def test_another_form_is_refused(data: bytes) -> None:
    with pytest.raises(ValueError):
        decode_statement(data)


@given(st.binary(max_size=100))
def test_any_bytes(data: bytes) -> None:
    with pytest.raises(ValueError):
        decode_statement(data)
