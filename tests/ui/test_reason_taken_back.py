"""A reason that the service does not allow of this person any more can be taken back with the menu that gave it."""

from dataclasses import replace

import pytest
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from station.domain.sample import BiometricException, ExceptionReason, Eye, Finger, Modality
from tests.support.capture_fakes import enrollment, view
from tests.unit.ui.test_portrait_eyes import allowing
from ui.messages import say
from ui.pages.portrait.words import scopes
from ui.widgets.exception_menu import ExceptionButton
from ui.widgets.exception_words import Scope

INFANT = ExceptionReason.INFANT


@pytest.mark.parametrize("allowed", [(), (ExceptionReason.EYE_COVERED,)], ids=["no reasons", "reasons of eyes"])
def test_the_only_reason_that_holds_no_more_is_taken_back(allowed: tuple[ExceptionReason, ...], qtbot: QtBot) -> None:
    shown = allowing(view(enrollment().with_exception(Modality.FACE, INFANT)), *allowed)
    undone: list[ExceptionReason | None] = []
    button = ExceptionButton(Modality.FACE, lambda: scopes(shown, INFANT, undone.append))
    qtbot.addWidget(button)
    button.show_for(shown)
    assert not button.isHidden()
    button.ask()
    menu = next(each for each in button.findChildren(QMenu) if each.accessibleName())
    every = [*menu.actions(), *(action for each in menu.findChildren(QMenu) for action in each.actions())]
    words = [action.text() for action in every]
    assert say(f"exceptions.reason.{INFANT.value}") not in words, "it is not offered"
    next(action for action in every if action.text() == say("exceptions.after_all")).trigger()
    assert undone == [None]
    menu.close()


def test_where_nothing_is_allowed_and_nothing_was_said_there_is_no_button(qtbot: QtBot) -> None:
    button = ExceptionButton(Modality.FACE, tuple[Scope, ...])
    qtbot.addWidget(button)
    button.show_for(allowing(view()))
    assert button.isHidden()


def test_so_are_marks_of_fingers(qtbot: QtBot) -> None:
    marked = enrollment().with_exceptions((BiometricException(Finger.LEFT_THUMB, ExceptionReason.BANDAGED),))
    button = ExceptionButton(Modality.FINGERS, tuple[Scope, ...])
    qtbot.addWidget(button)
    shown = view(marked)
    button.show_for(replace(shown, steps=tuple(replace(each, may_lack=()) for each in shown.steps)))
    assert not button.isHidden()


def test_an_eye_of_a_reason_no_longer_allowed_keeps_its_own_menu() -> None:
    shown = allowing(view(enrollment().with_eye(Eye.LEFT, ExceptionReason.EYE_COVERED)))
    labels = [each.label for each in scopes(shown, None, lambda *_, **__: None) if each.marked]
    assert labels == ["exceptions.left_eye"]
