"""The calls of the interface that we need, and what each answer means."""

import json
from base64 import b64encode
from dataclasses import dataclass
from hashlib import sha256
from urllib.parse import quote, urlencode

from devices.api import CancelScope
from station.outbox.errors import AnswerUnexpected, ReceiverBusy
from station.receivers.line import Answer, Line
from station.receivers.osia.errors import EnrollmentForbidden, EnrollmentGone, EnrollmentMalformed, TokenRefused
from station.receivers.osia.scope import Json
from station.receivers.osia.transport.token import BearerToken

MAX_BUFFER_ID = 200
_JSON = "application/json"
_ENCRYPTED = "application/pkcs7-mime"


@dataclass(frozen=True)
class Visit:
    """One try to deliver one enrollment."""

    enrollment_id: str
    transaction_id: str
    scope: CancelScope


class OsiaClient:
    """All calls raise what `Line.ask` raises, TokenMissing, TokenExpired, TokenRefused, ReceiverBusy, AnswerUnexpected,
    EnrollmentMalformed (400) and EnrollmentForbidden (403); all but `create` also EnrollmentGone (404)."""

    def __init__(self, line: Line, token: BearerToken) -> None:
        self._line = line
        self._token = token

    def create(self, visit: Visit, value: Json) -> bool:
        """False where an enrollment of that id is there already."""
        answer = self._ask("POST", "", visit, _dump(value))
        if answer.status == 409:
            return False
        if answer.status == 404:
            raise AnswerUnexpected(status=404)  # nothing to be unknown yet: the address is wrong
        expect(answer, 204)
        return True

    def read(self, visit: Visit) -> Json:
        answer = self._ask("GET", "", visit)
        expect(answer, 200)
        value = _object(answer)
        if value.get("status") not in ("IN_PROGRESS", "FINALIZED"):
            raise AnswerUnexpected(status=answer.status)
        return value

    def buffer(self, visit: Visit, data: bytes) -> str:
        """The server's name for it."""
        digest = f"SHA-256={b64encode(sha256(data).digest()).decode()}"
        answer = self._ask("POST", "/buffer", visit, data, {"Content-Type": _ENCRYPTED, "Digest": digest})
        expect(answer, 201)
        name = _object(answer).get("bufferId")
        if not isinstance(name, str) or not name.isprintable() or not 0 < len(name) <= MAX_BUFFER_ID:
            raise AnswerUnexpected(status=answer.status)
        return name

    def patch(self, visit: Visit, patch: Json) -> None:
        expect(self._ask("PATCH", "", visit, _dump(patch)), 204)

    def finalize(self, visit: Visit) -> None:
        expect(self._ask("PUT", "/finalize", visit), 204)

    def _ask(
        self, method: str, path: str, visit: Visit, body: bytes = b"", headers: dict[str, str] | None = None
    ) -> Answer:
        sent = {"Authorization": f"Bearer {self._token.read()}", "Accept": _JSON, **(headers or {})}
        if body and headers is None:
            sent["Content-Type"] = _JSON
        query = urlencode({"transactionId": visit.transaction_id})
        target = f"/v1/enrollments/{visit.enrollment_id}{path}?{query}"
        return self._line.ask(method, target, (body,), sent, visit.scope)


def buffer_address(base: str, enrollment_id: str, buffer_id: str, transaction_id: str) -> str:
    """The URI under which anybody with the right token reads the buffer: without a transactionId it would be a 400."""
    query = urlencode({"transactionId": transaction_id})
    return f"{base}/v1/enrollments/{enrollment_id}/buffer/{quote(buffer_id, safe='')}?{query}"


def expect(answer: Answer, status: int) -> None:
    """Raise what any other answer means. A proxy's page is no word of the server's: it refuses nothing."""
    if answer.status == status:
        return
    if answer.status == 429 or answer.status >= 500:
        raise ReceiverBusy(reason=f"HTTP {answer.status}", retry_after_s=answer.retry_after_s)
    if answer.status == 401:
        raise TokenRefused
    number = _error_number(answer)
    if answer.status == 400 and number is not None:
        raise EnrollmentMalformed(reason=f"OSIA {number}")
    if answer.status == 403 and (number is not None or not answer.body):
        raise EnrollmentForbidden(reason="OSIA 403")
    if answer.status == 404 and (number is not None or not answer.body):
        raise EnrollmentGone
    raise AnswerUnexpected(status=answer.status)


def _error_number(answer: Answer) -> int | None:
    """`code` of OSIA's Error object; its `message` may say anything, so it is not kept."""
    try:
        value = _object(answer)
    except AnswerUnexpected:
        return None
    number = value.get("code")
    if not isinstance(number, int) or isinstance(number, bool) or not isinstance(value.get("message"), str):
        return None
    return number if -(2**31) <= number < 2**31 else None


def _object(answer: Answer) -> Json:
    kind = answer.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    try:
        value = json.loads(answer.body) if kind == _JSON else None
    except (ValueError, RecursionError):
        value = None
    if not isinstance(value, dict):
        raise AnswerUnexpected(status=answer.status)
    return value


def _dump(value: Json) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
