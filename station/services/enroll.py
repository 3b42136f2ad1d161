"""Enrolling those who came. Every call saves the sealed draft before it answers: no crash after it loses anything."""

from collections.abc import Mapping
from functools import partial

from station.acts import Act
from station.cases.case import Case
from station.domain.capture import InkPoint, PortraitCandidate, SlapCandidate
from station.domain.enrollment import Enrollment, EnrollmentId
from station.domain.errors import StationError
from station.domain.events import AuditEvent, EventKind
from station.domain.exceptions import eyes_in
from station.domain.finger_checks import Before
from station.domain.sample import BiometricException, CaptureDevice, Digest, ExceptionReason, Eye, Modality, Slap
from station.domain.value import Source
from station.services.afterwards import afterwards
from station.services.case_files import kept_as
from station.services.case_work import Change, Note, event_of, said_by_hand
from station.services.door import answering
from station.services.entry import enter
from station.services.exceptions import require_allowed
from station.services.fingers_before import answered, before
from station.services.prints import Prints
from station.services.samples import keep_portrait, keep_signature, keep_slap, kept
from station.services.session import Session
from station.services.settling import approved_events
from station.services.views import EnrollmentView, SealedView, ServiceView
from station.storage import enrollments
from station.storage.database import transaction


class Enroll(Prints):
    """For the work thread."""

    # --- which enrollment --------------------------------------------------------------------------------------

    def procedures(self) -> tuple[str, ...]:
        """Ids of what a person may come for: first what this unit is asked for most, in its order."""
        known = self._plans.listed()
        first = self._policy.favourites() if self._policy is not None else ()
        return (*(each for each in first if each in known), *(each for each in known if each not in first))

    @answering
    def services(self) -> tuple[ServiceView, ...]:
        """The same with their names, and why one of them cannot be begun here and now by who sits here."""
        session = self._signed_in.require()
        return tuple(
            ServiceView(each, self._plans.name(each), self._hindrance(session, each)) for each in self.procedures()
        )

    @answering
    def start(self, procedure: str) -> EnrollmentView:
        """A new enrollment at its first step, where signed policy lets somebody begin now."""
        session = self._ask_to_begin()
        enrollment = self._begun(session, procedure)
        with transaction(self._db):
            enrollments.register(self._db, enrollment.enrollment_id, kept_as(enrollment), enrollment.started_at)
            self._audit(event_of(EventKind.ENROLLMENT_STARTED, session, enrollment, procedure=procedure))
        try:
            session.vault.begin(enrollment.enrollment_id)
            session.vault.save(Case.of_one(enrollment))
        except StationError:
            afterwards(lambda: self._give_up(session, enrollment.enrollment_id))
            raise
        return self._view(session, Case.of_one(enrollment), enrollment.enrollment_id)

    @answering
    def resume(self, enrollment_id: EnrollmentId) -> EnrollmentView:
        """The draft as it was left: same person, same step, same fields, same samples. One of training only in
        training."""
        session, case = self._ask_to_look(enrollment_id)
        self._signing.require_mode(case.first)
        self._files.know(case)
        enrollment = case.of(case.current)
        self._audit(event_of(EventKind.ENROLLMENT_RESUMED, session, enrollment, step=enrollment.step))
        return self._view(session, case, case.current)

    @answering
    def view(self, enrollment_id: EnrollmentId) -> EnrollmentView:
        return self._view(*self._ask_to_look(enrollment_id), enrollment_id)

    # --- what is typed -----------------------------------------------------------------------------------------

    @answering
    def set_fields(
        self, enrollment_id: EnrollmentId, changes: Mapping[str, str], source: Source = Source.TYPED
    ) -> EnrollmentView:
        """Keep text exactly as it came, right or wrong, with its source, who sat here, when, and what it corrects. A
        machine-readable zone that holds fills the fields it knows."""
        at, today = self._clock.now(), self._today()

        def change(session: Session, enrollment: Enrollment) -> Enrollment:
            by = session.operator.credential_id
            return enter(enrollment, changes, source, by, at, today, lambda: self._walk(enrollment).plan.service)

        return self._change(enrollment_id, change, Act.ENTER)

    @answering
    def read_zone(self, enrollment_id: EnrollmentId | None, text: str) -> EnrollmentView:
        """What a reader sent while the keyboard stood elsewhere goes to where the zone of the held document is asked
        for, and the case stands on that step. enrollment_id: None where nobody's is open. Raises ZoneNotExpected,
        ZoneNotWhole."""
        from station.services.zones import ZONE, ZoneNotExpected, read_by_device  # not before the window is there

        at, today = self._clock.now(), self._today()
        changes = read_by_device(text)
        if enrollment_id is None:
            raise ZoneNotExpected

        def change(session: Session, enrollment: Enrollment) -> Enrollment:
            service = self._walk(enrollment).plan.service
            step = next((each.id for each in service.profile.steps if ZONE in each.fields), None)
            if step is None or enrollment.signed is not None:
                raise ZoneNotExpected
            by = session.operator.credential_id
            read = enter(enrollment, changes, Source.MRZ, by, at, today, lambda: service)
            return self._walk(read).move(step)

        return self._change(enrollment_id, change, Act.ENTER)

    @answering
    def go_to(self, enrollment_id: EnrollmentId, step: str) -> EnrollmentView:
        """Stand on another step; forward only past steps that are done. What was entered so far is settled."""
        at = self._clock.now()

        def change(_: Session, enrollment: Enrollment) -> Enrollment:
            moved = self._walk(enrollment).move(step)
            return moved.settled(at) if moved.step != enrollment.step else moved

        return self._change(enrollment_id, change, Act.LOOK)

    # --- what is captured --------------------------------------------------------------------------------------

    @answering
    def accept_portrait(self, enrollment_id: EnrollmentId, candidate: PortraitCandidate) -> EnrollmentView:
        """It was taken: that it could not be holds no more."""
        at = self._clock.now()

        def change(session: Session, enrollment: Enrollment) -> Enrollment:
            self._check_portrait(candidate.quality)
            taken = enrollment.with_portrait(keep_portrait(session.vault, enrollment, candidate))
            return taken.taken_after_all(Modality.FACE, said_by_hand(session, at))

        return self._capture(enrollment_id, change, "portrait", candidate.device)

    @answering
    def accept_slap(self, enrollment_id: EnrollmentId, candidate: SlapCandidate) -> EnrollmentView:
        """Keep one more attempt; refused when its fingers are not those expected, a question about them was not
        answered, or no attempt is left."""

        at = self._clock.now()

        def change(session: Session, enrollment: Enrollment) -> Enrollment:
            policy = self._walk(enrollment).plan.slaps
            self._require_asked(enrollment, candidate.slap)
            made = answered(candidate, keep_slap(session.vault, enrollment, candidate, policy), session.operator, at)
            return enrollment.with_slap(made)

        return self._capture(enrollment_id, change, candidate.slap.value, candidate.device)

    @answering
    def before(self, enrollment_id: EnrollmentId, slap: Slap) -> Before:
        """What a capture of this slap is to know of the person."""
        session, case = self._ask_to_look(enrollment_id)
        return before(session.vault, self._walk(case.of(enrollment_id)), slap, self._today())

    @answering
    def set_exceptions(self, enrollment_id: EnrollmentId, exceptions: tuple[BiometricException, ...]) -> EnrollmentView:
        """Say which fingers are missing and why. Attempts that expected other fingers are void. Whoever says so had a
        hand in the capture."""
        at = self._clock.now()

        def change(session: Session, enrollment: Enrollment) -> Enrollment:
            new = {item.reason for item in set(exceptions) - set(enrollment.exceptions)}
            require_allowed(self._walk(enrollment), Modality.FINGERS, new)
            return enrollment.with_exceptions(exceptions, said_by_hand(session, at)).taken_by(session.operator)

        return self._change(enrollment_id, change, Act.CAPTURE, _exception_note(Modality.FINGERS))

    @answering
    def set_exception(
        self, enrollment_id: EnrollmentId, what: Modality, reason: ExceptionReason | None
    ) -> EnrollmentView:
        """Say why there is no portrait or signature, or why it is another than usual; what was taken goes where nothing
        is to be taken. None: it is to be taken after all."""
        at = self._clock.now()

        def change(session: Session, enrollment: Enrollment) -> Enrollment:
            require_allowed(self._walk(enrollment), what, () if reason is None else (reason,))
            return enrollment.with_exception(what, reason, said_by_hand(session, at)).taken_by(session.operator)

        return self._change(enrollment_id, change, Act.CAPTURE, _exception_note(what))

    @answering
    def set_eye(self, enrollment_id: EnrollmentId, eye: Eye, reason: ExceptionReason | None) -> EnrollmentView:
        """Say why the portrait shows less of an eye than usual; nothing is judged of that eye then. None: it is open
        after all."""
        at = self._clock.now()

        def change(session: Session, enrollment: Enrollment) -> Enrollment:
            require_allowed(self._walk(enrollment), Modality.FACE, () if reason is None else (reason,), eye=True)
            if reason is None and eye not in eyes_in(enrollment.items):
                return enrollment
            return enrollment.with_eye(eye, reason, said_by_hand(session, at)).taken_by(session.operator)

        return self._change(enrollment_id, change, Act.CAPTURE, _exception_note(Modality.FACE))

    @answering
    def accept_signature(
        self,
        enrollment_id: EnrollmentId,
        points: tuple[InkPoint, ...],
        size_mm: tuple[float, float],
        device: CaptureDevice,
    ) -> EnrollmentView:
        """size_mm: width and height of the writing area. As accept_portrait."""
        at = self._clock.now()

        def change(session: Session, enrollment: Enrollment) -> Enrollment:
            kept_it = keep_signature(session.vault, enrollment, points, size_mm, device, at)
            return enrollment.with_signature(kept_it).taken_after_all(Modality.SIGNATURE, said_by_hand(session, at))

        return self._capture(enrollment_id, change, "signature", device)

    @answering
    def clear_signature(self, enrollment_id: EnrollmentId) -> EnrollmentView:
        return self._change(enrollment_id, lambda _, enrollment: enrollment.with_signature(None), Act.CAPTURE)

    @answering
    def image(self, enrollment_id: EnrollmentId, digest: Digest) -> bytes:
        """The bytes of one sample of that person's, as they were kept."""
        session, case = self._ask_to_look(enrollment_id)
        return kept(session.vault, case.of(enrollment_id), digest)

    def _capture(
        self, enrollment_id: EnrollmentId, change: Change, sample: str, device: CaptureDevice
    ) -> EnrollmentView:
        def taken(session: Session, before: Enrollment) -> Enrollment:
            return change(session, before).taken_by(session.operator)

        def note(session: Session, enrollment: Enrollment) -> AuditEvent:
            return event_of(EventKind.SAMPLE_ACCEPTED, session, enrollment, sample=sample, device=device.device_id)

        return self._change(enrollment_id, taken, Act.CAPTURE, note)

    # --- signing and sealing -----------------------------------------------------------------------------------

    @answering
    def sign(self, enrollment_id: EnrollmentId) -> EnrollmentView:
        """The signed-in operator signs the content (signature 001)."""

        def note(session: Session, enrollment: Enrollment) -> AuditEvent:
            return event_of(EventKind.CONTENT_SIGNED, session, enrollment)

        return self._change(enrollment_id, self._signing.sign, Act.LOOK, note)

    @answering
    def approve(self, enrollment_id: EnrollmentId, credential_id: str, pin: str) -> EnrollmentView:
        """A state officer, whose credential and PIN these are and who took no part in the capture, signs over it
        (signature 002), and says yes to what was proposed to be taken though a rule refused it."""

        events: list[AuditEvent] = []

        def change(session: Session, enrollment: Enrollment) -> Enrollment:
            approved = self._signing.approve(session, enrollment, credential_id, pin)
            events.extend(approved_events(enrollment, approved))
            return approved

        return self._change(enrollment_id, change, Act.LOOK, lambda *_: tuple(events))

    @answering
    def seal(self, enrollment_id: EnrollmentId) -> SealedView:
        """Encrypt, queue and wipe the draft: from here on only the centre can open it. Of those who came together
        everybody's, each as a packet of their own, all or none."""
        session, case = self._ask_to_look(enrollment_id)
        sealed = self._signing.seal(session, case)
        afterwards(partial(self._sealed, case))
        self._endings.wipe(session, case.case_id)
        return sealed


def _exception_note(what: Modality) -> Note:
    """How many reasons hold now, never which: they may say something of faith or health."""

    def note(session: Session, enrollment: Enrollment) -> AuditEvent:
        count = len(enrollment.exceptions) if what is Modality.FINGERS else int(enrollment.why_not(what) is not None)
        count += len(eyes_in(enrollment.items)) if what is Modality.FACE else 0
        return event_of(EventKind.EXCEPTION_SET, session, enrollment, sample=what.value, count=count)

    return note
