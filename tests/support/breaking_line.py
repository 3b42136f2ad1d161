"""A slow line between a station and its intake that breaks again and again. The intake is not told.

What the station has sent and the line has not taken is not on the line: only what was taken counts as sent.
"""

import socket
import struct
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from selectors import EVENT_READ, DefaultSelector
from threading import Event, Thread

_AT_ONCE = 16384
_PATIENCE_S = 2.0
_ABORTS = struct.pack("ii", 1, 0)  # SO_LINGER: the station notices at once, as its modem tells it


class BreakingLine:
    """One connection at a time. breaks_each: bytes up between two breaks. bytes_s: how fast, 0 as fast as it goes.
    ends_after: from so many bytes up on, nothing gets through any more."""

    def __init__(self, target_port: int, breaks_each: int, bytes_s: int = 0, ends_after: int = 1 << 60) -> None:
        self._target_port = target_port
        self._left = self._breaks_each = breaks_each
        self._bytes_s = bytes_s
        self._ends_after = ends_after
        self._stopping = Event()
        self._dead = ExitStack()  # the intake's ends of what broke: open, and silent
        self.went_up = self.breaks = self.port = 0

    @contextmanager
    def running(self) -> Iterator["BreakingLine"]:
        with self._dead, socket.create_server(("127.0.0.1", 0)) as listener:
            listener.settimeout(0.02)
            self.port = listener.getsockname()[1]
            thread = Thread(target=self._run, args=(listener,), name="line")
            thread.start()
            try:
                yield self
            finally:
                self._stopping.set()
                thread.join(10)

    @property
    def url(self) -> str:
        return f"https://127.0.0.1:{self.port}"

    def _run(self, listener: socket.socket) -> None:
        while not self._stopping.is_set():
            try:
                near, _ = listener.accept()
            except TimeoutError:
                continue
            with near, suppress(OSError):
                if self.went_up < self._ends_after:
                    self._pass_on(
                        near, self._dead.enter_context(socket.create_connection(("127.0.0.1", self._target_port)))
                    )

    def _pass_on(self, near: socket.socket, far: socket.socket) -> None:
        with DefaultSelector() as selector:
            selector.register(near, EVENT_READ, far)
            selector.register(far, EVENT_READ, near)
            while not self._stopping.is_set():
                for key, _ in selector.select(0.02):
                    source, sink = key.fileobj, key.data
                    assert isinstance(source, socket.socket)
                    data = source.recv(min(_AT_ONCE, self._left) if source is near else _AT_ONCE)
                    if not data:
                        far.close()
                        return
                    sink.sendall(data)
                    if source is near and self._counted(len(data)):
                        _until_read(far)
                        near.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _ABORTS)
                        return

    def _counted(self, size: int) -> bool:
        """Whether it breaks now."""
        self.went_up += size
        self._left -= size
        if self._bytes_s:
            time.sleep(size / self._bytes_s)  # how slow the line is
        if self._left and self.went_up < self._ends_after:
            return False
        self._left = self._breaks_each
        self.breaks += 1
        return True


def _until_read(far: socket.socket) -> None:
    """A line as slow as this stands for leaves its other end the time to read what came; here that takes a moment."""
    ports = far.getsockname()[1], far.getpeername()[1]
    give_up_s = time.monotonic() + _PATIENCE_S
    while _queued(ports) and time.monotonic() < give_up_s:
        time.sleep(0.002)


def _queued(ports: tuple[int, int]) -> int:
    """Bytes between the two ports that one end has sent and the other has not read (proc(5), net/tcp)."""
    queued = 0
    for line in Path("/proc/net/tcp").read_text(encoding="ascii").splitlines()[1:]:
        _, local, remote, _, queues, *_ = line.split()
        found = int(local.rpartition(":")[2], 16), int(remote.rpartition(":")[2], 16)
        if found == ports:
            queued += int(queues.partition(":")[0], 16)
        elif found == ports[::-1]:
            queued += int(queues.partition(":")[2], 16)
    return queued
