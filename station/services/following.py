"""An enrollment that follows a packet which was sealed before: begun once, whatever becomes of the database.

Of one that was begun the table says so (`station.outbox.followers`). Where that was lost, the draft does, which is
taken up again here; and of one that was sealed the slip beside its packet, read when that gets its row again.
"""

from station.acts import Act, facts_of, is_shown_confidential
from station.cases.case import Case
from station.domain.enrollment import Enrollment, EnrollmentId, EnrollmentState
from station.domain.errors import StationError
from station.domain.events import AuditEvent, EventKind
from station.domain.follows import Follows
from station.domain.outbox import PacketId
from station.outbox.by_mode import is_practice
from station.outbox.followers import Followers
from station.outbox.rows import OutboxRows
from station.services.case_files import kept_as
from station.services.case_work import event_of
from station.services.family import Family
from station.services.session import Session
from station.services.training import OtherMode
from station.services.views import EnrollmentView
from station.storage import enrollments
from station.storage.database import transaction
from station.storage.errors import DraftMissing


class OfAnotherClass(StationError):
    """The chosen service is of another class than the packet: what follows would go to other receivers."""

    code, retryable = "STN-287", True


class WithdrawnAlready(StationError):
    """The applicant took it back already."""

    code = "STN-285"


class Following(Family):
    """For the work thread."""

    def _is_shown(self, session: Session, packet_id: PacketId) -> bool:
        """Whether who sits here may know that there is such a packet. Raises PacketUnknown."""
        return not OutboxRows(self._db).row(packet_id).confidential or is_shown_confidential(session.operator)

    def _require_class(self, packet_id: PacketId, enrollment: Enrollment) -> None:
        """Raises OfAnotherClass."""
        if OutboxRows(self._db).row(packet_id).confidential != enrollment.confidential:
            raise OfAnotherClass

    def _require_mode_of(self, packet_id: PacketId) -> None:
        """Nothing begun in practice stands behind a packet that counts, nor the other way round; one that was erased
        is taken for one that counts. Raises OtherMode, and as `OutboxStore.signature`."""
        signature = self._signing.outbox.signature(packet_id)
        if (signature is not None and is_practice(signature)) != self._signing.practises:
            raise OtherMode

    def _standing(self, session: Session, follows: Follows) -> tuple[EnrollmentId, EnrollmentState] | None:
        """How far the enrollment is that follows a packet so; None where there is none, or it was given up."""
        begun = self._follow.begun(follows)
        return begun or self._among_drafts(session, follows)

    def _gone_on(self, session: Session, enrollment_id: EnrollmentId) -> EnrollmentView | None:
        """None where a crash came between the commit and the draft: that is begun then, under the same id."""
        try:
            _, case = self._ask_to_look(enrollment_id)
        except DraftMissing:
            return None
        self._signing.require_mode(case.first)
        return self._view(session, case, case.current)

    def _begin_following(self, session: Session, enrollment: Enrollment, *, known: bool) -> EnrollmentView:
        """known: it has its row already, and no draft."""
        follows = enrollment.follows
        self._ask(Act.CAPTURE, facts_of(enrollment))
        if not known and follows is not None:
            with transaction(self._db):
                which = enrollment.enrollment_id
                enrollments.register(self._db, which, kept_as(enrollment), enrollment.started_at)
                self._follow.keep(which, follows)
                self._audit(_begun_event(session, enrollment))
        case = Case.of_one(enrollment)
        session.vault.begin(enrollment.enrollment_id)
        session.vault.save(case)
        return self._view(session, case, enrollment.enrollment_id)

    @property
    def _follow(self) -> Followers:
        return Followers(self._db)

    def _among_drafts(self, session: Session, follows: Follows) -> tuple[EnrollmentId, EnrollmentState] | None:
        for which in self._files.listed(session, self._signing.outbox.keeps):
            try:
                case = self._files.load(session, which)
            except StationError:  # the list of drafts says why it does not open
                continue
            if case.first.follows == follows:
                with transaction(self._db):
                    self._files.know(case)
                    self._follow.keep(which, follows)
                return which, EnrollmentState.DRAFT
        return None


def _begun_event(session: Session, enrollment: Enrollment) -> AuditEvent:
    if enrollment.withdrawal is None:
        return event_of(EventKind.ENROLLMENT_STARTED, session, enrollment, procedure=enrollment.procedure)
    return event_of(EventKind.WITHDRAWAL_STARTED, session, enrollment, packet=enrollment.withdrawal.packet_id)
