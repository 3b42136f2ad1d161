"""Puts the window that faces the applicant where it belongs: on a second screen, or over the operator's when asked."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, QRect, QTimer
from PySide6.QtGui import QGuiApplication, QScreen
from PySide6.QtWidgets import QWidget

from station.domain.citizen_view import BLANK, CitizenView
from station.domain.errors import Problem
from station.services.views import EnrollmentView
from ui.citizen.window import CitizenWindow
from ui.citizen.words import notice_version
from ui.facing import Facing, Ink
from ui.messages import language, say
from ui.shell.applicant import Applicant
from ui.shell.applicant_sheet import ApplicantSheet
from ui.shell.frame import Frame
from ui.shell.memory import Memory
from ui.threads import Run

if TYPE_CHECKING:
    from station.bootstrap import Station


def other_screen(screens: Sequence[QScreen], own: QScreen | None) -> QScreen | None:
    """The first that is not the operator's; one that only repeats the operator's is none."""
    for screen in screens:
        if screen is not own and (own is None or screen.geometry() != own.geometry()):
            return screen
    return None


class FacesApplicant(QObject):
    """On the UI thread, until `stop`. The window is made when there is a screen for it, or somebody asks."""

    def __init__(
        self,
        shell: QWidget,
        station: "Station",
        frame: Frame,
        facing: Facing,
        run: Run,
        update: Callable[[EnrollmentView], None],
        memory: Memory,
    ) -> None:
        super().__init__(shell)
        self._shell, self._frame, self._update, self._memory = shell, frame, update, memory
        self._view = BLANK
        self.window: CitizenWindow | None = None
        self.over = False  # it stands over the operator's window
        self.applicant = Applicant(
            self,
            self,
            station.belongings,
            station.receipts,
            station.feedback,
            run,
            date.today,
            facing,
            notice_version,
            language,
        )
        self.sheet = ApplicantSheet(frame, frame.rail.applicant, self.applicant, self)
        frame.rail.applicant.clicked.connect(self.sheet.open_now)
        app = QGuiApplication.instance()
        if isinstance(app, QGuiApplication):
            app.screenAdded.connect(self.place)
            app.screenRemoved.connect(self._screen_gone)
        handle = shell.windowHandle()
        if handle is not None:
            handle.screenChanged.connect(self.place)
        self.place()

    def stop(self) -> None:
        """The station is about to end."""
        self.applicant.away()
        self.sheet.close()
        if self.window is not None:
            self.window.voice.end()
            self.window.hide()
            self.window.deleteLater()
            self.window = None

    # --- where it stands ---------------------------------------------------------------------------------------------

    def place(self, _: QScreen | None = None) -> None:
        """Screens came or went, or the operator's window stands on another one."""
        screen = self.second
        if screen is not None and self.uses_second:
            self.over = False
            self._made().stand_on(screen)
            if self._shell.isVisible():
                self._shell.activateWindow()  # whoever shows a window is given the keyboard by some desktops
        elif self.window is not None and not self.over:
            self.window.hide()

    @property
    def on_second(self) -> bool:
        return self.window is not None and self.window.isVisible() and not self.over

    def show_over(self) -> None:
        """Where there is no second screen: over the operator's window, until Esc."""
        self.over = True
        self._made().stand_over(QRect(self._shell.geometry()))

    def put_back(self) -> None:
        """The operator's window is free again; a second screen goes on."""
        if not self.over or self.window is None:
            return
        self.over = False
        self.window.hide()
        self._shell.activateWindow()
        self.place()

    @property
    def second(self) -> QScreen | None:
        """The screen for it, where there is one."""
        return other_screen(QGuiApplication.screens(), self._shell.screen())

    @property
    def uses_second(self) -> bool:
        """Whether a second screen is the applicant's; else it is left to the operator."""
        return self._memory.now.second_screen

    def use_second(self, used: bool) -> None:
        self._memory.second_screen(used)
        self.place()

    def _screen_gone(self, _: QScreen) -> None:
        QTimer.singleShot(0, self, self.place)  # by then it is none of the screens any more

    def _made(self) -> CitizenWindow:
        if self.window is None:
            self.window = window = CitizenWindow()
            window.setWindowTitle(say("shell.window"))
            applicant = self.applicant
            window.language_chosen.connect(applicant.choose_language)
            window.agreed.connect(lambda: applicant.agree())
            window.wished.connect(applicant.wish)
            window.answered.connect(applicant.answer)
            window.pen_down.connect(applicant.pen_down)
            window.written.connect(self._written)
            window.again.connect(applicant.again)
            window.receipt_seen.connect(applicant.receipt_seen)
            window.rated.connect(applicant.rate)
            window.closed.connect(self.put_back)
            window.show_view(self._view)
        return self.window

    def _written(self) -> None:
        if self.window is not None:
            pad = self.window.signature.pad
            self.applicant.written(pad.points, pen=pad.with_pen)

    def toggle_voice(self) -> None:
        """By key, for who cannot reach the screen."""
        self._made().toggle_voice()

    def speaks(self) -> bool:
        """Whether a voice is there for the applicant's language."""
        return self._made().voice.speaks(self._view.language)

    # --- Window ------------------------------------------------------------------------------------------------------

    def show_view(self, view: CitizenView) -> None:
        self._view = view
        if self.window is not None:
            self.window.show_view(view)

    def show_picture(self, pixels: NDArray[np.uint8]) -> None:
        if self.window is not None:
            self.window.show_picture(pixels)

    def clear_picture(self) -> None:
        if self.window is not None:
            self.window.clear_picture()

    def show_ink(self, points: Ink, size_mm: tuple[float, float]) -> None:
        if self.window is not None:
            self.window.show_ink(points, size_mm)

    def close_ink(self, closed: bool) -> None:
        if self.window is not None:
            self.window.close_ink(closed)

    # --- Operator ----------------------------------------------------------------------------------------------------

    def update(self, view: EnrollmentView) -> None:
        self._update(view)

    def tell(self, problem: Problem) -> None:
        self._frame.banner.show_problem(problem)

    def changed(self) -> None:
        """The operator sees what the applicant wishes or doubts, and whether they were told of their rights."""
        view, talk = self.applicant.shown, self.applicant.talk
        self._frame.rail.show_told(told=self.applicant.told)
        if view.doubted:
            self._frame.banner.tell(say("applicant.doubted"), say("applicant.doubted_note"), "warn")
        elif talk is not None and talk.wished and not self._said_wish:
            self._frame.banner.tell(say("applicant.wished"), say("applicant.wished_note"), "info")
        elif talk is not None and self._said_wish and not talk.wished:
            self._frame.banner.tell(say("applicant.wish_back"), say("applicant.wish_back_note"), "info")
        self._said_wish = talk is not None and talk.wished
        self.sheet.refresh()

    _said_wish = False
