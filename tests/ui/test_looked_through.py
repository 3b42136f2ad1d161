"""What was on the screen is not what a layout of another width has at the same pixels."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QScrollArea, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from ui.widgets.looked_through import LookedThrough

NARROW, WIDE, HIGH = 300, 620, 400


def turn() -> None:
    for _ in range(4):
        QApplication.processEvents()


def shown(qtbot: QtBot, words: QLabel, width: int) -> tuple[QScrollArea, LookedThrough]:
    """words: what counts. In a pane of that width, looked at from its top."""
    area, content = QScrollArea(), QWidget()
    words.setWordWrap(True)
    QVBoxLayout(content).addWidget(words)
    area.setWidgetResizable(True)
    area.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
    area.setWidget(content)
    content.setAutoFillBackground(False)  # as in the window: what is opaque hides what it lies on
    qtbot.addWidget(area)
    looked = LookedThrough(area, content, words.height)
    area.resize(width, HIGH)
    area.show()
    looked.begin()
    turn()
    return area, looked


def test_what_was_read_in_another_width_is_read_anew(qtbot: QtBot) -> None:
    words = QLabel("word " * 700)
    area, looked = shown(qtbot, words, NARROW)
    high, bar = words.height(), area.verticalScrollBar()
    while bar.value() + HIGH < high / 2 + HIGH / 4:
        looked.go_on()
        turn()
    assert not looked.whole, "the second half was never on the screen"
    area.resize(WIDE, HIGH)
    turn()
    assert HIGH < words.height() < high / 2 + HIGH, "a length that was on the screen at the former width"
    bar.setValue(bar.value() + 1)
    turn()
    assert not looked.whole
    bar.setValue(0)
    turn()
    while bar.value() < bar.maximum():
        assert not looked.whole
        looked.go_on()
        turn()
    assert looked.whole


def test_what_was_read_whole_stays_read(qtbot: QtBot) -> None:
    area, looked = shown(qtbot, QLabel("word " * 40), WIDE)
    assert looked.whole
    area.resize(NARROW, HIGH // 4)
    turn()
    assert looked.whole
