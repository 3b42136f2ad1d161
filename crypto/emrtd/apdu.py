"""Commands and responses of ISO/IEC 7816-4 clause 5, short and extended, and what status words mean."""

from collections.abc import Callable
from dataclasses import dataclass

from crypto.emrtd.errors import AccessDenied, ChipBlocked, ChipSilent, CommandRefused, FileAbsent, MalformedApdu

Transmit = Callable[[bytes], bytes]
"""One command to the chip, one response from it. Raises ChipGone, ChipSilent or what the reader has for it."""

OK = 0x9000
END_OF_FILE = 0x6282
"""A warning: the end came before the bytes that were asked for; those that there were came with it."""
SHORT_LE, EXTENDED_LE = 256, 65_536
MAX_RESPONSE = EXTENDED_LE + 2
_MAX_SHORT, _MAX_EXTENDED, _HEADER = 255, 65_535, 4

SELECT, READ_BINARY, READ_BINARY_ODD = 0xA4, 0xB0, 0xB1
GET_CHALLENGE, EXTERNAL_AUTHENTICATE, INTERNAL_AUTHENTICATE = 0x84, 0x82, 0x88
MANAGE_ENVIRONMENT, GENERAL_AUTHENTICATE, PERFORM_SECURITY = 0x22, 0x86, 0x2A
NAMES = {
    SELECT: "SELECT",
    READ_BINARY: "READ BINARY",
    READ_BINARY_ODD: "READ BINARY",
    GET_CHALLENGE: "GET CHALLENGE",
    EXTERNAL_AUTHENTICATE: "EXTERNAL AUTHENTICATE",
    INTERNAL_AUTHENTICATE: "INTERNAL AUTHENTICATE",
    MANAGE_ENVIRONMENT: "MANAGE SECURITY ENVIRONMENT",
    GENERAL_AUTHENTICATE: "GENERAL AUTHENTICATE",
    PERFORM_SECURITY: "PERFORM SECURITY OPERATION",
}
CHAINED = 0x10
"""Bit of the class byte: more commands of this chain follow."""


@dataclass(frozen=True, slots=True)
class Command:
    """le: how many bytes may come back, at most 65,536; None where none are expected."""

    cla: int
    ins: int
    p1: int
    p2: int
    data: bytes = b""
    le: int | None = None

    @property
    def header(self) -> bytes:
        return bytes((self.cla, self.ins, self.p1, self.p2))

    @property
    def extended(self) -> bool:
        return len(self.data) > _MAX_SHORT or (self.le or 0) > SHORT_LE

    def encode(self) -> bytes:
        """In the shortest form that holds it. Raises MalformedApdu over 65,535 bytes of data."""
        data, le = self.data, self.le
        if len(data) > _MAX_EXTENDED or not 1 <= (le or 1) <= EXTENDED_LE:
            raise MalformedApdu(reason="length")
        if not self.extended:
            sized = bytes((len(data),)) + data if data else b""
            return self.header + sized + (b"" if le is None else bytes((le & 0xFF,)))
        sized = b"\0" + len(data).to_bytes(2, "big") + data if data else b"\0"
        return self.header + sized + (b"" if le is None else (le & 0xFFFF).to_bytes(2, "big"))

    @classmethod
    def decode(cls, raw: bytes) -> "Command":
        """As a chip reads it: the seven cases of clause 5.1. Raises MalformedApdu."""
        if len(raw) < _HEADER:
            raise MalformedApdu(reason="short")
        (cla, ins, p1, p2), body = raw[:_HEADER], raw[_HEADER:]
        if not body:
            return cls(cla, ins, p1, p2)
        if len(body) == 1:
            return cls(cla, ins, p1, p2, le=body[0] or SHORT_LE)
        if body[0]:
            width, length, most = 1, body[0], SHORT_LE
        elif len(body) == 3:
            return cls(cla, ins, p1, p2, le=int.from_bytes(body[1:], "big") or EXTENDED_LE)
        else:
            width, length, most = 3, int.from_bytes(body[1:3], "big"), EXTENDED_LE
        data, rest = body[width : width + length], body[width + length :]
        if len(data) != length or not length or len(rest) not in (0, 1 if width == 1 else 2):
            raise MalformedApdu(reason="length")
        return cls(cla, ins, p1, p2, data, (int.from_bytes(rest, "big") or most) if rest else None)


@dataclass(frozen=True, slots=True)
class Response:
    data: bytes
    status: int

    def encode(self) -> bytes:
        return self.data + self.status.to_bytes(2, "big")

    @classmethod
    def decode(cls, raw: bytes) -> "Response":
        """Raises ChipSilent for what no chip answers: some readers report success and give nothing, or 0000."""
        if not 2 <= len(raw) <= MAX_RESPONSE or raw[-2] >> 4 not in (6, 9):
            raise ChipSilent
        return cls(raw[:-2], int.from_bytes(raw[-2:], "big"))


_MEANS: dict[int, type[CommandRefused]] = {
    0x6A82: FileAbsent,
    0x6982: AccessDenied,
    0x6983: ChipBlocked,
    0x63C0: ChipBlocked,
}


def refusal(command: Command, status: int) -> CommandRefused:
    """The error that a status word is, for the command that it answers."""
    name = NAMES.get(command.ins, f"{command.ins:02X}")
    return _MEANS.get(status, CommandRefused)(command=name, status=f"{status:04X}")
