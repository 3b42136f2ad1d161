"""Enrolling one person. Every call saves the sealed draft before it answers, so nothing is lost by a crash after it."""

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, date, datetime
from sqlite3 import Connection
from typing import Protocol
from uuid import uuid4

from station.domain.capture import InkPoint, PortraitCandidate, SlapCandidate
from station.domain.clock import Clock
from station.domain.enrollment import Enrollment, EnrollmentId
from station.domain.errors import StationError
from station.domain.events import AuditEvent, EventKind
from station.domain.operator import Operator, Role
from station.domain.sample import BiometricException, CaptureDevice, Digest, QualityScore
from station.policy import Drafts
from station.services.door import answering
from station.services.endings import Endings
from station.services.picture import summary_of, view_of
from station.services.refusals import Refusals
from station.services.samples import keep_portrait, keep_signature, keep_slap
from station.services.session import Desk, Session
from station.services.signing import Signing
from station.services.views import DraftSummary, EnrollmentView, SealedView
from station.storage import enrollments
from station.storage.errors import DraftMissing
from station.workflow.document import fill_from_mrz
from station.workflow.engine import UnknownProcedure, move
from station.workflow.step import Procedure

_LONG_AGO = datetime.min.replace(tzinfo=UTC)  # drafts of unknown age stand first
Change = Callable[[Session, Enrollment], Enrollment]


class Policy(Protocol):
    """What signed policy may forbid: `station.services.policy` for the reasons."""

    def admit(self) -> None: ...
    def drafts(self) -> Drafts: ...
    def check_portrait(self, quality: Iterable[QualityScore], /) -> None: ...


class Enroll:
    """For the work thread. Whoever captures must be an operator or a state officer."""

    def __init__(
        self,
        desk: Desk,
        db: Connection,
        procedures: Mapping[str, Procedure],
        clock: Clock,
        audit: Callable[[AuditEvent], None],
        signing: Signing,
        policy: Policy | None = None,
    ) -> None:
        """policy: None where nothing but the procedures decides."""
        self._desk = desk
        self._db = db
        self._procedures = procedures
        self._clock = clock
        self._audit = audit
        self._signing = signing
        self._policy = policy
        self.refusals = Refusals(audit, desk.who)
        self._endings = Endings(db, clock, audit, policy.drafts if policy is not None else Drafts)

    # --- which enrollment --------------------------------------------------------------------------------------

    def procedures(self) -> tuple[str, ...]:
        """Ids of what a person may come for."""
        return tuple(self._procedures)

    @answering
    def drafts(self) -> tuple[DraftSummary, ...]:
        """Unfinished enrollments, oldest first; also those that do not open, each with the reason."""
        session = self._session()
        found = [self._summary(session, enrollment_id) for enrollment_id in session.vault.drafts()]
        codes = {item.enrollment_id: item.problem.code for item in found if item.problem is not None}
        enrollments.note_unopened(self._db, codes)
        ordered = sorted(found, key=lambda item: (item.started_at or _LONG_AGO, item.enrollment_id))
        return self._endings.tend(session, tuple(ordered))

    @answering
    def withdraw(self, enrollment_id: EnrollmentId, credential_id: str = "", pin: str = "") -> None:
        """The applicant takes the application back: everything typed and captured is wiped, also where it does not
        open. What was signed, and what nobody can read, goes with a state officer only, as by `discard`."""
        session = self._session()
        try:
            signed = session.vault.load(enrollment_id).signed is not None
        except DraftMissing:
            signed = False
        except StationError:
            signed = True  # who knows
        officer = self._signing.people.require_officer(credential_id, pin, self._clock.now()) if signed else None
        self._endings.withdraw(session, enrollment_id, officer.credential_id if officer is not None else "")

    @answering
    def start(self, procedure: str) -> EnrollmentView:
        """A new enrollment at its first step, where signed policy lets somebody begin now."""
        session, steps = self._session(), self._procedure(procedure).steps
        self._signing.require_right(session)
        if self._policy is not None:
            self._policy.admit()
        enrollment = Enrollment(
            enrollment_id=EnrollmentId(str(uuid4())),
            procedure=procedure,
            started_at=self._clock.now(),
            operator=session.operator,
            step=steps[0].step_id,
            training=self._signing.practises,
        )
        enrollments.register(self._db, enrollment.enrollment_id, procedure, enrollment.started_at)
        session.vault.save(enrollment)
        self._note(EventKind.ENROLLMENT_STARTED, session, enrollment, procedure=procedure)
        return self._view(enrollment)

    @answering
    def resume(self, enrollment_id: EnrollmentId) -> EnrollmentView:
        """The draft as it was left: same step, same fields, same samples. One of training only in training."""
        session = self._session()
        enrollment = session.vault.load(enrollment_id)
        self._signing.require_mode(enrollment)
        self._know(enrollment)
        self._note(EventKind.ENROLLMENT_RESUMED, session, enrollment, step=enrollment.step)
        return self._view(enrollment)

    @answering
    def view(self, enrollment_id: EnrollmentId) -> EnrollmentView:
        return self._view(self._session().vault.load(enrollment_id))

    def _summary(self, session: Session, enrollment_id: EnrollmentId) -> DraftSummary:
        try:
            draft = session.vault.load(enrollment_id)
        except StationError as error:  # one draft that does not open hides no other
            started = enrollments.started(self._db, enrollment_id)
            return DraftSummary(enrollment_id, "", "", started, "", error.problem())
        return summary_of(draft)

    @answering
    def discard(self, enrollment_id: EnrollmentId, credential_id: str = "", pin: str = "") -> None:
        """Give an unfinished enrollment up: everything typed and captured is wiped. One that does not open stays: it
        may be all there is of somebody's visit, and a newer program or another key may open it.

        What was signed already goes with a state officer's credential and PIN only: an application that somebody
        vouched for does not vanish by one person's will.
        """
        session = self._session()
        officer = self._officer_for(session, enrollment_id, credential_id, pin)
        enrollments.discard(self._db, enrollment_id, self._clock.now())
        session.vault.wipe(enrollment_id)
        told = {"officer": officer.credential_id} if officer is not None else {}
        self._audit(AuditEvent(EventKind.ENROLLMENT_DISCARDED, session.operator.credential_id, enrollment_id, told))

    # --- what is typed -----------------------------------------------------------------------------------------

    @answering
    def set_fields(self, enrollment_id: EnrollmentId, changes: Mapping[str, str]) -> EnrollmentView:
        """Keep text exactly as typed, right or wrong. A machine-readable zone that holds fills the fields it knows."""
        today = self._today()

        def change(_: Session, enrollment: Enrollment) -> Enrollment:
            changed = enrollment.with_fields(changes)
            return changed.with_fields(fill_from_mrz(changed.fields, today)) if "document_mrz" in changes else changed

        return self._change(enrollment_id, change)

    @answering
    def go_to(self, enrollment_id: EnrollmentId, step: str) -> EnrollmentView:
        """Stand on another step; forward only past steps that are done."""

        def change(_: Session, enrollment: Enrollment) -> Enrollment:
            return move(self._procedure(enrollment.procedure), enrollment, step, self._today())

        return self._change(enrollment_id, change)

    # --- what is captured --------------------------------------------------------------------------------------

    @answering
    def accept_portrait(self, enrollment_id: EnrollmentId, candidate: PortraitCandidate) -> EnrollmentView:
        def change(session: Session, enrollment: Enrollment) -> Enrollment:
            if self._policy is not None:
                self._policy.check_portrait(candidate.quality)
            return enrollment.with_portrait(keep_portrait(session.vault, enrollment_id, candidate))

        return self._capture(enrollment_id, change, "portrait", candidate.device)

    @answering
    def clear_portrait(self, enrollment_id: EnrollmentId) -> EnrollmentView:
        return self._change(enrollment_id, lambda _, enrollment: enrollment.with_portrait(None))

    @answering
    def accept_slap(self, enrollment_id: EnrollmentId, candidate: SlapCandidate) -> EnrollmentView:
        """Keep one more attempt; refused when its fingers are not those expected or no attempt is left."""

        def change(session: Session, enrollment: Enrollment) -> Enrollment:
            policy = self._procedure(enrollment.procedure).slaps
            return enrollment.with_slap(keep_slap(session.vault, enrollment, candidate, policy))

        return self._capture(enrollment_id, change, candidate.slap.value, candidate.device)

    @answering
    def set_exceptions(self, enrollment_id: EnrollmentId, exceptions: tuple[BiometricException, ...]) -> EnrollmentView:
        """Say which fingers are missing and why. Attempts that expected other fingers are void."""
        answer = self._change(enrollment_id, lambda _, enrollment: enrollment.with_exceptions(exceptions))
        self._note(EventKind.EXCEPTION_SET, self._session(), answer.enrollment, count=len(exceptions))
        return answer

    @answering
    def accept_signature(
        self,
        enrollment_id: EnrollmentId,
        points: tuple[InkPoint, ...],
        size_mm: tuple[float, float],
        device: CaptureDevice,
    ) -> EnrollmentView:
        """size_mm: width and height of the writing area."""
        at = self._clock.now()

        def change(session: Session, enrollment: Enrollment) -> Enrollment:
            return enrollment.with_signature(keep_signature(session.vault, enrollment_id, points, size_mm, device, at))

        return self._capture(enrollment_id, change, "signature", device)

    @answering
    def clear_signature(self, enrollment_id: EnrollmentId) -> EnrollmentView:
        return self._change(enrollment_id, lambda _, enrollment: enrollment.with_signature(None))

    @answering
    def image(self, enrollment_id: EnrollmentId, digest: Digest) -> bytes:
        """The bytes of one sample of a draft, as they were kept."""
        return self._session().vault.get(enrollment_id, digest)

    # --- signing and sealing -----------------------------------------------------------------------------------

    @answering
    def sign(self, enrollment_id: EnrollmentId) -> EnrollmentView:
        """The signed-in operator signs the content (signature 001)."""
        return self._change(enrollment_id, self._signing.sign)

    @answering
    def approve(self, enrollment_id: EnrollmentId, credential_id: str, pin: str) -> EnrollmentView:
        """A state officer, whose credential and PIN these are and who took no part in the capture, signs over it
        (signature 002)."""

        def change(session: Session, enrollment: Enrollment) -> Enrollment:
            return self._signing.approve(session, enrollment, credential_id, pin)

        return self._change(enrollment_id, change)

    @answering
    def seal(self, enrollment_id: EnrollmentId) -> SealedView:
        """Encrypt, queue and wipe the draft: from here on only the centre can open it."""
        session = self._session()
        return self._signing.seal(session, session.vault.load(enrollment_id))

    # --- inside ------------------------------------------------------------------------------------------------

    def _session(self) -> Session:
        return self._desk.require(Role.OPERATOR, Role.OFFICER)

    def _know(self, draft: Enrollment) -> None:
        """A draft that opens is one, also where the database came back without it."""
        if enrollments.state_of(self._db, draft.enrollment_id) is None:
            enrollments.register(self._db, draft.enrollment_id, draft.procedure, draft.started_at)

    def _officer_for(
        self, session: Session, enrollment_id: EnrollmentId, credential_id: str, pin: str
    ) -> Operator | None:
        """Who answers for discarding it; None where nobody needs to. Raises as `Vault.load`, but for DraftMissing."""
        try:
            draft = session.vault.load(enrollment_id)
        except DraftMissing:
            return None
        self._know(draft)
        if draft.signed is None:
            return None
        return self._signing.people.require_officer(credential_id, pin, self._clock.now())

    def _today(self) -> date:
        return self._clock.now().astimezone().date()

    def _procedure(self, procedure: str) -> Procedure:
        if procedure not in self._procedures:
            raise UnknownProcedure(procedure=procedure)
        return self._procedures[procedure]

    def _view(self, enrollment: Enrollment) -> EnrollmentView:
        return view_of(self._procedure(enrollment.procedure), enrollment, self._today())

    def _change(self, enrollment_id: EnrollmentId, change: Change) -> EnrollmentView:
        session = self._session()
        before = session.vault.load(enrollment_id)
        after = change(session, before)
        if after != before:
            session.vault.save(after)
        return self._view(after)

    def _capture(
        self, enrollment_id: EnrollmentId, change: Change, sample: str, device: CaptureDevice
    ) -> EnrollmentView:
        answer = self._change(enrollment_id, lambda session, before: change(session, before).taken_by(session.operator))
        self._note(
            EventKind.SAMPLE_ACCEPTED, self._session(), answer.enrollment, sample=sample, device=device.device_id
        )
        return answer

    def _note(self, kind: EventKind, session: Session, enrollment: Enrollment, **details: str | int) -> None:
        self._audit(AuditEvent(kind, session.operator.credential_id, enrollment.enrollment_id, details))
