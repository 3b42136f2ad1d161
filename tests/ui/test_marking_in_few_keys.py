"""Fingers that are not taken are marked by keyboard, with the reason, in at most six keys: one, a hand, both."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from station.domain.sample import ExceptionReason, Finger
from tests.support.fingers_on_keys import focused
from tests.ui.test_fingerprints_page import Bench
from ui.messages import set_language
from ui.widgets.key_menu import KeyMenu

MOST = 6
RIGHT, LEFT = tuple(Finger)[:5], tuple(Finger)[5:]
REASONS = (
    ExceptionReason.BORN_WITHOUT, ExceptionReason.AMPUTATED, ExceptionReason.BANDAGED, ExceptionReason.UNABLE,
)  # fmt: skip


@pytest.fixture
def bench(qtbot: QtBot) -> Iterator[Bench]:
    set_language("en")
    made = Bench(qtbot)
    made.page.activateWindow()
    qtbot.waitUntil(made.page.isActiveWindow)
    made.page.first_focus().setFocus()
    yield made
    made.page.leave()


def typed(keys: str, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> int:
    """Press each key where the keyboard is; how many that were."""
    for key in keys:
        QTest.keyClick(QApplication.activePopupWidget() or focused(), Qt.Key[f"Key_{key}"], modifier)
    return len(keys)


@pytest.mark.parametrize(("keys", "finger", "reason"), [
    ("5M2", Finger.RIGHT_LITTLE, ExceptionReason.AMPUTATED),
    ("0M4", Finger.LEFT_LITTLE, ExceptionReason.UNABLE),
    ("1M1", Finger.RIGHT_THUMB, ExceptionReason.BORN_WITHOUT),
])  # fmt: skip
def test_one_finger(bench: Bench, keys: str, finger: Finger, reason: ExceptionReason) -> None:
    assert typed(keys) <= MOST
    bench.qtbot.waitUntil(lambda: bool(bench.station.enroll.enrollment.exceptions))
    (marked,) = bench.station.enroll.enrollment.exceptions
    assert (marked.finger, marked.reason) == (finger, reason)
    assert QApplication.activePopupWidget() is None, "the menu is gone"
    assert focused() is bench.page.hands.button(finger), "and the keyboard is where it was"


@pytest.mark.parametrize(("digit", "hand"), [("1", RIGHT), ("2", LEFT), ("3", (*RIGHT, *LEFT))])
@pytest.mark.parametrize("reason", REASONS)
def test_a_hand_or_both(bench: Bench, digit: str, hand: tuple[Finger, ...], reason: ExceptionReason) -> None:
    assert typed(f"E{digit}{REASONS.index(reason) + 1}") <= MOST
    bench.qtbot.waitUntil(lambda: len(bench.station.enroll.enrollment.exceptions) == len(hand))
    assert {(item.finger, item.reason) for item in bench.station.enroll.enrollment.exceptions} == {
        (finger, reason) for finger in hand
    }
    assert bench.station.enroll.calls.count("set_exceptions") == 1
    assert QApplication.activePopupWidget() is None


def test_from_anywhere_on_the_page_and_from_the_block_of_digits(bench: Bench) -> None:
    bench.page.setFocus()
    typed("7", Qt.KeyboardModifier.KeypadModifier)
    typed("M")
    typed("3", Qt.KeyboardModifier.KeypadModifier)
    bench.qtbot.waitUntil(lambda: bool(bench.station.enroll.enrollment.exceptions))
    (marked,) = bench.station.enroll.enrollment.exceptions
    assert (marked.finger, marked.reason) == (Finger.LEFT_INDEX, ExceptionReason.BANDAGED)


def test_a_mark_is_taken_back_by_the_last_digit(bench: Bench) -> None:
    typed("5M2")
    bench.qtbot.waitUntil(lambda: bool(bench.station.enroll.enrollment.exceptions))
    typed("5M0")
    bench.qtbot.waitUntil(lambda: not bench.station.enroll.enrollment.exceptions)


def test_each_entry_shows_its_digit_and_an_unknown_one_does_nothing(bench: Bench) -> None:
    typed("EM9")
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, KeyMenu), "still open"
    shown = [(action.text(), action.shortcut().toString()) for action in menu.actions() if action.menu()]
    assert shown == [
        ("Right hand: all fingers", "1"), ("Left hand: all fingers", "2"), ("Both hands: all fingers", "3"),
    ]  # fmt: skip
    menu.close()


def test_the_first_hand_is_reached_by_arrows_too(bench: Bench) -> None:
    """Its menu was open already, without the keyboard, and took no Right and no Return."""
    typed("E")
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Return):
        QTest.keyClick(QApplication.activePopupWidget(), key)
    bench.qtbot.waitUntil(lambda: len(bench.station.enroll.enrollment.exceptions) == len(RIGHT))
