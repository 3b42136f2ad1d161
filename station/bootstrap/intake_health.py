"""Asking the receiver whether it is there, without sending anything."""

import json
from http.client import HTTPException, HTTPSConnection
from ssl import SSLContext, SSLError
from urllib.parse import urlsplit

from station.outbox.errors import AnswerUnexpected, ReceiverUntrusted, TransportDown

HEALTH = "/v1/health"
MOSIP_HEALTH = "/v1/syncdata/actuator/health"
"""What MOSIP's own client asks before it sends; {"status": "UP"}."""
OSIA_HEALTH = "/v1/enrollments"
"""OSIA has no such question: any answer of a trusted server that is not in trouble says that it is there."""
_QUESTIONS = {"mosip+https": MOSIP_HEALTH, "osia+https": OSIA_HEALTH}
_TIMEOUT_S = 5.0
_MAX_BYTES = 4096


def ask_health(url: str, context: SSLContext) -> str:
    """url: of any receiver, as in the settings. Returns what it calls itself.

    Raises TransportDown, ReceiverUntrusted, AnswerUnexpected.
    """
    parts = urlsplit(url)
    health = _QUESTIONS.get(parts.scheme, HEALTH)
    connection = HTTPSConnection(parts.hostname or "", parts.port or 443, timeout=_TIMEOUT_S, context=context)
    try:
        connection.request("GET", f"{parts.path.rstrip('/')}{health}", headers={"Accept": "application/json"})
        response = connection.getresponse()
        body = response.read(_MAX_BYTES)
    except SSLError as error:
        raise ReceiverUntrusted(reason=error.reason or "TLS") from error
    except (OSError, HTTPException) as error:
        raise TransportDown(reason=type(error).__name__) from error
    finally:
        connection.close()
    if health == OSIA_HEALTH and response.status < 500:
        return f"HTTP {response.status}"
    try:
        status = json.loads(body)["status"]
    except (ValueError, KeyError, TypeError):
        raise AnswerUnexpected(status=response.status) from None
    if response.status != 200 or not isinstance(status, str):
        raise AnswerUnexpected(status=response.status)
    return status
