"""One request, one connection: what every way out over HTTPS shares. Faults come out as our typed errors.

The scope's deadline cuts the connection: whatever is under way then, upload, headers or answer, ends with it.
"""

import ssl
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from http.client import HTTPException, HTTPResponse
from io import BufferedReader
from re import fullmatch
from socket import socket
from typing import Any
from urllib.parse import urlsplit

from urllib3.connection import HTTPSConnection
from urllib3.exceptions import ConnectTimeoutError, HTTPError, NewConnectionError, ReadTimeoutError

from devices.api import Cancelled, CancelScope
from station.cut import Cut
from station.outbox.errors import (
    AnswerUnexpected,
    ClockDiffers,
    ReceiverUntrusted,
    TransportDown,
    TransportTimeout,
)

CONNECT_S = 5.0
ANSWER_S = 60.0
MAX_ANSWER_BYTES = 64 * 1024
_CHUNK = 64 * 1024


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def retry_after_s(self) -> int:
        """What the receiver asks for in seconds; a date, or nonsense, asks for nothing."""
        text = self.headers.get("Retry-After", "").strip()
        return int(text) if fullmatch(r"[0-9]{1,6}", text) else 0


class Line:
    """To one host. `ask` and `post` for one thread at a time, `close` from any."""

    def __init__(
        self, url: str, context: ssl.SSLContext, *, connect_s: float = CONNECT_S, answer_s: float = ANSWER_S
    ) -> None:
        """url: https://host:port, with or without a path before every path asked for."""
        parts = urlsplit(url)
        if parts.scheme != "https" or not parts.hostname:
            raise ValueError("the receiver's address must begin with https://")
        self._host, self._port, self._path = parts.hostname, parts.port or 443, parts.path.rstrip("/")
        self._context = context
        self._connect_s = connect_s
        self._answer_s = answer_s
        self._cut = Cut("outbox-deadline")

    def post(self, path: str, parts: tuple[bytes, ...], headers: Mapping[str, str], scope: CancelScope) -> Answer:
        return self.ask("POST", path, parts, headers, scope)

    def ask(
        self, method: str, path: str, parts: tuple[bytes, ...], headers: Mapping[str, str], scope: CancelScope
    ) -> Answer:
        """parts: the body. Ends by the scope's deadline, whatever the receiver does.

        Raises TransportDown, TransportTimeout, ReceiverUntrusted, ClockDiffers, AnswerUnexpected, Cancelled.
        """
        if scope.cancelled:
            raise Cancelled
        if scope.left_s <= 0:
            raise TransportTimeout
        connection = HTTPSConnection(
            self._host, self._port, timeout=min(self._connect_s, scope.left_s), ssl_context=self._context
        )
        connection.response_class = _WholeHead
        try:
            with self._cut.after(scope.left_s):
                answer = self._exchange(connection, method, path, parts, headers, scope)
        except (OSError, HTTPError, HTTPException) as error:
            if scope.cancelled:
                raise Cancelled from error
            if scope.left_s <= 0:
                raise TransportTimeout from error
            raise _typed(error) from error
        finally:
            connection.close()
        if scope.cancelled:  # an answer without a length ends where the connection was cut: it may be half of one
            raise Cancelled
        if scope.left_s <= 0:
            raise TransportTimeout
        return answer

    def close(self) -> None:
        """Break off what is under way; harmless when nothing is."""
        self._cut.now()

    def _exchange(
        self,
        connection: HTTPSConnection,
        method: str,
        path: str,
        parts: tuple[bytes, ...],
        headers: Mapping[str, str],
        scope: CancelScope,
    ) -> Answer:
        connection.connect()  # its own patience covers the whole of the greeting
        left_s = scope.left_s
        if left_s <= 0:
            raise TimeoutError
        connection.sock.settimeout(min(self._answer_s, left_s))
        self._cut.holds(connection.sock)
        if scope.cancelled:
            raise Cancelled
        sized = {**headers, "Content-Length": str(sum(len(part) for part in parts))}
        # Refused before the end of the upload, the pipe breaks: the reason may be there to read all the same.
        with suppress(BrokenPipeError):
            connection.request(
                method, f"{self._path}{path}", body=_chunks(parts, scope), headers=sized, preload_content=False
            )
        response = connection.getresponse()
        body = response.read(MAX_ANSWER_BYTES + 1)
        if len(body) > MAX_ANSWER_BYTES:
            raise AnswerUnexpected(status=response.status)
        return Answer(response.status, response.headers, body)


class _WholeHead(HTTPResponse):
    """The library takes the end of the line for the end of a head: half of a 204's head would be an answer."""

    def __init__(self, sock: socket, *rest: Any, **named: Any) -> None:
        super().__init__(sock, *rest, **named)
        self.fp = _WholeLines(self.fp.detach())


class _WholeLines(BufferedReader):
    def readline(self, size: int | None = -1, /) -> bytes:
        """Raises ConnectionResetError where what comes ends before the line does."""
        line = super().readline(size)
        if not line.endswith(b"\n") and len(line) != size:
            raise ConnectionResetError
        return line


def _chunks(parts: tuple[bytes, ...], scope: CancelScope) -> Iterator[bytes]:
    for part in parts:
        view = memoryview(part)
        for start in range(0, len(part), _CHUNK):
            if scope.cancelled:
                raise Cancelled
            yield bytes(view[start : start + _CHUNK])


_NOT_YET_VALID = 9  # X509_V_ERR_CERT_NOT_YET_VALID


def _typed(error: OSError | HTTPError | HTTPException) -> Exception:
    """What failed, in our words. Order matters: TLS errors and timeouts are OSErrors too."""
    if isinstance(error, NewConnectionError):  # a kind of ConnectTimeoutError to urllib3
        return TransportDown(reason=type(error).__name__)
    if isinstance(error, ConnectTimeoutError):
        return TransportDown(reason="timeout")
    if isinstance(error, TimeoutError | ReadTimeoutError):
        return TransportTimeout()
    if isinstance(error, ssl.SSLCertVerificationError):
        if error.verify_code == _NOT_YET_VALID:
            return ClockDiffers()
        return ReceiverUntrusted(reason=error.verify_message)
    if isinstance(error, ssl.SSLError) and "ALERT" in (error.reason or ""):
        return ReceiverUntrusted(reason="our certificate was refused")
    return TransportDown(reason=type(error).__name__)
