"""HTTPS with a client certificate: one PUT a packet, one connection a request.

PUT <url>/v1/packets/<packet id>
X-Nonce: 32 hex digits          X-Signature-Length: n
X-Receipt-Version: up to which version we read receipts (station.formats.receipt)
X-Checkpoint: base64 of the signed note over the audit log up to the sealing of this packet, where there is one
X-Witnessed: base64 of what shows that a witness saw the log with it (station.formats.witnessed), where one did
body: the station's detached signature (n bytes), then the packet

200, 201  application/pkcs7-mime     the receipt
4xx       application/problem+json   {"code": "INT-nnn", ...}: refused
429, 5xx                             not now; Retry-After says when

A long packet is brought in pieces before (station.receivers.intake.pieces): then the body is the signature alone, and
Upload-Length says how long the packet is.
"""

from base64 import b64encode
from ssl import SSLContext

from devices.api import CancelScope
from station.domain.outbox import Parcel
from station.formats.receipt import NEWEST
from station.outbox.errors import ReceiverBusy
from station.receivers.api import Way
from station.receivers.intake.answers import PROBLEM, RECEIPT, code, fault, kind
from station.receivers.intake.pieces import OUT_OF_STEP, PIECE_BYTES, Pieces
from station.receivers.line import CONNECT_S, Answer, Line

ANSWER_S = 30.0  # the receiver verifies and flushes to disk before it answers


class HttpsTransport:
    def __init__(
        self,
        url: str,
        context: SSLContext,
        *,
        connect_s: float = CONNECT_S,
        answer_s: float = ANSWER_S,
        piece_bytes: int = PIECE_BYTES,
    ) -> None:
        """url: https://host:port, with or without a path before /v1. context: pinned authority, our certificate.
        piece_bytes: a packet that is longer is brought in pieces of that."""
        self._piece_bytes = piece_bytes
        self._line = Line(url, context, connect_s=connect_s, answer_s=answer_s)

    def send(self, parcel: Parcel, scope: CancelScope) -> bytes:
        headers = {
            "Content-Type": "application/octet-stream",
            "X-Signature-Length": str(len(parcel.p7s)),
            "X-Nonce": parcel.nonce,
            "X-Receipt-Version": str(NEWEST),
            "Accept": f"{RECEIPT}, {PROBLEM}",
        }
        if parcel.checkpoint:
            headers["X-Checkpoint"] = b64encode(parcel.checkpoint.encode()).decode()
        if parcel.witnessed:
            headers["X-Witnessed"] = b64encode(parcel.witnessed).decode()
        body: tuple[bytes, ...] = (parcel.p7s, parcel.p7m)
        if len(parcel.p7m) > self._piece_bytes and self._pieces(parcel, scope).bring():
            headers["Upload-Length"] = str(len(parcel.p7m))
            body = (parcel.p7s,)
        return _receipt(self._line.ask("PUT", f"/v1/packets/{parcel.packet_id}", body, headers, scope))

    def _pieces(self, parcel: Parcel, scope: CancelScope) -> Pieces:
        return Pieces(self._line, parcel.packet_id, parcel.p7m, self._piece_bytes, scope)

    def close(self) -> None:
        self._line.close()


def open_transport(way: Way) -> HttpsTransport:
    return HttpsTransport(way.url, way.context)


def _receipt(answer: Answer) -> bytes:
    """The body of a good answer; the typed error of any other."""
    if answer.status in (200, 201) and kind(answer) == RECEIPT:
        return answer.body
    if code(answer) in OUT_OF_STEP:
        raise ReceiverBusy(reason=code(answer), retry_after_s=0)
    raise fault(answer)
