"""This desk's day: what was done, what waits and since when, what was refused, and whom to call back.

Nothing of it is kept here: it is counted in the outbox, in its answers, in the drafts and in what is counted of visits.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from sqlite3 import Connection

from station.acts import Act, CaseFacts, CaseState, is_shown_confidential
from station.domain.clock import Clock
from station.domain.contact import CallOutcome
from station.domain.errors import Problem
from station.domain.events import AuditEvent, EventKind
from station.domain.outbox import PacketId
from station.domain.visit_events import VisitKind
from station.outbox.answers import OutboxAnswers
from station.outbox.calls import Call, OutboxCalls
from station.outbox.errors import PacketUnknown
from station.outbox.pages import OutboxPages
from station.outbox.store import OutboxStore
from station.services.deliver import Deliver
from station.services.door import answering
from station.services.draft_summary import DraftSummary
from station.services.enroll import Enroll
from station.services.refusals import Refusals
from station.services.rights import Rights
from station.services.session import Session, SignedIn
from station.services.views import OutboxView
from station.storage.database import transaction
from station.storage.visit_events import counted


@dataclass(frozen=True)
class Waits:
    """since: the one that waits longest; None where nothing does, or nobody knows."""

    count: int = 0
    since: datetime | None = None


@dataclass(frozen=True)
class ToCall:
    """packet: with whose it is, as far as who sits here may know. outcome, at: of the last call; None before one."""

    packet: OutboxView
    outcome: CallOutcome | None = None
    at: datetime | None = None


@dataclass(frozen=True)
class DayView:
    """Of the desk's calendar day: begun, given_up, sent_back (by an officer) and by_check (what a rule refused at the
    capture: sample and code, how often), of what is counted of visits; sealed: packets. What waits, whenever it began:
    by_state of cases, and the packets on the way. stuck: of these for which a person is needed. calls: the newest
    first."""

    day: date
    begun: int = 0
    sealed: int = 0
    given_up: int = 0
    sent_back: int = 0
    by_check: Mapping[tuple[str, str], int] = field(default_factory=dict)
    by_state: Mapping[CaseState, Waits] = field(default_factory=dict)
    on_the_way: Waits = Waits()
    stuck: int = 0
    calls: tuple[ToCall, ...] = ()


class Day:
    """For the work thread."""

    def __init__(
        self,
        db: Connection,
        signed_in: SignedIn,
        outbox: OutboxStore,
        enroll: Enroll,
        deliver: Deliver,
        rights: Rights,
        clock: Clock,
        audit: Callable[[AuditEvent], None],
    ) -> None:
        self._db, self._signed_in, self._outbox = db, signed_in, outbox
        self._enroll, self._deliver = enroll, deliver
        self._rights, self._clock, self._audit = rights, clock, audit
        self._calls, self._pages, self._answers = OutboxCalls(db), OutboxPages(db), OutboxAnswers(db)
        self.refusals = Refusals(audit, signed_in.who)

    @answering
    def view(self) -> DayView | Problem:
        """As much of it as who sits here is shown."""
        session = self._ask()
        drafts = self._enroll.drafts()
        if isinstance(drafts, Problem):
            return drafts
        now, shown = self._clock.now(), is_shown_confidential(session.operator)
        begin = datetime.combine(now.astimezone().date(), time.min).astimezone()
        events, counts = counted(self._db, begin), self._pages.counts(confidential=shown)
        return DayView(
            begin.date(),
            begun=_times(events, VisitKind.VISIT_BEGUN),
            sealed=self._calls.sealed(begin, confidential=shown),
            given_up=_times(events, VisitKind.ABANDONMENT),
            sent_back=_times(events, VisitKind.REJECTION),
            by_check={
                (about, why): times for (kind, about, why), times in events.items() if kind is VisitKind.ATTEMPT and why
            },
            by_state=_by_state(drafts),
            on_the_way=Waits(counts.on_the_way, self._calls.oldest_on_the_way(confidential=shown)),
            stuck=counts.stuck,
            calls=self._to_call(begin, confidential=shown),
        )

    @answering
    def call(self, packet_id: PacketId, outcome: CallOutcome) -> None:
        """Somebody was called about it. Of one that is done the centre's answer is seen, too."""
        session = self._ask()
        row = self._outbox.row(packet_id)
        if row.confidential and not is_shown_confidential(session.operator):
            raise PacketUnknown
        self._rights.ask(session, Act.LOOK, CaseFacts(CaseState.OPEN, confidential=row.confidential))
        told = {"outcome": outcome.value}
        with transaction(self._db):
            self._calls.keep(packet_id, Call(outcome, self._clock.now()))
            if outcome is CallOutcome.DONE:
                self._answers.see(packet_id)
            self._audit(AuditEvent(EventKind.CALLED_BACK, session.operator.credential_id, packet_id, told))
        self._deliver.refresh()

    def _ask(self) -> Session:
        """Raises NotSignedIn, and as `station.acts.require`."""
        session = self._signed_in.require()
        self._rights.ask(session, Act.LIST)
        return session

    def _to_call(self, begin: datetime, *, confidential: bool) -> tuple[ToCall, ...]:
        """Without those for which somebody is here already, or comes to take it back."""
        rows = self._deliver.shown(self._calls.open(begin, confidential=confidential))
        open_ = [row for row in rows if row.taken_back is None and (row.answer is None or row.answer.again is None)]
        calls = self._calls.of([row.packet_id for row in open_])
        told = ((row, calls.get(row.packet_id)) for row in open_)
        return tuple(ToCall(row) if call is None else ToCall(row, call.outcome, call.at) for row, call in told)


def _times(events: Mapping[tuple[VisitKind, str, str], int], kind: VisitKind) -> int:
    return sum(times for (each, _, _), times in events.items() if each is kind)


def _by_state(drafts: Iterable[DraftSummary]) -> Mapping[CaseState, Waits]:
    found: dict[CaseState, Waits] = {}
    for draft in drafts:
        before, began = found.get(draft.state, Waits()), draft.waiting_since or draft.started_at
        since = min((each for each in (before.since, began) if each is not None), default=None)
        found[draft.state] = Waits(before.count + 1, since)
    return found
