"""What goes on beside the pages: those that come are made ahead, a window that nobody has a hand on locks, and whoever
needs protection is referred; the window that faces the applicant; and what a reader types reaches the case."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QMainWindow

from station.domain.clock import SystemClock
from station.domain.operator import Operator
from ui.shell.ahead import Ahead
from ui.shell.collector import Collector
from ui.shell.frame import Frame
from ui.shell.hands import Hands
from ui.shell.idle import Idle
from ui.shell.memory import Memory
from ui.shell.page_stack import PageStack
from ui.shell.presenter import ShellPresenter
from ui.shell.status import StationStatus
from ui.shell.wedge import Wedge
from ui.threads import Run

if TYPE_CHECKING:
    from station.bootstrap import Station
    from station.services.views import EnrollmentView


class Beside:
    """Until `stop`; from the start on."""

    def __init__(
        self,
        window: QMainWindow,
        station: "Station",
        frame: Frame,
        pages: PageStack,
        run: Run,
        presenter: ShellPresenter,
        status: StationStatus,
        memory: Memory,
    ) -> None:
        self._station, self._pages, self._status = station, pages, status

        def after(seconds: float, call: Callable[[], None]) -> None:
            QTimer.singleShot(round(seconds * 1000), window, call)

        self.idle = Idle(SystemClock().monotonic_s, after, self._say_left, presenter.lock)
        self._bar = frame.action_bar
        handle = window.windowHandle()
        self._collector = Collector()
        self._hands = Hands(handle, self.touched) if handle is not None else None
        self.wedge = Wedge(handle, presenter.read_zone) if handle is not None else None
        self.ahead = Ahead(pages, run, self._collector.begin)
        self.ahead.begin()
        self._refer(frame, presenter, run)
        self._face(window, frame, presenter, run, memory)

    def _refer(self, frame: Frame, presenter: ShellPresenter, run: Run) -> None:
        from ui.shell.refer_sheet import ReferSheet  # here: not before the window is there

        button, referrals = frame.rail.refer, self._station.referrals
        self.refer = ReferSheet(frame, button, referrals, run, presenter.update, frame.banner.show_problem)

        def ask() -> None:
            if presenter.operator is not None:
                self.refer.presenter.open(presenter.enrollment, presenter.operator.credential_id)

        button.clicked.connect(ask)
        self._pages.floating = self.refer.presenter.settle

    def _face(self, window: QMainWindow, frame: Frame, presenter: ShellPresenter, run: Run, memory: Memory) -> None:
        from ui.shell.faces_applicant import FacesApplicant  # here: not before the window is there

        self.faces = FacesApplicant(window, self._station, frame, self._pages.facing, run, presenter.update, memory)

    def _say_left(self, seconds: int | None) -> None:
        """From the first word on any hand counts, on whatever floats there."""
        if self._hands is not None:
            self._hands.listen()
        self._bar.show_locks_in(seconds)

    def stepped(self, view: "EnrollmentView") -> None:
        """A step is shown: make the pages that come after it."""
        self.ahead.make(self._pages.ahead(view))

    def touched(self) -> None:
        """Somebody stands there, or has a hand on it: a sample that was taken by itself is somebody's."""
        self.idle.touched()
        self._collector.touched()

    def signed_in(self, operator: Operator | None) -> None:
        """None: nobody is, and nothing has to be locked. Not everybody is shown every packet."""
        self._status.show_outbox()
        if operator is None:
            self.idle.end()
        else:
            self.idle.begin(self._station.policy.view().idle.seconds(operator))

    def stop(self) -> None:
        self.ahead.stop()
        self._collector.stop()
        self.idle.end()
        self.faces.stop()
