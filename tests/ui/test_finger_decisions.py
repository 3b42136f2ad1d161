"""Fingers one by one and prints left out, by keys and by buttons, on the page with a hand-made scanner."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from station.domain.capture import CaptureRefused
from station.domain.errors import Problem
from station.domain.sample import Finger, Slap, VetoReason
from tests.support.capture_fakes import enrollment, impression, slap_candidate
from tests.ui.test_fingerprints_page import Bench
from ui.messages import LANGUAGES, say, set_language
from ui.pages.fingerprints.state import Phase

RIGHT, INDEX = Slap.RIGHT_FOUR, Slap.RIGHT_INDEX
REFUSED = CaptureRefused(Problem("FNG-TOO-FEW", {"seen": 3, "expected": 4}))


@pytest.fixture
def bench(qtbot: QtBot) -> Iterator[Bench]:
    set_language("en")
    made = Bench(qtbot)
    yield made
    made.page.leave()


def press(bench: Bench, key: Qt.Key) -> None:
    bench.page.activateWindow()
    bench.qtbot.keyClick(bench.page, key)
    bench.qtbot.wait(1)


def menu_of_reasons(bench: Bench) -> QMenu:
    press(bench, Qt.Key.Key_V)
    found = QApplication.activePopupWidget()
    assert isinstance(found, QMenu)
    return found


def shown(bench: Bench) -> Slap | None:
    slap = bench.page.presenter.state.slap
    return None if slap is None else slap.slap


def test_s_turns_to_the_first_finger_alone_and_each_goes_on_to_the_next(bench: Bench) -> None:
    bench.say(REFUSED)
    assert bench.page.decisions.singly.isVisible()
    press(bench, Qt.Key.Key_S)
    assert bench.station.enroll.calls[-1] == "take_singly"
    assert (shown(bench), bench.page.presenter.state.phase) == (INDEX, Phase.OPENING)
    assert bench.station.capture.asked[-1][1] == (Finger.RIGHT_INDEX,)
    assert bench.banner.startswith("Place these fingers: right index")
    assert not bench.page.decisions.singly.isVisible(), "it is done"
    assert bench.page.slaps.buttons[RIGHT].isChecked()
    bench.say(slap_candidate(INDEX, (60,), INDEX.fingers))
    bench.page.presenter.go_on()
    assert shown(bench) is Slap.RIGHT_MIDDLE


def test_a_finger_alone_that_stays_low_is_tried_again_and_its_slap_counts_the_better(bench: Bench) -> None:
    bench.say(REFUSED)
    press(bench, Qt.Key.Key_S)
    bench.say(slap_candidate(INDEX, (10,), INDEX.fingers))
    assert bench.page.presenter.state.phase is Phase.WEAK
    press(bench, Qt.Key.Key_Space)
    bench.say(slap_candidate(INDEX, (70,), INDEX.fingers))
    assert "good" in bench.named(Finger.RIGHT_INDEX)


def test_s_says_why_where_it_cannot_be(bench: Bench) -> None:
    bench.say(slap_candidate(RIGHT, (60,) * 4, RIGHT.fingers))
    (command,) = [each for each in bench.page.commands() if each.keys == ("S",)]
    assert command.why_not() == say("fingerprints.no_singly")
    press(bench, Qt.Key.Key_S)
    assert "take_singly" not in bench.station.enroll.calls


def test_v_asks_why_and_the_digit_takes_them_again(bench: Bench) -> None:
    bench.say(slap_candidate(RIGHT, (60,) * 4, RIGHT.fingers))
    assert bench.page.presenter.state.phase is Phase.TAKEN
    assert bench.page.decisions.veto.isVisible()
    menu = menu_of_reasons(bench)
    assert menu.accessibleName() == "Right four: why do these prints not count?"
    bench.qtbot.keyClick(menu, Qt.Key.Key_3)
    bench.qtbot.wait(1)
    assert f"veto {VetoReason.DIRTY.value}" in bench.station.enroll.calls
    assert (shown(bench), bench.page.presenter.state.phase) == (RIGHT, Phase.OPENING)
    (left_out,) = bench.station.enroll.enrollment.samples.slaps
    assert left_out.veto is not None


def test_v_at_the_next_fingers_is_about_the_last_ones(bench: Bench) -> None:
    bench.say(slap_candidate(RIGHT, (60,) * 4, RIGHT.fingers))
    bench.page.presenter.go_on()
    assert shown(bench) is Slap.LEFT_FOUR
    menu = menu_of_reasons(bench)
    assert menu.accessibleName().startswith("Right four")
    menu.close()
    assert not [call for call in bench.station.enroll.calls if call.startswith("veto")], "Esc says nothing"


def test_v_says_why_where_nothing_was_taken(bench: Bench) -> None:
    (command,) = [each for each in bench.page.commands() if each.keys == ("V",)]
    assert command.why_not() == say("fingerprints.no_veto")
    press(bench, Qt.Key.Key_V)
    assert QApplication.activePopupWidget() is None


def test_what_cannot_be_kept_is_told_and_changes_nothing(bench: Bench) -> None:
    bench.say(REFUSED)
    bench.station.enroll.problem = Problem("STN-532")
    press(bench, Qt.Key.Key_S)
    assert (shown(bench), bench.page.presenter.state.phase) == (RIGHT, Phase.REFUSED)


@pytest.mark.parametrize("tag", LANGUAGES)
def test_every_reason_and_finger_has_its_words(tag: str) -> None:
    set_language(tag)
    said = [say(f"fingerprints.veto.{each.value}") for each in VetoReason]
    said += [say(f"fingerprints.slap.{each.value}") for each in Slap]
    assert len(set(said)) == len(said)


def test_a_passport_of_two_fingers_shows_two_buttons(qtbot: QtBot) -> None:
    set_language("en")
    made = enrollment().with_slap(impression(Slap.RIGHT_FOUR, 1, (60,) * 4))
    bench = Bench(qtbot, made)
    views = tuple(each for each in bench.page.view.slaps if each.slap is not Slap.THUMBS)
    bench.page.slaps.show_slaps(views, None)
    shown_buttons = [slap for slap, button in bench.page.slaps.buttons.items() if not button.isHidden()]
    assert shown_buttons == [Slap.RIGHT_FOUR, Slap.LEFT_FOUR]
    bench.page.leave()


def test_a_scanner_for_one_finger_is_asked_for_no_slap(qtbot: QtBot) -> None:
    set_language("en")
    bench = Bench(qtbot)
    bench.page.leave()
    devices = bench.station.diagnose
    devices.views = tuple(replace(each, one_finger=each.kind == "fingerprint") for each in devices.views)
    asked = len(bench.station.capture.asked)
    bench.page.enter(bench.page.view)
    bench.qtbot.wait(1)
    assert [call[1] for call in bench.station.capture.asked[asked:]] == [(Finger.RIGHT_INDEX,)]
    bench.page.leave()
