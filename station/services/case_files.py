"""Drafts as the use cases hold them: in which case a person is, what is a draft, draft and log in one commit."""

from collections.abc import Callable, Iterator
from functools import partial
from sqlite3 import Connection

from station.cases.case import Case
from station.domain.enrollment import Enrollment, EnrollmentId
from station.domain.errors import StationError
from station.domain.events import AuditEvent
from station.services.afterwards import afterwards
from station.services.session import Session
from station.storage import enrollments
from station.storage.database import transaction
from station.storage.leftovers import is_over


def kept_as(enrollment: Enrollment) -> str:
    """The service, as the table of enrollments has it; "" of a confidential case."""
    return "" if enrollment.confidential else enrollment.procedure


class CaseFiles:
    """For the work thread."""

    def __init__(self, db: Connection, audit: Callable[[AuditEvent], None]) -> None:
        self._db = db
        self._audit = audit
        self._cases: dict[EnrollmentId, EnrollmentId] = {}

    def case_of(self, enrollment_id: EnrollmentId) -> EnrollmentId:
        """Where that person's enrollment is kept: in the case that was shown with it, or in its own."""
        return self._cases.get(enrollment_id, enrollment_id)

    def shown(self, case: Case) -> None:
        """From now on each of its people may be asked for."""
        self._cases |= {each.enrollment_id: case.case_id for each in case.enrollments}

    def listed(self, session: Session, keeps: Callable[[EnrollmentId], bool]) -> Iterator[EnrollmentId]:
        """Those that are no drafts any more and could not be wiped when their time was over go now, perhaps. keeps: as
        `is_over`."""
        for case_id in session.vault.drafts():
            if is_over(self._db, case_id, keeps):
                afterwards(partial(session.vault.wipe, case_id))
            else:
                yield case_id

    def load(self, session: Session, enrollment_id: EnrollmentId) -> Case:
        """Raises EnrollmentNotDraft where only what could not be wiped is left of it; DraftMissing, DraftDamaged."""
        case_id = self.case_of(enrollment_id)
        enrollments.require_draft(self._db, case_id)
        return session.vault.load(case_id)

    def mark(self, session: Session, enrollment_id: EnrollmentId) -> bytes:
        """As `Vault.mark`, of a draft. Raises as `load`."""
        case_id = self.case_of(enrollment_id)
        enrollments.require_draft(self._db, case_id)
        return session.vault.mark(case_id)

    def know(self, case: Case) -> None:
        """A draft that opens is one, also where the database came back without it."""
        if enrollments.state_of(self._db, case.case_id) is None:
            enrollments.register(self._db, case.case_id, kept_as(case.first), case.first.started_at)

    def keep(self, session: Session, before: Case, after: Case, *events: AuditEvent) -> None:
        """The draft, and what the log says of it: both, or all as it was before."""
        saved = False
        try:
            with transaction(self._db):
                enrollments.require_draft(self._db, before.case_id)
                for event in events:
                    self._audit(event)
                session.vault.save(after)
                saved = True
        except StationError:
            if saved:  # and yet not committed
                afterwards(lambda: session.vault.save(before))
            raise
