"""Unfinished enrollments: which there are, as far as whoever sits here may look at them, and how one is given up."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache, partial

from station.acts import Act, CaseFacts, CaseState, facts_of, unreadable
from station.domain.enrollment import EnrollmentId
from station.domain.errors import StationError
from station.domain.events import AuditEvent, EventKind
from station.domain.operator import Operator
from station.services.afterwards import afterwards
from station.services.case_work import CaseWork
from station.services.door import answering
from station.services.draft_summary import DraftSummary
from station.services.enrollment_views import masked, summary_of
from station.services.known import Known
from station.services.session import Session
from station.storage import enrollments
from station.storage.database import transaction
from station.storage.errors import DraftMissing

_LONG_AGO = datetime.min.replace(tzinfo=UTC)  # drafts of unknown age stand first


class UnfinishedDrafts(CaseWork):
    """For the work thread."""

    @answering
    def drafts(self) -> tuple[DraftSummary, ...]:
        """Unfinished enrollments, oldest first; also those that do not open, each with the reason. Whoever may not look
        at one is not shown it."""
        session = self._ask(Act.LIST)
        allows = self._signing.rights.judge(session)
        listed = tuple(self._files.listed(session, self._signing.outbox.keeps))
        session.known.keep_only(frozenset(map(self._files.case_of, listed)))
        placed = self._placing()
        found = [placed(each) for which in listed if (each := self._summary(session, which, allows)) is not None]
        codes = {item.enrollment_id: item.problem.code for item in found if item.problem is not None}
        afterwards(partial(enrollments.note_unopened, self._db, codes))  # a full disk hides no list
        ordered = sorted(found, key=lambda item: (item.started_at or _LONG_AGO, item.enrollment_id))
        return self._endings.tend(session, tuple(ordered))

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

    @answering
    def withdraw(self, enrollment_id: EnrollmentId, credential_id: str = "", pin: str = "") -> None:
        """The applicant takes the application back: everything typed and captured is wiped, also where it does not
        open. What was signed, and what nobody can read, takes a second person, as by `discard`."""
        session = self._ask(Act.LIST)
        try:
            case = facts_of(*session.vault.load(self._files.case_of(enrollment_id)).enrollments)
        except DraftMissing:
            case = CaseFacts(CaseState.OPEN)
        except StationError:
            case = unreadable()
        answers = self._second_person(session, case, credential_id, pin)
        told = answers.credential_id if answers is not None else ""
        self._endings.withdraw(session, self._files.case_of(enrollment_id), told)

    def _summary(
        self, session: Session, enrollment_id: EnrollmentId, allows: Callable[[Act, CaseFacts], bool]
    ) -> DraftSummary | None:
        """None where whoever sits here may not look at it; one that does not open is shown to those who keep order."""
        try:
            known = self._known(session, enrollment_id)
        except StationError as error:  # one draft that does not open hides no other
            started = enrollments.started(self._db, enrollment_id)
            shown = DraftSummary(enrollment_id, "", "", started, "", error.problem(), by_two=unreadable().by_two)
            shown = replace(shown, payments=self._payments([enrollment_id]))
            unnamed = enrollments.is_unnamed(self._db, enrollment_id)  # a vendor's people learn of none
            return shown if allows(Act.LOOK, CaseFacts(CaseState.OPEN, confidential=unnamed)) else None
        if not allows(Act.LOOK, known.facts):
            return None
        summary = replace(known.summary, payments=self._payments(known.people))
        if session.operator.volunteers:
            return replace(summary, title=masked(summary.title), surname="", names=())
        return summary

    def _placing(self) -> Callable[[DraftSummary], DraftSummary]:
        """Says in which unit a draft was begun, where the registry has it; of each day that is looked up once."""
        unit_on = cache(self._policy.unit_on) if self._policy is not None else None

        def placed(draft: DraftSummary) -> DraftSummary:
            if unit_on is None or draft.started_at is None:
                return draft
            unit, names = unit_on(draft.started_at.astimezone().date())
            return replace(draft, traits=replace(draft.traits, unit=unit, unit_names=names)) if unit else draft

        return placed

    def _known(self, session: Session, enrollment_id: EnrollmentId) -> Known:
        """Of a draft as it lies here now. Raises as `CaseFiles.load` and `Plans.walk`."""

        def opened() -> Known:
            draft = self._files.load(session, enrollment_id)
            summary = summary_of(draft, self._walk(draft.of(draft.current)))
            return Known(summary, facts_of(*draft.enrollments), tuple(each.enrollment_id for each in draft.enrollments))

        try:
            mark = self._files.mark(session, enrollment_id), self._today(), self._plans.described()
        except DraftMissing:
            return opened()  # it says which: none, or one of which a file is missing
        return session.known.of(self._files.case_of(enrollment_id), mark, opened)

    def _who_answers(
        self, session: Session, enrollment_id: EnrollmentId, credential_id: str, pin: str
    ) -> Operator | None:
        """For discarding it; None where nobody needs to. Raises as `Vault.load`, but for DraftMissing."""
        try:
            draft = self._files.load(session, enrollment_id)
        except DraftMissing:
            return None
        self._files.know(draft)
        return self._second_person(session, facts_of(*draft.enrollments), credential_id, pin)

    def _second_person(self, session: Session, case: CaseFacts, credential_id: str, pin: str) -> Operator | None:
        """What nobody vouched for goes by who sits here; anything else by two. Raises as `Rights.require_answer`."""
        rights = self._signing.rights
        if not case.by_two:
            if case.involved:
                rights.ask(session, Act.DISCARD, case)
            return None
        return rights.require_answer(session, Act.DELETE, credential_id, pin, case)

    def _give_up(self, session: Session, enrollment_id: EnrollmentId, officer: Operator | None = None) -> None:
        """Raises EnrollmentNotDraft."""
        told = {"officer": officer.credential_id} if officer is not None else {}
        with transaction(self._db):
            enrollments.discard(self._db, enrollment_id, self._clock.now())
            self._audit(AuditEvent(EventKind.ENROLLMENT_DISCARDED, session.operator.credential_id, enrollment_id, told))
        self._endings.wipe(session, enrollment_id)
