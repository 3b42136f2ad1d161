"""Reading what a MOSIP receiver answers: HTTP 200 with `response` and `errors` side by side, most of the time."""

import json
from re import fullmatch
from typing import Any, Literal

from station.domain.errors import StationError
from station.outbox.errors import AnswerUnexpected, PacketRefused, ReceiverBusy
from station.receivers.line import Answer
from station.receivers.mosip.errors import RequestRefused

NOT_ANNOUNCED, DUPLICATE = "RPR-PKR-001", "RPR-PKR-005"
_TOKEN, _FORBIDDEN = frozenset({"KER-ATH-401", "KER-ATH-402"}), "KER-ATH-403"
_REFUSED = frozenset(
    {f"RPR-RGS-{number:03}" for number in (3, 4, 6, 7, 8, 9, 26, 27, 36)}
    | {f"RPR-PKR-{number:03}" for number in (2, 3, 9, 10, 13, 15)}
)
"""The packet, or what was said of it, is at fault: sending it again brings the same."""
_STATION = frozenset({f"RPR-RGS-{number:03}" for number in (13, 14, 19, 20, 21, 22, 23, 24, 28)})
"""The station is at fault: its clock, the id or version of its requests, its copy of the policy key."""


def read_answer(answer: Answer) -> dict[str, Any]:
    """The JSON object of an answer. Raises ReceiverBusy for 429 and 5xx, AnswerUnexpected for anything else."""
    if answer.status == 429 or answer.status >= 500:
        raise ReceiverBusy(reason=f"HTTP {answer.status}", retry_after_s=answer.retry_after_s)
    try:
        value = json.loads(answer.body)
    except (ValueError, RecursionError):
        raise AnswerUnexpected(status=answer.status) from None
    if not isinstance(value, dict) or ("response" not in value and "errors" not in value):
        raise AnswerUnexpected(status=answer.status)
    return value


def errors_in(value: dict[str, Any]) -> tuple[str, ...]:
    """Codes of all errors, in order; what is no code becomes "UNKNOWN"."""
    errors = value.get("errors")
    if not isinstance(errors, list):
        return ()
    codes = [item.get("errorCode") if isinstance(item, dict) else None for item in errors]
    return tuple(
        code if isinstance(code, str) and fullmatch(r"[A-Z]{3}-[A-Z]{3}-[0-9]{3}", code) else "UNKNOWN"
        for code in codes
    )


def admittance(answer: Answer) -> Literal["admitted", "token refused", "forbidden"]:
    """Whether the receiver let the request in at all: by the HTTP status, or by the kernel's codes in the answer."""
    if answer.status in (401, 403):
        return "token refused" if answer.status == 401 else "forbidden"
    try:
        value = json.loads(answer.body)
    except (ValueError, RecursionError):
        return "admitted"
    codes = errors_in(value) if isinstance(value, dict) else ()
    if _FORBIDDEN in codes:
        return "forbidden"
    return "token refused" if _TOKEN.intersection(codes) else "admitted"


def refusal(codes: tuple[str, ...], retry_after_s: int = 0) -> StationError:
    """What the receiver's codes mean for the packet. Unknown ones leave it waiting: nothing is given up by mistake."""
    for code in codes:
        if code in _REFUSED:
            return PacketRefused(reason=code)
    for code in codes:
        if code in _STATION:
            return RequestRefused(reason=code)
    return ReceiverBusy(reason=next(iter(codes), "UNKNOWN"), retry_after_s=retry_after_s)
