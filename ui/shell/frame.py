"""The parts of the window and their places: top bar, rail, title and page, action bar. No behaviour."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from station.domain.errors import Problem
from ui.shell.action_bar import ActionBar
from ui.shell.page_room import PageRoom
from ui.shell.people_strip import PeopleStrip
from ui.shell.starting import StartingPage
from ui.shell.step_rail import StepRail
from ui.shell.top_bar import TopBar
from ui.theme.tokens import GAP, MARGIN, UNIT
from ui.widgets.advice import AdviceBanner
from ui.widgets.decision_note import DecisionNote
from ui.widgets.words import Label

if TYPE_CHECKING:  # not before the window is there
    from station.services.views import EnrollmentView

_ROOMY = 768  # from this height on the page has its full air
_LOW = 600  # below it, what only explains gives way to the page
_NARROW = 1024  # below it, words give way to their icons


class Frame(QWidget):
    """Top bar 56 px, rail at the left 264 px, action bar 72 px; margins of 32 and 24 px around the page. All are
    smaller on a low or narrow screen, to leave room for the page and the primary action."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("look", "page")
        self.top_bar = TopBar()
        self.rail = StepRail()
        self.title = Label("", "title", strong=True)
        self.purpose = Label("", "body", ink="muted")
        self._purpose_box = QWidget()
        below = QVBoxLayout(self._purpose_box)
        below.setContentsMargins(0, 0, 0, 0)
        below.addWidget(self.purpose)
        self.notice = AdviceBanner()  # what holds for the whole station, on every page
        self._notice_box = QWidget()
        box = QVBoxLayout(self._notice_box)
        box.setContentsMargins(0, 0, 0, GAP)
        box.addWidget(self.notice)
        self._notice_box.hide()
        self.people = PeopleStrip()
        self.decision = DecisionNote()  # on every page until it is answered; the review has it among what it compares
        self.banner = AdviceBanner()
        self.starting = StartingPage()
        self.stack = QStackedWidget()
        self._rooms: dict[QWidget, PageRoom] = {}
        self.action_bar = ActionBar()
        self.around = (self.top_bar, self.rail, self.action_bar.back)  # where nobody works, unless they go there
        self.rail.add_pressed.connect(lambda: self.people.open_adding(self.rail.add))
        self.stack.addWidget(self.starting)
        self._outer = outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(self.top_bar)
        middle = QHBoxLayout()
        middle.setSpacing(0)
        middle.addWidget(self.rail)
        self._content = content = QVBoxLayout()
        content.setContentsMargins(MARGIN, GAP, MARGIN, GAP)
        content.setSpacing(0)
        content.addWidget(self._notice_box)
        content.addWidget(self.people)
        content.addWidget(self.title)
        content.addWidget(self._purpose_box)
        content.addSpacing(UNIT)
        content.addWidget(self.decision)
        content.addWidget(self.banner)
        content.addSpacing(UNIT)
        content.addWidget(self.stack, 1)
        middle.addLayout(content, 1)
        outer.addLayout(middle, 1)
        outer.addWidget(self.action_bar)
        for widget in (self.rail, self.title, self.purpose, self.action_bar):
            widget.hide()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        size = event.size()
        narrow, low = size.width() < _NARROW, size.height() < _LOW
        air = GAP if size.height() >= _ROOMY else UNIT
        side = UNIT if narrow else MARGIN
        self._content.setContentsMargins(side, air, side, air)
        self._purpose_box.setHidden(low)
        self.rail.show_narrow(narrow)
        self.decision.show_low(low)
        self.action_bar.show_low(low)
        self.people.show_low(low)

    def show_enrollment(self, view: "EnrollmentView") -> None:
        self.rail.show_enrollment(view)
        self.people.show_enrollment(view)
        if view.step.signs:
            self.decision.hide()
        else:
            self.decision.show_of(view)

    def show_notice(self, problem: Problem | None) -> None:
        """Shows a warning above every page, until it is called again; None removes the warning."""
        if problem is None and self._notice_box.isHidden():
            return
        self.notice.show_problem(problem)
        self._notice_box.setVisible(problem is not None)

    def show_ended(self) -> None:
        """The station has ended: takes away all but the banner, which says what went wrong."""
        for widget in (self.rail, self.people, self.decision, self.title, self.purpose, self.action_bar):
            widget.hide()
        self.top_bar.setEnabled(False)
        self.starting.end()
        self.stack.setCurrentWidget(self.starting)

    @contextmanager
    def turning_to(self, page: QWidget) -> Iterator[None]:
        """While what is around it changes part by part, and the page is filled; then it is shown, and all is laid out
        once. The page before, which goes, is not laid out for the room that the next one has. page: one that was
        added."""
        before = self.stack.currentWidget()
        room = before if isinstance(before, PageRoom) else None
        if room is not None:
            room.rest(True)
        self._outer.setEnabled(False)
        try:
            try:
                yield
            finally:
                self._outer.setEnabled(True)
                self._outer.activate()
            self.show_page(page)
        finally:
            if room is not None:
                room.rest(False)

    def show_page(self, page: QWidget) -> None:
        """page: one that was added."""
        self.stack.setCurrentWidget(self._rooms[page])

    def add_page(self, page: QWidget) -> None:
        """Adds a page. What it has by then is laid out and dressed as a whole; what is put into it later, by itself."""
        self._rooms[page] = PageRoom(page)
        self.stack.addWidget(self._rooms[page])

    def remove_page(self, page: QWidget) -> None:
        """One that could not be made whole."""
        room = self._rooms.pop(page)
        self.stack.removeWidget(room)
        room.deleteLater()

    def chain(self, page: QWidget) -> None:
        """The page is whole: Tab goes through the window in reading order, top bar, rail, page, action bar."""
        last = page
        while (step := last.nextInFocusChain()) is not None and page.isAncestorOf(step):
            last = step
        for button in (self.action_bar.back, self.action_bar.progress.stopper, self.action_bar.primary):
            QWidget.setTabOrder(last, button)
            last = button
