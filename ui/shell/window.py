"""The window: shows the page that its presenter asks for, binds the keys that work on every page, changes the language,
and ends the station when it is closed."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QMainWindow

from station.domain.errors import Problem
from station.domain.operator import Operator
from ui.bridge import Bridge
from ui.messages import language, languages, say, set_language
from ui.pages.base import Page, PageContext
from ui.shell.api import Api
from ui.shell.beside import Beside
from ui.shell.ending import end_apart
from ui.shell.focus import FocusKept
from ui.shell.frame import Frame
from ui.shell.help_overlay import HelpOverlay
from ui.shell.keys import commands_of
from ui.shell.memory import Memory, Place
from ui.shell.only_window import OnlyWindow
from ui.shell.page_stack import PageStack
from ui.shell.place import USUAL, PlaceKept, show_on
from ui.shell.presenter import ShellPresenter
from ui.shell.status import StationStatus
from ui.theme.icons import icon
from ui.widgets.commands import Command, bind
from ui.widgets.focus_ring import FocusRing
from ui.widgets.popover import Popover
from ui.widgets.words import retranslate_all

if TYPE_CHECKING:
    from station.bootstrap import Station
    from station.services.views import EnrollmentView, SealedView

T = TypeVar("T")
_LEAST = QSize(680, 340)  # 1366 x 768 at 200 %, less a title bar


class Shell(QMainWindow):
    """Shows that the station is being started until `attach` is called with it; then what the presenter asks for."""

    closed = Signal()  # everything behind the window has ended

    def __init__(self, bridge: Bridge) -> None:
        super().__init__()
        self._bridge = bridge
        self._station: Station | None = None
        self._presenter: ShellPresenter | None = None
        self._memory: Memory | None = None
        self._status: StationStatus | None = None
        self._only: OnlyWindow | None = None
        self._beside: Beside | None = None
        self._place: PlaceKept | None = None
        self._starting, self._closing = True, False
        self.frame = Frame()
        self._pages = PageStack(self.frame)
        self.setCentralWidget(self.frame)
        self.setWindowIcon(icon("fingerprint", "accent", 48))
        self._help = HelpOverlay(self.frame)
        self._help.closed.connect(self._pages.focus)
        self._ring = FocusRing(self)
        self._kept = FocusKept(self, self._pages.focus, self.frame.around)
        self.setMinimumSize(_LEAST)
        self.resize(USUAL)
        self.frame.top_bar.language_chosen.connect(self.choose_language)
        self.frame.top_bar.help_pressed.connect(self.toggle_help)
        self.frame.action_bar.primary_pressed.connect(self.primary)
        around = commands_of(self)
        bind(self, around)
        self._pages.bind = lambda page: bind(page, page.commands(), around)
        self.frame.starting.closer.clicked.connect(self.close)
        self.frame.starting.setFocus()
        self._say_all()

    def open_on(self, rooms: Sequence[QRect], place: Place | None = None) -> None:
        """As `place.show_on`."""
        show_on(self, rooms, place)

    def come_forward(self) -> None:
        """Somebody started the program again: this window is the one there is."""
        self.setWindowState(self.windowState() & ~Qt.WindowState.WindowMinimized)
        self.show()
        self.raise_()
        self.activateWindow()

    def commands(self) -> tuple[Command, ...]:
        """All that can be done now, the page's own first; in the language in use."""
        return (*(() if self.page is None else self.page.commands()), *commands_of(self))

    # --- the station -------------------------------------------------------------------------------------------------

    def attach(self, station: "Station", memory: Memory) -> None:
        """The station is built: show who can sign in."""
        self._starting = False
        if self._closing:
            end_apart(station, self._bridge.post, self._ended)
            return
        self._station, self._memory = station, memory
        memory.write_with(station.work.submit)
        self._place = PlaceKept(self, memory)
        self._only = OnlyWindow(station.settings.data)
        self._only.called.connect(self.come_forward)

        def run(call: Callable[[], T], done: Callable[[T | Problem], None]) -> None:
            self._bridge.run(station.work, call, done)

        presenter = ShellPresenter(self, run, station.enroll, station.sign_in, memory)
        self._presenter = presenter
        api = Api(self.frame, presenter, self._pages.action_changed)
        self._pages.context = PageContext(station, self._bridge, api, self._pages.facing)
        self.frame.top_bar.outbox_pressed.connect(presenter.go_home)
        self.frame.top_bar.lock_pressed.connect(presenter.lock)
        self.frame.rail.step_pressed.connect(presenter.go_to)
        self.frame.rail.home_pressed.connect(presenter.go_home)
        self.frame.people.asks = presenter
        self.frame.action_bar.back_pressed.connect(presenter.go_back)
        self._status = StationStatus(station, self._bridge, self.frame)
        presenter.start()
        self._beside = Beside(self, station, self.frame, self._pages, run, presenter, self._status, memory)

    def start_failed(self, problem: Problem) -> None:
        self._not_started()
        self.frame.banner.show_problem(problem)

    def _not_started(self) -> None:
        self._starting = False
        self.frame.starting.fail()
        if self._closing:
            self.closed.emit()

    # --- what the presenter shows ------------------------------------------------------------------------------------

    def show_sign_in(self, locked_by: Operator | None) -> None:
        self._pages.enter("sign_in", None).show_locked(locked_by)  # at once: nobody sees more of what was there

    def show_home(self) -> None:
        self._pages.bring("home")

    def show_approvals(self) -> None:
        self._pages.bring("approvals")

    def show_day(self) -> None:
        self._pages.bring("day")

    def show_step(self, view: "EnrollmentView") -> None:
        self._pages.bring(view.step.page, view)
        if (beside := self._beside) is not None:
            self._pages.after(lambda: beside.stepped(view))

    def refresh(self, view: "EnrollmentView") -> None:
        if self._beside is not None:
            self._beside.touched()
        self._pages.refresh(view)

    def show_end(self, view: "EnrollmentView", sealed: "SealedView") -> None:
        self._pages.bring("sealed", view, lambda: self._pages.enter("sealed", view).show_sealed(sealed))

    @property
    def moving(self) -> bool:
        return self._pages.moving

    def show_operator(self, operator: Operator | None) -> None:
        self.frame.top_bar.show_operator(operator)
        if self._beside is not None:
            self._beside.signed_in(operator)

    def show_problem(self, problem: Problem | None) -> None:
        self._pages.after(lambda: self.frame.banner.show_problem(problem, self.frame.people.answers))

    def focus_primary(self) -> None:
        self._pages.after(self.frame.action_bar.primary.setFocus)

    def settle(self) -> None:
        self._pages.settle()

    def forget(self) -> None:
        self._pages.forget()

    # --- keys --------------------------------------------------------------------------------------------------------

    @property
    def page(self) -> Page | None:
        """The page shown."""
        return self._pages.page

    def primary(self) -> None:
        """Ctrl+Enter or the blue button: of the sheet that is open, else of the page."""
        floating = QApplication.activePopupWidget()
        if isinstance(floating, Popover):
            floating.primary()
        elif floating is None and not self._help.isVisible() and not self.moving:
            self._pages.primary()

    def cancel(self) -> None:
        """Esc: close what lies over the page, else stop what runs, else tell the page."""
        if self._help.isVisible():
            self.toggle_help()
        else:
            self._pages.cancel()

    def toggle_help(self) -> None:
        if self._help.isVisible():
            self._help.close_sheet()
        elif self.page is not None:
            self._help.open_for(self.page.title_key, self.commands)

    @property
    def signed_in(self) -> bool:
        return self._presenter is not None and self._presenter.operator is not None

    def ask(self, call: Callable[[ShellPresenter], object]) -> None:
        if self._presenter is not None and not self._help.isVisible():
            call(self._presenter)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """A letter typed beside the page is the page's too."""
        if self.page is None or self._help.isVisible() or not self.page.pressed(event):
            super().keyPressEvent(event)

    # --- language ----------------------------------------------------------------------------------------------------

    def choose_language(self, tag: str) -> None:
        """At once; focus and everything typed stay."""
        set_language(tag)
        if self._memory is not None:
            self._memory.language(tag)
        self._say_all()

    def next_language(self) -> None:
        tags = languages()
        self.choose_language(tags[(tags.index(language()) + 1) % len(tags)])

    def _say_all(self) -> None:
        self.setWindowTitle(say("shell.window"))
        retranslate_all(self.frame, self._pages.placed)
        self._pages.retranslate()
        if self._status is not None:
            self._status.show_policy()
        self._pages.action_changed()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._help.setGeometry(self.frame.rect())

    # --- the end -----------------------------------------------------------------------------------------------------

    def tell_incident(self, number: str) -> None:
        """A bug reached the top: say so, keep going where that is possible."""
        if self._station is None:
            self._not_started()
        self.frame.banner.tell(say("shell.incident"), say("shell.incident_remedy", number=number), "error")

    def closeEvent(self, event: QCloseEvent) -> None:
        """Hand over what was typed, hide the window at once, end the station on another thread, then emit `closed`.
        Where something went wrong on the way, show the window again with it first."""
        event.ignore()
        if self._closing:
            return
        self._closing = True
        if self._place is not None:
            self._place.keep()
        self._pages.settle()
        self._pages.leave()
        self.leave_station()
        if self._only is not None:
            self._only.close()
            self._only = None
        self.frame.banner.clear()
        self.hide()
        if self._station is not None:
            end_apart(self._station, self._bridge.post, self._ended)
        elif not self._starting:
            QTimer.singleShot(0, self.closed.emit)

    def leave_station(self) -> None:
        """Follow devices, outbox and policy of the station no more: it is about to end. Make nothing more either."""
        self._pages.stay()
        if self._beside is not None:
            self._beside.stop()
        if self._status is not None:
            self._status.stop()
            self._status = None

    def _ended(self, problem: Problem | None) -> None:
        """The station has ended. Problems of its end, or of saving what was typed last, came while the window was
        hidden: show it again with them; where there are none, emit `closed`."""
        self._station, self._presenter = None, None
        self._pages.drop()
        if problem is not None:
            self.frame.banner.show_problem(problem)
        if not self.frame.banner.warns:
            self.closed.emit()
            return
        self._closing = False
        self.frame.show_ended()
        self.come_forward()
