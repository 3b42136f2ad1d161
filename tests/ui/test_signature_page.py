"""The signature page: mouse, tablet pen with pressure, the connected pad by keyboard, clearing."""

from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QEventPoint, QInputDevice, QPointingDevice, QTabletEvent
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from station.domain.capture import InkPoint
from tests.support.capture_fakes import DEVICE
from tests.support.window import fake_station, open_page
from ui.messages import set_language
from ui.pages.signature.view import SignaturePage
from ui.widgets.ink_pad import SIZE_MM


class Bench:
    def __init__(self, qtbot: QtBot) -> None:
        self.qtbot = qtbot
        self.station = fake_station()
        self.page: Any = open_page(SignaturePage, self.station)
        qtbot.addWidget(self.page)

    def stroke(self, *at: tuple[int, int]) -> None:
        pad = self.page.pad
        self.qtbot.mousePress(pad, Qt.MouseButton.LeftButton, pos=QPoint(*at[0]))
        for point in at[1:]:
            self.qtbot.mouseMove(pad, QPoint(*point))
        self.qtbot.mouseRelease(pad, Qt.MouseButton.LeftButton, pos=QPoint(*at[-1]))

    @property
    def banner(self) -> str:
        return str(self.page.banner.accessibleName())

    @property
    def kept(self) -> Any:
        return self.station.enroll.enrollment.samples.signature


@pytest.fixture
def bench(qtbot: QtBot) -> Iterator[Bench]:
    set_language("en")
    made = Bench(qtbot)
    yield made
    made.page.leave()


def test_mouse_ink_is_kept_when_it_rests(bench: Bench) -> None:
    bench.stroke((200, 100), (300, 150), (400, 100))
    points = bench.page.pad.points
    assert [point.down for point in points][-1] is False
    assert all(0 <= point.x_mm <= SIZE_MM[0] and 0 <= point.y_mm <= SIZE_MM[1] for point in points)
    assert bench.page.primary_reason() is None
    bench.qtbot.waitUntil(lambda: bench.kept is not None, timeout=4000)
    bench.qtbot.waitUntil(lambda: bench.banner.startswith("The signature is saved"))
    assert bench.kept.device.device_id == "window:mouse"


def test_next_keeps_at_once_what_is_written(bench: Bench) -> None:
    bench.stroke((200, 100), (300, 150))
    bench.page.primary()
    assert bench.kept is not None
    assert "go_next" in bench.page.context.shell.calls


def test_space_wipes_and_wipes_the_kept_one(bench: Bench) -> None:
    bench.stroke((200, 100), (300, 150))
    bench.page.settle()
    bench.qtbot.waitUntil(lambda: bench.banner.startswith("The signature is saved"))
    bench.page.space()
    bench.qtbot.waitUntil(lambda: bench.kept is None)
    assert bench.page.pad.points == ()


def test_p_signs_on_the_connected_pad(bench: Bench) -> None:
    bench.qtbot.keyClick(bench.page.pad, Qt.Key.Key_P)
    assert bench.banner.startswith("The applicant signs on the pad")
    for point in (InkPoint(1, 2, 0), InkPoint(9, 9, 9), InkPoint(9, 9, 12, down=False)):
        bench.station.capture.say(point)
    bench.qtbot.waitUntil(lambda: bench.kept is not None, timeout=4000)
    assert bench.kept.device == DEVICE


def test_a_pen_keeps_its_pressure(bench: Bench) -> None:
    pad = bench.page.pad
    pen = QPointingDevice(
        "pen",
        7,
        QInputDevice.DeviceType.Stylus,
        QPointingDevice.PointerType.Pen,
        QInputDevice.Capability.Pressure,
        1,
        1,
    )
    for kind, x, pressure in (
        (QEvent.Type.TabletPress, 200, 0.2),
        (QEvent.Type.TabletMove, 240, 0.9),
        (QEvent.Type.TabletRelease, 260, 0.1),
    ):
        at = QPointF(x, 120)
        event = QTabletEvent(
            kind, pen, at, at, pressure, 0, 0, 0, 0, 0, Qt.KeyboardModifier.NoModifier,
            Qt.MouseButton.LeftButton, Qt.MouseButton.LeftButton,
        )  # fmt: skip
        assert QApplication.sendEvent(pad, event)
        assert isinstance(event.point(0), QEventPoint)
    assert [point.pressure for point in pad.points] == [0.2, 0.9, 0.1]
    bench.page.settle()
    assert bench.kept.device.device_id == "window:pen"


def test_pad_unplugged_closes_its_button(bench: Bench) -> None:
    devices = bench.station.diagnose
    devices.views = ()
    devices.set_state("signature", "gone")
    bench.qtbot.waitUntil(lambda: not bench.page.pad_button.isEnabled())


def test_escape_drops_ink_that_is_not_kept(bench: Bench) -> None:
    bench.stroke((200, 100), (300, 150))
    assert bench.page.cancel()
    assert bench.page.pad.points == ()
    assert not bench.page.cancel()


def test_e_says_why_there_is_none(bench: Bench) -> None:
    bench.qtbot.keyClick(bench.page, Qt.Key.Key_E)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    words = [action.text() for action in menu.actions() if not action.isSeparator()]
    assert words == ["Why is it not signed as usual?", "Cannot write", "Signs with a mark"]
    bench.qtbot.keyPress(menu, Qt.Key.Key_Return)
    bench.qtbot.waitUntil(lambda: bench.banner.startswith("Not signed: cannot write"))
    assert bench.kept is None
    bench.stroke((200, 100), (300, 150), (400, 100))
    assert not bench.banner.startswith("Not signed")
