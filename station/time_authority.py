"""Asking an authority of time-stamps over HTTP (RFC 3161 clause 3.4). This only carries: the token proves itself.

Whoever asks waits at most as long as he says, whatever the network does: the name's look-up too, which nothing else
cuts off, is on a thread of its own.
"""

from collections.abc import Callable
from http.client import HTTPException
from queue import Empty, SimpleQueue
from socket import socket
from ssl import SSLContext
from threading import Thread
from urllib.parse import urlsplit

from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import ConnectTimeoutError, HTTPError, NewConnectionError

from station.cut import Cut
from station.domain.errors import StationError

MOST_BYTES = 64 * 1024
_OK = 200
_HEADERS = {"Content-Type": "application/timestamp-query", "Accept-Encoding": "identity"}


class AuthorityAway(StationError):
    """No answer in the time there was, or no connection. `reason` is one word, for the log."""

    code, retryable = "STN-195", True


class AuthorityUnfit(StationError):
    """Whoever answers at that address gives no time-stamps: `status` of HTTP; 200 where the answer is too long."""

    code, retryable = "STN-196", True


class TimeAuthority:
    """`ask` for one thread at a time, `close` from any. Each request has a connection of its own, without redirects."""

    def __init__(self, context: SSLContext) -> None:
        """context: for addresses that begin with https://."""
        self._context = context
        self._closed = False
        self._answers: SimpleQueue[bytes | StationError] = SimpleQueue()  # of the request under way

    def close(self) -> None:
        """Nobody waits any more, now or later."""
        self._closed = True
        self._answers.put(AuthorityAway(reason="closed"))

    def ask(self, address: str, request: bytes, patience_s: float) -> bytes:
        """What is answered to a TimeStampReq, not looked into, within `patience_s` seconds.

        Raises AuthorityAway, AuthorityUnfit.
        """
        answers = self._answers = SimpleQueue()
        if self._closed:
            raise AuthorityAway(reason="closed")
        cut = Cut("time-stamp")
        connection = self._connection(address, patience_s)

        def exchange() -> None:
            answers.put(_answer(connection, urlsplit(address).path, request, cut.holds))

        Thread(target=exchange, name="time-stamp", daemon=True).start()
        try:
            answer = answers.get(timeout=patience_s)
        except Empty:
            raise AuthorityAway(reason="timeout") from None
        finally:
            cut.now()
        if isinstance(answer, StationError):
            raise answer
        return answer

    def _connection(self, address: str, patience_s: float) -> HTTPConnection:
        place = urlsplit(address)
        host = place.hostname or ""
        if place.scheme == "https":
            return HTTPSConnection(host, place.port or 443, timeout=patience_s, ssl_context=self._context)
        return HTTPConnection(host, place.port or 80, timeout=patience_s)


def _answer(
    connection: HTTPConnection, path: str, request: bytes, holds: Callable[[socket], None]
) -> bytes | StationError:
    try:
        connection.connect()
        holds(connection.sock)
        connection.request("POST", path or "/", body=request, headers=_HEADERS, preload_content=False)
        response = connection.getresponse()
        answer = response.read(MOST_BYTES + 1, decode_content=False) if response.status == _OK else b""
    except (OSError, HTTPError, HTTPException) as error:
        refused = isinstance(error, NewConnectionError)  # a kind of ConnectTimeoutError to urllib3
        slow = isinstance(error, TimeoutError | ConnectTimeoutError) and not refused
        return AuthorityAway(reason="timeout" if slow else type(error).__name__)
    finally:
        connection.close()
    if response.status != _OK or len(answer) > MOST_BYTES:
        return AuthorityUnfit(status=response.status)
    return answer
