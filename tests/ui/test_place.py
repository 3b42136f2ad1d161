"""Where the window stands: kept between starts, and brought onto whatever screens there are then."""

from pathlib import Path

import pytest
from PySide6.QtCore import QRect
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ui.bridge import Bridge
from ui.shell.memory import Memory, Place, Remembered
from ui.shell.place import PlaceKept, on_screens
from ui.shell.window import Shell

FIRST, SECOND = QRect(0, 0, 1920, 1040), QRect(1920, 0, 2560, 1400)


@pytest.mark.parametrize(
    ("place", "rooms", "where"),
    [
        (Place(300, 200, 1400, 800, False), [FIRST], (300, 200, 1400, 800)),
        (Place(2100, 100, 1400, 800, False), [FIRST, SECOND], (2100, 100, 1400, 800)),
        (Place(2100, 100, 1400, 800, False), [FIRST], (520, 100, 1400, 800)),  # the second screen is gone
        (Place(2100, 100, 2300, 1300, False), [FIRST], (0, 32, 1920, 1008)),
        (Place(-500, -300, 1400, 800, False), [FIRST], (0, 32, 1400, 800)),
        (Place(1700, 1000, 1400, 800, False), [FIRST], (520, 240, 1400, 800)),
    ],
)
def test_it_is_on_a_screen_whole(place: Place, rooms: list[QRect], where: tuple[int, ...]) -> None:
    assert on_screens(place, rooms) == QRect(*where)


def test_it_is_remembered_and_opened_there_again(tmp_path: Path, dressed: QApplication, qtbot: QtBot) -> None:
    memory = Memory(tmp_path / "window.json")
    memory.write_with(lambda write: write())
    bridge = Bridge()
    window = Shell(bridge)
    qtbot.addWidget(window)
    kept = PlaceKept(window, memory)
    kept.keep()
    assert memory.now.place is None, "it was not seen yet"
    window.open_on([FIRST])
    window.setGeometry(120, 90, 1500, 900)
    kept.keep()
    place = Memory(tmp_path / "window.json").now.place
    assert place == Place(120, 90, 1500, 900, False)
    other = Shell(bridge)
    qtbot.addWidget(other)
    other.open_on([FIRST], place)
    assert other.geometry() == QRect(120, 90, 1500, 900)
    filled = Shell(bridge)
    qtbot.addWidget(filled)
    filled.open_on([FIRST], Place(120, 90, 1500, 900, True))
    assert filled.isMaximized()
    bridge.close()


def test_it_is_kept_once_it_stands_still(tmp_path: Path, dressed: QApplication, qtbot: QtBot) -> None:
    memory, bridge = Memory(tmp_path / "window.json"), Bridge()
    window = Shell(bridge)
    qtbot.addWidget(window)
    kept = PlaceKept(window, memory)
    window.open_on([FIRST])
    window.resize(1400, 820)
    QApplication.processEvents()
    assert kept._still.isActive()
    assert memory.now.place is None, "it may be dragged still"
    kept._still.timeout.emit()
    assert memory.now.place is not None
    assert (memory.now.place.width, memory.now.place.height) == (1400, 820)
    bridge.close()


@pytest.mark.parametrize(
    "odd",
    ["[1, 2]", '{"x": 1}', '{"x": 0, "y": 0, "width": 0, "height": 9, "filled": false}',
     '{"x": 1e9, "y": 0, "width": 9, "height": 9, "filled": false}',
     '{"x": 0, "y": 0, "width": 9, "height": 9, "filled": "yes"}'],
)  # fmt: skip
def test_a_place_that_no_window_had_is_none(tmp_path: Path, odd: str) -> None:
    (tmp_path / "window.json").write_text(f'{{"language": "ru", "enrollment_id": "e", "place": {odd}}}', "utf-8")
    assert Memory(tmp_path / "window.json").now == Remembered("ru", "e")
