"""The applicant takes back what was sealed already: begun here, once, and sent as a packet of its own behind the first.

Nobody here can open the first one, and nothing that was queued disappears: it is sent all the same, and the centre
learns of it what two people at a desk vouch for. It is found by the number on the applicant's receipt, never by a name.
"""

from dataclasses import replace
from re import fullmatch

from station.acts import Act
from station.domain.enrollment import Enrollment, EnrollmentId, EnrollmentState
from station.domain.errors import StationError
from station.domain.follows import Follows, Withdrawal
from station.domain.item import LinkKind
from station.domain.outbox import PacketId
from station.domain.value import Said, Source
from station.outbox.answers import OutboxAnswers
from station.outbox.pages import OutboxPages
from station.outbox.rows import OutboxRows
from station.outbox.slip import UNKNOWN
from station.services.door import answering
from station.services.following import WithdrawnAlready
from station.services.recapture import Recaptures
from station.services.session import Session
from station.services.views import EnrollmentView

LEAST_DIGITS = 8
"""Of a packet's number, as receipts print it."""


class NothingOfThatNumber(StationError):
    """No packet of that number was made here, or it is no number. Nothing of what was typed is said."""

    code, retryable = "STN-499", True


class NumberOfSeveral(StationError):
    """Several packets begin with that number."""

    code, retryable = "STN-284", True


class NothingToWithdraw(StationError):
    """That packet is itself a withdrawal."""

    code = "STN-286"


class Withdrawals(Recaptures):
    """For the work thread."""

    @answering
    def take_back_sent(self, number: str, service: str = "") -> EnrollmentView:
        """Begin a withdrawal, or go on with it: of one packet there is never a second one. number: of the packet, as
        much of it as the applicant's receipt shows at least, blanks or none; or of the enrollment. service: for which
        it was, where the station does not know it any more."""
        session = self._ask_to_begin()
        self._ask(Act.WITHDRAW)
        packet_id = self._packet_of(session, number)
        self._require_mode_of(packet_id)
        begun = self._standing(session, Follows(packet_id))
        if begun is not None and begun[1] is not EnrollmentState.DRAFT:
            raise WithdrawnAlready
        if begun is not None and (view := self._gone_on(session, begun[0])) is not None:
            return view
        known = begun[0] if begun is not None else None
        made = self._of_packet(session, packet_id, service, known)
        return self._begin_following(session, made, known=known is not None)

    def _of_packet(self, session: Session, packet_id: PacketId, service: str, known: EnrollmentId | None) -> Enrollment:
        made = self._begun(session, OutboxAnswers(self._db).service_of(packet_id) or service, behind=True)
        self._require_class(packet_id, made)
        of = OutboxRows(self._db).row(packet_id).enrollment_id
        taken_back = Withdrawal(packet_id, "" if of.startswith(UNKNOWN) else of)
        made = replace(made, enrollment_id=known or made.enrollment_id, withdrawal=taken_back)
        link = Said(packet_id, Source.REGISTRY, self._clock.now())
        return made.at_step(self._walk(made).wanted[0].step_id).with_link(LinkKind.EARLIER_PACKET, link)

    def _packet_of(self, session: Session, number: str) -> PacketId:
        """Raises NothingOfThatNumber, NumberOfSeveral, NothingToWithdraw."""
        text, pages = "".join(number.split()).lower(), OutboxPages(self._db)
        found: tuple[PacketId, ...] = ()
        if fullmatch(rf"[0-9a-f]{{{LEAST_DIGITS},64}}", text):
            found = pages.beginning_with(text)
        elif (row := pages.of_enrollment(EnrollmentId(text))) is not None:
            found = (row.packet_id,)
        found = tuple(each for each in found if self._is_shown(session, each))
        if not found:
            raise NothingOfThatNumber
        if len(found) > 1:
            raise NumberOfSeveral
        if self._follow.takes_back(found[0]):
            raise NothingToWithdraw
        return found[0]
