"""A page that is longer than the window: it is seen that it goes on, the keyboard is at what is seen, and what is
opened from what is below comes into sight."""

from typing import Any

import pytest
from PySide6.QtCore import QPoint, QRect
from PySide6.QtWidgets import QApplication

from station.domain.sample import Finger
from tests.support.fitting import SIZES, Framed, Open, lay_out
from tests.ui.test_every_state_fits import finger_states, stages
from ui.messages import languages
from ui.pages.fingerprints.state import Phase
from ui.shell.page_room import PageRoom
from ui.widgets.key_menu import KeyMenu

SIZE = SIZES["1024x768"]


def _low(framed: Open) -> Framed:
    _, desk = next(item for item in finger_states(framed) if item[0] is Phase.LIVE)
    desk.window.resize(*SIZE)
    lay_out()
    return desk


def test_of_the_hands_below_the_picture_the_head_is_seen(framed: Open) -> None:
    desk = _low(framed)
    page: Any = desk.window.page
    for tag in languages():
        desk.window.choose_language(tag)
        lay_out()
        assert page._columns.stacked, tag
        button = page.exception
        assert button.visibleRegion().boundingRect() == button.rect(), tag


def test_the_keyboard_begins_where_it_is_seen(framed: Open) -> None:
    desk = _low(framed)
    desk.window._pages.focus()
    focused = desk.window.focusWidget()
    assert focused is not None
    assert not focused.visibleRegion().isEmpty()


@pytest.mark.parametrize("size", [SIZE, SIZES["1366x768"]])
def test_the_reasons_of_a_finger_stand_whole_in_the_window(framed: Open, size: tuple[int, int]) -> None:
    desk = _low(framed)
    desk.window.resize(*size)
    lay_out()
    page: Any = desk.window.page
    for finger in (Finger.RIGHT_LITTLE, Finger.LEFT_LITTLE):
        page._ask_mark(finger)
        menu = QApplication.activePopupWidget()
        assert isinstance(menu, KeyMenu)
        around = QRect(desk.window.mapToGlobal(QPoint()), desk.window.size())
        assert around.contains(menu.geometry()), (finger, menu.geometry(), around)
        assert not page.hands.button(finger).visibleRegion().isEmpty()
        menu.close()


def test_beside_the_acts_of_a_review_only_what_is_compared_is_scrolled(framed: Open) -> None:
    """On the usual small screen the acts stand whole, whatever comes next: a page that moves by a few pixels with them
    is read worse."""
    for stage, desk in stages(framed):
        desk.window.resize(*SIZES["1366x768"])
        for tag in languages():
            desk.window.choose_language(tag)
            lay_out()
            page: Any = desk.window.page
            around = page.parentWidget().parentWidget()
            assert isinstance(around, PageRoom)
            assert around.verticalScrollBar().maximum() == 0, (stage, tag)
