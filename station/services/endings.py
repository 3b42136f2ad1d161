"""How a draft ends without a packet, besides being discarded: the applicant withdraws, or it has become too old.

Both wipe it, each with an event of its own in the commit that ends it. Age is never a surprise, nor the clock's word
alone: a draft goes only after it was shown as ending on several different days to somebody who was signed in (ADR 81).
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from sqlite3 import Connection

from station.domain.clock import Clock
from station.domain.enrollment import EnrollmentId, EnrollmentState
from station.domain.events import AuditEvent, EventKind
from station.policy import Drafts
from station.services.afterwards import afterwards
from station.services.draft_summary import DraftSummary
from station.services.session import Session
from station.storage import enrollments
from station.storage.database import transaction


class Endings:
    """For the work thread."""

    def __init__(
        self, db: Connection, clock: Clock, audit: Callable[[AuditEvent], None], rules: Callable[[], Drafts]
    ) -> None:
        """rules: of signed policy where there is one."""
        self._db, self._clock, self._audit, self._rules = db, clock, audit, rules

    def withdraw(self, session: Session, enrollment_id: EnrollmentId, officer: str = "") -> None:
        """The applicant takes the application back: also one that does not open. officer: credential of who answers
        for it, where one is needed. Raises EnrollmentNotDraft."""
        if enrollments.state_of(self._db, enrollment_id) is None:  # the database was lost, the draft was not
            enrollments.register(self._db, enrollment_id, "", self._clock.now())
        self._end(session, enrollment_id, EventKind.APPLICANT_WITHDREW, **({"officer": officer} if officer else {}))

    def tend(self, session: Session, drafts: tuple[DraftSummary, ...]) -> tuple[DraftSummary, ...]:
        """Announce those that are about to become too old; end those that are and were announced. Returns the rest."""
        rules, now = self._rules(), self._clock.now()
        left = []
        for draft in drafts:
            oldest_days = _oldest_days(draft, rules)
            ends = self._ends(draft, oldest_days)
            if ends is None or now < ends - timedelta(days=rules.announced_days):
                left.append(draft)
                continue
            days = enrollments.announce(self._db, draft.enrollment_id, now.astimezone().date())
            if now >= ends and days > rules.announced_days:
                self._end(session, draft.enrollment_id, EventKind.DRAFT_TOO_OLD, days=oldest_days)
                continue
            soonest = now + timedelta(days=rules.announced_days + 1 - days)
            left.append(replace(draft, ends_on=max(ends, soonest).astimezone().date()))
        return tuple(left)

    def _ends(self, draft: DraftSummary, oldest_days: int) -> datetime | None:
        if draft.started_at is None or enrollments.state_of(self._db, draft.enrollment_id) is not EnrollmentState.DRAFT:
            return None  # nobody knows its age, or its packet is missed: a person decides
        return draft.started_at + timedelta(days=oldest_days)

    def _end(self, session: Session, enrollment_id: EnrollmentId, kind: EventKind, **details: int | str) -> None:
        """A crash after the commit is tidied up at the next start."""
        with transaction(self._db):
            enrollments.discard(self._db, enrollment_id, self._clock.now())
            self._audit(AuditEvent(kind, session.operator.credential_id, enrollment_id, details))
        self.wipe(session, enrollment_id)

    def wipe(self, session: Session, enrollment_id: EnrollmentId) -> None:
        """Of an enrollment that is no draft any more. What the disk refuses now is wiped later; it opens for nobody."""
        if code := afterwards(lambda: session.vault.wipe(enrollment_id)):
            afterwards(
                lambda: self._audit(AuditEvent(EventKind.DRAFT_LEFT, subject=enrollment_id, details={"code": code}))
            )


def _oldest_days(draft: DraftSummary, rules: Drafts) -> int:
    """What its service says where that is less; none at all is said of packets only: somebody must be able to work."""
    return min(rules.oldest_days, draft.keep_days or rules.oldest_days)
