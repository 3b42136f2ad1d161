"""A reader sends a zone while the keyboard stands elsewhere than in its field: nothing of it is typed there, and it
reaches the document of the case; where none is expected that is said."""

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from station.domain.value import Source
from tests.support.applicants import PASSPORT_MRZ
from tests.support.fingers_on_keys import type_text
from tests.ui.conftest import WAIT_MS, page_id
from ui.shell.window import Shell

_KEYS = {"\n": Qt.Key.Key_Return, "\t": Qt.Key.Key_Tab, "<": Qt.Key.Key_Less}
NONE, CTRL = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


class Reader:
    """Sends keys to the window that has the keyboard, a sign every `gap_ms` on a clock of its own."""

    def __init__(self, window: Shell) -> None:
        self._at_ms, self.gap_ms = 1_000.0, 8.0
        assert window._beside is not None
        assert window._beside.wedge is not None
        self.wedge = window._beside.wedge
        self.wedge._pressed_ms = self._clock
        self.wedge._pause.timeout.disconnect()  # a busy machine is no pause; test_armenian_desk has the true one
        self._window = window

    def _clock(self, _event: QKeyEvent) -> float:
        return self._at_ms

    def send(self, text: str) -> None:
        for sign in text:
            self._at_ms += self.gap_ms
            floats = QApplication.activePopupWidget()
            handle = (self._window if floats is None else floats).windowHandle()
            assert handle is not None
            if sign in "\x02\x03":  # as a keyboard has them
                QTest.keyClick(handle, Qt.Key.Key_B if sign == "\x02" else Qt.Key.Key_C, CTRL)
            else:
                QTest.keyClick(handle, _KEYS.get(sign) or Qt.Key(ord(sign)), SHIFT if sign == "<" else NONE)
        self._at_ms += 1_000
        self.wedge._end()  # the pause behind it


@pytest.fixture
def reader(window: Shell) -> Reader:
    return Reader(window)


def enrollment(window: Shell) -> Any:
    assert window._presenter is not None
    assert window._presenter.enrollment is not None
    return window._presenter.enrollment.enrollment


def told(window: Shell) -> str:
    return str(window.frame.banner.accessibleName()) if window.frame.banner.isVisible() else ""


@pytest.mark.parametrize(
    "sent",
    [f"{PASSPORT_MRZ}\n", PASSPORT_MRZ.replace("\n", "\t") + "\t", PASSPORT_MRZ.replace("\n", ""),
     f"\x02{PASSPORT_MRZ}\n\x03", f"{PASSPORT_MRZ}\n" * 2],
    ids=["Return", "Tab", "in one", "framed", "twice"],
)  # fmt: skip
def test_in_a_name_field(enrolling: Shell, reader: Reader, qtbot: QtBot, sent: str) -> None:
    form = enrolling.page.form  # type: ignore[union-attr]
    form.focus("surname_hy")
    line = form.editor("surname_hy")
    QTest.keyClicks(line, "AB")
    line.setCursorPosition(1)
    reader.send(sent)
    assert (line.text(), line.cursorPosition()) == ("AB", 1)
    qtbot.waitUntil(lambda: page_id(enrolling) == "document", timeout=WAIT_MS)
    values = enrollment(enrolling).values
    assert enrolling.page.form.value("document_mrz") == PASSPORT_MRZ  # type: ignore[union-attr]
    assert (values["document_mrz"].source, values["document_source"].text) == (Source.MRZ, "mrz_read")
    assert enrollment(enrolling).fields["surname_hy"] == "AB"
    assert enrollment(enrolling).fields["given_latin"] == "ANI"
    qtbot.waitUntil(enrolling.frame.action_bar.primary.hasFocus, timeout=WAIT_MS)  # Enter leads on


def test_on_a_button_and_on_the_page_itself(enrolling: Shell, reader: Reader, qtbot: QtBot) -> None:
    for widget in (enrolling.frame.action_bar.back, enrolling.page):
        assert widget is not None
        widget.setFocus()
        reader.send(f"{PASSPORT_MRZ}\n")
        qtbot.waitUntil(lambda: enrollment(enrolling).fields.get("document_mrz") == PASSPORT_MRZ, timeout=WAIT_MS)
        assert page_id(enrolling) == "document"
        enrolling.page.setFocus()  # type: ignore[union-attr]


def test_in_a_sheet(enrolling: Shell, reader: Reader, qtbot: QtBot) -> None:
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_K, CTRL)
    sheet = QApplication.activePopupWidget()
    assert sheet is not None
    typed = sheet.findChild(QLineEdit)
    assert typed is not None
    reader.send(f"{PASSPORT_MRZ}\n")
    assert typed.text() == ""
    qtbot.waitUntil(lambda: enrollment(enrolling).fields.get("document_mrz") == PASSPORT_MRZ, timeout=WAIT_MS)
    while (floats := QApplication.activePopupWidget()) is not None:
        floats.close()


def test_in_the_field_of_a_pin_no_try_is_used_up(
    window: Shell, reader: Reader, qtbot: QtBot, arrive: Callable[[Shell, str], None]
) -> None:
    pin = window.page.pin  # type: ignore[union-attr]
    QTest.keyClicks(pin, "12")
    for _ in range(4):  # each has two lines, and two times Enter: a PIN is locked before
        reader.send(f"{PASSPORT_MRZ}\n")
    qtbot.waitUntil(lambda: "none is expected" in told(window), timeout=WAIT_MS)
    assert (pin.text(), page_id(window)) == ("12", "sign_in")
    type_text("34\n")
    arrive(window, "home")


def test_a_part_of_a_zone_changes_nothing_and_is_told(enrolling: Shell, reader: Reader, qtbot: QtBot) -> None:
    reader.send(PASSPORT_MRZ[:60])
    qtbot.waitUntil(lambda: "part of a document" in told(enrolling), timeout=WAIT_MS)
    assert not enrollment(enrolling).fields.get("document_mrz")
    assert page_id(enrolling) == "applicant"


def test_in_its_own_field_it_is_typed(enrolling: Shell, reader: Reader, arrive: Callable[[Shell, str], None]) -> None:
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_1, CTRL)
    arrive(enrolling, "document")
    form = enrolling.page.form  # type: ignore[union-attr]
    form.focus("document_mrz")
    reader.send(PASSPORT_MRZ)
    assert form.value("document_mrz") == PASSPORT_MRZ


def test_a_quick_typist_loses_nothing(enrolling: Shell, reader: Reader) -> None:
    line = enrolling.page.form.editor("email")  # type: ignore[union-attr]
    line.setFocus()
    reader.gap_ms = 20
    reader.send("PAPIKYAN")
    reader.send("ANIVCA")
    assert line.text() == "papikyananivca"
