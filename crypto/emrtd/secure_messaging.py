"""Secure messaging (Doc 9303 part 11 clause 9.8): each command encrypted and under a checksum, each answer too.

Whatever is wrong with one answer ends the session: the counters of the two sides are no longer known to agree, and an
answer that anybody may have altered is no answer. There is no way back into a session but a new one.
"""

from typing import NoReturn

from crypto.emrtd import tlv
from crypto.emrtd.apdu import EXTENDED_LE, SHORT_LE, Command, Response
from crypto.emrtd.ciphers import Engine, Keys, pad, same
from crypto.emrtd.errors import MalformedTlv, SessionBroken

ENCRYPTED, ENCRYPTED_TLV, LE, STATUS, CHECKSUM = 0x87, 0x85, 0x97, 0x99, 0x8E
PADDED = b"\x01"
"""Before what is encrypted in '87': padding method 2. '85', of commands with an odd INS, has none before it."""
SECURE = 0x0C
"""Bits of the class byte: secure messaging, and the header is under the checksum."""


class Counter:
    """The send sequence counter, as wide as a block."""

    def __init__(self, block: int, start: int = 0) -> None:
        self._block, self._value = block, start

    def next(self) -> bytes:
        self._value = (self._value + 1) % (1 << 8 * self._block)
        return self._value.to_bytes(self._block, "big")

    @property
    def value(self) -> int:
        return self._value


class Session:
    """The terminal's end. keys: of BAC, PACE or chip authentication. counter: of BAC; otherwise 0."""

    def __init__(self, keys: Keys, counter: int = 0) -> None:
        self._engine = Engine(keys)
        self._counter = Counter(self._engine.block, counter)
        self.keys, self.broken = keys, False

    @property
    def counter(self) -> int:
        return self._counter.value

    def protect(self, command: Command) -> Command:
        """What goes out in its place. Raises SessionBroken once the session is over."""
        if self.broken:
            raise SessionBroken(reason="over", status="0000")
        engine, counter = self._engine, self._counter.next()
        cla = command.cla | SECURE
        header = bytes((cla, command.ins, command.p1, command.p2))
        body = data_object(command, engine.encrypt(counter, command.data) if command.data else b"")
        body += le_object(command)
        body += tlv.write(CHECKSUM, engine.mac(command_input(counter, header, body, engine.block)))
        room = EXTENDED_LE if command.extended or len(body) > SHORT_LE - 1 else SHORT_LE
        return Command(cla, command.ins, command.p1, command.p2, body, room)

    def unprotect(self, response: Response) -> Response:
        """What the chip said. Raises SessionBroken, and then the session is over."""
        try:
            return self._opened(response)
        except MalformedTlv as error:
            self._break(str(error.params["reason"]), response)

    def _opened(self, response: Response) -> Response:
        counter = self._counter.next()
        if not response.data:
            self._break("plain", response)
        found = tlv.objects(response.data)
        *before, (last, checksum) = found
        if last != CHECKSUM or not before:
            self._break("checksum", response)
        covered = response.data[: -len(tlv.write(CHECKSUM, checksum))]
        if not same(self._engine.mac(pad(counter + covered, self._engine.block)), checksum):
            self._break("checksum", response)
        values = tlv.template(covered)
        if values.pop(STATUS, None) != response.status.to_bytes(2, "big"):
            self._break("status", response)
        return Response(self._data(values, counter), response.status)

    def _data(self, values: dict[int, bytes], counter: bytes) -> bytes:
        padded, plain = values.pop(ENCRYPTED, None), values.pop(ENCRYPTED_TLV, None)
        if values or (padded is not None and (plain is not None or padded[:1] != PADDED)):
            raise MalformedTlv(reason="objects")
        if padded is not None:
            return self._engine.decrypt(counter, padded[1:])
        return b"" if plain is None else self._engine.decrypt(counter, plain)

    def _break(self, reason: str, response: Response) -> NoReturn:
        self.broken = True
        raise SessionBroken(reason=reason, status=f"{response.status:04X}") from None


def data_object(command: Command, encrypted: bytes) -> bytes:
    if not encrypted:
        return b""
    return tlv.write(ENCRYPTED_TLV, encrypted) if command.ins & 1 else tlv.write(ENCRYPTED, PADDED, encrypted)


def le_object(command: Command) -> bytes:
    if command.le is None:
        return b""
    width, most = (2, EXTENDED_LE) if command.extended else (1, SHORT_LE)
    return tlv.write(LE, (command.le % most).to_bytes(width, "big"))


def command_input(counter: bytes, header: bytes, body: bytes, block: int) -> bytes:
    """What the checksum of a command is over: counter, header and objects, each padded to blocks."""
    begin = counter + pad(header, block)
    return pad(begin + body, block) if body else begin
