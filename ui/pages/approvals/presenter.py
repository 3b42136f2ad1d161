"""What the page of approvals does: the list, the case looked at, approving those ticked, saying no. No Qt."""

from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from station.acts import Act
from station.domain.decision import DecisionKind
from station.domain.enrollment import EnrollmentId
from station.domain.errors import Problem
from station.domain.person import same_person
from station.domain.sample import Digest
from station.services.approvals import Outcome, whose
from station.services.door import answer_of
from station.services.views import CredentialView, DraftSummary, EnrollmentView, EnrollResult
from ui.pages.approvals.services import ApprovalsService, ApprovalsView, EnrollService, Pictures, SignInService
from ui.pages.approvals.state import ApprovalsState, Refusal, Row, Task
from ui.pictures import fetch_all
from ui.threads import Post, Run
from ui.widgets.officer_model import officers_among


@dataclass
class _Visit:
    """What is known since the page was entered; answers of an earlier visit change nothing."""

    credentials: tuple[CredentialView, ...] = ()
    seen: set[EnrollmentId] = field(default_factory=set)
    problems: dict[EnrollmentId, Problem] = field(default_factory=dict)
    again: bool = False
    """Whether those are offered who may reopen."""


@dataclass(frozen=True)
class _Looked:
    """views: of all whose case it is. problem: what of it could not be shown."""

    views: tuple[EnrollmentView, ...] = ()
    pictures: Pictures = field(default_factory=dict)
    problem: Problem | None = None


class ApprovalsPresenter:
    """UI thread only. `post` brings the calls of other threads over."""

    def __init__(
        self,
        view: ApprovalsView,
        approvals: ApprovalsService,
        enroll: EnrollService,
        sign_in: SignInService,
        run: Run,
        post: Post,
    ) -> None:
        self._view, self._approvals, self._enroll, self._sign_in = view, approvals, enroll, sign_in
        self._run, self._post = run, post
        self._visit = _Visit()
        self.state = ApprovalsState()

    def enter(self) -> None:
        self._visit = visit = _Visit()
        who = self._sign_in.current
        name = "" if who is None else who.credential_id
        self.state = ApprovalsState(signed_in=name, by_name=self.state.by_name)
        self._show()
        self._run(self._sign_in.credentials, lambda answer: self._know(visit, answer))
        self._ask()

    def leave(self) -> None:
        self._visit = _Visit()
        self.state = ApprovalsState(by_name=self.state.by_name)

    # --- looking -----------------------------------------------------------------------------------------------------

    def look(self, enrollment_id: EnrollmentId) -> None:
        """Show one: only what was looked at can be ticked."""
        if enrollment_id == self.state.current and self.state.views:
            return
        self._show(current=enrollment_id, views=())
        self._view.show_pictures({})
        visit, enroll = self._visit, self._enroll

        def load() -> _Looked:
            return _load(enroll, enrollment_id)

        self._run(load, lambda answer: self._looked(visit, enrollment_id, answer))

    def _looked(
        self,
        visit: _Visit,
        enrollment_id: EnrollmentId,
        answer: _Looked | Problem,
    ) -> None:
        if visit is not self._visit or enrollment_id != self.state.current:
            return
        looked = _Looked(problem=answer) if isinstance(answer, Problem) else answer
        if looked.problem is None:
            visit.seen.add(enrollment_id)  # shown with everybody and all pictures
        self._view.show_pictures(looked.pictures)
        self._show(views=looked.views, problem=looked.problem)

    # --- choosing ----------------------------------------------------------------------------------------------------

    def choose(self, credential_id: str) -> None:
        """Who answers: what they had a hand in cannot be ticked."""
        self._show(officer=credential_id)

    def tick(self, enrollment_id: EnrollmentId, on: bool) -> None:
        self._show(
            rows=tuple(
                replace(row, ticked=on and row.can_be_ticked) if row.case.enrollment_id == enrollment_id else row
                for row in self.state.rows or ()
            )
        )

    def tick_all(self) -> None:
        """All that are shown and were looked at; none where all are ticked already."""
        shown = self.state.shown
        on = any(row.can_be_ticked and not row.ticked for row in shown)
        rows = self.state.rows or ()
        self._show(rows=tuple(replace(row, ticked=on and row.can_be_ticked) if row in shown else row for row in rows))

    def find(self, typed: str, by_name: bool) -> None:
        """Those who are called so; in the order in which they wait, or of names."""
        self._show(typed=typed, by_name=by_name)

    # --- deciding ----------------------------------------------------------------------------------------------------

    def approve(self, pin: str) -> None:
        """All that are ticked, with one PIN. It is kept nowhere."""
        which, officer, visit = self.state.ticked, self.state.officer, self._visit
        if self.state.task is not None or not which or not officer:
            return
        self._show(task=Task.APPROVING, problem=None, done=0, of=len(which))

        def told(_: Outcome) -> None:
            self._post(lambda: self._one_more(visit))

        self._run(
            lambda: self._approvals.approve(which, officer, pin, told), lambda answer: self._approved(visit, answer)
        )

    def _one_more(self, visit: _Visit) -> None:
        if visit is self._visit:
            self._show(done=self.state.done + 1)

    def _approved(self, visit: _Visit, answer: tuple[Outcome, ...] | Problem) -> None:
        if visit is not self._visit:
            return
        if isinstance(answer, Problem):
            self._show(task=None, problem=answer)
            self._view.refused()
            return
        visit.problems |= {each.enrollment_id: each.problem for each in answer if each.problem is not None}
        sent = sum(each.sealed is not None for each in answer)
        self._show(task=None, problem=next(iter(visit.problems.values()), None), sent=self.state.sent + sent)
        self._view.said()
        self._ask()

    def forget_problem(self) -> None:
        """Something else is begun."""
        self._show(problem=None)

    def refuse(self, refusal: Refusal, pin: str) -> None:
        """One person of the case that is looked at. The PIN is needed where the officer is not who is signed in."""
        state, visit, approvals = self.state, self._visit, self._approvals
        if state.task is not None or not state.views or not state.officer:
            return
        people = [each.enrollment.enrollment_id for each in state.views]
        which = answer_of(lambda: whose(people, refusal.person))
        if isinstance(which, Problem):
            self._show(problem=which)
            return
        if state.officer != state.signed_in and not pin:
            self._view.refused()  # an empty PIN would cost a try
            return
        who, typed = ("", "") if state.officer == state.signed_in else (state.officer, pin)

        def call() -> EnrollResult:
            if refusal.items:
                return approvals.send_back(which, refusal.items, refusal.reasons, refusal.note, who, typed)
            return approvals.reject(which, refusal.reasons, refusal.note, who, typed)

        self._show(task=Task.DECIDING, problem=None)
        self._run(call, lambda answer: self._refused(visit, answer))

    def reopen(self, pin: str) -> None:
        """The one looked at, that was rejected: by who sits here, and whoever is chosen and types their PIN."""
        state, visit, approvals = self.state, self._visit, self._approvals
        rejected = [each.enrollment.enrollment_id for each in state.views if _rejected(each)]
        if state.task is not None or not rejected or not state.officer or not pin:
            return

        def call() -> EnrollResult:
            """Of people who came together each that was rejected."""
            answers = (approvals.reopen(each, state.officer, pin) for each in rejected)
            return next((each for each in answers if isinstance(each, Problem)), state.views[0])

        self._show(task=Task.DECIDING, problem=None)
        self._run(call, lambda answer: self._refused(visit, answer))

    def _refused(self, visit: _Visit, answer: EnrollResult) -> None:
        if visit is not self._visit:
            return
        if isinstance(answer, Problem):
            self._show(task=None, problem=answer)
            self._view.refused()
            return
        self._show(task=None, current=None, views=())
        self._view.said()
        self._ask()

    # --- inside ------------------------------------------------------------------------------------------------------

    def _ask(self) -> None:
        visit = self._visit
        self._run(self._approvals.queue, lambda answer: self._found(visit, answer))

    def _found(self, visit: _Visit, answer: tuple[DraftSummary, ...] | Problem) -> None:
        if visit is not self._visit:
            return
        if isinstance(answer, Problem):
            self._show(rows=(), problem=answer)
            return
        ticked, ids = frozenset(self.state.ticked), [case.enrollment_id for case in answer]
        self._show(rows=tuple(Row(case, ticked=case.enrollment_id in ticked) for case in answer))
        if self.state.current not in ids:
            self._view.show_pictures({})
            self._show(current=None, views=())
            if ids:
                self.look(next((row.case.enrollment_id for row in self.state.rows or () if not row.seen), ids[0]))

    def _know(self, visit: _Visit, answer: tuple[CredentialView, ...] | Problem) -> None:
        if visit is not self._visit:
            return
        if isinstance(answer, Problem):
            self._show(problem=answer)
            return
        visit.credentials = answer
        self._show()

    def _offered(self, state: ApprovalsState) -> ApprovalsState:
        """Who may answer for what is looked at: for approving it, whoever sits here first; for reopening it, somebody
        beside them."""
        again = state.row is not None and state.row.rejected
        officers = officers_among(self._visit.credentials, Act.REOPEN if again else Act.APPROVE)
        ids = [each.credential.credential_id for each in officers]
        first = [each for each in ids if (each == state.signed_in) is not again] or ids
        same = again is self._visit.again and state.officer in ids
        self._visit.again = again
        return replace(state, officers=officers, officer=state.officer if same else next(iter(first), ""))

    def _show(self, **changes: object) -> None:
        """Rows follow from what was seen, who was chosen and what went wrong."""
        state = replace(self.state, **changes)  # type: ignore[arg-type]  # names and kinds are those of the fields
        state = self._offered(state)
        if state.rows is not None:
            state = replace(state, rows=tuple(self._row(row, state) for row in state.rows))
        self.state = state
        self._view.show_state(state)

    def _row(self, row: Row, state: ApprovalsState) -> Row:
        which = row.case.enrollment_id
        chosen = [each.credential for each in state.officers if each.credential.credential_id == state.officer]
        own = any(same_person(who, each) for who in chosen for each in row.case.involved)
        row = replace(row, seen=which in self._visit.seen, own=own, problem=self._visit.problems.get(which))
        return row if row.can_be_ticked else replace(row, ticked=False)


def _rejected(view: EnrollmentView) -> bool:
    decision = view.enrollment.decision
    return decision is not None and decision.kind is DecisionKind.REJECTED


def _load(enroll: EnrollService, enrollment_id: EnrollmentId) -> _Looked:
    """On the work thread: everybody whose case it is, with all their pictures."""
    first = enroll.view(enrollment_id)
    if isinstance(first, Problem):
        return _Looked(problem=first)
    others = [enroll.view(each.enrollment_id) for each in first.people if each.enrollment_id != enrollment_id]
    views, pictures = [first], dict[Digest, NDArray[np.uint8]]()
    for view in (first, *others):
        if isinstance(view, Problem):
            return _Looked(tuple(views), pictures, view)
        found, problem = fetch_all(enroll.image, view)
        pictures |= found
        if problem is not None:
            return _Looked(tuple(views), pictures, problem)
        if view is not first:
            views.append(view)
    return _Looked(tuple(views), pictures)
