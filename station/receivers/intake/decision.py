"""What our intake decided about a packet it has, for whoever sent it (docs/packet.md, section 9).

GET <url>/v1/packets/<packet id>/answer

200  application/pkcs7-mime     the answer (station.formats.answer), signed as receipts are
204                             not decided yet
404  without a problem of ours  an older intake, which knows no answers
"""

from datetime import datetime

from crypto import cms
from crypto.errors import CryptoError
from crypto.trust import CLOCK_SKEW, Purpose, TrustStore, refuse_future
from devices.api import CancelScope
from station.domain.answers import Answer
from station.domain.outbox import OutboxRow, PacketId
from station.formats.answer import decode_answer
from station.formats.receipt import decode_receipt
from station.outbox.asking import ASK_S
from station.outbox.errors import AnswerUnfit
from station.receivers.api import Belief, Way
from station.receivers.intake.answers import PROBLEM, RECEIPT, fault, kind
from station.receivers.line import Line


class HttpsAnswers:
    """AnswerSource."""

    def __init__(self, way: Way, belief: Belief) -> None:
        self._line = Line(way.url, way.context, connect_s=ASK_S, answer_s=ASK_S)
        self._belief = belief

    def ask(self, row: OutboxRow, receipt: bytes, scope: CancelScope) -> tuple[bytes, Answer] | None:
        path = f"/v1/packets/{row.packet_id}/answer"
        got = self._line.ask("GET", path, (), {"Accept": f"{RECEIPT}, {PROBLEM}"}, scope)
        if got.status == 204:
            return None
        if got.status == 200 and kind(got) == RECEIPT:
            at = self._belief.clock.now()
            return got.body, check_answer(got.body, row.packet_id, receipt, self._belief.trust, at)
        raise fault(got)

    def close(self) -> None:
        self._line.close()


def open_answers(way: Way, belief: Belief) -> HttpsAnswers:
    return HttpsAnswers(way, belief)


def check_answer(message: bytes, packet_id: PacketId, receipt: bytes, trust: TrustStore, at: datetime) -> Answer:
    """The answer in `message` (CMS SignedData, DER). receipt: that of the packet, believed before.

    Raises AnswerUnfit.
    """
    try:
        content, _ = cms.verify_attached(message, trust, Purpose.INTAKE, at)
        answer = decode_answer(content)
        refuse_future(answer.answered_at, at)
        received_at = decode_receipt(cms.claimed_content(receipt)).received_at
    except CryptoError as error:
        raise AnswerUnfit(reason=error.code) from error
    except ValueError as error:
        raise AnswerUnfit(reason="form") from error
    if answer.packet_id != packet_id:
        raise AnswerUnfit(reason="other-packet")
    if answer.answered_at + CLOCK_SKEW < received_at:
        raise AnswerUnfit(reason="before-receipt")
    return answer
