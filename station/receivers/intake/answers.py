"""What our intake answers, and our typed errors for all that is no good answer."""

import json
from re import fullmatch

from station.domain.errors import StationError
from station.outbox.errors import AnswerUnexpected, PacketRefused, ReceiverBusy
from station.receivers.line import Answer

RECEIPT = "application/pkcs7-mime"
PROBLEM = "application/problem+json"


def kind(answer: Answer) -> str:
    return answer.headers.get("Content-Type", "").partition(";")[0].strip().lower()


def code(answer: Answer) -> str:
    """The stable code of a problem document (RFC 9457); empty where it has none of ours."""
    if kind(answer) != PROBLEM:
        return ""
    try:
        found = json.loads(answer.body)["code"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return ""
    return found if isinstance(found, str) and fullmatch(r"INT-\d{3}", found) else ""


def fault(answer: Answer) -> StationError:
    """ReceiverBusy, PacketRefused or AnswerUnexpected."""
    status, told = answer.status, code(answer)
    if status == 429 or status >= 500:
        return ReceiverBusy(reason=told or f"HTTP {status}", retry_after_s=answer.retry_after_s)
    if told and 400 <= status < 500:
        return PacketRefused(reason=told)
    return AnswerUnexpected(status=status)
