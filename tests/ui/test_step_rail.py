"""The rail on low screens: the current step is seen whole, and none is cut, above it or below."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from station.services.enrollment_views import view_of
from station.services.views import EnrollmentView
from tests.support.fitting import LONGEST_NAME, lay_out
from tests.support.layout import findings
from tests.support.people import Shelf
from tests.support.plans import PLANS
from tests.unit.station.steps.test_whole import SERVICES, TODAY, full
from ui.messages import languages, set_language
from ui.shell.frame import Frame
from ui.shell.step_button import CLOSER, StepButton
from ui.shell.step_list import StepList
from ui.widgets.words import retranslate_all

SIZES = ((1366, 768), (1280, 720), (1092, 580), (910, 470), (680, 340))


@pytest.fixture
def frame(qtbot: QtBot, dressed: QApplication) -> Frame:
    made = Frame()
    qtbot.addWidget(made)
    made.rail.show()
    made.show()
    return made


def longest_plan() -> EnrollmentView:
    views = (view_of(PLANS.walk(full(service, Shelf()), TODAY)) for service in sorted(SERVICES))
    return replace(max(views, key=lambda view: len(view.steps)), title=LONGEST_NAME)


def seen(button: StepButton, room: StepList) -> int:
    """How many of its lines of pixels."""
    top = button.mapTo(room.viewport(), QPoint(0, 0)).y()
    return max(0, min(room.viewport().height(), top + button.height()) - max(0, top))


def test_the_current_step_is_seen_whole_and_none_is_cut(frame: Frame) -> None:
    shown = longest_plan()
    assert len(shown.steps) >= 9
    room = frame.rail.findChild(StepList)
    assert room is not None
    for size in SIZES:
        frame.resize(*size)
        for language in languages():
            set_language(language)
            retranslate_all(frame)
            for step in shown.steps:
                frame.show_enrollment(replace(shown, current=step.step_id))
                lay_out()
                buttons = [each for each in room.findChildren(StepButton) if each.isVisible()]
                (current,) = (each for each in buttons if each.name == (step.name, step.called))
                where = (size, language, step.step_id)
                assert seen(current, room) == current.height(), where
                parts = [each for each in buttons if 0 < seen(each, room) < each.height()]
                assert parts == [], where
            assert findings(frame.rail) == [], (size, language)


def test_nothing_is_scrolled_where_names_alone_have_room(frame: Frame) -> None:
    """1280 x 720: nine steps, of which the first was half hidden."""
    set_language("hy")
    shown = view_of(PLANS.walk(full("biometric_passport", Shelf()), TODAY))
    frame.resize(1280, 720)
    retranslate_all(frame)
    frame.show_enrollment(shown)
    lay_out()
    room = frame.rail.findChild(StepList)
    assert room is not None
    assert room.verticalScrollBar().maximum() == 0
    heights = {each.height() for each in room.findChildren(StepButton)}
    assert max(heights) < CLOSER[1]
    tips = [each.toolTip() for each in room.findChildren(StepButton)]
    assert all("՝" in tip for tip in tips), "the state has no word of its own there"
    frame.resize(1920, 1040)
    lay_out()
    assert min(each.height() for each in room.findChildren(StepButton)) >= CLOSER[0]
