"""The chip's end of secure messaging (Doc 9303 part 11 clause 9.8)."""

from crypto.emrtd import tlv
from crypto.emrtd.apdu import EXTENDED_LE, SHORT_LE, Command, Response
from crypto.emrtd.ciphers import Engine, Keys, pad, same
from crypto.emrtd.errors import MalformedTlv
from crypto.emrtd.secure_messaging import (
    CHECKSUM,
    ENCRYPTED,
    ENCRYPTED_TLV,
    LE,
    PADDED,
    SECURE,
    STATUS,
    Counter,
    command_input,
)

OBJECTS_MISSING, OBJECTS_WRONG = 0x6987, 0x6988


class Says(Exception):
    """The chip answers with this status word and nothing else."""

    def __init__(self, status: int) -> None:
        super().__init__(f"{status:04X}")
        self.status = status


class ChipSession:
    def __init__(self, keys: Keys, counter: int = 0) -> None:
        self._engine = Engine(keys)
        self._counter = Counter(self._engine.block, counter)

    def open(self, command: Command) -> Command:
        """What the terminal wants. Raises Says."""
        if command.cla & SECURE != SECURE:
            raise Says(OBJECTS_MISSING)
        counter = self._counter.next()
        try:
            objects = tlv.objects(command.data)
            if not objects or objects[-1].tag != CHECKSUM:
                raise Says(OBJECTS_MISSING)
            return self._opened(command, counter, objects)
        except MalformedTlv:
            raise Says(OBJECTS_WRONG) from None

    def _opened(self, command: Command, counter: bytes, objects: tuple[tlv.Tlv, ...]) -> Command:
        *before, (_, checksum) = objects
        body = b"".join(tlv.write(*each) for each in before)
        expected = self._engine.mac(command_input(counter, command.header, body, self._engine.block))
        if not same(expected, checksum):
            raise Says(OBJECTS_WRONG)
        values = tlv.template(body)
        data, le = b"", None
        if (padded := values.get(ENCRYPTED)) is not None:
            data = self._engine.decrypt(counter, padded[1:])
        elif (encrypted := values.get(ENCRYPTED_TLV)) is not None:
            data = self._engine.decrypt(counter, encrypted)
        if (wanted := values.get(LE)) is not None:
            le = int.from_bytes(wanted, "big") or (SHORT_LE if len(wanted) == 1 else EXTENDED_LE)
        return Command(command.cla & ~SECURE, command.ins, command.p1, command.p2, data, le)

    def close(self, response: Response, *, odd: bool) -> Response:
        """odd: the command's INS is, so that its data are objects themselves."""
        counter, body = self._counter.next(), b""
        if response.data:
            encrypted = self._engine.encrypt(counter, response.data)
            body = tlv.write(ENCRYPTED_TLV, encrypted) if odd else tlv.write(ENCRYPTED, PADDED, encrypted)
        body += tlv.write(STATUS, response.status.to_bytes(2, "big"))
        checksum = self._engine.mac(pad(counter + body, self._engine.block))
        return Response(body + tlv.write(CHECKSUM, checksum), response.status)

    def room(self, most: int) -> int:
        """Bytes of data that fit into a secured response of `most` bytes."""
        block = self._engine.block
        around = len(tlv.write(STATUS, bytes(2)) + tlv.write(CHECKSUM, bytes(8)) + PADDED) + (
            3 if most <= SHORT_LE else 4
        )
        return (most - around) // block * block - 1
