"""Decides which page is shown: sign-in, first page, a step of an enrollment, or its end. No Qt."""

from collections.abc import Callable
from itertools import takewhile
from typing import TYPE_CHECKING, Protocol

from station.domain.errors import Problem
from station.domain.operator import Operator
from ui.shell.memory import Memory
from ui.threads import Run

if TYPE_CHECKING:  # not before the window is there
    from station.domain.enrollment import EnrollmentId, Relation
    from station.services.draft_summary import DraftSummary
    from station.services.views import CredentialView, EnrollmentView, EnrollResult, SealedView
    from ui.widgets.officer_model import Officer


class ShellView(Protocol):
    def show_sign_in(self, locked_by: Operator | None) -> None:
        """locked_by: who locked the window; None at the start of the day."""

    def show_home(self) -> None: ...
    def show_step(self, view: "EnrollmentView") -> None:
        """Show the page of the step that `view` stands on."""

    def refresh(self, view: "EnrollmentView") -> None:
        """Same step, newer content."""

    def show_approvals(self) -> None: ...
    def show_day(self) -> None: ...
    def show_end(self, view: "EnrollmentView", sealed: "SealedView") -> None: ...
    def show_operator(self, operator: Operator | None) -> None: ...
    def show_problem(self, problem: Problem | None) -> None: ...
    def focus_primary(self) -> None:
        """Give the keyboard to what leads on."""

    @property
    def moving(self) -> bool:
        """The page that was asked for is not shown yet: what is seen is the one before it."""

    def settle(self) -> None:
        """Have the page hand over to the work thread, now, what was typed or captured on it."""

    def forget(self) -> None:
        """Have every page let go of what the operator before captured or typed."""


class EnrollService(Protocol):
    def drafts(self) -> "tuple[DraftSummary, ...] | Problem": ...
    def resume(self, enrollment_id: "EnrollmentId", /) -> "EnrollResult": ...
    def go_to(self, enrollment_id: "EnrollmentId", step: str, /) -> "EnrollResult": ...
    def read_zone(self, enrollment_id: "EnrollmentId | None", text: str, /) -> "EnrollResult": ...
    def add_person(self, enrollment_id: "EnrollmentId", relation: "Relation", /) -> "EnrollResult": ...
    def turn_to(self, enrollment_id: "EnrollmentId", /) -> "EnrollResult": ...
    def take_away(self, enrollment_id: "EnrollmentId", officer: str, pin: str, /) -> "EnrollResult": ...
    def take_over(self, enrollment_id: "EnrollmentId", /) -> "EnrollResult": ...
    def give_over(self, enrollment_id: "EnrollmentId", /) -> "EnrollResult": ...


class SignInService(Protocol):
    def sign_out(self) -> None: ...
    def credentials(self) -> "tuple[CredentialView, ...]": ...


class ShellPresenter:
    """On the UI thread. run: makes a call of a service on the work thread, and hands its answer back on the UI
    thread."""

    def __init__(
        self, view: ShellView, run: Run, enroll: EnrollService, sign_in: SignInService, memory: Memory
    ) -> None:
        self._view, self._run, self._enroll, self._sign_in, self._memory = view, run, enroll, sign_in, memory
        self.operator: Operator | None = None
        self.enrollment: EnrollmentView | None = None
        self._last: Operator | None = None  # who was signed in most recently

    # --- who ---------------------------------------------------------------------------------------------------------

    def start(self) -> None:
        self._view.show_sign_in(None)

    def signed_in(self, operator: Operator) -> None:
        if self._last is not None and operator.credential_id != self._last.credential_id:
            self._view.forget()
        self.operator = self._last = operator
        self._view.show_operator(operator)
        from station.domain.enrollment import EnrollmentId

        wanted = EnrollmentId(self._memory.now.enrollment_id)
        if wanted:
            self._run(lambda: self._pick(wanted), self._picked)
        else:
            self._view.show_home()

    def lock(self) -> None:
        """Lock the window: a PIN is needed to go on. The enrollment stays a draft, and is shown again after signing
        in."""
        if self.operator is None:
            return
        who, self.operator, self.enrollment = self.operator, None, None
        self._view.settle()
        self._run(self._sign_in.sign_out, self._signed_out)
        self._view.show_operator(None)
        self._view.show_sign_in(who)

    def _signed_out(self, answer: Problem | None) -> None:
        if answer is not None:
            self._view.show_problem(answer)

    def _pick(self, wanted: "EnrollmentId") -> "EnrollResult | None":
        """The draft that was open when the window was closed; None where it is no draft any more."""
        drafts = self._enroll.drafts()
        if isinstance(drafts, Problem):
            return drafts
        return self._enroll.resume(wanted) if any(draft.enrollment_id == wanted for draft in drafts) else None

    def _picked(self, result: "EnrollResult | None") -> None:
        if self.operator is None:
            return
        if result is None or isinstance(result, Problem):
            self.go_home()
            self._view.show_problem(result)
        else:
            self.open_enrollment(result)

    # --- where -------------------------------------------------------------------------------------------------------

    def open_enrollment(self, view: "EnrollmentView") -> None:
        self.enrollment = view
        self._memory.opened(view.enrollment.case_id)
        self._view.show_step(view)

    def update(self, view: "EnrollmentView") -> None:
        """Show a newer view of the enrollment. Ignored where another enrollment is shown by now."""
        if self.enrollment is None or view.enrollment.enrollment_id != self.enrollment.enrollment.enrollment_id:
            return
        moved = view.current != self.enrollment.current
        self.enrollment = view
        if moved:
            self._view.show_step(view)
        else:
            self._view.refresh(view)

    def go_to(self, step: str) -> None:
        if self.enrollment is None or step == self.enrollment.current or self._view.moving:
            return
        self._view.settle()
        enrollment_id = self.enrollment.enrollment.enrollment_id
        self._run(lambda: self._enroll.go_to(enrollment_id, step), self._arrived)

    def read_zone(self, text: str) -> None:
        """A reader sent it while the keyboard stood elsewhere. Of nobody's it is told to whom sits here, who may be
        nobody yet."""
        self._view.settle()
        which = None if self.enrollment is None else self.enrollment.enrollment.enrollment_id
        self._run(lambda: self._enroll.read_zone(which, text), self._zone_read)

    def _zone_read(self, result: "EnrollResult") -> None:
        """Where nothing is left to be said of the document, Enter leads on."""
        self._arrived(result)
        if not isinstance(result, Problem) and not result.step.problems:
            self._view.focus_primary()

    # --- those who came together -------------------------------------------------------------------------------------

    def add_person(self, relation: "Relation") -> None:
        """One more, at the first step. relation: to the first of them."""
        self._ask_together(lambda which: self._enroll.add_person(which, relation), self._opened)

    def turn_to(self, enrollment_id: "EnrollmentId") -> None:
        """To another of them, where they were left."""
        if self.enrollment is not None and enrollment_id != self.enrollment.enrollment.enrollment_id:
            self._ask_together(lambda _: self._enroll.turn_to(enrollment_id), self._opened)

    def ask_officers(self, found: "Callable[[tuple[Officer, ...]], None]") -> None:
        """Somebody who was signed is about to be taken away: who may answer for it?"""
        from station.acts import Act
        from ui.widgets.officer_model import officers_among

        def answer(credentials: "tuple[CredentialView, ...] | Problem") -> None:
            if isinstance(credentials, Problem):
                self._view.show_problem(credentials)
            else:
                found(officers_among(credentials, Act.DELETE))

        self._run(self._sign_in.credentials, answer)

    def take_away(self, officer: str, pin: str, refused: Callable[[Problem], None]) -> None:
        """Who is shown goes, with everything of theirs; it goes on with the one before. officer: credential, where
        somebody vouched for them."""

        def answer(result: "EnrollResult") -> None:
            self._opened(result)
            if isinstance(result, Problem):
                refused(result)

        self._ask_together(lambda which: self._enroll.take_away(which, officer, pin), answer)

    def take_over(self) -> None:
        """What is offered at this step."""
        self._ask_together(self._enroll.take_over, self._arrived)

    def give_over(self) -> None:
        """What is chosen at this step, for the others who are asked too."""
        self._ask_together(self._enroll.give_over, self._arrived)

    def _ask_together(
        self, ask: "Callable[[EnrollmentId], EnrollResult]", done: "Callable[[EnrollResult], None]"
    ) -> None:
        if self.enrollment is None or self._view.moving:
            return
        self._view.settle()
        which = self.enrollment.enrollment.enrollment_id
        self._run(lambda: ask(which), done)

    def _opened(self, result: "EnrollResult") -> None:
        if isinstance(result, Problem):
            self._view.show_problem(result)
        elif self.operator is not None and self.enrollment is not None:  # not left meanwhile
            self.open_enrollment(result)

    def go_next(self) -> None:
        """Go to the next step; or to an earlier one, where an answer given since makes that one ask for more."""
        asks = self._asks_again()
        if asks is not None:
            self.go_to(asks)
        else:
            self._go_by(1)

    def go_back(self) -> None:
        """Go to the step before; from the first step, and from a page that is no step, to the first page."""
        if self.enrollment is None:
            self.go_home()
        self._go_by(-1)

    def go_home(self) -> None:
        if self.operator is None:
            return
        self._view.settle()
        self.enrollment = None
        self._memory.closed()
        self._view.show_home()

    def open_approvals(self) -> None:
        self._open_beside(self._view.show_approvals)

    def open_day(self) -> None:
        self._open_beside(self._view.show_day)

    def _open_beside(self, show: Callable[[], None]) -> None:
        """A page that is no step: what was open stays a draft."""
        if self.operator is None:
            return
        self._view.settle()
        self.enrollment = None
        self._memory.closed()
        show()

    def show_sealed(self, view: "EnrollmentView", sealed: "SealedView") -> None:
        self.enrollment = None
        self._memory.closed()
        self._view.show_end(view, sealed)

    def _go_by(self, distance: int) -> None:
        if self.enrollment is None:
            return
        ids = [step.step_id for step in self.enrollment.steps]
        target = ids.index(self.enrollment.current) + distance
        if target < 0:
            self.go_home()
        elif target < len(ids):
            self.go_to(ids[target])

    def _asks_again(self) -> str | None:
        """The first step before this one that is not done any more, because an answer given later makes it ask for
        more."""
        if self.enrollment is None:
            return None
        here = self.enrollment.current
        before = takewhile(lambda step: step.step_id != here, self.enrollment.steps)
        return next((step.step_id for step in before if step.problems), None)

    def _arrived(self, result: "EnrollResult") -> None:
        if isinstance(result, Problem):
            self._view.show_problem(result)
        else:
            self.update(result)
