"""The chip of a simulated reader: a program that is started for each reader that is opened, and talked to in messages
of a length in two bytes and themselves, as `crypto.emrtd.chip` says."""

import subprocess
import sys
from typing import IO

from devices.api import CardAbsent, DeviceFaulted

_RESET, _GIVE_ATR = b"\2", b"\4"
_END_S = 2.0


class ChipProgram:
    """Raises CardAbsent where the program has ended: the document was taken away."""

    def __init__(self, device_id: str, personal: str) -> None:
        """personal: path of what is written into the chip; "" for the invented document. Raises DeviceFaulted."""
        self._device_id = device_id
        command = [sys.executable, "-m", "crypto.emrtd.chip", *([personal] if personal else [])]
        pipe = subprocess.PIPE
        self._program = subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL)
        self._give, self._take = _open(self._program.stdin), _open(self._program.stdout)
        try:
            self.atr = self._said(_GIVE_ATR)
        except CardAbsent:
            self.close()
            raise DeviceFaulted(device_id, reason="chip") from None

    def transmit(self, command: bytes) -> bytes:
        """Two bytes at least: one alone is no command."""
        return self._said(command)

    def reset(self) -> None:
        self._send(_RESET)

    def close(self) -> None:
        self._give.close()
        try:
            self._program.wait(_END_S)
        except subprocess.TimeoutExpired:
            self._program.kill()
            self._program.wait()
        self._take.close()

    def _said(self, message: bytes) -> bytes:
        self._send(message)
        head = self._take.read(2)
        size = int.from_bytes(head, "big")
        answer = self._take.read(size) if len(head) == 2 else b""
        if len(head) != 2 or len(answer) != size:
            raise CardAbsent(self._device_id)
        return answer

    def _send(self, message: bytes) -> None:
        try:
            self._give.write(len(message).to_bytes(2, "big") + message)
            self._give.flush()
        except OSError:
            raise CardAbsent(self._device_id) from None


def _open(pipe: IO[bytes] | None) -> IO[bytes]:
    if pipe is None:
        raise ValueError("a program without pipes")
    return pipe
