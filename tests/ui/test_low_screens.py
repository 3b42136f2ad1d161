"""A screen no larger than the usual window: the action bar is never below its edge."""

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QRect
from PySide6.QtWidgets import QApplication, QScrollArea
from pytestqt.qtbot import QtBot

from station.domain.errors import Problem
from tests.support.fitting import SIZES, lay_out
from tests.support.layout import clipped, findings, outside
from tests.support.window_lint import nameless, too_small
from ui.bridge import Bridge
from ui.messages import languages
from ui.shell.window import Shell


@pytest.fixture
def bare(qtbot: QtBot, dressed: QApplication) -> Iterator[Shell]:
    """A window that still starts."""
    bridge = Bridge(dressed)
    shell = Shell(bridge)
    qtbot.addWidget(shell)
    yield shell
    bridge.close()


@pytest.mark.parametrize("room", [(1366, 768), (1366, 728), (1280, 1024), (1600, 740)])
def test_a_small_screen_is_filled(bare: Shell, room: tuple[int, int]) -> None:
    bare.open_on([QRect(0, 0, *room)])
    assert bare.isMaximized()


@pytest.mark.parametrize(
    ("room", "wanted"),
    [
        (QRect(0, 0, 1920, 1040), QRect(96, 52, 1728, 936)),
        (QRect(1920, 40, 1920, 1040), QRect(2016, 92, 1728, 936)),
        (QRect(0, 0, 1400, 800), QRect(17, 16, 1366, 768)),
        (QRect(0, 0, 3840, 2120), QRect(640, 340, 2560, 1440)),
    ],
)
def test_of_a_large_screen_nearly_all_is_used_in_its_middle(bare: Shell, room: QRect, wanted: QRect) -> None:
    bare.open_on([room])
    assert not bare.isMaximized()
    assert bare.isVisible()
    assert bare.geometry() == wanted


def _ended(window: Shell) -> None:
    window.frame.banner.show_problem(Problem("STN-601"))
    window.frame.show_ended()


WITHOUT_A_STATION: dict[str, Callable[[Shell], object]] = {
    "starting": lambda window: None,
    "failed": lambda window: window.start_failed(Problem("STN-601")),
    "ended": _ended,
}


@pytest.mark.parametrize("state", WITHOUT_A_STATION)
def test_a_window_without_a_station_fits(state: str, bare: Shell) -> None:
    bare.show()
    WITHOUT_A_STATION[state](bare)
    for tag in languages():
        bare.choose_language(tag)
        for size in SIZES.values():
            bare.resize(*size)
            lay_out()
            assert findings(bare.frame) == [], (tag, size)
            assert bare.frame.starting.isVisible()
            assert bare.frame.banner.isVisible() is (state != "starting")


def test_the_action_bar_stays_inside_below_a_title_bar(signed_in: Shell) -> None:
    assert signed_in.minimumHeight() <= 728
    signed_in.frame.show_notice(Problem("STN-601"))
    signed_in.resize(1366, 728)
    QApplication.processEvents()
    QApplication.processEvents()
    bar = signed_in.frame.action_bar
    assert bar.mapTo(signed_in, bar.rect().bottomLeft()).y() < 728
    assert outside(signed_in.frame) == []


@pytest.mark.parametrize("room", [(1092, 580), (910, 470), (683, 350)])
def test_a_form_holds_where_everything_is_drawn_larger(enrolling: Shell, room: tuple[int, int]) -> None:
    """1366 x 768 at 125, 150 and 200 %, less a title bar: the page scrolls, the primary action stays."""
    page = enrolling.page
    assert page is not None
    enrolling.resize(*room)
    for tag in languages():
        enrolling.choose_language(tag)
        for _ in range(4):
            QApplication.processEvents()
        assert (enrolling.width(), enrolling.height()) == room
        for part in (enrolling.frame.action_bar.primary, enrolling.frame.top_bar.help, enrolling.frame.rail):
            corner = part.mapTo(enrolling, part.rect().bottomRight())
            assert enrolling.rect().contains(corner), tag
        for area in page.findChildren(QScrollArea):
            if area.isVisible():
                assert area.widget().width() <= area.viewport().width(), tag
        root = enrolling.frame
        assert (nameless(root), too_small(root), clipped(root)) == ([], [], []), tag
