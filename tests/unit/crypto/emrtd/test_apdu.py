"""Commands and responses in bytes."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crypto.emrtd.apdu import Command, Response, refusal
from crypto.emrtd.errors import AccessDenied, ChipBlocked, ChipSilent, CommandRefused, FileAbsent, MalformedApdu

OCTET = st.integers(0, 255)
COMMANDS = st.builds(
    Command, OCTET, OCTET, OCTET, OCTET, st.binary(max_size=300), st.none() | st.integers(1, 65_536)
)  # fmt: skip


@given(command=COMMANDS)
def test_a_chip_reads_what_was_meant(command: Command) -> None:
    assert Command.decode(command.encode()) == command


@given(raw=st.binary(max_size=300))
def test_any_bytes_are_a_command_or_an_error(raw: bytes) -> None:
    with suppress(MalformedApdu):
        assert Command.decode(Command.decode(raw).encode()) == Command.decode(raw)


@pytest.mark.parametrize(
    ("command", "encoded"),
    [
        (Command(0, 0xB0, 0x9E, 0, le=256), "00b09e0000"),
        (Command(0, 0xA4, 2, 0x0C, b"\x01\x1e"), "00a4020c02011e"),
        (Command(0, 0xB0, 0, 0, le=257), "00b00000000101"),
        (Command(0, 0xB0, 0, 0, le=65_536), "00b00000000000"),
        (Command(0, 0xB1, 0, 0, b"\x54\x00", 300), "00b10000000002 5400 012c"),
        (Command(0x0C, 0xCB, 0, 0, bytes(256)), "0ccb0000000100" + "00" * 256),
    ],
)
def test_forms(command: Command, encoded: str) -> None:
    assert command.encode() == bytes.fromhex(encoded)


@pytest.mark.parametrize("raw", ["", "00a402", "00a4020c00aa", "00a4020c05aabb", "00a4020c0000", "00a4020c02aabbccdd"])
def test_no_command(raw: str) -> None:
    with pytest.raises(MalformedApdu):
        Command.decode(bytes.fromhex(raw))


def test_too_much_to_say() -> None:
    for command in (Command(0, 0, 0, 0, bytes(65_536)), Command(0, 0, 0, 0, le=65_537)):
        with pytest.raises(MalformedApdu):
            command.encode()


@pytest.mark.parametrize("raw", ["", "90", "0000", "aabb", "aa5000"])
def test_no_answer_is_not_success(raw: str) -> None:
    with pytest.raises(ChipSilent):
        Response.decode(bytes.fromhex(raw))


@given(data=st.binary(max_size=300), status=st.integers(0x6000, 0x6FFF) | st.integers(0x9000, 0x9FFF))
def test_responses(data: bytes, status: int) -> None:
    assert Response.decode(Response(data, status).encode()) == Response(data, status)


@pytest.mark.parametrize(
    ("status", "error"),
    [
        (0x6A82, FileAbsent),
        (0x6982, AccessDenied),
        (0x6983, ChipBlocked),
        (0x63C0, ChipBlocked),
        (0x6F00, CommandRefused),
    ],
)
def test_what_status_words_mean(status: int, error: type[CommandRefused]) -> None:
    found = refusal(Command(0, 0xB0, 0, 0), status)
    assert type(found) is error
    assert (found.status, found.params["command"]) == (status, "READ BINARY")
