"""Asking the receiver whether it is there, without sending anything."""

import json
from ssl import SSLContext
from urllib.parse import urlsplit

from devices.api import CancelScope
from station.outbox.errors import AnswerUnexpected
from station.outbox.transports.line import Line

HEALTH = "/v1/health"
MOSIP_HEALTH = "/v1/syncdata/actuator/health"
"""What MOSIP's own client asks before it sends; {"status": "UP"}."""
OSIA_HEALTH = "/v1/enrollments"
"""OSIA has no such question: any answer of a trusted server that is not in trouble says that it is there."""
_QUESTIONS = {"mosip+https": MOSIP_HEALTH, "osia+https": OSIA_HEALTH}
_TIMEOUT_S = 5.0


def ask_health(url: str, context: SSLContext, timeout_s: float = _TIMEOUT_S) -> str:
    """url: of any receiver, as in the settings. Returns what it calls itself.

    Raises TransportDown, TransportTimeout, ReceiverUntrusted, AnswerUnexpected.
    """
    parts = urlsplit(url)
    health = _QUESTIONS.get(parts.scheme, HEALTH)
    line = Line(parts._replace(scheme="https").geturl(), context, connect_s=timeout_s, answer_s=timeout_s)
    answer = line.ask("GET", health, (), {"Accept": "application/json"}, CancelScope(timeout_s))
    if health == OSIA_HEALTH and answer.status < 500:
        return f"HTTP {answer.status}"
    try:
        status = json.loads(answer.body)["status"]
    except (ValueError, KeyError, TypeError, RecursionError):
        raise AnswerUnexpected(status=answer.status) from None
    if answer.status != 200 or not isinstance(status, str):
        raise AnswerUnexpected(status=answer.status)
    return status
