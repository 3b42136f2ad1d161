"""Telling of a visit by OSIA's notification interface (1.2.0): published to a topic, where registers have subscribed.

POST <url>/v1/topics/<topic>/publish?subject=activity    Content-Type: plain/text, as the interface calls it: 200

    {"activity": {...}, "enrollmentId": ..., "signed": "<base64>"}

activity: what the station says (station.formats.activity), to be read; signed: the same as it signed it. OSIA tells its
subscribers at least once: who counts, counts by `packetId`.
"""

import json
from base64 import b64encode
from urllib.parse import quote

from crypto import cms
from devices.api import CancelScope
from station.domain.clock import SystemClock
from station.domain.outbox import OutboxRow
from station.outbox.errors import AnswerUnexpected
from station.outbox.telling import TELL_S
from station.receivers.api import Way
from station.receivers.line import Line
from station.receivers.osia.options import read_options
from station.receivers.osia.transport.client import expect
from station.receivers.osia.transport.token import BearerToken
from station.settings import Settings

_SUBJECT = "activity"


class Notifications:
    """ActivityWay."""

    def __init__(self, line: Line, topic: str, token: BearerToken) -> None:
        self._line = line
        self._topic = topic
        self._token = token

    def tell(self, row: OutboxRow, message: bytes, scope: CancelScope) -> None:
        target = f"/v1/topics/{quote(self._topic, safe='')}/publish?subject={_SUBJECT}"
        headers = {"Authorization": f"Bearer {self._token.read()}", "Content-Type": "plain/text"}
        answer = self._line.post(target, (notification(row, message),), headers, scope)
        if answer.status in (403, 404):  # no such topic, or not ours to publish to: nothing is wrong with the event
            raise AnswerUnexpected(status=answer.status)
        expect(answer, 200)

    def close(self) -> None:
        self._line.close()


def notification(row: OutboxRow, message: bytes) -> bytes:
    """message: the station's own, signed."""
    told = {
        "enrollmentId": row.enrollment_id,
        "activity": json.loads(cms.claimed_content(message)),
        "signed": b64encode(message).decode(),
    }
    return json.dumps(told, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()


def takes_activities(settings: Settings) -> bool:
    """Raises SettingsWrong."""
    return bool(read_options(settings).notifications)


def open_activities(way: Way) -> Notifications:
    """Raises SettingsWrong."""
    options = read_options(way.settings)
    line = Line(options.notifications, way.context, connect_s=TELL_S, answer_s=TELL_S)
    return Notifications(line, options.topic, BearerToken(options.token_file, SystemClock()))
