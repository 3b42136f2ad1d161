"""Lines of JSON over one connection, to another machine or to a program on this one: each line within a limit, each
answer to a question, each wait with an end."""

import json
from collections.abc import Callable, Mapping
from socket import socket
from time import monotonic
from typing import Any

from devices.api import CancelScope, DeviceFaulted, DeviceGone, DeviceTimeout

VERSION = 1
MOST_BYTES = 4096
"""Of one line, its end included."""
MOST_LINES = 10_000
"""Of answers to one question."""
SEND_S = 5.0
_TICK_S = 0.05  # how soon a cancel is seen


class Talk:
    """One connection. Raises DeviceGone where it breaks, DeviceFaulted where what comes is none of the protocol."""

    def __init__(self, device_id: str, connection: socket, quiet_s: float) -> None:
        """connection: closed with this. quiet_s: longest time without a line while an answer is waited for."""
        self._device_id, self._socket, self._quiet_s = device_id, connection, quiet_s
        self._asked = 0
        self._read = b""
        self.passed_over: Callable[[Mapping[str, Any]], None] = lambda said: None
        """Told of each line that answers another question."""

    def ask(self, what: str, **said: str | int) -> int:
        """Send a question; its number. Raises DeviceTimeout too."""
        self._asked += 1
        line = json.dumps({"v": VERSION, "id": self._asked, "do": what, **said}, separators=(",", ":"))
        self._socket.settimeout(SEND_S)
        try:
            self._socket.sendall(line.encode() + b"\n")
        except TimeoutError as error:
            raise DeviceTimeout(self._device_id) from error
        except OSError as error:
            raise DeviceGone(self._device_id) from error
        return self._asked

    def answer(self, number: int, scope: CancelScope) -> Mapping[str, Any]:
        """The next line of those that answer this question; others are of a question nobody waits for any more.
        Raises DeviceTimeout, Cancelled too."""
        for _ in range(MOST_LINES):
            said = self._object(self._line(scope))
            if said.get("id") != number:
                self.passed_over(said)
                continue
            if "error" in said:
                raise self.fault("error")
            return said
        raise self.fault("flood")

    def fault(self, reason: str) -> DeviceFaulted:
        """What is wrong, in one word: never what was said, for nobody knows what stands in it."""
        return DeviceFaulted(self._device_id, reason=reason)

    def close(self) -> None:
        self._socket.close()

    def _line(self, scope: CancelScope) -> bytes:
        heard_s = monotonic()
        while b"\n" not in self._read:
            if len(self._read) >= MOST_BYTES:
                raise self.fault("length")
            scope.check(self._device_id)
            if monotonic() - heard_s > self._quiet_s:
                raise DeviceTimeout(self._device_id)
            self._socket.settimeout(_TICK_S)
            try:
                came = self._socket.recv(MOST_BYTES)
            except TimeoutError:
                continue
            except OSError as error:
                raise DeviceGone(self._device_id) from error
            if not came:
                raise DeviceGone(self._device_id)
            self._read += came
        line, _, self._read = self._read.partition(b"\n")
        if len(line) >= MOST_BYTES:
            raise self.fault("length")
        return line

    def _object(self, line: bytes) -> Mapping[str, Any]:
        try:
            said = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise self.fault("json") from error
        if not isinstance(said, dict):
            raise self.fault("json")
        return said
