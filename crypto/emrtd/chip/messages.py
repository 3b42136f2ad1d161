"""How a reader, virtual or simulated, and a chip talk: messages of a length in two bytes and themselves."""

import socket
from collections.abc import Callable

from crypto.emrtd.chip.card import Chip
from crypto.emrtd.errors import ChipGone

POWER_OFF, POWER_ON, RESET, GIVE_ATR = b"\0", b"\1", b"\2", b"\4"
ATR = bytes.fromhex("3B8180018080")
"""Of a contactless card without historical bytes (PC/SC part 3)."""
_QUICK_ACK = getattr(socket, "TCP_QUICKACK", None)


def quickly(connection: socket.socket) -> Callable[[int], bytes]:
    """The driver sends length and body apart: without the acknowledgement at once each command takes 40 ms more."""

    def receive(size: int) -> bytes:
        if _QUICK_ACK is not None:
            connection.setsockopt(socket.IPPROTO_TCP, _QUICK_ACK, 1)
        return connection.recv(size)

    return receive


def exactly(receive: Callable[[int], bytes]) -> Callable[[int], bytes]:
    """Bytes as many as asked for; none at the end. Raises EOFError where it ends in the middle."""

    def take(size: int) -> bytes:
        data = b""
        while len(data) < size:
            more = receive(size - len(data))
            if not more:
                if data:
                    raise EOFError
                return b""
            data += more
        return data

    return take


def serve(chip: Chip, take: Callable[[int], bytes], send: Callable[[bytes], None]) -> None:
    """Until the other side ends, or the chip is taken away by one of its faults."""
    while head := take(2):
        message = take(int.from_bytes(head, "big"))
        if len(message) > 1:
            try:
                answer = chip(message)
            except ChipGone:
                return
            send(framed(answer))
        elif message == GIVE_ATR:
            send(framed(ATR))
        else:
            chip.reset()


def framed(message: bytes) -> bytes:
    return len(message).to_bytes(2, "big") + message
