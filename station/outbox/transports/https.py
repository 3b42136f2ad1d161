"""HTTPS with a client certificate: one PUT a packet, one connection a PUT.

PUT <url>/v1/packets/<packet id>
X-Nonce: 32 hex digits          X-Signature-Length: n
X-Checkpoint: base64 of the signed note over the audit log up to the sealing of this packet, where there is one
body: the station's detached signature (n bytes), then the packet

200, 201  application/pkcs7-mime     the receipt
4xx       application/problem+json   {"code": "INT-nnn", ...}: refused
429, 5xx                             not now; Retry-After says when
"""

import json
import ssl
from base64 import b64encode
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from http.client import HTTPException
from re import fullmatch
from socket import SHUT_RDWR, socket
from threading import Lock
from urllib.parse import urlsplit

from urllib3.connection import HTTPSConnection
from urllib3.exceptions import ConnectTimeoutError, HTTPError, ReadTimeoutError
from urllib3.response import BaseHTTPResponse

from devices.api import Cancelled, CancelScope
from station.domain.outbox import PacketId
from station.outbox.errors import (
    AnswerUnexpected,
    PacketRefused,
    ReceiverBusy,
    ReceiverUntrusted,
    TransportDown,
    TransportTimeout,
)
from station.outbox.store import OutboxStore
from station.settings import Settings
from station.storage.database import connect

CONNECT_S = 5.0
ANSWER_S = 30.0  # the receiver verifies and flushes to disk before it answers
MAX_ANSWER_BYTES = 64 * 1024
_CHUNK = 64 * 1024
_RECEIPT = "application/pkcs7-mime"
_PROBLEM = "application/problem+json"


class HttpsTransport:
    def __init__(
        self,
        url: str,
        context: ssl.SSLContext,
        *,
        connect_s: float = CONNECT_S,
        answer_s: float = ANSWER_S,
        checkpoint_of: Callable[[PacketId], str] = lambda _: "",
    ) -> None:
        """url: https://host:port, with or without a path before /v1. context: pinned authority, our certificate.

        checkpoint_of: the note that goes with a packet, "" for none; called on the outbox thread.
        """
        parts = urlsplit(url)
        if parts.scheme != "https" or not parts.hostname:
            raise ValueError("the intake's address must begin with https://")
        self._host, self._port, self._path = parts.hostname, parts.port or 443, parts.path.rstrip("/")
        self._context = context
        self._connect_s = connect_s
        self._answer_s = answer_s
        self._checkpoint_of = checkpoint_of
        self._lock = Lock()
        self._connection: HTTPSConnection | None = None

    def send(self, packet_id: PacketId, p7m: bytes, p7s: bytes, nonce: str, scope: CancelScope) -> bytes:
        connection = HTTPSConnection(
            self._host, self._port, timeout=min(self._connect_s, scope.left_s), ssl_context=self._context
        )
        with self._lock:
            self._connection = connection
        try:
            return self._exchange(connection, packet_id, p7m, p7s, nonce, scope)
        except (OSError, HTTPError, HTTPException) as error:
            if scope.cancelled:
                raise Cancelled from error
            raise _typed(error) from error
        finally:
            with self._lock:
                self._connection = None
            connection.close()

    def close(self) -> None:
        with self._lock:
            sock = self._connection.sock if self._connection else None
            if sock is not None:
                with suppress(OSError):  # not connected yet, or gone already: then nothing is under way
                    # A read or write under way fails at once. Below TLS on purpose: SSLSocket.shutdown would first
                    # take the encryption away from a thread that is still writing.
                    socket.shutdown(sock, SHUT_RDWR)

    def _exchange(
        self, connection: HTTPSConnection, packet_id: PacketId, p7m: bytes, p7s: bytes, nonce: str, scope: CancelScope
    ) -> bytes:
        connection.connect()
        connection.sock.settimeout(min(self._answer_s, scope.left_s))
        headers = {
            "Content-Type": "application/octet-stream",
            "Content-Length": str(len(p7s) + len(p7m)),
            "X-Signature-Length": str(len(p7s)),
            "X-Nonce": nonce,
            "Accept": f"{_RECEIPT}, {_PROBLEM}",
        }
        if checkpoint := self._checkpoint_of(packet_id):
            headers["X-Checkpoint"] = b64encode(checkpoint.encode()).decode()
        # Refused before the end of the upload, the pipe breaks: the reason may be there to read all the same.
        with suppress(BrokenPipeError):
            connection.request(
                "PUT",
                f"{self._path}/v1/packets/{packet_id}",
                body=_chunks(p7s, p7m, scope),
                headers=headers,
                preload_content=False,
            )
        return _receipt(connection.getresponse())


def open_https(url: str, context: ssl.SSLContext, settings: Settings) -> HttpsTransport:
    return HttpsTransport(url, context, checkpoint_of=lambda packet_id: _checkpoint(settings, packet_id))


def _checkpoint(settings: Settings, packet_id: PacketId) -> str:
    """Of a packet in the outbox. Raises DatabaseFailed, PacketUnknown."""
    with closing(connect(settings.database)) as db:
        logged = OutboxStore(db, settings.outbox).row(packet_id).logged
    return logged.checkpoint if logged else ""


def _chunks(p7s: bytes, p7m: bytes, scope: CancelScope) -> Iterator[bytes]:
    yield p7s
    view = memoryview(p7m)
    for start in range(0, len(p7m), _CHUNK):
        if scope.cancelled:
            raise Cancelled
        yield bytes(view[start : start + _CHUNK])


def _receipt(response: BaseHTTPResponse) -> bytes:
    """The body of a good answer; the typed error of any other."""
    kind = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    body = response.read(MAX_ANSWER_BYTES + 1)
    status = response.status
    if len(body) > MAX_ANSWER_BYTES:
        raise AnswerUnexpected(status=status)
    if status in (200, 201) and kind == _RECEIPT:
        return body
    code = _code(body) if kind == _PROBLEM else ""
    if status == 429 or status >= 500:
        raise ReceiverBusy(reason=code or f"HTTP {status}", retry_after_s=_seconds(response.headers.get("Retry-After")))
    if code and 400 <= status < 500:
        raise PacketRefused(reason=code)
    raise AnswerUnexpected(status=status)


def _code(body: bytes) -> str:
    """The stable code of a problem document (RFC 9457); empty where it has none of ours."""
    try:
        code = json.loads(body)["code"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return ""
    return code if isinstance(code, str) and fullmatch(r"INT-\d{3}", code) else ""


def _seconds(text: str | None) -> int:
    """Retry-After as seconds; a date, or nonsense, asks for nothing."""
    return int(text) if text and fullmatch(r"\d{1,6}", text.strip()) else 0


def _typed(error: OSError | HTTPError | HTTPException) -> Exception:
    """What failed, in our words. Order matters: TLS errors and timeouts are OSErrors too."""
    if isinstance(error, ConnectTimeoutError):
        return TransportDown(reason="timeout")
    if isinstance(error, TimeoutError | ReadTimeoutError):
        return TransportTimeout()
    if isinstance(error, ssl.SSLCertVerificationError):
        return ReceiverUntrusted(reason=error.verify_message)
    if isinstance(error, ssl.SSLError) and "ALERT" in (error.reason or ""):
        return ReceiverUntrusted(reason="our certificate was refused")
    return TransportDown(reason=type(error).__name__)
