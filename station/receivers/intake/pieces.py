"""Bringing a packet in pieces, over a line that may break at any moment: tus 1.0, its core and `creation`.

HEAD  <url>/v1/uploads/<packet id>   Upload-Offset: how much the intake has. 404 without Tus-Resumable: an older intake
POST  the same                       Upload-Length: begins it
PATCH the same                       Upload-Offset: one piece

What arrived of a piece counts, even if the line breaks within it; so only what was under way is sent twice.
"""

from collections.abc import Mapping
from re import fullmatch

from devices.api import CancelScope
from station.domain.errors import StationError
from station.domain.outbox import PacketId
from station.outbox.errors import AnswerUnexpected, ReceiverBusy, TransportDown, TransportTimeout, UploadUnfinished
from station.receivers.intake.answers import PROBLEM, code, fault
from station.receivers.line import Answer, Line

PIECE_BYTES = 1 << 20
"""Each is on the intake's disk before the next; a packet no longer than one is not worth asking for."""

_VERSION = {"Tus-Resumable": "1.0.0"}
_NOT_THERE = (404, 405)
OUT_OF_STEP = ("INT-080", "INT-081")
"""Somebody else brings the same packet, or the intake has let go of the part: no refusal, it is asked again."""


class Pieces:
    """Of one packet, for one try. Each call raises as `Transport.send`."""

    def __init__(self, line: Line, packet_id: PacketId, p7m: bytes, piece_bytes: int, scope: CancelScope) -> None:
        self._line = line
        self._path = f"/v1/uploads/{packet_id}"
        self._p7m = p7m
        self._piece_bytes = piece_bytes
        self._scope = scope

    def bring(self) -> bool:
        """Until the intake has all of it; False where it is an older one, that takes packets whole only.

        Raises UploadUnfinished where that did not come to its end and the intake has more than before.
        """
        began = self._reached()
        if began is None:
            return False
        offset = began
        try:
            while offset < len(self._p7m):
                offset = self._go_on(offset)
        except StationError as error:
            if error.retryable and offset > began:
                raise UploadUnfinished from error
            raise
        return True

    def _go_on(self, offset: int) -> int:
        """One piece further. A line that breaks is tried again at once, as long as each break brought something."""
        try:
            return self._append(offset)
        except (TransportDown, TransportTimeout):
            reached = self._reached()
            if reached is None or reached <= offset:
                raise
            return reached

    def _reached(self) -> int | None:
        """How much is there, of a new one nothing; None: an intake that does not know this way."""
        answer = self._ask("HEAD")
        known = _speaks(answer)
        if answer.status in _NOT_THERE and not known:
            return None
        if answer.status == 404:
            answer = self._ask("POST", {"Upload-Length": str(len(self._p7m))})
            if answer.status != 201 or not _speaks(answer):
                raise fault(answer)
        elif answer.status != 200 or not known:
            raise fault(answer)
        if answer.headers.get("Upload-Length") != str(len(self._p7m)):
            raise AnswerUnexpected(status=answer.status)
        return self._offset(answer, 0)

    def _append(self, offset: int) -> int:
        piece = self._p7m[offset : offset + self._piece_bytes]
        headers = {"Upload-Offset": str(offset), "Content-Type": "application/offset+octet-stream"}
        answer = self._ask("PATCH", headers, piece)
        if code(answer) in OUT_OF_STEP:
            raise ReceiverBusy(reason=code(answer), retry_after_s=0)
        if answer.status != 204:
            raise fault(answer)
        return self._offset(answer, offset + 1)

    def _ask(self, method: str, headers: Mapping[str, str] | None = None, body: bytes = b"") -> Answer:
        parts = (body,) if body else ()
        return self._line.ask(
            method, self._path, parts, {**_VERSION, "Accept": PROBLEM, **(headers or {})}, self._scope
        )

    def _offset(self, answer: Answer, least: int) -> int:
        text = answer.headers.get("Upload-Offset", "")
        if not fullmatch(r"[0-9]{1,12}", text) or not least <= int(text) <= len(self._p7m):
            raise AnswerUnexpected(status=answer.status)
        return int(text)


def _speaks(answer: Answer) -> bool:
    return answer.headers.get("Tus-Resumable") == _VERSION["Tus-Resumable"]
