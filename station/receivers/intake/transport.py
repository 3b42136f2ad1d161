"""HTTPS with a client certificate: one PUT a packet, one connection a PUT.

PUT <url>/v1/packets/<packet id>
X-Nonce: 32 hex digits          X-Signature-Length: n
X-Receipt-Version: up to which version we read receipts (station.formats.receipt)
X-Checkpoint: base64 of the signed note over the audit log up to the sealing of this packet, where there is one
X-Witnessed: base64 of what shows that a witness saw the log with it (station.formats.witnessed), where one did
body: the station's detached signature (n bytes), then the packet

200, 201  application/pkcs7-mime     the receipt
4xx       application/problem+json   {"code": "INT-nnn", ...}: refused
429, 5xx                             not now; Retry-After says when
"""

import json
from base64 import b64encode
from re import fullmatch
from ssl import SSLContext

from devices.api import CancelScope
from station.domain.outbox import Parcel
from station.formats.receipt import NEWEST
from station.outbox.errors import AnswerUnexpected, PacketRefused, ReceiverBusy
from station.receivers.api import Way
from station.receivers.line import CONNECT_S, Answer, Line

ANSWER_S = 30.0  # the receiver verifies and flushes to disk before it answers
_RECEIPT = "application/pkcs7-mime"
_PROBLEM = "application/problem+json"


class HttpsTransport:
    def __init__(
        self, url: str, context: SSLContext, *, connect_s: float = CONNECT_S, answer_s: float = ANSWER_S
    ) -> None:
        """url: https://host:port, with or without a path before /v1. context: pinned authority, our certificate."""
        self._line = Line(url, context, connect_s=connect_s, answer_s=answer_s)

    def send(self, parcel: Parcel, scope: CancelScope) -> bytes:
        headers = {
            "Content-Type": "application/octet-stream",
            "X-Signature-Length": str(len(parcel.p7s)),
            "X-Nonce": parcel.nonce,
            "X-Receipt-Version": str(NEWEST),
            "Accept": f"{_RECEIPT}, {_PROBLEM}",
        }
        if parcel.checkpoint:
            headers["X-Checkpoint"] = b64encode(parcel.checkpoint.encode()).decode()
        if parcel.witnessed:
            headers["X-Witnessed"] = b64encode(parcel.witnessed).decode()
        path = f"/v1/packets/{parcel.packet_id}"
        return _receipt(self._line.ask("PUT", path, (parcel.p7s, parcel.p7m), headers, scope))

    def close(self) -> None:
        self._line.close()


def open_transport(way: Way) -> HttpsTransport:
    return HttpsTransport(way.url, way.context)


def _receipt(answer: Answer) -> bytes:
    """The body of a good answer; the typed error of any other."""
    kind = answer.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    status = answer.status
    if status in (200, 201) and kind == _RECEIPT:
        return answer.body
    code = _code(answer.body) if kind == _PROBLEM else ""
    if status == 429 or status >= 500:
        raise ReceiverBusy(reason=code or f"HTTP {status}", retry_after_s=answer.retry_after_s)
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
