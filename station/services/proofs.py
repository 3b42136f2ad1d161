"""What is asked beside a reason why something is not taken: a photograph that shows it, and another person who saw it.
Each act is one commit with its event, which says of what, and never why."""

from collections.abc import Callable

from station.acts import Act, facts_of
from station.domain.capture import PhotoCandidate
from station.domain.clock import Clock
from station.domain.enrollment import Enrollment, EnrollmentId
from station.domain.errors import StationError
from station.domain.events import AuditEvent, EventKind
from station.domain.exceptions import exception_in, reasons_in
from station.domain.item import Item
from station.domain.proven import with_photo, with_second
from station.domain.sample import Modality
from station.domain.value import Said, Source
from station.formats import page_image
from station.services.case_work import event_of
from station.services.door import answering
from station.services.enroll import Enroll
from station.services.refusals import Refusals
from station.services.rights import Rights
from station.services.samples import keep
from station.services.session import Session, SignedIn
from station.services.views import EnrollmentView


class NothingToProve(StationError):
    """Everything is taken as usual: there is no reason that anything could prove. `field`: of what."""

    code, retryable = "STN-488", True


class Proofs:
    """For the work thread."""

    def __init__(
        self, signed_in: SignedIn, enroll: Enroll, rights: Rights, clock: Clock, audit: Callable[[AuditEvent], None]
    ) -> None:
        self._enroll, self._rights, self._clock = enroll, rights, clock
        self.refusals = Refusals(audit, signed_in.who)

    @answering
    def keep_photo(self, enrollment_id: EnrollmentId, what: Modality, photo: PhotoCandidate) -> EnrollmentView:
        """In the place of the one before. Whoever took it had a hand in the capture."""

        def change(session: Session, enrollment: Enrollment) -> Enrollment:
            item = _reasons(enrollment, what)
            data, width, height, _ = page_image.encode_page(photo.pixels)
            blob = keep(session.vault, enrollment, data, page_image.JPEG, width=width, height=height)
            said = Said("", Source.TYPED, photo.captured_at, session.operator.credential_id)
            return enrollment.with_item(with_photo(item, blob, photo.device, said)).taken_by(session.operator)

        def note(session: Session, enrollment: Enrollment) -> AuditEvent:
            told = {"sample": what.value, "device": photo.device.device_id}
            return event_of(EventKind.EXCEPTION_SHOWN, session, enrollment, **told)

        return self._enroll.alter(enrollment_id, change, Act.CAPTURE, note)

    @answering
    def confirm(self, enrollment_id: EnrollmentId, what: Modality, credential_id: str, pin: str) -> EnrollmentView:
        """credential_id, pin: of somebody who saw it, and had no hand in the case until now."""
        confirmed: list[str] = []

        def change(session: Session, enrollment: Enrollment) -> Enrollment:
            item = _reasons(enrollment, what)
            person = self._rights.require_answer(session, Act.CONFIRM, credential_id, pin, facts_of(enrollment))
            confirmed.append(person.credential_id)
            return enrollment.with_item(with_second(item, person, self._clock.now()))

        def note(session: Session, enrollment: Enrollment) -> AuditEvent:
            return event_of(EventKind.EXCEPTION_CONFIRMED, session, enrollment, sample=what.value, second=confirmed[0])

        return self._enroll.alter(enrollment_id, change, Act.CAPTURE, note)


def _reasons(enrollment: Enrollment, what: Modality) -> Item:
    """Raises NothingToProve."""
    item = exception_in(enrollment.items, what)
    if item is None or not reasons_in((item,)):
        raise NothingToProve(field=what.value)
    return item
