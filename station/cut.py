"""Ending a connection from outside: at its deadline, or because the program closes.

Each read and write has a patience of its own, but a server that gives a byte now and then never tries it.
"""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from socket import SHUT_RDWR, socket
from threading import TIMEOUT_MAX, Lock, Timer


class Cut:
    """For one connection at a time. From any thread."""

    def __init__(self, name: str) -> None:
        """name: of the thread that waits for the deadline."""
        self._name = name
        self._lock = Lock()
        self._socket: socket | None = None  # a connection lets go of its own before the answer is read
        self._over = False

    def holds(self, connected: socket) -> None:
        """What ends when it is over; at once where that was while it was connected."""
        with self._lock:
            self._socket = connected
            if self._over:
                _end(connected)

    def now(self) -> None:
        """Break off what is under way; harmless when nothing is."""
        with self._lock:
            self._over = True
            if self._socket is not None:
                _end(self._socket)

    @contextmanager
    def after(self, seconds: float) -> Iterator[None]:
        """Whatever is under way when so much time has passed ends: greeting, upload, headers or answer."""
        self._over = False
        timer = Timer(min(seconds, TIMEOUT_MAX), self.now)
        timer.name, timer.daemon = self._name, True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()
            with self._lock:
                self._socket = None


def _end(connected: socket) -> None:
    with suppress(OSError):  # gone already
        socket.shutdown(connected, SHUT_RDWR)  # below TLS: another thread may still be writing
