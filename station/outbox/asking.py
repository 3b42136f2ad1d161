"""Asking the receiver what it decided about what it has: quietly, one at a time, only while nothing waits to be sent.

Nothing that happens here changes how a packet is delivered, kept or erased: that is the receipt's alone.
"""

import logging
from collections.abc import Callable
from datetime import timedelta
from typing import Protocol

from devices.api import Cancelled, CancelScope
from station.domain.answers import Answer, Verdict
from station.domain.clock import Clock, count
from station.domain.errors import StationError
from station.domain.events import AuditEvent, EventKind
from station.domain.outbox import OutboxRow, PacketId
from station.incident import report
from station.outbox.answers import OutboxAnswers, pace
from station.outbox.errors import AnswerUnexpected, AnswerUnfit, ReceiverBusy, WayFailed
from station.outbox.store import OutboxStore

_log = logging.getLogger(__name__)

ASK_S = 5.0
"""Patience with one answer: so long at most a packet that was just sealed waits for it."""
_NOBODY_THERE = timedelta(minutes=10)
_NO_ANSWERS = timedelta(hours=6)
"""An older intake, which knows no answers: it may be renewed one day."""


class AnswerSource(Protocol):
    """The receiver, as far as it decides. For the outbox thread; `close` from any."""

    def ask(self, row: OutboxRow, receipt: bytes, scope: CancelScope) -> tuple[bytes, Answer] | None:
        """What it decided, as it signed it and as it was believed; None: nothing yet. receipt: the packet's.

        Raises as `Transport.send`, AnswerUnexpected where it knows no answers, AnswerUnfit.
        """
        ...

    def close(self) -> None: ...


class Asking:
    """For the outbox thread: a duty of the dispatcher's, after the delivery."""

    patience_s = ASK_S

    def __init__(
        self,
        store: OutboxStore,
        answers: OutboxAnswers,
        source: AnswerSource,
        record: Callable[[AuditEvent], object],
        clock: Clock,
        on_change: Callable[[], None],
    ) -> None:
        self._store = store
        self._answers = answers
        self._source = source
        self._record = record
        self._clock = clock
        self._on_change = on_change

    def start(self) -> None:
        """What was due before is due."""
        self._store.forget_contacts_of_accepted()

    def forget_pause(self) -> None:
        """Somebody wants packets sent: no reason to ask more often."""

    def step(self, scope: CancelScope) -> bool:
        """Ask for one answer that is due; False when none is. Raises Cancelled, StationError when the disk fails."""
        at = count(self._clock)
        due = self._answers.next_due(at)
        if due is None:
            return False
        packet_id, asks = due
        self._answers.mark_asked(packet_id, asks + 1, at.after(pace(asks)))
        if asks:  # else it has just been received
            self._ask(packet_id, asks, scope)
        self._on_change()
        return True

    def wait_s(self) -> float | None:
        """Seconds until `step` has something to do again; None when only a new receipt can change that."""
        return self._answers.next_wait_s(count(self._clock))

    def _ask(self, packet_id: PacketId, asks: int, scope: CancelScope) -> None:
        try:
            row, receipt = self._store.row(packet_id), self._store.receipt(packet_id)
            told = self._source.ask(row, receipt, scope)
        except Cancelled:
            raise
        except StationError as error:
            self._failed(packet_id, asks, error)
        except Exception as error:  # noqa: BLE001 - a bug: reported with a number; nothing waits for an answer
            report(error)
        else:
            if told is not None:
                self._keep(packet_id, *told)

    def _failed(self, packet_id: PacketId, asks: int, error: StationError) -> None:
        """It is asked again at its own time; of all packets later, where that would help none of them."""
        if isinstance(error, WayFailed | ReceiverBusy):
            self._pause(packet_id, asks, _NOBODY_THERE)
            return
        _log.warning("outbox: no answer about %s: %s", packet_id[:12], error)
        if isinstance(error, AnswerUnexpected):
            self._pause(packet_id, asks, _NO_ANSWERS)
        elif isinstance(error, AnswerUnfit):
            details = {"code": error.code, "reason": str(error.params["reason"])}
            self._record(AuditEvent(EventKind.ANSWER_REJECTED, subject=packet_id, details=details))

    def _pause(self, packet_id: PacketId, asks: int, wait: timedelta) -> None:
        """A question that nobody heard does not count."""
        until = count(self._clock).after(wait)
        with self._store.together():
            self._answers.mark_asked(packet_id, asks, until)
            self._answers.postpone(until)

    def _keep(self, packet_id: PacketId, message: bytes, answer: Answer) -> None:
        """File, row and event are one commit; what is known already is no news. Of what the centre took nobody needs to
        be called: whose it is goes."""
        with self._store.together():
            if not self._answers.keep(answer):
                return
            self._store.keep_answer(packet_id, message)
            codes = " ".join(reason.code for reason in answer.reasons)
            details = {"verdict": answer.verdict.value, "codes": codes} if codes else {"verdict": answer.verdict.value}
            self._record(AuditEvent(EventKind.PACKET_ANSWERED, subject=packet_id, details=details))
        if answer.verdict is Verdict.ACCEPTED:
            self._store.forget_contact(packet_id)
