"""What the review page does: show everything, sign, have it approved by another person, seal and send."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from station.acts import Act
from station.domain.enrollment import EnrollmentId
from station.domain.errors import Problem
from station.domain.operator import CredentialId
from station.domain.sample import Digest
from station.services.views import CredentialView, EnrollmentView, EnrollResult, SealedView
from ui.pages.review.stage import Stage, of_each, stage_of
from ui.pictures import fetch_all
from ui.threads import Run
from ui.widgets.officer_model import Officer, officers_among


class Task(StrEnum):
    """What runs on the work thread."""

    SIGNING = "signing"
    LEAVING = "leaving"
    APPROVING = "approving"
    SEALING = "sealing"


@dataclass(frozen=True)
class ReviewState:
    stage: Stage
    task: Task | None
    view: EnrollmentView
    officers: tuple[Officer, ...]
    problem: Problem | None = None  # of the last act
    seen: bool = True
    """All that is signed was on the screen."""


class Enroll(Protocol):
    def sign(self, enrollment_id: EnrollmentId, /) -> EnrollResult: ...
    def approve(self, enrollment_id: EnrollmentId, officer: CredentialId, pin: str, /) -> EnrollResult: ...
    def approve_all(self, enrollment_id: EnrollmentId, officer: CredentialId, pin: str, /) -> EnrollResult: ...
    def seal(self, enrollment_id: EnrollmentId, /) -> SealedView | Problem: ...
    def image(self, enrollment_id: EnrollmentId, digest: Digest, /) -> bytes | Problem: ...


class Approvals(Protocol):
    def submit(self, enrollment_id: EnrollmentId, /) -> EnrollResult: ...
    def take_back(self, enrollment_id: EnrollmentId, /) -> EnrollResult: ...


class SignIn(Protocol):
    def credentials(self) -> tuple[CredentialView, ...]: ...


class ReviewView(Protocol):
    def show_state(self, state: ReviewState) -> None: ...
    def show_pictures(self, pictures: Mapping[Digest, NDArray[np.uint8]]) -> None: ...
    def enrollment_changed(self, view: EnrollmentView) -> None: ...
    def sealed(self, view: EnrollmentView, sealed: SealedView) -> None: ...
    def tell(self, problem: Problem) -> None: ...
    def left_for_officer(self) -> None:
        """The case waits; the operator goes on with somebody else."""


class ReviewPresenter:
    """Lives on the UI thread."""

    def __init__(self, view: ReviewView, enroll: Enroll, approvals: Approvals, sign_in: SignIn, run: Run) -> None:
        self._view, self._enroll, self._approvals = view, enroll, approvals
        self._sign_in, self._run = sign_in, run
        self._enrollment: EnrollmentView | None = None
        self._seen = False
        self._credentials: tuple[CredentialView, ...] = ()
        self._task: Task | None = None
        self._problem: Problem | None = None
        self._visit = 0  # counts how often the page was entered or left; answers of an earlier visit change nothing

    def enter(self, view: EnrollmentView) -> None:
        self._visit += 1
        self._task, self._problem, self._seen = None, None, False
        self._enrollment = view
        self._show()
        visit = self._visit
        self._run(self._sign_in.credentials, lambda answer: self._know(visit, answer))
        self._load_pictures(view, visit)

    def leave(self) -> None:
        self._visit += 1
        self._enrollment = None

    def refresh(self, view: EnrollmentView) -> None:
        if self._enrollment is not None:
            self._seen = self._seen and shown_of(view) == shown_of(self._enrollment)
            self._enrollment = view
            self._show()

    def seen(self, whole: bool) -> None:
        """Whether all that is signed was on the screen; before that nobody signs or approves it."""
        if whole is not self._seen:
            self._seen = whole
            self._show()

    @property
    def stage(self) -> Stage:
        return Stage.INCOMPLETE if self._enrollment is None else stage_of(self._enrollment)

    # --- the three acts ------------------------------------------------------------------------------------------

    def sign(self) -> None:
        """The signed-in operator signs the content as it stands."""
        view = self._enrollment
        if view is None or self._task is not None or self.stage is not Stage.SIGN or not self._seen:
            return
        visit = self._begin(Task.SIGNING)
        self._run(lambda: self._enroll.sign(view.enrollment.enrollment_id), lambda answer: self._changed(visit, answer))

    def approve(self, officer: CredentialId, pin: str) -> None:
        """The state officer approves with their own key. The PIN is kept nowhere."""
        view = self._enrollment
        if view is None or self._task is not None or self.stage not in (Stage.APPROVE, Stage.WAITING) or not self._seen:
            return
        visit = self._begin(Task.APPROVING)
        self._run(
            lambda: self._approved(view, officer, pin),
            lambda answer: self._changed(visit, answer),
        )

    def _approved(self, view: EnrollmentView, officer: CredentialId, pin: str) -> EnrollResult:
        """All who came together with one PIN."""
        act = self._enroll.approve_all if view.people else self._enroll.approve
        return act(view.enrollment.enrollment_id, officer, pin)

    def leave_for_officer(self) -> None:
        """No officer is here now: it waits for one, and the next applicant can come."""
        view = self._enrollment
        if view is None or self._task is not None or self.stage is not Stage.APPROVE:
            return
        visit = self._begin(Task.LEAVING)
        self._run(
            lambda: of_each(view, self._approvals.submit, waiting=False), lambda answer: self._left(visit, answer)
        )

    def _left(self, visit: int, answer: EnrollResult) -> None:
        self._changed(visit, answer)
        if visit == self._visit and not isinstance(answer, Problem):
            self._view.left_for_officer()

    def take_back(self) -> None:
        view = self._enrollment
        if view is None or self._task is not None or self.stage is not Stage.WAITING:
            return
        visit = self._begin(Task.LEAVING)
        self._run(
            lambda: of_each(view, self._approvals.take_back, waiting=True),
            lambda answer: self._changed(visit, answer),
        )

    def seal(self) -> None:
        """Seal and queue: from here on the packet's bytes never change."""
        view = self._enrollment
        if view is None or self._task is not None or self.stage is not Stage.SEAL:
            return
        visit = self._begin(Task.SEALING)
        self._run(
            lambda: self._enroll.seal(view.enrollment.enrollment_id), lambda answer: self._sealed(visit, view, answer)
        )

    # --- inside --------------------------------------------------------------------------------------------------

    def _begin(self, task: Task) -> int:
        self._task, self._problem = task, None
        self._show()
        return self._visit

    def _changed(self, visit: int, answer: EnrollResult) -> None:
        if visit != self._visit:
            if isinstance(answer, Problem):
                self._view.tell(answer)
            else:
                self._view.enrollment_changed(answer)
            return
        self._task = None
        if isinstance(answer, Problem):
            self._problem = answer
            self._show()
            return
        self._enrollment = answer
        self._show()
        self._view.enrollment_changed(answer)

    def _sealed(self, visit: int, view: EnrollmentView, answer: SealedView | Problem) -> None:
        if visit != self._visit:  # gone home meanwhile: nobody is called back from what they do now
            if isinstance(answer, Problem):
                self._view.tell(answer)
            return
        self._task = None
        if isinstance(answer, Problem):
            self._problem = answer
            self._show()
        else:
            self._view.sealed(view, answer)

    # --- what is shown -------------------------------------------------------------------------------------------

    def _know(self, visit: int, credentials: tuple[CredentialView, ...] | Problem) -> None:
        if isinstance(credentials, Problem):
            self._view.tell(credentials)
            return
        self._credentials = credentials
        if visit == self._visit:
            self._show()

    def _load_pictures(self, view: EnrollmentView, visit: int) -> None:
        def loaded(answer: tuple[dict[Digest, NDArray[np.uint8]], Problem | None] | Problem) -> None:
            if visit != self._visit:
                return
            pictures, problem = ({}, answer) if isinstance(answer, Problem) else answer
            self._view.show_pictures(pictures)
            if problem is not None:
                self._problem = problem
                self._show()

        self._run(lambda: fetch_all(self._enroll.image, view), loaded)

    def _show(self) -> None:
        if self._enrollment is not None:
            people = self._enrollment.people
            involved = [each for one in people for each in one.involved] or self._enrollment.enrollment.involved
            officers = officers_among(self._credentials, Act.APPROVE, involved)
            self._view.show_state(
                ReviewState(self.stage, self._task, self._enrollment, officers, self._problem, self._seen)
            )


def shown_of(view: EnrollmentView) -> tuple[object, ...]:
    """What is compared before it is signed."""
    return (*(step.lines for step in view.steps if not step.signs), *view.notices)
