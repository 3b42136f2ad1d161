"""What the centre asks for once more of a packet that it has: begun here, once, with nothing but what it named.

The packet's draft was wiped when it was sealed and nobody here can open the packet: what was said then is sealed from
view. So this is an enrollment of its own, which names the packet it completes.
"""

from dataclasses import replace

from station.domain.answers import Answer, Verdict
from station.domain.enrollment import Enrollment, EnrollmentId, EnrollmentState
from station.domain.errors import StationError
from station.domain.follows import Follows
from station.domain.item import LinkKind
from station.domain.outbox import PacketId
from station.domain.recapture import Recapture
from station.domain.value import Said, Source
from station.outbox.answers import OutboxAnswers
from station.services.door import answering
from station.services.following import Following, WithdrawnAlready
from station.services.session import Session
from station.services.views import EnrollmentView


class NothingAsked(StationError):
    """The centre asks for nothing of that packet."""

    code = "STN-495"


class AskedAndSent(StationError):
    """What the centre asked for was captured and sealed already."""

    code = "STN-496"


class NothingToGive(StationError):
    """The service does not ask for something that the centre named. `items`: its words for it."""

    code = "STN-498"


class Recaptures(Following):
    """For the work thread."""

    @answering
    def recapture(self, packet_id: PacketId, service: str = "") -> EnrollmentView:
        """Begin what the centre asks for of a packet, or go on with it: of one answer there is never a second one, and
        a crash in the middle loses none. service: for which the packet was, where the station does not know it any
        more. Of one that was given up it can be begun anew."""
        session, answers = self._ask_to_begin(), OutboxAnswers(self._db)
        row = answers.of((packet_id,)).get(packet_id)
        if row is None or row.answer.verdict is not Verdict.AGAIN or not self._is_shown(session, packet_id):
            raise NothingAsked
        self._require_mode_of(packet_id)
        if self._follow.taken_back((packet_id,)).get(packet_id, EnrollmentState.DRAFT) is not EnrollmentState.DRAFT:
            raise WithdrawnAlready  # the visit would be in vain: the centre takes nothing that completes it
        begun = self._standing(session, Follows(packet_id, row.answer.answered_at))
        if begun is not None and begun[1] is not EnrollmentState.DRAFT:
            raise AskedAndSent
        if begun is not None and (view := self._gone_on(session, begun[0])) is not None:
            return view
        known = begun[0] if begun is not None else None
        enrollment = self._of_answer(session, row.answer, answers.service_of(packet_id) or service, known)
        view = self._begin_following(session, enrollment, known=known is not None)
        answers.see(packet_id)
        return view

    def _of_answer(self, session: Session, answer: Answer, service: str, known: EnrollmentId | None) -> Enrollment:
        """known: the id of one whose draft was never kept. Raises NothingToGive, and as `CaseWork._begun`."""
        from station.steps.again import given_nowhere  # here: nothing on the way to the first window reads forms

        begun, at = self._begun(session, service, behind=True), self._clock.now()
        reasons = tuple(dict.fromkeys(reason.code for reason in answer.reasons))
        asked = Recapture(answer.packet_id, answer.answered_at, answer.items, reasons, answer.due, answer.request)
        enrollment = replace(begun, enrollment_id=known or begun.enrollment_id, recapture=asked)
        self._require_class(PacketId(answer.packet_id), enrollment)
        walk = self._walk(enrollment)
        if nowhere := given_nowhere(walk.plan, answer.items):
            raise NothingToGive(items=" ".join(nowhere))
        link = Said(answer.packet_id, Source.REGISTRY, at)
        return enrollment.at_step(walk.wanted[0].step_id).with_link(LinkKind.EARLIER_PACKET, link)
