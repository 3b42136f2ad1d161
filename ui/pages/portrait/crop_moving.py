"""What the page has of it: a button while a portrait is kept, its keys, and the sheet, made when first asked for."""

from collections.abc import Callable
from typing import Protocol

from PySide6.QtWidgets import QWidget

from station.domain.errors import Problem
from station.services.views import EnrollmentView
from ui.messages import say
from ui.pages.portrait.crop_presenter import CropPresenter, Crops, CropState, Phase
from ui.pages.portrait.crop_sheet import CropSheet
from ui.threads import Run
from ui.widgets.buttons import Button
from ui.widgets.commands import Command, command_of, not_now

KEY = "A"


class Shell(Protocol):
    """What it asks of the window (`ui.pages.base.ShellApi`)."""

    def show_problem(self, problem: Problem | None) -> None: ...
    def update(self, view: EnrollmentView) -> None: ...
    def action_changed(self) -> None: ...


class Moving:
    """of: the enrollment shown. moved: another crop is kept."""

    def __init__(
        self,
        page: QWidget,
        crops: Crops,
        run: Run,
        shell: Shell,
        of: Callable[[], EnrollmentView | None],
        moved: Callable[[], object],
    ) -> None:
        self._page, self._shell, self._of, self._moved = page, shell, of, moved
        self.button = Button("portrait.button.adjust", "secondary", "edit", keys=KEY)
        self.button.clicked.connect(self.open)
        self.button.hide()
        self.sheet: CropSheet | None = None
        self.presenter = CropPresenter(self, crops, run)

    @property
    def is_open(self) -> bool:
        return self.presenter.state.phase is not Phase.CLOSED

    def open(self) -> None:
        view = self._of()
        if view is None or self.is_open:
            return
        if self.sheet is None:
            self.sheet = CropSheet(self._page, self.presenter)
        self.presenter.open(view)

    def close(self) -> bool:
        """False where it was closed already."""
        return self.presenter.close()

    def primary(self) -> bool:
        """Ctrl+Enter, while it is open: the page's own is not meant."""
        self.presenter.take()
        return self.is_open

    def primary_key(self) -> str | None:
        return "portrait.crop.take" if self.is_open else None

    def commands(self) -> tuple[Command, ...]:
        """For the page that has it. The others are the sheet's, which F1 and the search need not know."""
        undo = Command(("Ctrl+Z",), say("portrait.crop.undo"), self.presenter.undo, not_now(lambda: self.is_open))
        return command_of(self.button, KEY, words=say("portrait.keys.adjust")), undo

    # --- CropView ------------------------------------------------------------------------------------------------

    def show_state(self, state: CropState) -> None:
        if self.sheet is not None:
            was_open = self.sheet.isVisible()
            self.sheet.show_state(state)
            if was_open and not self.is_open:
                self.button.setFocus()
        self._shell.action_changed()

    def enrollment_changed(self, view: EnrollmentView) -> None:
        self._shell.update(view)
        now = self._of()
        if now is not None and now.enrollment.enrollment_id == view.enrollment.enrollment_id:
            self._moved()

    def tell(self, problem: Problem) -> None:
        self._shell.show_problem(problem)
