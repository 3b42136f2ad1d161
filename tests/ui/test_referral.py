"""A referral in the window: a key, what was noticed, a number; and whatever happens meanwhile, nobody reads it here."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QTextEdit, QWidget
from pytestqt.qtbot import QtBot

from crypto import envelope
from crypto.keys.receiver import load_receiver_key
from station.bootstrap import Station
from station.domain.errors import Problem
from station.domain.item import ItemKind
from station.domain.referral import Indicator
from station.services.views import EnrollmentView
from tests.support.desk import OFFICER, PINS
from tests.support.fingers_on_keys import press
from tests.support.layout import clipped
from tests.support.window_lint import nameless, too_small
from ui.messages import languages, set_language
from ui.shell.refer_sheet import ReferSheet
from ui.shell.referring import numbers_in
from ui.shell.window import Shell

CANARY = "whispers about the green lorry"
WAIT_MS = 10_000


def sheet_of(window: Shell) -> ReferSheet:
    assert window._beside is not None
    return window._beside.refer


def shown(window: Shell) -> Any:
    assert window._presenter is not None
    return window._presenter.enrollment


def opened(window: Shell, qtbot: QtBot) -> ReferSheet:
    qtbot.waitUntil(window.frame.rail.refer.isVisible)  # a window that was resized just now lays it out anew
    press(Qt.Key.Key_F3)
    sheet = sheet_of(window)
    qtbot.waitUntil(sheet.isVisible, timeout=WAIT_MS)
    return sheet


def write(sheet: ReferSheet, text: str = CANARY) -> None:
    """By keyboard: the first two signs, and words."""
    QTest.keyClick(sheet.signs, Qt.Key.Key_Space)
    QTest.keyClick(sheet.signs, Qt.Key.Key_Down)
    QTest.keyClick(sheet.signs, Qt.Key.Key_Space)
    QTest.keyClick(sheet.signs, Qt.Key.Key_Tab)
    assert sheet.focusWidget() is sheet.words
    QTest.keyClicks(sheet.words, text)


def closed(window: Shell, sheet: ReferSheet) -> None:
    QTest.keyClick(sheet, Qt.Key.Key_Escape)
    assert not sheet.isVisible()
    window.activateWindow()  # as a window manager does


def opened_by_protectors(station: Station, enrollment: Any) -> list[dict[str, Any]]:
    settings, found = station.settings, []
    centre = settings.intake_home / "centre"
    session = station.enroll._signed_in.session
    assert session is not None
    for item in enrollment.items:
        if item.kind is ItemKind.REFERRAL:
            sealed = session.vault.get(enrollment.case_id, item.files[0].digest, enrollment.enrollment_id)
            message = envelope.decrypt(sealed, *load_receiver_key(centre, centre / "secret", "protection"))
            found.append(json.loads(message))
    return found


def words_on(root: QWidget) -> list[str]:
    labels = [each.text() for kind in (QLabel, QPushButton) for each in root.findChildren(kind)]
    return labels + [each.toPlainText() for each in root.findChildren(QTextEdit)]


def nowhere_to_be_read(station: Station) -> None:
    for top in QApplication.topLevelWidgets():
        assert not [text for text in words_on(top) if "lorry" in text]
    for file in station.settings.data.rglob("*"):
        assert not file.is_file() or b"lorry" not in file.read_bytes(), file


def test_it_is_written_by_keyboard_and_leaves_a_number(enrolling: Shell, station: Station, qtbot: QtBot) -> None:
    sheet = opened(enrolling, qtbot)
    assert not sheet.send.isEnabled()
    write(sheet)
    QTest.keyClick(sheet.words, Qt.Key.Key_Tab)
    sheet.send.setFocus()
    QTest.keyClick(sheet.send, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not sheet.words.isVisible(), timeout=WAIT_MS)
    (number,) = numbers_in(shown(enrolling))
    assert number in sheet.said.text()
    (read,) = opened_by_protectors(station, shown(enrolling).enrollment)
    assert (read["number"], read["text"], read["unfinished"]) == (number, CANARY, False)
    assert read["indicators"] == sorted(each.value for each in list(Indicator)[:2])
    nowhere_to_be_read(station)
    closed(enrolling, sheet)
    again = opened(enrolling, qtbot)
    assert number in again.said.text()
    assert (again.signs.ticks(), again.words.text()) == ((), "")


def test_what_is_half_written_stays_for_whoever_writes_it(enrolling: Shell, qtbot: QtBot) -> None:
    sheet = opened(enrolling, qtbot)
    write(sheet)
    closed(enrolling, sheet)
    sheet = opened(enrolling, qtbot)
    assert sheet.words.text() == CANARY
    assert len(sheet.signs.ticks()) == 2
    QTest.keyClick(sheet.drop, Qt.Key.Key_Return)
    sheet = opened(enrolling, qtbot)
    assert (sheet.words.text(), numbers_in(shown(enrolling))) == ("", ())


@pytest.mark.parametrize("away", ["lock", "home", "step"])
def test_what_is_half_written_is_sealed_when_anything_else_is_asked(
    enrolling: Shell, station: Station, qtbot: QtBot, arrive: Callable[[Shell, str], None], away: str
) -> None:
    which = shown(enrolling).enrollment.enrollment_id
    sheet = opened(enrolling, qtbot)
    write(sheet)
    closed(enrolling, sheet)
    if away == "lock":
        press(Qt.Key.Key_F9)
        arrive(enrolling, "sign_in")
        nowhere_to_be_read(station)
        people = station.work.call(station.sign_in.credentials)
        officer = next(each for each in people if each.name == OFFICER)
        answer = station.work.call(station.sign_in.sign_in, officer.credential_id, PINS[OFFICER])
        assert not isinstance(answer, Problem)
    elif away == "home":
        enrolling.frame.rail.home_pressed.emit()
        arrive(enrolling, "home")
    else:
        enrolling._pages.settle()
    view = station.work.call(station.enroll.view, which)
    assert isinstance(view, EnrollmentView)
    (read,) = opened_by_protectors(station, view.enrollment)
    assert (read["text"], read["unfinished"]) == (CANARY, True)
    nowhere_to_be_read(station)


def test_whoever_cannot_seal_it_is_told_before_they_write(enrolling: Shell, station: Station, qtbot: QtBot) -> None:
    folder = station.settings.trust / "protection" / "recipients"
    folder.rename(folder.with_name("away"))
    press(Qt.Key.Key_F3)
    qtbot.waitUntil(lambda: "STN-448" in " ".join(words_on(enrolling.frame.banner)), timeout=WAIT_MS)
    assert not sheet_of(enrolling).isVisible()


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("size", [(1366, 768), (853, 480)])
def test_it_holds_on_low_screens(enrolling: Shell, qtbot: QtBot, language: str, size: tuple[int, int]) -> None:
    set_language(language)
    enrolling.resize(*size)
    sheet = opened(enrolling, qtbot)
    assert sheet.height() <= size[1]
    assert sheet.width() <= size[0]
    assert [*clipped(sheet), *nameless(sheet), *too_small(sheet)] == []
    note = sheet._note
    assert note.height() >= note.heightForWidth(note.width()), "its last line is not under the list"
    if size[1] > 700:
        below = enrolling.frame.action_bar
        end = below.mapToGlobal(below.rect().topLeft()).y()
        assert sheet.geometry().bottom() < end, "the way back stays in sight"
