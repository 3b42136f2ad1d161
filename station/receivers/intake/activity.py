"""Telling our intake that a visit ended (docs/events.md): beside its packet, once that is there.

PUT <url>/v1/packets/<packet id>/activity    body: the station's message (station.formats.activity)

200                             it has it
404  without a problem of ours  an older intake, which takes none
"""

from devices.api import CancelScope
from station.domain.outbox import OutboxRow
from station.outbox.telling import TELL_S
from station.receivers.api import Way
from station.receivers.intake.answers import PROBLEM, RECEIPT, fault
from station.receivers.line import Line


class HttpsActivities:
    """ActivityWay."""

    def __init__(self, way: Way) -> None:
        self._line = Line(way.url, way.context, connect_s=TELL_S, answer_s=TELL_S)

    def tell(self, row: OutboxRow, message: bytes, scope: CancelScope) -> None:
        headers = {"Content-Type": RECEIPT, "Accept": PROBLEM}
        answer = self._line.ask("PUT", f"/v1/packets/{row.packet_id}/activity", (message,), headers, scope)
        if answer.status != 200:
            raise fault(answer)

    def close(self) -> None:
        self._line.close()


def open_activities(way: Way) -> HttpsActivities:
    return HttpsActivities(way)
