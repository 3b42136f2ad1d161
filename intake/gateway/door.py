"""Taking connections in: the greeting of TLS before anybody is known, for a few at a time and not for long."""

import asyncio
import socket
import ssl
from collections import Counter
from collections.abc import Callable
from contextlib import suppress

from intake.gateway.tally import Tally

GREETING_S = 5.0  # to the first byte; and from there to the end of the greeting
_CLOSING_S = 3.0
_AT_ONCE = 16  # between two looks at whoever is in already
_PAUSE_S = 0.1


class Door:
    """While it is open, accepts what comes to a listener; to be used in the loop that serves.

    Where there are too many, one gives way: of those that have said nothing yet, then of those that greet; of the
    address that has most of them the oldest. A crowd that says nothing costs next to nothing and keeps nobody out.
    """

    def __init__(
        self, context: ssl.SSLContext, protocol: Callable[[], asyncio.Protocol], most_greeting: int, tally: Tally
    ) -> None:
        self._context = context
        self._protocol = protocol
        self._most = most_greeting
        self._tally = tally
        self._silent: dict[socket.socket, tuple[str, float]] = {}  # whose address, since when; oldest first
        self._greeting: dict[socket.socket, str] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._listener: socket.socket | None = None

    def open(self, listener: socket.socket) -> None:
        listener.setblocking(False)
        self._listener = listener
        self._watch()

    def close(self) -> None:
        """Nobody comes in any more; who has not greeted yet goes."""
        if self._listener is not None:
            asyncio.get_running_loop().remove_reader(self._listener)
            self._listener = None
        for connection in list(self._silent):
            self._drop(connection)
        for connection in self._greeting:
            _hang_up(connection)

    def sweep(self, now: float) -> None:
        """End those that say nothing. now: the loop's time."""
        for connection, (_, since) in list(self._silent.items()):
            if now - since <= GREETING_S:
                return
            self._drop(connection)
            self._tally.note("a connection ended before it had greeted")

    def _watch(self) -> None:
        if self._listener is not None:
            asyncio.get_running_loop().add_reader(self._listener, self._accept, self._listener)

    def _accept(self, listener: socket.socket) -> None:
        loop = asyncio.get_running_loop()
        for _ in range(_AT_ONCE):
            try:
                connection, address = listener.accept()
            except (BlockingIOError, InterruptedError, ConnectionAbortedError):
                return
            except OSError as error:  # no descriptor, no memory: what is here ends first
                self._tally.note(f"accepting pauses: {error.strerror}")
                loop.remove_reader(listener)
                loop.call_later(_PAUSE_S, self._watch)
                return
            if len(self._silent) + len(self._greeting) >= self._most:
                self._make_room()
            connection.setblocking(False)
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # an answer waits for nobody's confirming
            self._silent[connection] = str(address[0]), loop.time()
            loop.add_reader(connection, self._spoke, connection)

    def _make_room(self) -> None:
        if self._silent:
            self._drop(_oldest_of_most({connection: address for connection, (address, _) in self._silent.items()}))
        else:
            oldest = _oldest_of_most(self._greeting)
            del self._greeting[oldest]
            _hang_up(oldest)
        self._tally.note("too many connections that do not greet: the oldest gave way")

    def _drop(self, connection: socket.socket) -> None:
        asyncio.get_running_loop().remove_reader(connection)
        del self._silent[connection]
        connection.close()

    def _spoke(self, connection: socket.socket) -> None:
        address, _ = self._silent[connection]
        try:
            began = connection.recv(1, socket.MSG_PEEK)
        except OSError:
            began = b""
        if not began:
            self._drop(connection)
            self._tally.note("a connection ended before it had greeted")
            return
        loop = asyncio.get_running_loop()
        loop.remove_reader(connection)
        del self._silent[connection]
        self._greeting[connection] = address
        task = loop.create_task(self._greet(connection))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _greet(self, connection: socket.socket) -> None:
        try:
            await asyncio.get_running_loop().connect_accepted_socket(
                self._protocol,
                connection,
                ssl=self._context,
                ssl_handshake_timeout=GREETING_S,
                ssl_shutdown_timeout=_CLOSING_S,
            )
        except OSError:  # TLS's refusals and time-outs too
            self._tally.note("a connection ended before it had greeted")
        finally:
            self._greeting.pop(connection, None)


def _oldest_of_most(connections: dict[socket.socket, str]) -> socket.socket:
    """connections: whose address each is, oldest first; at least one."""
    ((fullest, _),) = Counter(connections.values()).most_common(1)
    return next(connection for connection, address in connections.items() if address == fullest)


def _hang_up(connection: socket.socket) -> None:
    """Its greeting ends by that, and closes it."""
    with suppress(OSError):  # the other side was faster
        connection.shutdown(socket.SHUT_RDWR)
