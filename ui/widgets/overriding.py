"""What a page does about samples that a rule refused: the best is kept, taken with a reason, answered for. No Qt."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from station.acts import Act, who_may
from station.domain.capture import PortraitCandidate
from station.domain.enrollment import EnrollmentId
from station.domain.errors import Problem
from station.domain.operator import Operator
from station.domain.override import OverrideReason, Unfit
from station.services.views import CredentialView, EnrollmentView, EnrollResult
from ui.keeping import Keeper
from ui.threads import Run
from ui.widgets.officer_model import Officer, officers_among


@dataclass(frozen=True)
class Taken:
    """Why it is taken. officer, pin: of who answers at once; empty where it is only proposed, or who sits here may."""

    reason: OverrideReason
    note: str = ""
    officer: str = ""
    pin: str = ""


@dataclass(frozen=True)
class Answered:
    """What somebody of the State says to what was proposed. officer, pin: as above."""

    accept: bool
    officer: str = ""
    pin: str = ""


class Overrides(Protocol):
    def keep(self, enrollment_id: EnrollmentId, candidate: PortraitCandidate, /) -> EnrollResult: ...
    def propose(
        self, enrollment_id: EnrollmentId, sample: str, reason: OverrideReason, note: str, /
    ) -> EnrollResult: ...
    def override(
        self, enrollment_id: EnrollmentId, sample: str, reason: OverrideReason, note: str, officer: str, pin: str, /
    ) -> EnrollResult: ...
    def settle(
        self, enrollment_id: EnrollmentId, sample: str, /, *, accept: bool, credential_id: str, pin: str
    ) -> EnrollResult: ...


class SignIn(Protocol):
    @property
    def current(self) -> Operator | None: ...
    def credentials(self) -> tuple[CredentialView, ...]: ...


class Sheet(Protocol):
    def open_for(self, unfit: Unfit, *, alone: bool) -> None:
        """alone: who sits here may answer for it."""

    def show_officers(self, officers: Sequence[Officer]) -> None: ...
    def refused(self, problem: Problem) -> None: ...
    def close(self) -> object: ...


class Overriding:
    """Lives on the UI thread."""

    def __init__(
        self,
        sheet: Sheet,
        overrides: Overrides,
        sign_in: SignIn,
        run: Run,
        changed: Callable[[EnrollmentView], None],
        tell: Callable[[Problem], None],
    ) -> None:
        """changed: the draft is another now. tell: what went wrong, over the page."""
        self._sheet, self._overrides, self._sign_in, self._run = sheet, overrides, sign_in, run
        self._changed, self._tell = changed, tell
        self._asked: tuple[EnrollmentId, Unfit] | None = None

    def ask(self, view: EnrollmentView, unfit: Unfit) -> None:
        """What is refused and may be taken, or what waits for an answer."""
        self._asked = view.enrollment.enrollment_id, unfit
        self._sheet.open_for(unfit, alone=self._may_answer)
        self._run(self._sign_in.credentials, self._know)

    def take(self, taken: Taken) -> None:
        if self._asked is None:
            return
        (which, unfit), overrides = self._asked, self._overrides

        def call() -> EnrollResult:
            if not taken.officer and not self._may_answer:
                return overrides.propose(which, unfit.sample, taken.reason, taken.note)
            return overrides.override(which, unfit.sample, taken.reason, taken.note, taken.officer, taken.pin)

        self._run(call, self._answered)

    def answer(self, said: Answered) -> None:
        if self._asked is None:
            return
        (which, unfit), settle = self._asked, self._overrides.settle
        self._run(
            lambda: settle(which, unfit.sample, accept=said.accept, credential_id=said.officer, pin=said.pin),
            self._answered,
        )

    def drop(self) -> None:
        """The page is left."""
        self._asked = None
        self._sheet.close()

    @property
    def _may_answer(self) -> bool:
        who = self._sign_in.current
        return who is not None and bool(who.roles.intersection(who_may(Act.OVERRIDE)))

    def _know(self, answer: tuple[CredentialView, ...] | Problem) -> None:
        if isinstance(answer, Problem):
            self._tell(answer)
            return
        self._sheet.show_officers(officers_among(answer, Act.OVERRIDE))

    def _answered(self, answer: EnrollResult) -> None:
        if isinstance(answer, Problem):
            self._tell(answer)
            self._sheet.refused(answer)
            return
        self._asked = None
        self._sheet.close()
        self._changed(answer)


class Refused:
    """Portraits that were refused and may be taken: each goes into the draft at once, as what was captured does."""

    def __init__(
        self, run: Run, overrides: Overrides, changed: Callable[[EnrollmentView], None], tell: Callable[[Problem], None]
    ) -> None:
        self._changed, self._tell = changed, tell
        self._keeper: Keeper[PortraitCandidate] = Keeper(run, overrides.keep, self._kept, self._failed)

    def open(self, enrollment_id: EnrollmentId) -> None:
        self._keeper.open(enrollment_id)

    def keep(self, candidate: PortraitCandidate) -> None:
        self._keeper.keep(candidate)

    def settle(self) -> None:
        self._keeper.settle()

    def leave(self) -> None:
        self._keeper.settle()
        self._keeper.close()

    def forget(self) -> None:
        self._keeper.forget()

    def _kept(self, candidate: PortraitCandidate, view: EnrollmentView, *, newest: bool) -> None:
        self._changed(view)

    def _failed(self, candidate: PortraitCandidate, problem: Problem, *, newest: bool) -> None:
        self._tell(problem)
