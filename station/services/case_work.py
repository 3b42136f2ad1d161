"""How every use case works on a case: who asks is asked back, one person is changed, draft and log are one commit."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime
from functools import partial
from sqlite3 import Connection
from typing import TYPE_CHECKING, Protocol
from uuid import uuid4

from station.acts import NO_CASE, Act, CaseFacts, facts_of
from station.cases.case import Case
from station.domain.clock import Clock
from station.domain.enrollment import Enrollment, EnrollmentId
from station.domain.errors import Problem
from station.domain.events import AuditEvent, EventKind
from station.domain.modes import WorkMode
from station.domain.override import FACE_MEASURE, FailedCheck, Unfit
from station.domain.paying import TerminalPayment
from station.domain.sample import QualityScore
from station.domain.value import Said, Source
from station.policy import Drafts, PortraitBelowPolicy
from station.services.afterwards import afterwards
from station.services.case_files import CaseFiles
from station.services.door import EXPECTED, problem_of
from station.services.endings import Endings
from station.services.enrollment_views import view_in
from station.services.entry import forget
from station.services.offering import require_offered
from station.services.refusals import Refusals
from station.services.returned import require_open
from station.services.session import Session, SignedIn
from station.services.signing import Signing
from station.services.views import EnrollmentView
from station.steps.plans import Plans
from station.storage.payment_files import TAKEN, UNSETTLED
from station.storage.payments import attempts_of
from station.workflow.engine import Walk

if TYPE_CHECKING:  # not on the way to the first window
    from station.profiles import Profile

Change = Callable[[Session, Enrollment], Enrollment]
Note = Callable[[Session, Enrollment], AuditEvent | tuple[AuditEvent, ...]]
_TELLING = frozenset({"procedure", "step"})
"""What says for which service somebody came."""


class Policy(Protocol):
    """What signed policy may forbid: `station.services.policy` for the reasons."""

    def admit(self) -> None: ...
    def drafts(self) -> Drafts: ...
    def favourites(self) -> tuple[str, ...]: ...
    def unit_on(self, day: date, /) -> tuple[str, Mapping[str, str]]: ...
    def check_portrait(self, quality: Iterable[QualityScore], /) -> None: ...


class CaseWork:
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
        sealed: Callable[[Case], None] = lambda case: None,
    ) -> None:
        """policy: None where nothing but the services decide. seen: counts on which step a draft stands. sealed: learns
        from a case that is on its way."""
        self._signed_in = signed_in
        self._db = db
        self._plans = plans
        self._clock = clock
        self._audit = audit
        self._signing = signing
        self._policy = policy
        self._seen = seen
        self._sealed = sealed
        self.refusals = Refusals(audit, signed_in.who)
        self._files = CaseFiles(db, audit)
        self._endings = Endings(db, clock, audit, policy.drafts if policy is not None else Drafts)

    def alter(self, enrollment_id: EnrollmentId, change: Change, act: Act, note: Note | None = None) -> EnrollmentView:
        """As neighbours do it (approvals, belongings). Raises what `change` and the disk raise."""
        return self._change(enrollment_id, change, act, note)

    def require(self, enrollment_id: EnrollmentId, act: Act) -> None:
        """That who sits here may do that to that person's. Raises as `_ask_to_look`."""
        self._ask_to_look(enrollment_id, act)

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
        self._ask(act, facts_of(case.of(enrollment_id)))
        return session, case

    def _hindrance(self, session: Session, procedure: str) -> Problem | None:
        try:
            self._require_offered(session, procedure)
        except EXPECTED as error:
            return problem_of(error)
        return None

    def _require_offered(self, session: Session, procedure: str, *, behind: bool = False) -> "Profile":
        """Raises as `Plans.offered`, `require_offered` and `Signing.require_way`."""
        profile = self._plans.offered(procedure, self._today(), behind=behind)
        require_offered(profile, self._signing.mode, self._signing.rights, session)
        self._signing.require_way(profile)
        return profile

    def _begun(self, session: Session, procedure: str, *, behind: bool = False) -> Enrollment:
        """behind: of what follows an earlier packet. Raises as `_require_offered` and `Plans.plan`."""
        profile = self._require_offered(session, procedure, behind=behind)
        if not behind:  # what follows is walked before it is kept
            self._plans.plan(procedure, self._today())
        return Enrollment(
            enrollment_id=EnrollmentId(str(uuid4())),
            procedure=procedure,
            case_class=profile.case_class,
            version=profile.version,
            started_at=self._clock.now(),
            operator=session.operator,
            step=profile.steps[0].id,
            training=self._signing.practises,
            mode=self._signing.mode.name or WorkMode.NORMAL,
        )

    def _today(self) -> date:
        return self._clock.now().astimezone().date()

    def _walk(self, enrollment: Enrollment) -> Walk:
        """Raises as `Plans.plan`."""
        return self._plans.walk(enrollment, self._today())

    def nameable(self, enrollment: Enrollment) -> tuple[str, ...]:
        """What of the case may be asked for once more. Raises as `Plans.walk`."""
        from station.steps.again import nameable  # here: nothing on the way to the first window reads forms

        walk = self._walk(enrollment)
        return nameable(walk.plan, walk.sheet)

    def unfit(self, enrollment: Enrollment) -> tuple[Unfit, ...]:
        """The samples that a rule refuses, each with what people say to it. Raises as `Plans.walk`."""
        return self._walk(enrollment).unfit

    def below_policy(self, quality: Iterable[QualityScore]) -> tuple[FailedCheck, ...]:
        """The measures of a portrait that do not reach what signed policy asks for."""
        found = []
        for score in quality:
            try:
                self._check_portrait((score,))
            except PortraitBelowPolicy as error:
                least = error.params["least"]
                found.append(FailedCheck(FACE_MEASURE, score.algorithm, score.score, f"x >= {least}"))
        return tuple(found)

    def _check_portrait(self, quality: Iterable[QualityScore]) -> None:
        """Raises PortraitBelowPolicy."""
        if self._policy is not None:
            self._policy.check_portrait(quality)

    def _view(self, session: Session, case: Case, which: EnrollmentId) -> EnrollmentView:
        self._files.shown(case)
        view = view_in(case, which, self._walk)
        if view.people:
            view = replace(view, payments=self._payments([which]))
        afterwards(partial(self._seen, view.enrollment))
        if not view.step.signs or not view.ready_to_sign:
            return view
        try:
            return replace(view, notices=self._signing.foresee(session, view.enrollment))
        except EXPECTED as error:
            return replace(view, hindrance=problem_of(error))

    def _payments(self, people: Iterable[EnrollmentId]) -> tuple[TerminalPayment, ...]:
        """What terminals took for these, or may have: who gives their case up is told."""
        return tuple(
            TerminalPayment(each.reference, each.amount_amd, each.receipt, each.state in TAKEN)
            for which in people
            for each in attempts_of(self._db, which)
            if each.state in TAKEN | UNSETTLED
        )

    def _change(
        self, enrollment_id: EnrollmentId, change: Change, act: Act, note: Note | None = None
    ) -> EnrollmentView:
        """Of one person; the others stay as they are. act: what it is called in the table of rights. note: what the log
        says of it; one commit with the draft."""
        session, before = self._ask_to_look(enrollment_id, act)
        enrollment = before.of(enrollment_id)
        changed = change(session, enrollment)
        in_part = enrollment.decision is not None or enrollment.named is not None
        if in_part and act in (Act.ENTER, Act.CAPTURE, Act.PROPOSE_OVERRIDE):
            self._require_open(enrollment, changed)
        if act is Act.ENTER:
            changed = forget(changed, self._walk(changed))
        after = before.with_enrollment(changed)
        if note is not None:
            told = note(session, changed)
            self._files.keep(session, before, after, *(told if isinstance(told, tuple) else (told,)))
        elif after != before:
            session.vault.save(after)
        return self._view(session, after, enrollment_id)

    def _require_open(self, before: Enrollment, after: Enrollment) -> None:
        """Raises as `returned.require_open`."""
        problems = self._walk(before).content_problems
        require_open(before, after, {problem.field for problem in problems})


def said_by_hand(session: Session, at: datetime) -> Said:
    """Whoever sits here said it."""
    return Said("", Source.TYPED, at, session.operator.credential_id)


def event_of(kind: EventKind, session: Session, enrollment: Enrollment, **details: str | int) -> AuditEvent:
    told = {name: what for name, what in details.items() if not (enrollment.confidential and name in _TELLING)}
    return AuditEvent(kind, session.operator.credential_id, enrollment.enrollment_id, told)
