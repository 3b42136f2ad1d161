"""The window that faces the applicant, beside a real one: by key, without a second screen; blank when it must be."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QScreen
from pytestqt.qtbot import QtBot

from station.bootstrap import Station
from station.domain.citizen_view import BLANK, RIGHTS, SAME_SEX, SAME_SEX_BACK, Screen
from station.domain.item import Notice
from station.services.views import EnrollmentView
from tests.support.fingers_on_keys import press
from tests.ui.conftest import WAIT_MS
from ui.citizen.window import CitizenWindow
from ui.shell.faces_applicant import FacesApplicant
from ui.shell.window import Shell
from ui.widgets.buttons import Button


@pytest.fixture
def faces(enrolling: Shell) -> FacesApplicant:
    found = enrolling.findChild(FacesApplicant)
    assert isinstance(found, FacesApplicant)
    return found


def kept(shell: Shell, station: Station) -> tuple[Notice, ...]:
    """What stands in the draft."""
    page = shell.page
    assert page is not None
    view = station.work.call(lambda: station.enroll.view(page.enrollment_id))
    assert isinstance(view, EnrollmentView)
    return view.enrollment.notices


def test_by_key_from_the_language_to_the_wish(
    enrolling: Shell, faces: FacesApplicant, station: Station, qtbot: QtBot
) -> None:
    applicant, sheet = faces.applicant, faces.sheet
    assert applicant.shown.screen is Screen.LANGUAGE
    assert faces.window is None, "nobody asked for it, and there is no second screen"
    press(Qt.Key.Key_F4)
    qtbot.waitUntil(sheet.isVisible, timeout=WAIT_MS)
    press(Qt.Key.Key_Space)  # the first language has the keyboard
    assert (applicant.shown.screen, applicant.shown.language) == (Screen.NOTICE, "hy")
    press(Qt.Key.Key_F4)
    press(Qt.Key.Key_F4)
    assert applicant.shown.language == "en", "the key that opened it goes on to the next language"
    faces.applicant.choose_language("hy")
    press(Qt.Key.Key_Return)  # its act has the keyboard now
    qtbot.waitUntil(lambda: applicant.shown.screen is Screen.WISH, timeout=WAIT_MS)
    press(Qt.Key.Key_Tab)
    press(Qt.Key.Key_Return)
    assert applicant.shown.wished
    assert enrolling.frame.banner.isVisible()
    press(Qt.Key.Key_Escape)
    assert not sheet.isVisible()
    qtbot.waitUntil(lambda: len(kept(enrolling, station)) == 2, timeout=WAIT_MS)
    press(Qt.Key.Key_F4)
    qtbot.waitUntil(sheet.isVisible, timeout=WAIT_MS)
    assert not sheet.acts["wish_back"].hasFocus(), "nobody takes a wish back by the key that answers a question"
    for _ in sheet.findChildren(Button):
        if sheet.acts["wish_back"].hasFocus():
            break
        press(Qt.Key.Key_Tab)
    press(Qt.Key.Key_Return)
    assert not applicant.shown.wished
    press(Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: len(kept(enrolling, station)) == 3, timeout=WAIT_MS)
    said = kept(enrolling, station)
    assert [(each.about, each.language) for each in said] == [(RIGHTS, "hy"), (SAME_SEX, "hy"), (SAME_SEX_BACK, "hy")]
    assert said[1].given_at < said[2].given_at, "both moments stand there"


def test_over_the_operators_window_until_a_key_and_blank_once_locked(
    enrolling: Shell, faces: FacesApplicant, arrive: Callable[[Shell, str], None], qtbot: QtBot
) -> None:
    faces.applicant.choose_language("hy")
    faces.show_over()
    window = faces.window
    assert window is not None
    assert window.isVisible()
    assert window.view.screen is Screen.NOTICE
    qtbot.waitUntil(window.isActiveWindow, timeout=WAIT_MS)
    press(Qt.Key.Key_Escape)
    assert not window.isVisible()
    qtbot.waitUntil(enrolling.isActiveWindow, timeout=WAIT_MS)
    press(Qt.Key.Key_F9)
    arrive(enrolling, "sign_in")
    assert window.view == BLANK
    assert faces.applicant.shown == BLANK


def test_a_second_screen_is_the_applicants_until_the_operator_keeps_it(
    enrolling: Shell, faces: FacesApplicant, monkeypatch: pytest.MonkeyPatch
) -> None:
    stood: list[object] = []

    def stand_on(window: CitizenWindow, screen: QScreen) -> None:
        stood.append(screen)
        window.show()

    monkeypatch.setattr(CitizenWindow, "stand_on", stand_on)
    own = enrolling.screen()
    faces.place()
    assert stood == [], "there is one screen only"
    monkeypatch.setattr("ui.shell.faces_applicant.other_screen", lambda screens, mine: own)
    faces.place()
    assert stood == [own]
    assert faces.on_second
    faces.sheet.open_now()
    assert not faces.sheet.here.isVisible()
    faces.sheet.second.click()
    assert faces.window is not None
    assert not faces.window.isVisible()
    assert faces.sheet.here.isVisible()
    faces.place()  # whatever screens come
    assert not faces.window.isVisible()
    faces.sheet.second.click()
    assert faces.on_second
    monkeypatch.setattr("ui.shell.faces_applicant.other_screen", lambda screens, mine: None)
    faces.place()
    assert not faces.window.isVisible(), "it was unplugged"
