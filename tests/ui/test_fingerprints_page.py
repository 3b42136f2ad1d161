"""The fingerprints page with a hand-made scanner: hands by keyboard, words for scores, refusals, attempts."""

from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from typing import Any

import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from station.domain.capture import CaptureFailed, CaptureRefused, PreviewFrame, SlapGuidance
from station.domain.enrollment import Enrollment
from station.domain.errors import Problem
from station.domain.failed import FailedCheck
from station.domain.sample import BiometricException, ExceptionReason, Finger, Slap
from tests.support.capture_fakes import box, enrollment, grey, impression, slap_candidate, view
from tests.support.window import fake_station, open_page
from ui.messages import code_text, set_language
from ui.pages.fingerprints.state import Phase
from ui.pages.fingerprints.view import FingerprintsPage

RIGHT = Slap.RIGHT_FOUR


class Bench:
    def __init__(self, qtbot: QtBot, of: Enrollment | None = None) -> None:
        png = BytesIO()
        Image.new("L", (60, 40), 200).save(png, "PNG")
        self.qtbot = qtbot
        self.station = fake_station(of, png.getvalue())
        self.page: Any = open_page(FingerprintsPage, self.station)
        qtbot.addWidget(self.page)

    def say(self, *events: object) -> None:
        for event in events:
            self.station.capture.say(event)
            self.qtbot.wait(1)

    def menu(self, finger: Finger) -> QMenu:
        """What M opens on this finger."""
        button = self.page.hands.button(finger)
        button.setFocus()
        self.qtbot.keyClick(button, Qt.Key.Key_M)
        found = QApplication.activePopupWidget()
        assert isinstance(found, QMenu)
        return found

    @property
    def banner(self) -> str:
        return str(self.page.banner.accessibleName())

    def named(self, finger: Finger) -> str:
        return str(self.page.hands.button(finger).accessibleName())


@pytest.fixture
def bench(qtbot: QtBot) -> Iterator[Bench]:
    set_language("en")
    made = Bench(qtbot)
    yield made
    made.page.leave()


def test_a_reason_chosen_while_the_slap_is_being_kept_counts(bench: Bench) -> None:
    """The menu was opened before the impression came."""
    menu = bench.menu(Finger.LEFT_LITTLE)
    bench.station.capture.say(PreviewFrame(grey(), 1.0))
    bench.station.capture.say(slap_candidate(RIGHT, (60, 60, 60, 60), RIGHT.fingers))
    menu.actions()[2].trigger()
    enroll = bench.station.enroll
    bench.qtbot.waitUntil(lambda: bool(enroll.enrollment.exceptions and enroll.enrollment.samples.slaps))
    assert [item.finger for item in enroll.enrollment.exceptions] == [Finger.LEFT_LITTLE]


def test_the_window_settles_an_unsaved_slap_before_it_locks_or_turns(bench: Bench) -> None:
    bench.station.enroll.problem = Problem("STN-101")
    bench.say(PreviewFrame(grey(), 1.0), slap_candidate(RIGHT, (60, 60, 60, 60), RIGHT.fingers))
    bench.qtbot.waitUntil(lambda: bench.page.button.text() == "Save again")
    bench.page.settle()
    bench.qtbot.waitUntil(lambda: bool(bench.station.enroll.enrollment.samples.slaps))


def test_it_asks_for_the_right_four_first(bench: Bench) -> None:
    assert bench.banner.startswith("Place four fingers of the right hand")
    assert bench.page.slaps.buttons[RIGHT].isChecked()
    assert bench.page.slaps.buttons[RIGHT].accessibleName() == "Right four: now"


def test_a_weak_slap_is_told_in_words_and_in_numbers_on_demand(bench: Bench) -> None:
    bench.say(PreviewFrame(grey(), 1.0), slap_candidate(RIGHT, (72, 40, 18, 66), RIGHT.fingers))
    bench.qtbot.waitUntil(lambda: "low" in bench.banner)
    assert bench.named(Finger.RIGHT_INDEX) == "Right index: good"
    assert bench.named(Finger.RIGHT_MIDDLE) == "Right middle: fair"
    assert bench.named(Finger.RIGHT_RING) == "Right ring: low"
    assert bench.banner.endswith("attempt 2 of 3.")
    assert bench.page.attempts.accessibleName() == "Attempts at Right four: 1 of 3 made. Attempt 1 counts."
    bench.page.toggle_details()
    assert bench.page.fingers.details
    bench.page.space()
    assert bench.station.capture.asked[-1] == (RIGHT, RIGHT.fingers)


def test_a_good_slap_turns_to_the_left_hand_by_itself(bench: Bench) -> None:
    bench.say(PreviewFrame(grey(), 1.0), slap_candidate(RIGHT, (72, 71, 70, 66), RIGHT.fingers))
    bench.qtbot.waitUntil(lambda: bench.station.capture.asked[-1][0] is Slap.LEFT_FOUR, timeout=4000)
    assert bench.page.slaps.buttons[RIGHT].accessibleName() == "Right four: done"


def test_refused_shows_reason_and_remedy(bench: Bench) -> None:
    bench.say(PreviewFrame(grey(), 1.0), CaptureRefused(Problem("STN-433", {"got": 3, "expected": 4}), grey(), ()))
    assert bench.banner == "3 fingers were taken, 4 were expected. Place all fingers, or mark the missing ones."
    assert bench.page.button.text() == "Try again"


def test_m_marks_a_finger_missing_before_capture(bench: Bench) -> None:
    menu = bench.menu(Finger.RIGHT_LITTLE)
    words = [action.text() for action in menu.actions() if not action.isSeparator()]
    assert words == [
        "Right little: why is it not taken?",
        "Born without",
        "Finger is absent",
        "Bandaged",
        "Cannot be placed",
    ]
    bench.qtbot.keyPress(menu, Qt.Key.Key_Down)
    bench.qtbot.keyPress(menu, Qt.Key.Key_Down)
    bench.qtbot.keyPress(menu, Qt.Key.Key_Return)
    bench.qtbot.waitUntil(lambda: bench.named(Finger.RIGHT_LITTLE) == "Right little: bandaged")
    assert bench.station.capture.asked[-1] == (RIGHT, RIGHT.fingers[:3])
    assert bench.station.enroll.enrollment.exceptions == (
        BiometricException(Finger.RIGHT_LITTLE, ExceptionReason.BANDAGED),
    )
    assert bench.banner.startswith("Place these fingers: right index, right middle, right ring")


def test_the_menu_takes_a_mark_back_and_warns_before_prints_are_dropped(qtbot: QtBot) -> None:
    set_language("en")
    of = enrollment().with_exceptions((BiometricException(Finger.RIGHT_LITTLE, ExceptionReason.UNABLE),))
    bench = Bench(qtbot, of.with_slap(impression(RIGHT, 1, (60, 60, 60), RIGHT.fingers[:3])))
    menu = bench.menu(Finger.RIGHT_LITTLE)
    words = [action.text() for action in menu.actions() if not action.isSeparator()]
    assert words[1] == "The prints of this hand taken before will be dropped."
    assert words[-1] == "It is there after all"
    menu.actions()[-1].trigger()
    menu.close()
    qtbot.waitUntil(lambda: bench.named(Finger.RIGHT_LITTLE) == "Right little: to do")
    assert bench.station.enroll.enrollment.samples.slaps == ()
    bench.page.leave()


def test_arrows_walk_over_all_ten_fingers_and_come_round(bench: Bench) -> None:
    first = Finger.LEFT_LITTLE
    bench.page.hands.button(first).setFocus()
    walked = []
    for _ in range(10):
        walked.append(bench.page.hands.focused())
        bench.qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Right)
    assert sorted(walked) == sorted(Finger)
    assert bench.page.hands.focused() is first


def test_only_one_finger_is_a_tab_stop(bench: Bench) -> None:
    stops = [f for f in Finger if bench.page.hands.button(f).focusPolicy() & Qt.FocusPolicy.TabFocus]
    assert stops == [Finger.RIGHT_INDEX]


def test_space_on_a_finger_is_left_to_the_page(bench: Bench) -> None:
    button = bench.page.hands.button(Finger.RIGHT_INDEX)
    button.setFocus()
    bench.qtbot.keyClick(button, Qt.Key.Key_Space)
    assert QApplication.activePopupWidget() is None


def test_live_boxes_carry_names_and_the_result_carries_words(bench: Bench) -> None:
    boxes = tuple(box(finger, 12 * n) for n, finger in enumerate(RIGHT.fingers))
    bench.say(PreviewFrame(grey(), 1.0), SlapGuidance("FNG-KEEP-STILL", boxes, 4, 4))
    assert [mark.label for mark in bench.page.stage._marks] == ["Index", "Middle", "Ring", "Little"]
    bench.say(slap_candidate(RIGHT, (72, 40, 18, None), RIGHT.fingers))
    bench.qtbot.waitUntil(lambda: "low" in bench.banner)
    assert [mark.label for mark in bench.page.stage._marks][:3] == ["good", "fair", "low"]


def test_scanner_away_says_so(bench: Bench) -> None:
    bench.say(CaptureFailed(Problem("DEV-010")))
    assert bench.page.stage.accessibleDescription().startswith("Waiting for the scanner")


def test_choosing_a_placement_turns_to_it(bench: Bench) -> None:
    bench.page.slaps.buttons[Slap.THUMBS].click()
    bench.qtbot.waitUntil(lambda: bench.station.capture.asked[-1][0] is Slap.THUMBS)
    assert bench.banner.startswith("Place both thumbs")


def test_exempt_by_age(qtbot: QtBot) -> None:
    set_language("en")
    station = fake_station()
    page: Any = open_page(FingerprintsPage, station, view(fingerprints_required=False, slaps=()))
    qtbot.addWidget(page)
    assert page.banner.accessibleName().startswith("No fingerprints at this age")
    assert station.capture.sessions == []
    page.leave()


def test_e_marks_a_whole_hand_or_both_in_one_act_and_undoes_it(bench: Bench) -> None:
    """By keyboard alone: E, down to both hands, its reasons, the first of them."""

    def ask() -> QMenu:
        bench.qtbot.keyClick(bench.page, Qt.Key.Key_E)
        found = QApplication.activePopupWidget()
        assert isinstance(found, QMenu)
        return found

    for key in (Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Right, Qt.Key.Key_Return):
        bench.qtbot.keyPress(QApplication.activePopupWidget() or ask(), key)
    enroll = bench.station.enroll
    bench.qtbot.waitUntil(lambda: len(enroll.enrollment.exceptions) == len(Finger))
    assert {item.reason for item in enroll.enrollment.exceptions} == {ExceptionReason.BORN_WITHOUT}
    assert enroll.calls.count("set_exceptions") == 1
    bench.qtbot.waitUntil(lambda: bench.page.presenter.state.phase is Phase.DONE)
    within = [action.menu() for action in ask().actions() if action.menu()]
    assert [menu.actions()[-1].text() for menu in within] == ["It is taken as usual after all"] * 3
    within[0].actions()[-1].trigger()
    bench.qtbot.waitUntil(lambda: len(enroll.enrollment.exceptions) == len(Finger) // 2)
    QApplication.activePopupWidget().close()


@pytest.mark.parametrize("language", ["en", "ru", "hy"])
def test_a_question_is_asked_in_words_with_two_answers_by_key_and_the_finger_is_marked(
    bench: Bench, language: str
) -> None:
    set_language(language)
    bench.page.retranslate()
    asked = slap_candidate(RIGHT, (60, 60, 60, 60), RIGHT.fingers)
    doubted = tuple(replace(each, box=replace(each.box, doubted=n == 1)) for n, each in enumerate(asked.fingers))
    bench.say(
        replace(asked, fingers=doubted, questions=(FailedCheck("FNG-HALF-TIP", "right_middle", 1.2, "x >= 1.25"),))
    )
    assert bench.page.presenter.state.phase is Phase.ASKED
    assert code_text("FNG-HALF-TIP").happened in bench.banner
    assert all(button.isVisible() for button in (bench.page.answers.yes, bench.page.answers.again))
    assert [mark.role for mark in bench.page.stage._marks] == ["ok", "warn", "ok", "ok"]
    bench.qtbot.keyClick(bench.page, Qt.Key.Key_Y)
    bench.qtbot.waitUntil(lambda: bench.page.presenter.state.phase is Phase.TAKEN)
    assert len(bench.station.enroll.enrollment.samples.slaps) == 1
    assert not bench.page.answers.yes.isVisible()


def asks(bench: Bench) -> None:
    asked = slap_candidate(RIGHT, (60, 60, 60, 60), RIGHT.fingers)
    bench.say(replace(asked, questions=(FailedCheck("FNG-HALF-TIP", "right_middle", 1.2, "x >= 1.25"),)))
    assert bench.page.presenter.state.phase is Phase.ASKED


def test_space_takes_again_wherever_the_keyboard_is_and_the_keyboard_stays_on_the_page(bench: Bench) -> None:
    """It is written on one of the answers: pressed on the other it must not keep what nobody looked at."""
    asks(bench)
    yes = bench.page.answers.yes
    yes.setFocus()
    bench.qtbot.keyClick(yes, Qt.Key.Key_Space)
    bench.qtbot.waitUntil(lambda: bench.page.presenter.state.phase in (Phase.OPENING, Phase.LIVE))
    assert not bench.station.enroll.enrollment.samples.slaps
    assert bench.page.hands.button(bench.page.hands.focused()).hasFocus()


def test_enter_on_an_answer_gives_it(bench: Bench) -> None:
    asks(bench)
    yes = bench.page.answers.yes
    yes.setFocus()
    bench.qtbot.keyClick(yes, Qt.Key.Key_Return)
    bench.qtbot.waitUntil(lambda: bench.page.presenter.state.phase is Phase.TAKEN)
    assert bench.page.hands.button(bench.page.hands.focused()).hasFocus()
