"""What pages may ask of the window: `ShellApi`, answered by the presenter and the frame."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from station.domain.errors import Problem
from station.domain.operator import Operator
from ui.shell.frame import Frame
from ui.shell.presenter import ShellPresenter

if TYPE_CHECKING:  # not before the window is there
    from station.domain.enrollment import EnrollmentId
    from station.services.views import EnrollmentView, SealedView


class Api:
    def __init__(self, frame: Frame, presenter: ShellPresenter, action_changed: Callable[[], None]) -> None:
        self._frame, self._presenter, self._action_changed = frame, presenter, action_changed

    def show_problem(self, problem: Problem | None, whose: str = "") -> None:
        self._frame.banner.show_problem(problem, whose)

    def update(self, view: "EnrollmentView") -> None:
        self._presenter.update(view)

    def go_next(self) -> None:
        self._presenter.go_next()

    def go_to(self, step: str) -> None:
        self._presenter.go_to(step)

    def turn_to(self, enrollment_id: "EnrollmentId") -> None:
        self._presenter.turn_to(enrollment_id)

    def busy(self, text_key: str | None, on_cancel: Callable[[], None] | None = None) -> None:
        self._frame.action_bar.show_progress(text_key, on_cancel)

    def action_changed(self) -> None:
        self._action_changed()

    def focus_primary(self) -> None:
        self._frame.action_bar.primary.setFocus()

    def open_enrollment(self, view: "EnrollmentView") -> None:
        self._presenter.open_enrollment(view)

    def show_sealed(self, enrollment: "EnrollmentView", sealed: "SealedView") -> None:
        self._presenter.show_sealed(enrollment, sealed)

    def go_home(self) -> None:
        self._presenter.go_home()

    def open_approvals(self) -> None:
        self._presenter.open_approvals()

    def open_day(self) -> None:
        self._presenter.open_day()

    def signed_in(self, operator: Operator) -> None:
        self._presenter.signed_in(operator)
