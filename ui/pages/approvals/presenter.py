"""What the page of approvals does: the list, the case looked at, approving those ticked, saying no. No Qt."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from station.domain.decision import DecisionKind
from station.domain.enrollment import EnrollmentId
from station.domain.errors import Problem
from station.services.approvals import Outcome, seen_in
from station.services.deciding import NotWhatWasSeen, whose
from station.services.door import answer_of
from station.services.views import CredentialView, EnrollmentView, EnrollResult
from ui.pages.approvals.answering import Answering
from ui.pages.approvals.listing import Cases, Listing, cases_of
from ui.pages.approvals.looked import Looked, look_at
from ui.pages.approvals.narrowing import Narrowing, offered
from ui.pages.approvals.services import ApprovalsService, ApprovalsView, EnrollService, SignInService
from ui.pages.approvals.state import ApprovalsState, Refusal, Task
from ui.threads import Post, Run


@dataclass
class _Visit:
    """What is known since the page was entered; answers of an earlier visit change nothing. wanted: which is to be
    looked at: whoever goes on does not wait for what they passed."""

    answering: Answering = field(default_factory=Answering)
    listing: Listing = field(default_factory=Listing)
    wanted: EnrollmentId | None = None


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
        today: Callable[[], date] = date.today,
    ) -> None:
        self._today = today
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
        self.state = ApprovalsState(by_name=self.state.by_name)  # neither a name nor a filter stays

    # --- looking -----------------------------------------------------------------------------------------------------

    def look(self, enrollment_id: EnrollmentId) -> None:
        """Show one."""
        if enrollment_id == self.state.current and self.state.views:
            return
        visit, enroll = self._visit, self._enroll
        visit.wanted = enrollment_id
        self._view.show_pictures({})
        self._show(current=enrollment_id, views=())

        def load() -> Looked | None:
            return look_at(enroll, enrollment_id) if visit.wanted == enrollment_id else None

        self._run(load, lambda answer: self._looked(visit, enrollment_id, answer))

    def seen(self) -> None:
        """All of the case that is looked at was on the screen: only such a one can be ticked, as it stood then."""
        state = self.state
        if state.current is not None and state.views and state.problem_of_case is None:
            self._visit.listing.seen.setdefault(state.current, seen_in(state.views))
            self._show()

    def _looked(
        self,
        visit: _Visit,
        enrollment_id: EnrollmentId,
        answer: Looked | Problem | None,
    ) -> None:
        if visit is not self._visit or enrollment_id != self.state.current or answer is None:
            return
        looked = Looked(problem=answer) if isinstance(answer, Problem) else answer
        if visit.listing.seen.get(enrollment_id) not in (None, seen_in(looked.views)):
            del visit.listing.seen[enrollment_id]  # signed anew since
        self._view.show_pictures(looked.pictures)
        self._show(views=looked.views, problem=looked.problem, tried=None, problem_of_case=looked.problem)

    # --- choosing ----------------------------------------------------------------------------------------------------

    def choose(self, credential_id: str) -> None:
        """Who answers: what they had a hand in cannot be ticked."""
        self._show(officer=credential_id, problem=None)  # what the former's key said is not theirs

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
        meant = {row.case.enrollment_id for row in shown if row.can_be_ticked and row.ticked is not on}
        rows = self.state.rows or ()
        self._show(rows=tuple(replace(row, ticked=on) if row.case.enrollment_id in meant else row for row in rows))

    def find(self, typed: str, by_name: bool) -> None:
        """Those who are called so; in the order in which they wait, or of names."""
        self._narrow(replace(self.state.narrow, typed=typed), by_name)

    def narrow(self, chosen: Mapping[str, str]) -> None:
        """Those of which all of this holds."""
        self._narrow(replace(self.state.narrow, chosen=dict(chosen)), self.state.by_name)

    def offered(self) -> Mapping[str, tuple[tuple[str, str], ...]]:
        """By what the list can be narrowed, in the language in use."""
        return offered(self._visit.listing.cases.waiting, self._today())

    def _narrow(self, narrow: Narrowing, by_name: bool) -> None:
        listing, rows = self._visit.listing, self.state.rows
        if rows is not None and by_name != self.state.by_name:
            rows = listing.ordered(rows, by_name=by_name)
        self._show(rows=rows, narrow=narrow, by_name=by_name, found=listing.found(narrow, self._today()))

    # --- deciding ----------------------------------------------------------------------------------------------------

    def approve(self, pin: str) -> None:
        """All that are ticked, with one PIN. It is kept nowhere."""
        officer, visit = self.state.officer, self._visit
        which = {each: visit.listing.seen[each] for each in self.state.ticked}
        if self.state.task is not None or not which or not officer:
            return
        self._show(task=Task.APPROVING, problem=None, tried=_chosen(self.state), done=0, of=len(which))

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
        problems = {each.enrollment_id: each.problem for each in answer if each.problem is not None}
        visit.listing.problems |= problems
        stale = [each for each, problem in problems.items() if problem.code == NotWhatWasSeen.code]
        for each in stale:
            del visit.listing.seen[each]
        if self.state.current in stale:
            self._show(current=None, views=())
        sent = [each.enrollment_id for each in answer if each.sealed is not None]
        problem = next(iter(visit.listing.problems.values()), None)
        self._show(task=None, problem=problem, sent=self.state.sent + len(sent))
        self._view.said()
        self._done_with(sent, all_known=len(sent) == len(answer))

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

        self._show(task=Task.DECIDING, problem=None, tried=_chosen(self.state))
        self._run(call, lambda answer: self._refused(visit, answer, state.current if refusal.items else None))

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

        self._show(task=Task.DECIDING, problem=None, tried=_chosen(self.state))
        self._run(call, lambda answer: self._refused(visit, answer))

    def _refused(self, visit: _Visit, answer: EnrollResult, left: EnrollmentId | None = None) -> None:
        """left: what waits no more by it."""
        if visit is not self._visit:
            return
        if isinstance(answer, Problem):
            self._show(task=None, problem=answer)
            self._view.refused()
            return
        self._show(task=None, current=None, views=())
        self._view.said()
        self._done_with(() if left is None else (left,), all_known=left is not None)

    # --- inside ------------------------------------------------------------------------------------------------------

    def _done_with(self, cases: Collection[EnrollmentId], *, all_known: bool) -> None:
        """Of hundreds none is opened once more where it is known what became of each."""
        if all_known:
            self._found(self._visit, self._visit.listing.cases.without(cases))
        else:
            self._ask()

    def _ask(self) -> None:
        visit = self._visit

        def ask() -> Cases | Problem:
            answer = self._approvals.queue()
            return answer if isinstance(answer, Problem) else cases_of(answer)

        self._run(ask, lambda answer: self._found(visit, answer))

    def _found(self, visit: _Visit, answer: Cases | Problem) -> None:
        if visit is not self._visit:
            return
        if isinstance(answer, Problem):
            self._show(rows=(), problem=answer, tried=None)
            return
        listing, state = visit.listing, self.state
        listing.take(answer)
        rows = listing.ordered(state.rows or (), by_name=state.by_name)
        self._show(rows=rows, found=listing.found(state.narrow, self._today()))
        if self.state.row is None:
            self._view.show_pictures({})
            self._show(current=None, views=(), problem_of_case=None)
            if shown := self.state.shown:
                self.look(next((row for row in shown if not row.seen), shown[0]).case.enrollment_id)

    def _know(self, visit: _Visit, answer: tuple[CredentialView, ...] | Problem) -> None:
        if visit is not self._visit:
            return
        if isinstance(answer, Problem):
            self._show(problem=answer, tried=None)
            return
        visit.answering.known = answer
        self._show()

    def _show(self, **changes: object) -> None:
        """Rows follow from what was seen, who was chosen and what went wrong."""
        state = replace(self.state, **changes)  # type: ignore[arg-type]  # names and kinds are those of the fields
        state = self._visit.answering.offered(state)
        if state.rows is not None:
            state = replace(state, rows=self._visit.listing.as_it_stands(state.rows, _chosen(state)))
        self.state = state
        self._view.show_state(state)


def _rejected(view: EnrollmentView) -> bool:
    decision = view.enrollment.decision
    return decision is not None and decision.kind is DecisionKind.REJECTED


def _chosen(state: ApprovalsState) -> CredentialView | None:
    """Who answers."""
    found = (each.credential for each in state.officers)
    return next((each for each in found if each.credential_id == state.officer), None)
