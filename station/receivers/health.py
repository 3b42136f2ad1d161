"""Asking a receiver over HTTPS whether it is there, without sending anything."""

import json

from devices.api import CancelScope
from station.outbox.errors import AnswerUnexpected
from station.receivers.api import Way
from station.receivers.line import Answer, Line


def question(way: Way, path: str, timeout_s: float) -> Answer:
    """Whatever answers there. Raises as `Line.ask`."""
    line = Line(way.url, way.context, connect_s=timeout_s, answer_s=timeout_s)
    return line.ask("GET", path, (), {"Accept": "application/json"}, CancelScope(timeout_s))


def status_at(way: Way, path: str, timeout_s: float) -> str:
    """`status` of the JSON object that lies there. Raises AnswerUnexpected, and as `Line.ask`."""
    answer = question(way, path, timeout_s)
    try:
        status = json.loads(answer.body)["status"]
    except (ValueError, KeyError, TypeError, RecursionError):
        raise AnswerUnexpected(status=answer.status) from None
    if answer.status != 200 or not isinstance(status, str):
        raise AnswerUnexpected(status=answer.status)
    return status
