"""What a page has of it: a button that is there while something is to be proven, and the sheet, made when first asked
for."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray
from PySide6.QtWidgets import QWidget

from station.domain.errors import Problem
from station.domain.sample import Modality
from station.services.views import EnrollmentView
from ui.bridge import Bridge
from ui.messages import say
from ui.proof.presenter import Phase, ProofPresenter, ProofState
from ui.proof.sheet import ProofSheet
from ui.widgets.buttons import Button
from ui.widgets.commands import Command, command_of

if TYPE_CHECKING:
    from station.bootstrap import Station

KEY = "F"


class Shell(Protocol):
    """What it asks of the window (`ui.pages.base.ShellApi`)."""

    def show_problem(self, problem: Problem | None) -> None: ...
    def update(self, view: EnrollmentView) -> None: ...
    def action_changed(self) -> None: ...


class Proving:
    """rests: the page's own camera or pad lets go before the sheet opens. goes_on: it was closed."""

    def __init__(
        self,
        page: QWidget,
        what: Modality,
        station: "Station",
        bridge: Bridge,
        shell: Shell,
        rests: Callable[[], object],
        goes_on: Callable[[], object],
    ) -> None:
        self._page, self._shell, self._rests, self._goes_on = page, shell, rests, goes_on
        self.button = Button("proof.button.open", "secondary", "warning", keys=KEY)
        self.button.clicked.connect(self.open)
        self.button.hide()
        self.sheet: ProofSheet | None = None
        self.presenter = ProofPresenter(
            self,
            what,
            station.capture,
            station.proofs,
            lambda: station.sign_in.credentials(),
            station.enroll.image,
            station.diagnose,
            bridge.post,
            partial(bridge.run, station.work),
        )

    # --- the page ------------------------------------------------------------------------------------------------

    @property
    def is_open(self) -> bool:
        return self.presenter.state.phase is not Phase.CLOSED

    @property
    def is_asked(self) -> bool:
        return bool(self.presenter.state.proven.asked)

    def open(self) -> None:
        if self.is_open or not self.is_asked:
            return
        if self.sheet is None:
            self.sheet = ProofSheet(self._page, self.presenter.press, self.presenter.confirm, self.close)
            self.sheet.asked.changed.connect(self._shell.action_changed)
        self._rests()
        self.presenter.open()
        self._shell.action_changed()

    def close(self) -> bool:
        """False where it was closed already."""
        if not self.presenter.close():
            return False
        self._goes_on()
        self.button.setFocus()
        self._shell.action_changed()
        return True

    def primary(self) -> bool:
        """Ctrl+Enter, while it is open: the page's own is not meant."""
        if self.is_open and self.sheet is not None:
            self.sheet.primary()
            return True
        return False

    def primary_key(self) -> str | None:
        """Of the words of what Ctrl+Enter does in it; None while it is closed."""
        return self.sheet.primary_key() if self.is_open and self.sheet is not None else None

    def space(self) -> bool:
        """True while it is open: the page's own camera is not meant."""
        if self.is_open:
            self.presenter.press()
        return self.is_open

    def command(self) -> Command:
        """For the page that has it."""
        return command_of(self.button, KEY, words=say("proof.keys"))

    # --- ProofView -----------------------------------------------------------------------------------------------

    def show_state(self, state: ProofState) -> None:
        self.button.setVisible(bool(state.proven.asked))
        self.button.set_icon("warning" if state.proven.missing else "done")
        if self.sheet is not None:
            self.sheet.show_state(state)

    def show_frame(self, pixels: NDArray[np.uint8]) -> None:
        if self.sheet is not None:
            self.sheet.show_frame(pixels)

    def freeze(self, pixels: NDArray[np.uint8]) -> None:
        if self.sheet is not None:
            self.sheet.freeze(pixels)

    def enrollment_changed(self, view: EnrollmentView) -> None:
        self._shell.update(view)

    def tell(self, problem: Problem) -> None:
        self._shell.show_problem(problem)
