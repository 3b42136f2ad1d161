"""The page of papers by keyboard: the key that it names reaches it from wherever the keyboard stands."""

from types import SimpleNamespace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from tests.support.window import fake_station, open_page
from ui.pages.attachments.rows import fill
from ui.pages.attachments.view import AttachmentsPage


class Window(QWidget):
    """In the place of the true one, which asks the page when Space comes up to it."""

    def __init__(self) -> None:
        super().__init__()
        self.keys: list[int] = []

    def keyPressEvent(self, event: QKeyEvent) -> None:
        self.keys.append(event.key())


@pytest.mark.parametrize("where", ["papers", "pages"])
def test_space_comes_up_to_the_window_from_either_list(where: str, qtbot: QtBot) -> None:
    page = open_page(AttachmentsPage, fake_station(attachments=SimpleNamespace()))
    window = Window()
    qtbot.addWidget(window)
    QVBoxLayout(window).addWidget(page)
    window.show()
    rows = getattr(page, where)
    fill(rows, [("Passport", "ring"), ("Receipt", "ring")], 0)
    QTest.keyClick(rows, Qt.Key.Key_Space)
    assert window.keys == [Qt.Key.Key_Space]
    QTest.keyClick(rows, Qt.Key.Key_Down)
    assert rows.currentRow() == 1
    assert window.keys == [Qt.Key.Key_Space], "what a list does itself stays in it"
    page.leave()
