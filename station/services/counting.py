"""Counts what happens at this desk, from what the audit log is told and from each state of a draft that is saved.

In the transaction of the event that it comes from: neither is without the other. docs/events.md
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from sqlite3 import Connection

from station.domain.clock import Clock
from station.domain.dates import parse_date
from station.domain.enrollment import Enrollment
from station.domain.events import AuditEvent, EventKind
from station.domain.visit_events import VisitEvent, VisitKind, age_band
from station.storage import visit_events
from station.storage.database import transaction
from station.storage.visit_events import OpenVisit, end_visit, keep_visit, new_visit, open_visit

_STILL_THERE = timedelta(seconds=10)  # so often it is written down, not with each letter
_ENDS: Mapping[EventKind, str] = {
    EventKind.ENROLLMENT_DISCARDED: "discarded",
    EventKind.APPLICANT_WITHDREW: "withdrew",
    EventKind.DRAFT_TOO_OLD: "too_old",
}


@dataclass(frozen=True)
class Place:
    """Where it is counted. unit: id, by signed policy. partner: organisation of who is signed in. order: ids of the
    steps of a service. by_person: whether its class lets sex and age be counted. practises: nothing counts then. least:
    how late it is at least."""

    unit: Callable[[], str]
    partner: Callable[[], str]
    order: Callable[[str], Sequence[str]]
    by_person: Callable[[str], bool]
    practises: Callable[[], bool]
    least: Callable[[], datetime]


class Counting:
    """For the work thread."""

    def __init__(self, db: Connection, clock: Clock, place: Place) -> None:
        self._db = db
        self._clock = clock
        self._place = place
        self._at_hand = ""  # the draft that was looked at last: what a device refuses, it refuses of that one
        self._left_out: set[str] = set()
        visit_events.prune(db, place.least())

    def hear(self, event: AuditEvent) -> None:
        """What the log is told. Raises DiskFull, DatabaseFailed."""
        kind, which = event.kind, event.subject
        telling = {EventKind.ENROLLMENT_STARTED: "procedure", EventKind.ENROLLMENT_RESUMED: "step"}.get(kind)
        if telling is not None and telling not in event.details:
            self._leave_out(which)
        elif which in self._left_out:
            return
        elif kind is EventKind.ENROLLMENT_STARTED:
            self._begin(which, str(event.details["procedure"]))
        elif kind is EventKind.ENROLLMENT_RESUMED:
            self._resumed(which)
        elif kind is EventKind.CAPTURE_REFUSED and self._at_hand in self._left_out:
            return
        elif kind is EventKind.CAPTURE_REFUSED:
            self._write(VisitKind.ATTEMPT, self._at_hand, str(event.details["sample"]), str(event.details["code"]))
        elif kind is EventKind.SAMPLE_ACCEPTED:
            self._write(VisitKind.ATTEMPT, which, str(event.details["sample"]))
        elif kind is EventKind.EXCEPTION_SET:
            self._write(VisitKind.EXCEPTION, which, str(event.details["sample"]), str(event.details["count"]))
        elif kind is EventKind.OVERRIDE_SETTLED:
            if event.details["verdict"] == "accepted":
                self._write(VisitKind.OVERRIDE, which, str(event.details["sample"]), str(event.details["reason"]))
        elif kind is EventKind.ACT_REFUSED:
            self._write(VisitKind.REFUSAL, which, str(event.details["act"]), str(event.details["code"]))
        elif kind is EventKind.CONTENT_SIGNED:
            self._signed(which)
        elif kind is EventKind.CONTENT_APPROVED:
            self._decided(VisitKind.APPROVAL, which)
        elif kind in (EventKind.CASE_REJECTED, EventKind.CASE_RETURNED):
            self._decided(VisitKind.REJECTION, which, str(event.details["reasons"]))
        elif kind is EventKind.ENROLLMENT_SEALED:
            self._end(VisitKind.VISIT_DONE, which)
        elif kind in _ENDS:
            for each in visit_events.together(self._db, which):
                self._end(VisitKind.ABANDONMENT, each, _ENDS[kind])

    def seen(self, draft: Enrollment) -> None:
        """A draft as it was saved or opened: on which step it stands, and, where it may be counted, of whom it is."""
        if draft.confidential or draft.withdrawal is not None:  # the second is no visit for a service
            self._leave_out(draft.enrollment_id)
            return
        turned, now = self._at_hand != draft.enrollment_id, self._clock.now()
        self._at_hand = draft.enrollment_id
        visit = self._of(draft.enrollment_id)
        if visit is None:
            return
        if turned:  # to another of those who came together: meanwhile this one's step stood still
            visit = replace(visit, step_at=visit.step_at + (now - visit.last_at), last_at=now)
        last_at = now if now - visit.last_at >= _STILL_THERE else visit.last_at
        after = self._of_whom(draft, replace(visit, case_id=draft.case_id, service=draft.procedure, last_at=last_at))
        with transaction(self._db):
            if draft.step != visit.step:
                self._left(after, draft.step, now)
                after = replace(after, step=draft.step, step_at=now)
                self._put(VisitKind.STEP_BEGUN, after, draft.step)
            if turned or after != visit:
                keep_visit(self._db, draft.enrollment_id, after)

    def _leave_out(self, which: str) -> None:
        """Of a confidential case nothing is counted."""
        self._at_hand = which
        self._left_out.add(which)

    def _left(self, visit: OpenVisit, step: str, now: datetime) -> None:
        if not visit.step:
            return
        order = self._place.order(visit.service)
        on = step in order and visit.step in order and order.index(step) > order.index(visit.step)
        kind = VisitKind.STEP_DONE if on else VisitKind.STEP_LEFT
        self._put(kind, visit, visit.step, lasted_s=_seconds(visit.step_at, now))

    def _of_whom(self, draft: Enrollment, visit: OpenVisit) -> OpenVisit:
        today = self._clock.now().astimezone().date()
        born, sex = parse_date(draft.fields.get("birth_date", "")), draft.fields.get("sex", "")
        if (born is None and not sex) or not self._place.by_person(draft.procedure):
            return visit
        band = age_band(born, today) if born is not None and born <= today else ""
        return replace(visit, sex=sex if sex in ("F", "M", "X") else "", band=band)

    # --- the life of a visit -----------------------------------------------------------------------------------

    def _begin(self, which: str, service: str) -> None:
        self._at_hand = which
        if self._place.practises():
            return
        with transaction(self._db):
            visit = new_visit(which, service, self._clock.now())
            keep_visit(self._db, which, visit)
            self._put(VisitKind.VISIT_BEGUN, visit)

    def _resumed(self, which: str) -> None:
        self._at_hand, now = which, self._clock.now()
        visit = self._of(which)
        if visit is None:  # recovered from a copy, or the database was rebuilt
            self._begin(which, "")
            return
        pause = now - visit.last_at
        with transaction(self._db):
            self._put(VisitKind.WAIT, visit, reason="resumed", lasted_s=max(0.0, pause.total_seconds()))
            keep_visit(self._db, which, replace(visit, last_at=now, step_at=visit.step_at + pause))

    def _signed(self, which: str) -> None:
        visit, now = self._of(which), self._clock.now()
        if visit is not None:
            keep_visit(self._db, which, replace(visit, signed_at=now, last_at=now))

    def _decided(self, kind: VisitKind, which: str, reason: str = "") -> None:
        """By an officer: the waiting is over."""
        visit, now = self._of(which), self._clock.now()
        if visit is None:
            return
        with transaction(self._db):
            if visit.signed_at is not None:
                self._put(VisitKind.WAIT, visit, reason="approval", lasted_s=_seconds(visit.signed_at, now))
            self._put(kind, visit, reason=reason)
            keep_visit(self._db, which, replace(visit, signed_at=None, last_at=now))

    def _end(self, kind: VisitKind, which: str, reason: str = "") -> None:
        visit, now = self._of(which), self._clock.now()
        if visit is None:
            return
        with transaction(self._db):
            if kind is VisitKind.VISIT_DONE and visit.step:
                self._put(VisitKind.STEP_DONE, visit, visit.step, lasted_s=_seconds(visit.step_at, now))
            about = visit.step if kind is VisitKind.ABANDONMENT else ""
            self._put(kind, visit, about, reason, _seconds(visit.begun_at, now))
            end_visit(self._db, which)

    # --- writing -----------------------------------------------------------------------------------------------

    def _write(self, kind: VisitKind, which: str, about: str = "", reason: str = "") -> None:
        if self._place.practises():
            return
        visit = self._of(which) if which else None
        self._put(kind, visit, about, reason)

    def _of(self, which: str) -> OpenVisit | None:
        return None if self._place.practises() else open_visit(self._db, which)

    def _put(
        self, kind: VisitKind, visit: OpenVisit | None, about: str = "", reason: str = "", lasted_s: float | None = None
    ) -> None:
        event = VisitEvent(
            kind,
            visit=visit.visit if visit else "",
            service=visit.service if visit else "",
            unit=self._place.unit(),
            partner=self._place.partner(),
            sex=visit.sex if visit else "",
            band=visit.band if visit else "",
            about=about,
            reason=reason,
            lasted_s=lasted_s,
        )
        visit_events.write(self._db, event, self._clock.now(), self._place.least())


def _seconds(begin: datetime, end: datetime) -> float:
    """A clock that was put back meanwhile makes nothing negative."""
    return round(max(0.0, (end - begin).total_seconds()), 1)
