"""A sheet takes the keyboard, keeps it, shows where it is, gives it back; what is open speaks the language of now."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QMenu, QWidget
from pytestqt.qtbot import QtBot

from station.domain.sample import ExceptionReason, Modality
from tests.support.fingers_on_keys import focused
from ui.messages import languages, say, set_language
from ui.shell.window import Shell
from ui.widgets.exception_menu import exception_menu
from ui.widgets.exception_words import Scope
from ui.widgets.focus_ring import FocusRing
from ui.widgets.key_menu import KeyMenu
from ui.widgets.popover import Popover

NONE, CTRL = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ControlModifier
WAIT_MS = 10_000


def on_top(key: Qt.Key, modifier: Qt.KeyboardModifier = NONE) -> None:
    """As the keyboard does it: what floats has it."""
    floats = QApplication.activePopupWidget()
    QTest.keyClick(focused() if floats is None else floats.focusWidget() or floats, key, modifier)


def settle(window: Shell) -> None:
    """As a window manager does, which there is none of without a screen."""
    window.activateWindow()
    QApplication.processEvents()


def sheets(window: Shell) -> dict[str, Callable[[], object]]:
    """How each of them is opened on the first step."""
    frame = window.frame
    return {
        "person": frame.rail.add.click,
        "referral": frame.rail.refer.click,
        "operator": frame.top_bar.operator.click,
        "device": frame.top_bar.lamps["camera"].click,
        "commands": lambda: QTest.keyClick(focused(), Qt.Key.Key_K, CTRL),
    }


@pytest.fixture
def put_away() -> Iterator[None]:
    yield
    while (floats := QApplication.activePopupWidget()) is not None:
        floats.close()


@pytest.mark.usefixtures("put_away")
def test_every_sheet_takes_the_keyboard_keeps_it_and_gives_it_back(enrolling: Shell, qtbot: QtBot) -> None:
    for name, opens in sheets(enrolling).items():
        before = focused()
        opens()
        qtbot.waitUntil(lambda: isinstance(QApplication.activePopupWidget(), Popover), timeout=WAIT_MS)
        sheet: Any = QApplication.activePopupWidget()
        assert sheet is focused() or sheet.isAncestorOf(focused()), name
        ring = sheet.findChild(FocusRing)
        stops = set()
        for key in (*[Qt.Key.Key_Tab] * 12, *[Qt.Key.Key_Backtab] * 3):
            on_top(key)
            assert sheet is focused() or sheet.isAncestorOf(focused()), name
            stops.add(focused())
            assert ring.isVisible() is (focused() is not sheet), name
        assert len(stops) > 1 or name in ("device", "operator", "commands"), name
        on_top(Qt.Key.Key_Escape)
        assert QApplication.activePopupWidget() is None, name
        assert focused() is before, name
        settle(enrolling)


@pytest.mark.usefixtures("put_away")
def test_every_sheet_that_is_open_speaks_the_language_of_now(enrolling: Shell, qtbot: QtBot) -> None:
    for name, opens in sheets(enrolling).items():
        opens()
        qtbot.waitUntil(lambda: isinstance(QApplication.activePopupWidget(), Popover), timeout=WAIT_MS)
        sheet: Any = QApplication.activePopupWidget()
        said = []
        for _ in languages():
            on_top(Qt.Key.Key_F8)
            assert sheet.isVisible()
            said.append([each.text() for each in sheet.findChildren(QLabel) if each.isVisible() and each.text()])
        assert len({tuple(words) for words in said}) == len(languages()), name
        sheet.close()
        settle(enrolling)


@pytest.fixture
def menu(qtbot: QtBot) -> KeyMenu:
    anchor = QWidget()
    qtbot.addWidget(anchor)
    anchor.show()
    reasons = (ExceptionReason.AMPUTATED, ExceptionReason.BANDAGED)
    scopes = [Scope(f"exceptions.{hand}", None, False, lambda _: None) for hand in ("right", "left", "both")]
    made = exception_menu(anchor, Modality.FACE, reasons, scopes)
    assert isinstance(made, KeyMenu)
    return made


def entries(menu: QMenu) -> list[str]:
    return [each.text() for each in menu.actions() if not each.isSeparator()]


@pytest.mark.usefixtures("put_away")
def test_an_open_menu_speaks_the_language_of_now_and_stands_where_it_stood(menu: KeyMenu, qtbot: QtBot) -> None:
    on_top(Qt.Key.Key_Down)
    on_top(Qt.Key.Key_Right)
    on_top(Qt.Key.Key_Down)
    stood = menu._path()
    assert len(stood) == 2
    for tag in languages():
        set_language(tag)
        menu.retranslate()
        assert entries(menu) == [say(f"exceptions.{word}") for word in ("title", "right", "left", "both")]
        assert menu.isVisible()
        assert menu._path() == stood


def test_ctrl_enter_does_what_the_sheet_is_for(enrolling: Shell, qtbot: QtBot) -> None:
    enrolling.frame.rail.refer.click()
    assert enrolling._beside is not None
    sheet = enrolling._beside.refer
    qtbot.waitUntil(sheet.isVisible, timeout=WAIT_MS)
    assert enrolling.page is not None
    before = enrolling.page.page_id
    on_top(Qt.Key.Key_Return, CTRL)
    assert sheet.isVisible(), "nothing is ticked: there is nothing to send"
    on_top(Qt.Key.Key_Space)
    assert sheet.send.isEnabled()
    on_top(Qt.Key.Key_Return, CTRL)
    qtbot.waitUntil(lambda: not sheet.send.isVisible(), timeout=WAIT_MS)
    assert enrolling.page.page_id == before, "the page under the sheet was not meant"
    sheet.close()


def test_the_keyboard_is_found_again_where_what_had_it_is_gone(enrolling: Shell, qtbot: QtBot) -> None:
    assert enrolling.page is not None
    first = enrolling.page.first_focus()
    assert first is not None
    focused().clearFocus()
    assert QApplication.focusWidget() is None
    qtbot.waitUntil(first.hasFocus)


def test_the_keyboard_does_not_stray_to_a_lamp_where_what_had_it_is_hidden(enrolling: Shell, qtbot: QtBot) -> None:
    assert enrolling.page is not None
    first, lamp = enrolling.page.first_focus(), enrolling.frame.top_bar.lamps["camera"]
    typed = QLineEdit(enrolling.page)
    QWidget.setTabOrder(typed, lamp)
    typed.show()
    typed.setFocus()
    typed.hide()
    assert first is not None
    qtbot.waitUntil(first.hasFocus)
    lamp.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.wait(20)
    assert lamp.hasFocus(), "whoever goes there by Tab stays"


def test_what_a_page_begins_with_takes_the_keyboard_once_it_is_there(
    enrolling: Shell, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    """As a list does whose rows come some turns later."""
    page = enrolling.page
    assert page is not None
    late = QLineEdit(page)
    late.hide()
    monkeypatch.setattr(page, "first_focus", lambda: late)
    enrolling._pages.focus()
    assert page.hasFocus()
    enrolling._pages.action_changed()
    assert not late.hasFocus()
    page.setFocus()
    late.show()
    enrolling._pages.action_changed()
    assert late.hasFocus()
