"""The desk's queue for a state officer: signed cases that were left for approval, at the end of the day or any time.

Each case is one draft, one change and one commit: what was approved, rejected or sent back before a crash, a lock or a
wrong PIN stays so, and what was not still waits.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from crypto.keys.api import UnlockedKey
from station.acts import Act, CaseFacts, CaseState, facts_of, require, who_may
from station.domain.clock import Clock
from station.domain.decision import Decision, DecisionKind
from station.domain.enrollment import Enrollment, EnrollmentId
from station.domain.errors import Problem
from station.domain.events import AuditEvent, EventKind
from station.domain.named import slaps_among
from station.domain.operator import Operator
from station.domain.sample import Digest
from station.services.deciding import (
    LONGEST_NOTE,
    REASONS,
    ItemsMissing,
    ItemsUnknown,
    NoteTooLong,
    NotWhatWasSeen,
    ReasonMissing,
)
from station.services.door import answering
from station.services.draft_summary import DraftSummary
from station.services.enroll import Enroll
from station.services.refusals import Refusals
from station.services.session import Session, SignedIn
from station.services.settling import approved_events, settled_events
from station.services.signing import Signing
from station.services.views import EnrollmentView, SealedView


@dataclass(frozen=True)
class Outcome:
    """Of one case among many. problem: why it is not approved, or, with `approved`, why it is not sealed yet."""

    enrollment_id: EnrollmentId
    approved: bool
    problem: Problem | None = None
    sealed: SealedView | None = None


Seen: TypeAlias = Mapping[EnrollmentId, Digest]
"""Of a case the signed content of each person of it, as somebody looked at it."""


def seen_in(views: Iterable[EnrollmentView]) -> Seen:
    """Of those whose case it is, as they are shown."""
    return {
        each.enrollment.enrollment_id: each.enrollment.signed.container.digest
        for each in views
        if each.enrollment.signed is not None
    }


class Approvals:
    """For the work thread."""

    def __init__(
        self, signed_in: SignedIn, enroll: Enroll, signing: Signing, clock: Clock, audit: Callable[[AuditEvent], None]
    ) -> None:
        self._signed_in, self._enroll, self._signing, self._clock = signed_in, enroll, signing, clock
        self.refusals = Refusals(audit, signed_in.who)

    # --- the operator's side ---------------------------------------------------------------------------------------

    @answering
    def submit(self, enrollment_id: EnrollmentId) -> EnrollmentView:
        """Leave a signed case for a state officer. Nobody changes it until it is decided or taken back."""

        def change(_: Session, enrollment: Enrollment) -> Enrollment:
            return enrollment.waiting(self._clock.now())

        return self._enroll.alter(enrollment_id, change, Act.SUBMIT, _noted(EventKind.LEFT_FOR_APPROVAL))

    @answering
    def take_back(self, enrollment_id: EnrollmentId) -> EnrollmentView:
        """Out of the queue; it stays signed."""

        def change(_: Session, enrollment: Enrollment) -> Enrollment:
            return enrollment.waiting(None)

        return self._enroll.alter(enrollment_id, change, Act.TAKE_BACK, _noted(EventKind.TAKEN_BACK))

    # --- the officer's side ----------------------------------------------------------------------------------------

    @answering
    def queue(self) -> tuple[DraftSummary, ...] | Problem:
        """What waits, the longest first; below it what was rejected, for whoever reopens it."""
        self._signing.rights.ask(self._signed_in.require(), Act.LIST)
        found = self._enroll.drafts()
        if isinstance(found, Problem):
            return found
        left = [(each.waiting_since, each) for each in found if each.waiting_since is not None]
        waiting = tuple(each for _, each in sorted(left, key=lambda item: (item[0], item[1].enrollment_id)))
        return (*waiting, *(each for each in found if each.state is CaseState.REJECTED and each not in waiting))

    @answering
    def approve(
        self,
        which: Mapping[EnrollmentId, Seen],
        credential_id: str,
        pin: str,
        told: Callable[[Outcome], None] = lambda _: None,
    ) -> tuple[Outcome, ...] | Problem:
        """Approve each as it was looked at, with a signature of its own, and seal it; the officer's key is opened once,
        for these. One that is refused stops no other. told: after each; on the work thread.

        A Problem where nothing was tried: no right, wrong PIN.
        """
        session, now = self._signed_in.require(), self._signing.rights.now()
        self._signing.rights.ask(session, Act.LIST)

        def admit(person: Operator) -> None:
            require(person, Act.APPROVE, CaseFacts(CaseState.WAITING), now, answers=True)

        officer, key = self._signing.people.unlock(credential_id, pin, now.at, admit)
        outcomes = []
        try:
            for enrollment_id, seen in which.items():
                outcomes.append(self._approved(enrollment_id, seen, officer, key))
                told(outcomes[-1])
        finally:
            key.lock()
        return tuple(outcomes)

    def _approved(self, enrollment_id: EnrollmentId, seen: Seen, officer: Operator, key: UnlockedKey) -> Outcome:
        """Of all who came together, one after the other; then they are sealed together."""
        for each in self._people(enrollment_id):
            if isinstance(each, Problem):
                return Outcome(enrollment_id, approved=False, problem=each)
            answer = self.approve_one(each, officer.credential_id, officer, key, seen.get(each))
            if isinstance(answer, Problem):
                return Outcome(enrollment_id, approved=False, problem=answer)
        sealed = self._enroll.seal(enrollment_id)
        if isinstance(sealed, Problem):
            return Outcome(enrollment_id, approved=True, problem=sealed)
        return Outcome(enrollment_id, approved=True, sealed=sealed)

    def _people(self, enrollment_id: EnrollmentId) -> tuple[EnrollmentId | Problem, ...]:
        """Those whose case it is and who are not approved yet."""
        view = self._enroll.view(enrollment_id)
        if isinstance(view, Problem):
            return (view,)
        others = [self._enroll.view(each.enrollment_id) for each in view.people if each.enrollment_id != enrollment_id]
        found = [each for each in (view, *others) if isinstance(each, Problem) or each.enrollment.approved is None]
        return tuple(each if isinstance(each, Problem) else each.enrollment.enrollment_id for each in found)

    @answering
    def approve_one(
        self,
        enrollment_id: EnrollmentId,
        credential_id: str,
        officer: Operator,
        key: UnlockedKey,
        seen: Digest | None,
    ) -> EnrollmentView:
        """Signature 002 on one case with a key that is open. credential_id: the officer's, for the log of refusals.
        seen: what they looked at; anything else nobody approves."""

        events: list[AuditEvent] = []

        def change(session: Session, enrollment: Enrollment) -> Enrollment:
            self._signing.require_approver(officer, enrollment)
            if enrollment.signed is None or enrollment.signed.container.digest != seen:
                raise NotWhatWasSeen
            verified = self._signing.verified(session, enrollment)
            approved = self._signing.approve_with(session, enrollment, verified, officer, key)
            events.extend(approved_events(enrollment, approved))
            return approved

        return self._enroll.alter(enrollment_id, change, Act.LOOK, lambda *_: tuple(events))

    @answering
    def reject(
        self,
        enrollment_id: EnrollmentId,
        reasons: Sequence[str],
        note: str = "",
        credential_id: str = "",
        pin: str = "",
    ) -> EnrollmentView:
        """Say no, with reasons (`REASONS`). credential_id, pin: of an officer, where none is signed in."""
        if not reasons or not set(reasons) <= set(REASONS):
            raise ReasonMissing
        return self._decide(DecisionKind.REJECTED, enrollment_id, reasons, (), note, credential_id, pin)

    @answering
    def send_back(
        self,
        enrollment_id: EnrollmentId,
        items: Sequence[str],
        reasons: Sequence[str] = (),
        note: str = "",
        credential_id: str = "",
        pin: str = "",
    ) -> EnrollmentView:
        """Ask for single items once more (`station.steps.again.nameable`): these are open again, and nothing else."""
        if not items:
            raise ItemsMissing
        if not set(reasons) <= set(REASONS):
            raise ReasonMissing
        wanted = tuple(dict.fromkeys((*items, *(slap.value for slap in slaps_among(items)))))
        return self._decide(DecisionKind.RETURNED, enrollment_id, reasons, wanted, note, credential_id, pin)

    @answering
    def reopen(self, enrollment_id: EnrollmentId, credential_id: str = "", pin: str = "") -> EnrollmentView:
        """What was rejected is open again as a whole. credential_id, pin: of the second person."""
        answered_by: list[str] = []

        def change(session: Session, enrollment: Enrollment) -> Enrollment:
            person = self._signing.rights.require_answer(session, Act.REOPEN, credential_id, pin, facts_of(enrollment))
            answered_by.append(person.credential_id)
            return enrollment.reopened()

        def note(session: Session, enrollment: Enrollment) -> AuditEvent:
            told = {"officer": answered_by[0]}
            return AuditEvent(EventKind.CASE_REOPENED, session.operator.credential_id, enrollment.enrollment_id, told)

        return self._enroll.alter(enrollment_id, change, Act.LOOK, note)

    # --- inside ------------------------------------------------------------------------------------------------

    def _decide(
        self,
        kind: DecisionKind,
        enrollment_id: EnrollmentId,
        reasons: Sequence[str],
        items: Sequence[str],
        note: str,
        credential_id: str,
        pin: str,
    ) -> EnrollmentView:
        note = " ".join(note.split())
        if len(note) > LONGEST_NOTE:
            raise NoteTooLong(limit=LONGEST_NOTE)
        rejected, events = kind is DecisionKind.REJECTED, list[AuditEvent]()

        def change(session: Session, enrollment: Enrollment) -> Enrollment:
            officer = self._who_decides(session, facts_of(enrollment), credential_id, pin)
            if unknown := set(items).difference(self._enroll.nameable(enrollment)):
                raise ItemsUnknown(items=" ".join(sorted(unknown)))
            at = self._clock.now()
            after = enrollment.decided(Decision(kind, officer, at, tuple(reasons), tuple(items), note))
            told = {"reasons": " ".join(reasons), **({} if rejected else {"items": " ".join(items)})}
            event = EventKind.CASE_REJECTED if rejected else EventKind.CASE_RETURNED
            events.append(AuditEvent(event, officer.credential_id, enrollment_id, told))
            events.extend(settled_events(enrollment, after, officer))
            return after

        return self._enroll.alter(enrollment_id, change, Act.LOOK, lambda *_: tuple(events))

    def _who_decides(self, session: Session, case: CaseFacts, credential_id: str, pin: str) -> Operator:
        """Who sits here, by what their card gives now; or who was named and types their PIN."""
        if not credential_id and session.operator.roles.intersection(who_may(Act.DECIDE)):
            self._signing.rights.ask_anew(session, Act.DECIDE, case)
            return session.operator
        return self._signing.rights.require_answer(session, Act.DECIDE, credential_id, pin, case)


def _noted(kind: EventKind) -> Callable[[Session, Enrollment], AuditEvent]:
    def note(session: Session, enrollment: Enrollment) -> AuditEvent:
        return AuditEvent(kind, session.operator.credential_id, enrollment.enrollment_id)

    return note
