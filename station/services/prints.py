"""What an operator decides about prints beside taking them: that their fingers come one by one, or that prints which
every check took do not count."""

from station.acts import Act
from station.domain.enrollment import Enrollment, EnrollmentId
from station.domain.errors import StationError
from station.domain.events import AuditEvent, EventKind
from station.domain.fingers_taken import one_by_one, vetoed
from station.domain.sample import Slap, Veto, VetoReason
from station.services.case_work import event_of
from station.services.door import answering
from station.services.session import Session
from station.services.views import EnrollmentView
from station.services.withdrawals import Withdrawals
from station.workflow.placements import Group, Placement, groups_of


class PlacementNotAsked(StationError):
    """These fingers are not placed so now: the service does not ask it, or what was taken before suffices."""

    code = "STN-530"


class VetoNotOffered(StationError):
    """No print of that placement counts, or as many were left out as may be. `limit`: how many."""

    code = "STN-531"


class OneByOneNotOffered(StationError):
    """Only the fingers of a slap that does not pass yet are taken one by one."""

    code = "STN-532"


class Prints(Withdrawals):
    """For the work thread."""

    @answering
    def take_singly(self, enrollment_id: EnrollmentId, slap: Slap) -> EnrollmentView:
        """The fingers of a slap one by one, those that it did not give well enough. Raises OneByOneNotOffered."""

        def change(session: Session, enrollment: Enrollment) -> Enrollment:
            group = next((each for each in self._groups(enrollment) if each.slap is slap), None)
            if group is None or slap.alone or group.passed or not group.placements[0].expected:
                raise OneByOneNotOffered(field=slap.value)
            return enrollment.with_slaps(one_by_one(enrollment.samples, slap), slap).taken_by(session.operator)

        return self._change(enrollment_id, change, Act.CAPTURE)

    @answering
    def veto(self, enrollment_id: EnrollmentId, slap: Slap, reason: VetoReason) -> EnrollmentView:
        """The attempt that counts at that placement counts no more, and was no try: it is taken again. Raises
        VetoNotOffered."""
        at = self._clock.now()

        def change(session: Session, enrollment: Enrollment) -> Enrollment:
            found = self._placement(enrollment, slap)
            if found is None or found.best is None or not found.may_veto:
                limit = self._walk(enrollment).plan.slaps.attempts
                raise VetoNotOffered(limit=limit, field=slap.value)
            said = Veto(reason, session.operator.credential_id, at)
            return enrollment.with_slaps(vetoed(enrollment.samples, found.best, said), slap).taken_by(session.operator)

        def note(session: Session, enrollment: Enrollment) -> AuditEvent:
            return event_of(EventKind.PRINTS_VETOED, session, enrollment, sample=slap.value, reason=reason.value)

        return self._change(enrollment_id, change, Act.CAPTURE, note)

    def _groups(self, enrollment: Enrollment) -> tuple[Group, ...]:
        return groups_of(enrollment, self._walk(enrollment).plan.slaps)

    def _placement(self, enrollment: Enrollment, slap: Slap) -> Placement | None:
        placed = (each for group in self._groups(enrollment) for each in group.placements)
        return next((each for each in placed if each.slap is slap), None)

    def _require_asked(self, enrollment: Enrollment, slap: Slap) -> None:
        """Raises PlacementNotAsked. Of what only a part is asked again, `require_open` says so."""
        if enrollment.named is None and self._placement(enrollment, slap) is None:
            raise PlacementNotAsked(field=slap.value)
