"""Enrolling those who came. Every call saves the sealed draft before it answers: no crash after it loses anything."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import partial
from sqlite3 import Connection
from typing import Protocol
from uuid import uuid4

from station.acts import NO_CASE, Act, CaseState, case_of, unreadable
from station.acts import Case as CaseFacts
from station.cases.case import Case
from station.domain.capture import InkPoint, PortraitCandidate, SlapCandidate
from station.domain.clock import Clock
from station.domain.enrollment import Enrollment, EnrollmentId, Relation
from station.domain.errors import StationError
from station.domain.events import AuditEvent, EventKind
from station.domain.operator import Operator
from station.domain.sample import BiometricException, CaptureDevice, Digest, QualityScore
from station.domain.value import Source
from station.policy import Drafts
from station.services.afterwards import afterwards
from station.services.case_files import CaseFiles
from station.services.door import EXPECTED, answering, problem_of
from station.services.endings import Endings
from station.services.enrollment_views import summary_of, view_in
from station.services.entry import enter
from station.services.refusals import Refusals
from station.services.returned import require_open
from station.services.samples import keep_portrait, keep_signature, keep_slap, kept
from station.services.session import Session, SignedIn
from station.services.signing import Signing
from station.services.views import DraftSummary, EnrollmentView, SealedView, ServiceView
from station.steps.plans import Plans
from station.storage import enrollments
from station.storage.database import transaction
from station.storage.errors import DraftMissing
from station.workflow.engine import Walk

_LONG_AGO = datetime.min.replace(tzinfo=UTC)  # drafts of unknown age stand first
Change = Callable[[Session, Enrollment], Enrollment]
Note = Callable[[Session, Enrollment], AuditEvent]


class Policy(Protocol):
    """What signed policy may forbid: `station.services.policy` for the reasons."""

    def admit(self) -> None: ...
    def drafts(self) -> Drafts: ...
    def favourites(self) -> tuple[str, ...]: ...
    def check_portrait(self, quality: Iterable[QualityScore], /) -> None: ...


class Enroll:
    """For the work thread. Who may do what is asked of `station.acts` before anything is changed or shown."""

    def __init__(
        self,
        signed_in: SignedIn,
        db: Connection,
        plans: Plans,
        clock: Clock,
        audit: Callable[[AuditEvent], None],
        signing: Signing,
        policy: Policy | None = None,
        seen: Callable[[Enrollment], None] = lambda draft: None,
    ) -> None:
        """policy: None where nothing but the services decide. seen: counts on which step a draft stands."""
        self._signed_in = signed_in
        self._db = db
        self._plans = plans
        self._clock = clock
        self._audit = audit
        self._signing = signing
        self._policy = policy
        self._seen = seen
        self.refusals = Refusals(audit, signed_in.who)
        self._files = CaseFiles(db, audit)
        self._endings = Endings(db, clock, audit, policy.drafts if policy is not None else Drafts)

    # --- which enrollment --------------------------------------------------------------------------------------

    def procedures(self) -> tuple[str, ...]:
        """Ids of what a person may come for: first what this unit is asked for most, in its order."""
        known = self._plans.ids()
        first = self._policy.favourites() if self._policy is not None else ()
        return (*(each for each in first if each in known), *(each for each in known if each not in first))

    @answering
    def services(self) -> tuple[ServiceView, ...]:
        """The same with their names."""
        return tuple(ServiceView(each, self._plans.name(each)) for each in self.procedures())

    @answering
    def drafts(self) -> tuple[DraftSummary, ...]:
        """Unfinished enrollments, oldest first; also those that do not open, each with the reason. Whoever may not look
        at one is not shown it."""
        session = self._ask(Act.LIST)
        found = [
            each
            for which in self._files.listed(session, self._signing.keeps)
            if (each := self._summary(session, which)) is not None
        ]
        codes = {item.enrollment_id: item.problem.code for item in found if item.problem is not None}
        afterwards(partial(enrollments.note_unopened, self._db, codes))  # a full disk hides no list
        ordered = sorted(found, key=lambda item: (item.started_at or _LONG_AGO, item.enrollment_id))
        return self._endings.tend(session, tuple(ordered))

    @answering
    def withdraw(self, enrollment_id: EnrollmentId, credential_id: str = "", pin: str = "") -> None:
        """The applicant takes the application back: everything typed and captured is wiped, also where it does not
        open. What was signed, and what nobody can read, takes a second person, as by `discard`."""
        session = self._ask(Act.LIST)
        try:
            case = case_of(*session.vault.load(self._files.case_of(enrollment_id)).enrollments)
        except DraftMissing:
            case = CaseFacts(CaseState.OPEN)
        except StationError:
            case = unreadable()
        answers = self._second_person(session, case, credential_id, pin)
        told = answers.credential_id if answers is not None else ""
        self._endings.withdraw(session, self._files.case_of(enrollment_id), told)

    @answering
    def start(self, procedure: str) -> EnrollmentView:
        """A new enrollment at its first step, where signed policy lets somebody begin now."""
        session = self._ask_to_begin()
        enrollment = self._begun(session, procedure)
        with transaction(self._db):
            enrollments.register(self._db, enrollment.enrollment_id, procedure, enrollment.started_at)
            self._audit(_event(EventKind.ENROLLMENT_STARTED, session, enrollment, procedure=procedure))
        try:
            session.vault.begin(enrollment.enrollment_id)
            session.vault.save(Case.of_one(enrollment))
        except StationError:
            afterwards(lambda: self._give_up(session, enrollment.enrollment_id))
            raise
        return self._view(session, Case.of_one(enrollment), enrollment.enrollment_id)

    @answering
    def add_person(self, enrollment_id: EnrollmentId, relation: Relation) -> EnrollmentView:
        """One more who came together with these, at the first step. relation: to the first of them. What was signed of
        the others is signed anew, since each packet says how many they are."""
        session = self._ask_to_begin()
        _, before = self._ask_to_look(enrollment_id)
        for each in before.enrollments:  # it changes what everybody's packet says
            self._ask(Act.ENTER, case_of(each))
        self._signing.require_mode(before.first)
        added = self._begun(session, before.first.procedure)
        after = before.with_person(added, relation)
        note = _event(EventKind.ENROLLMENT_STARTED, session, added, procedure=added.procedure)
        self._files.keep(session, before, after, note)
        return self._view(session, after, added.enrollment_id)

    @answering
    def turn_to(self, enrollment_id: EnrollmentId) -> EnrollmentView:
        """Stand with another of those who came together, where their enrollment was left."""
        session, before = self._ask_to_look(enrollment_id)
        case = before.turned_to(enrollment_id)
        session.vault.save(case)
        return self._view(session, case, enrollment_id)

    @answering
    def resume(self, enrollment_id: EnrollmentId) -> EnrollmentView:
        """The draft as it was left: same person, same step, same fields, same samples. One of training only in
        training."""
        session, case = self._ask_to_look(enrollment_id)
        self._signing.require_mode(case.first)
        self._files.know(case)
        enrollment = case.of(case.current)
        self._audit(_event(EventKind.ENROLLMENT_RESUMED, session, enrollment, step=enrollment.step))
        return self._view(session, case, case.current)

    @answering
    def view(self, enrollment_id: EnrollmentId) -> EnrollmentView:
        return self._view(*self._ask_to_look(enrollment_id), enrollment_id)

    def _summary(self, session: Session, enrollment_id: EnrollmentId) -> DraftSummary | None:
        """None where whoever sits here may not look at it; one that does not open is shown to those who keep order."""
        rights = self._signing.rights
        try:
            draft = self._files.load(session, enrollment_id)
            summary = summary_of(draft, self._walk(draft.of(draft.current)))
        except StationError as error:  # one draft that does not open hides no other
            started = enrollments.started(self._db, enrollment_id)
            shown = DraftSummary(enrollment_id, "", "", started, "", error.problem())
            return shown if rights.allows(session, Act.LOOK, CaseFacts(CaseState.OPEN)) else None
        return summary if rights.allows(session, Act.LOOK, case_of(*draft.enrollments)) else None

    @answering
    def discard(self, enrollment_id: EnrollmentId, credential_id: str = "", pin: str = "") -> None:
        """Give an unfinished enrollment up: everything typed and captured is wiped. One that does not open stays: it
        may be all there is of somebody's visit, and a newer program or another key may open it.

        What was signed already takes a second person, with their credential and PIN: an application that somebody
        vouched for does not vanish by one person's will.
        """
        session = self._ask(Act.LIST)
        case_id = self._files.case_of(enrollment_id)
        answers = self._who_answers(session, case_id, credential_id, pin)
        self._give_up(session, case_id, answers)

    # --- what is typed -----------------------------------------------------------------------------------------

    @answering
    def set_fields(
        self, enrollment_id: EnrollmentId, changes: Mapping[str, str], source: Source = Source.TYPED
    ) -> EnrollmentView:
        """Keep text exactly as it came, right or wrong, with its source, who sat here, when, and what it corrects. A
        machine-readable zone that holds fills the fields it knows."""
        at, today = self._clock.now(), self._today()

        def change(session: Session, enrollment: Enrollment) -> Enrollment:
            return enter(enrollment, changes, source, session.operator.credential_id, at, today)

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
        def change(session: Session, enrollment: Enrollment) -> Enrollment:
            if self._policy is not None:
                self._policy.check_portrait(candidate.quality)
            return enrollment.with_portrait(keep_portrait(session.vault, enrollment, candidate))

        return self._capture(enrollment_id, change, "portrait", candidate.device)

    @answering
    def clear_portrait(self, enrollment_id: EnrollmentId) -> EnrollmentView:
        return self._change(enrollment_id, lambda _, enrollment: enrollment.with_portrait(None), Act.CAPTURE)

    @answering
    def accept_slap(self, enrollment_id: EnrollmentId, candidate: SlapCandidate) -> EnrollmentView:
        """Keep one more attempt; refused when its fingers are not those expected or no attempt is left."""

        def change(session: Session, enrollment: Enrollment) -> Enrollment:
            policy = self._walk(enrollment).plan.slaps
            return enrollment.with_slap(keep_slap(session.vault, enrollment, candidate, policy))

        return self._capture(enrollment_id, change, candidate.slap.value, candidate.device)

    @answering
    def set_exceptions(self, enrollment_id: EnrollmentId, exceptions: tuple[BiometricException, ...]) -> EnrollmentView:
        """Say which fingers are missing and why. Attempts that expected other fingers are void."""

        def note(session: Session, enrollment: Enrollment) -> AuditEvent:
            return _event(EventKind.EXCEPTION_SET, session, enrollment, count=len(exceptions))

        def change(_: Session, enrollment: Enrollment) -> Enrollment:
            return enrollment.with_exceptions(exceptions)

        return self._change(enrollment_id, change, Act.CAPTURE, note)

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
            return enrollment.with_signature(keep_signature(session.vault, enrollment, points, size_mm, device, at))

        return self._capture(enrollment_id, change, "signature", device)

    @answering
    def clear_signature(self, enrollment_id: EnrollmentId) -> EnrollmentView:
        return self._change(enrollment_id, lambda _, enrollment: enrollment.with_signature(None), Act.CAPTURE)

    @answering
    def image(self, enrollment_id: EnrollmentId, digest: Digest) -> bytes:
        """The bytes of one sample of that person's, as they were kept."""
        session, case = self._ask_to_look(enrollment_id)
        return kept(session.vault, case.of(enrollment_id), digest)

    # --- signing and sealing -----------------------------------------------------------------------------------

    @answering
    def sign(self, enrollment_id: EnrollmentId) -> EnrollmentView:
        """The signed-in operator signs the content (signature 001)."""

        def note(session: Session, enrollment: Enrollment) -> AuditEvent:
            return _event(EventKind.CONTENT_SIGNED, session, enrollment)

        return self._change(enrollment_id, self._signing.sign, Act.LOOK, note)

    @answering
    def approve(self, enrollment_id: EnrollmentId, credential_id: str, pin: str) -> EnrollmentView:
        """A state officer, whose credential and PIN these are and who took no part in the capture, signs over it
        (signature 002)."""

        def change(session: Session, enrollment: Enrollment) -> Enrollment:
            return self._signing.approve(session, enrollment, credential_id, pin)

        def note(_: Session, enrollment: Enrollment) -> AuditEvent:
            officer = enrollment.approved.officer.credential_id if enrollment.approved else ""
            return AuditEvent(EventKind.CONTENT_APPROVED, officer, enrollment_id)

        return self._change(enrollment_id, change, Act.LOOK, note)

    @answering
    def seal(self, enrollment_id: EnrollmentId) -> SealedView:
        """Encrypt, queue and wipe the draft: from here on only the centre can open it. Of those who came together
        everybody's, each as a packet of their own, all or none."""
        session, case = self._ask_to_look(enrollment_id)
        sealed = self._signing.seal(session, case)
        self._endings.wipe(session, case.case_id)
        return sealed

    def alter(self, enrollment_id: EnrollmentId, change: Change, act: Act, note: Note) -> EnrollmentView:
        """As the queue of approvals does it (station.services.approvals). Raises what `change` and the disk raise."""
        return self._change(enrollment_id, change, act, note)

    # --- inside ------------------------------------------------------------------------------------------------

    def _ask(self, act: Act, case: CaseFacts = NO_CASE) -> Session:
        """The session of who sits here, who may. Raises NotSignedIn, and as `Rights.ask`."""
        session = self._signed_in.require()
        self._signing.rights.ask(session, act, case)
        return session

    def _ask_to_begin(self) -> Session:
        """The session of who may begin now, also by signed policy."""
        session = self._ask(Act.START)
        self._signing.rights.ask_anew(session, Act.START)
        if self._policy is not None:
            self._policy.admit()
        return session

    def _ask_to_look(self, enrollment_id: EnrollmentId, act: Act = Act.LOOK) -> tuple[Session, Case]:
        """The same, on a draft. act: on that person's. Raises as `CaseFiles.load` besides; whoever may see no case at
        all is told so first."""
        session = self._ask(Act.LIST)
        case = self._files.load(session, enrollment_id)
        self._ask(act, case_of(case.of(enrollment_id)))
        return session, case

    def _begun(self, session: Session, procedure: str) -> Enrollment:
        plan = self._plans.plan(procedure, self._today())
        return Enrollment(
            enrollment_id=EnrollmentId(str(uuid4())),
            procedure=procedure,
            version=plan.service.profile.version,
            started_at=self._clock.now(),
            operator=session.operator,
            step=plan.steps[0].step_id,
            training=self._signing.practises,
        )

    def _who_answers(
        self, session: Session, enrollment_id: EnrollmentId, credential_id: str, pin: str
    ) -> Operator | None:
        """For discarding it; None where nobody needs to. Raises as `Vault.load`, but for DraftMissing."""
        try:
            draft = self._files.load(session, enrollment_id)
        except DraftMissing:
            return None
        self._files.know(draft)
        return self._second_person(session, case_of(*draft.enrollments), credential_id, pin)

    def _second_person(self, session: Session, case: CaseFacts, credential_id: str, pin: str) -> Operator | None:
        """What nobody vouched for goes by who sits here; anything else by two. Raises as `Rights.require_answer`."""
        rights = self._signing.rights
        if case.state is CaseState.OPEN:
            if case.involved:
                rights.ask(session, Act.DISCARD, case)
            return None
        return rights.require_answer(session, Act.DELETE, credential_id, pin, case)

    def _today(self) -> date:
        return self._clock.now().astimezone().date()

    def _walk(self, enrollment: Enrollment) -> Walk:
        """Raises as `Plans.plan`."""
        return self._plans.walk(enrollment, self._today())

    def _view(self, session: Session, case: Case, which: EnrollmentId) -> EnrollmentView:
        self._files.shown(case)
        view = view_in(case, which, self._walk)
        afterwards(partial(self._seen, view.enrollment))
        if not view.step.signs or not view.ready_to_sign:
            return view
        try:
            return replace(view, notices=self._signing.foresee(session, view.enrollment))
        except EXPECTED as error:
            return replace(view, hindrance=problem_of(error))

    def _change(
        self, enrollment_id: EnrollmentId, change: Change, act: Act, note: Note | None = None
    ) -> EnrollmentView:
        """Of one person; the others stay as they are. act: what it is called in the table of rights. note: what the log
        says of it; one commit with the draft."""
        session, before = self._ask_to_look(enrollment_id, act)
        enrollment = before.of(enrollment_id)
        changed = change(session, enrollment)
        if enrollment.decision is not None and act in (Act.ENTER, Act.CAPTURE):
            self._require_open(enrollment, changed)
        after = before.with_enrollment(changed)
        if note is not None:
            self._files.keep(session, before, after, note(session, changed))
        elif after != before:
            session.vault.save(after)
        return self._view(session, after, enrollment_id)

    def _require_open(self, before: Enrollment, after: Enrollment) -> None:
        """Raises as `returned.require_open`."""
        problems = self._walk(before).content_problems
        require_open(before, after, {problem.field for problem in problems})

    def _capture(
        self, enrollment_id: EnrollmentId, change: Change, sample: str, device: CaptureDevice
    ) -> EnrollmentView:
        def taken(session: Session, before: Enrollment) -> Enrollment:
            return change(session, before).taken_by(session.operator)

        def note(session: Session, enrollment: Enrollment) -> AuditEvent:
            return _event(EventKind.SAMPLE_ACCEPTED, session, enrollment, sample=sample, device=device.device_id)

        return self._change(enrollment_id, taken, Act.CAPTURE, note)

    def _give_up(self, session: Session, enrollment_id: EnrollmentId, officer: Operator | None = None) -> None:
        """Raises EnrollmentNotDraft."""
        told = {"officer": officer.credential_id} if officer is not None else {}
        with transaction(self._db):
            enrollments.discard(self._db, enrollment_id, self._clock.now())
            self._audit(AuditEvent(EventKind.ENROLLMENT_DISCARDED, session.operator.credential_id, enrollment_id, told))
        self._endings.wipe(session, enrollment_id)


def _event(kind: EventKind, session: Session, enrollment: Enrollment, **details: str | int) -> AuditEvent:
    return AuditEvent(kind, session.operator.credential_id, enrollment.enrollment_id, details)
