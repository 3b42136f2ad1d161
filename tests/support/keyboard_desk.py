"""The true window, and somebody who waits for it and presses keys: nothing is called that a person could not press."""

from collections.abc import Callable
from pathlib import Path
from traceback import extract_stack
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.exceptions import TimeoutError as WaitedInVain
from pytestqt.qtbot import QtBot

from station.bootstrap import Station
from station.domain.enrollment import EnrollmentId, Relation
from station.services.views import EnrollmentView, OutboxView
from tests.support.fingers_on_keys import press, press_on, type_text
from tests.support.person_cards import person_cards
from tests.support.window import dress
from ui.bridge import Bridge
from ui.messages import set_language
from ui.shell.memory import Memory
from ui.shell.window import Shell
from ui.widgets.service_words import service_name

CTRL = Qt.KeyboardModifier.ControlModifier
MOST_TRIES = 5
_TESTS = Path(__file__).parents[1]
WAIT_MS = 120_000  # given up after: a busy machine is no finding


def _for_what() -> str:
    """Which lines of the tests wait: the outermost first."""
    lines = [each for each in extract_stack()[:-2] if _TESTS in Path(each.filename).parents]
    return " > ".join(f"{Path(each.filename).stem}:{each.lineno} {each.line}" for each in lines)


class KeyboardDesk:
    """The window on a station, at the sign-in page. Who made the station closes it, after `leave`: a window that is
    closed ends its station, so this one is put away instead."""

    def __init__(self, station: Station, app: QApplication) -> None:
        dress(app)
        set_language("en")
        self.bridge, self.station = Bridge(), station
        self.window = Shell(self.bridge)
        self.window.show()
        self.window.activateWindow()
        self.window.attach(station, Memory(station.settings.data / "window.json"))
        self.qtbot: QtBot  # whoever waits: of each test its own

    def leave(self) -> None:
        if self.window.page is not None:
            self.window.page.leave()
        self.window.leave_station()
        self.window.hide()
        self.bridge.close()
        set_language("hy")

    @property
    def page(self) -> Any:
        return self.window.page

    @property
    def view(self) -> EnrollmentView:
        """Of the application that is open."""
        assert self.window._presenter is not None
        view = self.window._presenter.enrollment
        assert view is not None
        return view

    @property
    def banner(self) -> str:
        return str(self.page.banner.accessibleName())

    def until(self, true: Callable[[], bool]) -> None:
        """And the page that was asked for is seen. Raises AssertionError with what is waited for, and what the window
        shows instead."""
        try:
            self.qtbot.waitUntil(lambda: not self.window.moving and true(), timeout=WAIT_MS)
        except WaitedInVain:
            moving = "; a page is still on its way" if self.window.moving else ""
            raise AssertionError(f"waited in vain {_for_what()}; the window shows {self.shown}{moving}") from None

    @property
    def shown(self) -> str:
        """Page, phase, what stands in the way: of invented people, and for a test's report only."""
        page, popup = self.page, QApplication.activePopupWidget()
        state = getattr(getattr(page, "presenter", None), "state", None)
        step = None if page is None or page.view is None else page.view.step
        problems = [] if step is None else [f"{each.field} {each.code}" for each in step.problems]
        warned = self.window.frame.banner.accessibleName() if self.window.frame.banner.isVisible() else ""
        phase, problem = getattr(state, "phase", ""), getattr(state, "problem", None)
        return f"{page and page.page_id}, {phase}, {problem}, {problems}, {warned!r}, {popup}"

    def at(self, page_id: str) -> None:
        self.until(lambda: self.page is not None and self.page.page_id == page_id)

    def phase(self, *names: str) -> None:
        self.until(lambda: self.page.presenter.state.phase in names)

    def taken(self, *phases: str) -> None:
        """Captured; tried again where a device was too slow, as on a machine that does much else."""
        for _ in range(MOST_TRIES):
            self.phase(*phases, "waiting")
            if self.page.presenter.state.phase != "waiting":
                return
            assert self.page.presenter.state.problem.retryable, self.shown
            press(Qt.Key.Key_Space)
            self.until(lambda: self.page.presenter.state.phase != "waiting")
        raise AssertionError(f"no device serves: {self.shown}")

    def next(self) -> None:
        """Ctrl+Enter, once it is open."""
        self.until(self.window.frame.action_bar.primary.isEnabled)
        press(Qt.Key.Key_Return, CTRL)

    def on_popup(self, key: Qt.Key, times: int = 1) -> None:
        """As the keyboard does it: a sheet or a menu that is open has it."""
        for _ in range(times):
            self.until(lambda: QApplication.activePopupWidget() is not None)  # of a busy bus a key may come late
            popup = QApplication.activePopupWidget()
            assert popup is not None
            press_on(popup.focusWidget() or popup, key)
        if QApplication.activePopupWidget() is None:
            self.window.activateWindow()  # as a window manager does, which there is none of without a screen

    # --- from the sign-in to the first step ----------------------------------------------------------------------

    def to_the_first_page(self, name: str, pin: str) -> None:
        """name: in the certificate. Whatever lies open is left as it is."""
        while (left_open := QApplication.activePopupWidget()) is not None:
            left_open.close()
        self.window.activateWindow()
        if self.page is not None and self.page.page_id != "sign_in":
            press(Qt.Key.Key_F9)
        self.at("sign_in")
        self.until(lambda: bool(person_cards(self.window)))
        presenter = self.page._presenter
        for _ in presenter.people:
            if presenter.chosen.name == name:
                break
            press(Qt.Key.Key_Down)
        assert presenter.chosen.name == name
        type_text(f"{pin}\n")
        self.until(lambda: self.page.page_id != "sign_in")
        while self.page.page_id != "home":
            here = self.page.page_id
            press(Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
            self.until(lambda here=here: self.page.page_id != here)  # type: ignore[misc]

    def begin(self, service: str) -> None:
        """Found by its name."""
        self.until(lambda: self._offers(service))  # to whoever has just signed in
        press(Qt.Key.Key_F2)
        sheet = self.page.services.sheet
        self.until(sheet.typed.hasFocus)
        type_text(next(service_name(each.name) for each in sheet._services if each.service_id == service))
        press(Qt.Key.Key_Return)
        self.until(lambda: self.page.services._value == service)
        self.window.activateWindow()
        self.next()
        self.until(lambda: self.page.page_id != "home")

    def _offers(self, service: str) -> bool:
        services = self.page.services._services
        return any(each.service_id == service and each.hindrance is None for each in services)

    def add(self, relation: Relation) -> None:
        """Somebody who came along; their first page is shown then."""
        before = len(self.view.people) or 1
        press(Qt.Key.Key_F5)
        sheet = self.window.frame.people.adding
        self.until(sheet.isVisible)
        shown = [each for each in sheet.buttons if each in self.view.relations]
        self.on_popup(Qt.Key.Key_Tab, times=shown.index(relation))
        assert sheet.focusWidget() is sheet.buttons[relation]
        self.on_popup(Qt.Key.Key_Return)
        self.until(lambda: len(self.view.people) == before + 1)

    def turn_to(self, which: EnrollmentId) -> None:
        for _ in self.view.people:
            here = self.view.enrollment.enrollment_id
            if here == which:
                return
            press(Qt.Key.Key_PageDown, CTRL)
            self.until(lambda here=here: self.view.enrollment.enrollment_id != here)  # type: ignore[misc]
        assert self.view.enrollment.enrollment_id == which

    # --- from the review to the receipt --------------------------------------------------------------------------

    def sign(self) -> None:
        """The button that has the keyboard."""
        self.at("review")
        self.read()
        self.until(self.page.acts.sign.hasFocus)
        press(Qt.Key.Key_Return)
        self.until(lambda: self.view.enrollment.signed is not None)

    def read(self) -> None:
        """To the end, by Space: before that nobody signs it."""

        def on() -> bool:
            if not self.page.read and self.page.hasFocus():
                press(Qt.Key.Key_Space)
            return bool(self.page.read)

        self.until(on)

    def approve_and_seal(self, officer: str, pin: str) -> tuple[OutboxView, ...]:
        """One PIN, whoever came together; then sealed and sent until every receipt is there. officer: by name."""
        self.seal(officer, pin)
        self.until(lambda: self.page.presenter.state.packet is not None and self.page.presenter.state.packet.erased)
        sent = self.page.presenter.state
        packets = {each.packet.packet_id for each in sent.all} or {sent.packet.packet_id}
        self.until(lambda: self._erased(packets))
        rows = self.station.work.call(self.station.deliver.rows)
        return tuple(row for row in rows if row.packet_id in packets)

    def seal(self, officer: str, pin: str) -> None:
        """Approved and sealed; whether it is received is not waited for."""
        acts = self.page.acts
        self.until(acts.pin.hasFocus)
        if officer not in acts.officer.currentText():
            press(Qt.Key.Key_Tab, Qt.KeyboardModifier.ShiftModifier)
            press(Qt.Key.Key_Home)
            for _ in range(acts.officer.count()):
                if officer in acts.officer.currentText():
                    break
                press(Qt.Key.Key_Down)
            press(Qt.Key.Key_Tab)
        assert officer in acts.officer.currentText()
        type_text(f"{pin}\n")
        self.until(self.window.frame.action_bar.primary.hasFocus)
        press(Qt.Key.Key_Return, CTRL)
        self.at("sealed")

    def _erased(self, packets: set[str]) -> bool:
        rows = self.station.work.call(self.station.deliver.rows)
        return all(row.erased for row in rows if row.packet_id in packets)
