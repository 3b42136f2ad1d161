"""One enrollment in the true window on a display, by keys: `python -m tests.support.spoken_child HOME`, DISPLAY set.

At each place worth listening it writes the place's name to standard output, and goes on at the next line of standard
input. What is captured answers at once, after one advice of the camera.
"""

import sys
from collections import deque
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from threading import Timer
from time import monotonic
from typing import Any

from PySide6.QtCore import QEvent, QEventLoop, QObject, QSocketNotifier, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid

from station.bootstrap import build
from station.commands.script import Applicant
from station.domain.capture import PortraitGuidance
from station.domain.sample import Finger, Slap
from station.settings import load_settings
from tests.support import fingers_on_keys, keyboard_desk
from tests.support.applicants import WHOLE
from tests.support.at_once import SESSION, AtOnce
from tests.support.desk import OFFICER, OPERATOR, PINS
from tests.support.fingers_on_keys import press, type_text
from tests.support.keyboard_desk import CTRL, KeyboardDesk
from tests.support.keyboard_pages import DOES

NAME = "enrollment-station"
_PATIENCE_S = 120.0  # a busy machine is no finding
_SOON_S = 0.1
_STOOD_S = 0.2  # what is announced is announced when it has stood for half of that
_ANSWER_S = 0.6  # a key whose widget is gone by then is given to nobody
_LATE_S = 20.0  # one whose widget is still there is only late: the bus is busy
_NONE = Qt.KeyboardModifier.NoModifier
WHO = Applicant(WHOLE)


class Guided(AtOnce):
    """The camera says something first, as it does of everybody; the portrait is taken when it is said so. The pad
    is the simulated one."""

    def __init__(self, true: Any) -> None:
        super().__init__()
        self._true = true
        self._hear: Callable[[object], None] = lambda _: None

    def portrait(self, hear: Callable[[object], None], *_: object, **__: object) -> Any:
        hear(PortraitGuidance("FACE-COME-CLOSER", None, None, (), 0.0))
        self._hear = hear
        return SESSION

    def take(self) -> None:
        super().portrait(self._hear)

    def slap(self, slap: Slap, expected: tuple[Finger, ...], hear: Callable[[object], None], *also: object) -> Any:
        return super().slap(slap, expected, _soon(hear), *also)

    def signature(self, *also: Any, **named: Any) -> Any:
        return self._true.signature(*also, **named)


def _soon(hear: Callable[[object], None]) -> Callable[[object], None]:
    """In the order in which it was given."""
    line: deque[object] = deque()

    def give() -> None:
        hear(line.popleft())

    def take(event: object) -> None:
        line.append(event)
        Timer(_SOON_S, give).start()

    return take


class Patience:
    """In the place of qtbot, which there is none of in a program of its own."""

    def waitUntil(self, true: Callable[[], bool], *, timeout: int) -> None:
        end = monotonic() + min(timeout / 1000, _PATIENCE_S)
        while not true():
            if monotonic() > end:
                raise TimeoutError(true)
            QApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 20)


class KeysHeard(QObject):
    """While somebody listens, Qt asks the bus about each key first, and gives it to the window when it has the answer:
    in the place of QTest, which gives a key and goes on."""

    def __init__(self, wait: Patience) -> None:
        super().__init__()
        self._wait, self._given, self._heard = wait, 0, 0

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyRelease:
            self._heard += event.key() != 0 and not event.spontaneous()  # letters that are typed are given at once
        return False

    def keyClick(self, widget: QWidget, key: Qt.Key, modifier: Qt.KeyboardModifier = _NONE) -> None:
        self._given, begun = self._given + 1, monotonic()
        QTest.keyClick(widget, key, modifier)

        def settled() -> bool:
            there = isValid(widget) and widget.isVisible()
            return self._heard >= self._given or monotonic() - begun > (_LATE_S if there else _ANSWER_S)

        self._wait.waitUntil(settled, timeout=30_000)
        self._given = self._heard


class Told:
    """Says where the window stands, and lives on until it is told to go on."""

    def __init__(self, wait: Patience) -> None:
        self._wait, self._lines = wait, 0
        self._stdin = QSocketNotifier(sys.stdin.fileno(), QSocketNotifier.Type.Read)
        self._stdin.activated.connect(self._read)

    def _read(self) -> None:
        if not sys.stdin.readline():
            raise SystemExit("nobody listens any more")
        self._lines += 1

    def at(self, place: str) -> None:
        end = monotonic() + _STOOD_S
        self._wait.waitUntil(lambda: monotonic() > end, timeout=3000)
        wanted = self._lines + 1
        sys.stdout.write(f"{place}\n")
        sys.stdout.flush()
        self._wait.waitUntil(lambda: self._lines >= wanted, timeout=120_000)
        self.take_the_keyboard()

    def take_the_keyboard(self) -> None:
        """No window manager gives it to a window here, as one would when it comes or a menu closes."""

        def active() -> bool:
            if QApplication.activeWindow() is None:
                for each in QApplication.topLevelWidgets():
                    if each.isVisible() and each.isWindow():
                        each.activateWindow()
            return QApplication.activeWindow() is not None

        self._wait.waitUntil(active, timeout=10_000)


def enroll(desk: KeyboardDesk, told: Told, taking: Guided) -> None:
    desk.at("sign_in")
    desk.until(lambda: bool(desk.page._presenter.people))
    told.take_the_keyboard()
    type_text("12")
    told.at("sign_in")
    press(Qt.Key.Key_Backspace, times=2)
    type_text("0000\n")
    desk.until(desk.page._refusal.isVisible)
    told.at("refused")
    desk.to_the_first_page(OPERATOR, PINS[OPERATOR])
    told.at("home")
    desk.next()
    desk.until(lambda: desk.page.page_id != "home")
    press(Qt.Key.Key_K, CTRL)
    told.at("commands")
    _close(desk)
    while not desk.view.step.signs:
        step = desk.view.step
        if step.page == "portrait":
            told.at("advice")
            press(Qt.Key.Key_E)
            desk.on_popup(Qt.Key.Key_Down)
            told.at("menu")
            _close(desk)
            taking.take()
        DOES[step.page](desk, WHO)
        told.at(step.step_id)
        if step.step_id == "applicant":
            desk.page.form.focus("psn_kind")
            press(Qt.Key.Key_Space)
            desk.on_popup(Qt.Key.Key_Down)
            told.at("choice")
            _close(desk)
        desk.next()
        desk.until(lambda here=step.step_id: desk.view.step.step_id != here)  # type: ignore[misc]
    desk.sign()
    desk.until(desk.page.acts.pin.hasFocus)
    type_text("56")
    told.at("review")
    press(Qt.Key.Key_Backspace, times=2)
    desk.approve_and_seal(OFFICER, PINS[OFFICER])
    told.at("sealed")


def _close(desk: KeyboardDesk) -> None:
    """What floats goes, and the page has the keyboard again."""
    desk.on_popup(Qt.Key.Key_Escape)

    def back() -> bool:
        has_it = QApplication.focusWidget()
        return QApplication.activePopupWidget() is None and has_it is not None and has_it.window() is desk.window

    desk.until(back)


def main(home: Path) -> None:
    app = QApplication([NAME])
    app.setApplicationName(NAME)
    station = build(load_settings(home))
    taking = Guided(station.capture)
    desk = KeyboardDesk(replace(station, capture=taking), app)  # type: ignore[arg-type]
    wait = Patience()
    desk.qtbot = wait  # type: ignore[assignment]
    heard = KeysHeard(wait)
    app.installEventFilter(heard)
    for types in (fingers_on_keys, keyboard_desk):
        types.QTest = heard  # type: ignore[attr-defined]
    told = Told(wait)
    try:
        enroll(desk, told, taking)
    finally:
        desk.leave()
        station.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
