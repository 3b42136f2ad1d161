"""Taking with a reason, by key: when it is offered, what the sheet shows, who answers, and that no PIN stays behind."""

from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from typing import Any

import pytest
from PIL import Image
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from station.domain.capture import CaptureRefused, LiveCheck, PreviewFrame
from station.domain.errors import Problem
from station.domain.operator import CredentialId, Operator, Role
from station.domain.override import REASONS, FailedCheck, Override, OverrideReason, Unfit
from station.domain.sample import PORTRAIT, Modality, Slap
from station.services.views import CredentialView, EnrollmentView
from tests.support.capture_fakes import (
    NOW,
    OPERATOR,
    FakeSignIn,
    enrollment,
    grey,
    impression,
    portrait,
    portrait_candidate,
    slap_view,
    view,
)
from tests.support.window import fake_station, open_page
from ui.messages import set_language
from ui.pages.fingerprints.state import Phase as FingerPhase
from ui.pages.fingerprints.view import FingerprintsPage
from ui.pages.portrait.state import Phase
from ui.pages.portrait.view import PortraitPage

TURNED = FailedCheck("FACE-CHECK-YAW", "", 9.04, "|x| <= 5", "°")
RIGHT = Slap.RIGHT_FOUR
OFFICER = CredentialView(
    CredentialId("officer"), "Կարեն Սարգսյան", "Police", frozenset({Role.OFFICER}), demo_pin="5678"
)


def refused(left: int = 0, override: Override | None = None) -> EnrollmentView:
    return view(unfit=(Unfit(PORTRAIT, (TURNED,), left, REASONS[Modality.FACE], override),))


def proposed(reason: OverrideReason = OverrideReason.BODY) -> Override:
    return Override(PORTRAIT, (TURNED,), reason, "stiff neck", OPERATOR, NOW)


class Bench:
    def __init__(self, qtbot: QtBot, kind: Any, shown: EnrollmentView, who: Operator = OPERATOR) -> None:
        png = BytesIO()
        Image.new("RGB", (60, 80), (90, 80, 70)).save(png, "PNG")
        self.qtbot = qtbot
        self.station = fake_station(shown.enrollment, png.getvalue(), sign_in=FakeSignIn(who, OFFICER))
        self.page: Any = open_page(kind, self.station, shown)
        qtbot.addWidget(self.page)

    def key(self, key: Qt.Key, text: str = "") -> None:
        self.qtbot.keyClick(self.page, key)
        self.qtbot.wait(1)

    @property
    def sheet(self) -> Any:
        return self.page.override.sheet

    @property
    def asked(self) -> list[tuple[object, ...]]:
        calls: list[tuple[object, ...]] = self.station.overrides.calls
        return calls


@pytest.fixture(autouse=True)
def english() -> None:
    set_language("en")


@pytest.fixture
def bench(qtbot: QtBot) -> Iterator[Bench]:
    made = Bench(qtbot, PortraitPage, refused())
    yield made
    made.page.leave()


def words(bench: Bench) -> str:
    return " ".join(label.text() for label in (bench.sheet._title, bench.sheet._checks, bench.sheet._why))


def test_a_refused_portrait_goes_into_the_draft_at_once(qtbot: QtBot) -> None:
    bench = Bench(qtbot, PortraitPage, view())
    assert bench.page.override.button.isHidden()
    bench.station.overrides.answer = refused(2)
    candidate = replace(portrait_candidate(), checks=(LiveCheck("FACE-CHECK-YAW", False, 9.0, "|x| <= 5", "°"),))
    bench.station.capture.say(PreviewFrame(grey(), 1.0))
    bench.station.capture.say(CaptureRefused(Problem("FACE-LOOK-STRAIGHT"), grey(), unfit=candidate))
    qtbot.waitUntil(lambda: bench.asked == [("keep", candidate)])
    assert bench.page.presenter.state.phase is Phase.REFUSED
    assert bench.page.override.button.isHidden(), "two tries are left"
    bench.station.overrides.answer = refused(0)
    bench.page.space()
    bench.station.capture.say(PreviewFrame(grey(), 2.0))
    bench.station.capture.say(CaptureRefused(Problem("FACE-LOOK-STRAIGHT"), grey(), unfit=candidate))
    qtbot.waitUntil(lambda: not bench.page.override.button.isHidden())
    bench.page.leave()


def test_by_key_a_reason_is_chosen_and_it_is_proposed(bench: Bench) -> None:
    bench.key(Qt.Key.Key_O)
    assert bench.sheet.isVisible()
    assert "Head to the front 9.04° (±5)" in words(bench)
    assert not bench.sheet.take.isEnabled(), "a reason first"
    focused = bench.sheet.focusWidget()
    for _ in range(2):
        bench.qtbot.keyClick(focused, Qt.Key.Key_Down)
    assert bench.sheet.reasons.value() == "young_child"
    bench.qtbot.keyClicks(bench.sheet.note, "in arms")
    bench.qtbot.keyClick(bench.sheet.note, Qt.Key.Key_Return)
    bench.qtbot.waitUntil(lambda: not bench.sheet.isVisible())
    assert bench.asked == [("propose", PORTRAIT, OverrideReason.YOUNG_CHILD, "in arms")]


def test_an_officer_at_hand_answers_with_their_pin_and_none_stays_behind(bench: Bench) -> None:
    bench.key(Qt.Key.Key_O)
    bench.qtbot.waitUntil(lambda: bench.sheet.asked.person() is not None)
    bench.sheet.reasons.set_value("body")
    bench.sheet.asked.pin.setText("9999")
    assert bench.sheet.take.text() == "Take it"
    bench.station.overrides.problem = Problem("CRY-010", {"left": 4}, retryable=True)
    bench.qtbot.keyClick(bench.sheet.asked.pin, Qt.Key.Key_Return)
    bench.qtbot.waitUntil(lambda: bench.sheet.asked.pin.text() == "")
    assert bench.sheet.isVisible()
    assert [problem.code for problem in bench.page.context.shell.problems] == ["CRY-010"]
    bench.sheet.asked.pin.setText("5678")
    bench.sheet.take.click()
    bench.qtbot.waitUntil(lambda: not bench.sheet.isVisible())
    assert bench.asked[-1] == ("override", PORTRAIT, OverrideReason.BODY, "", "officer", "5678")
    assert bench.sheet.asked.pin.text() == ""


def test_a_state_officer_who_captures_answers_without_another(qtbot: QtBot) -> None:
    bench = Bench(qtbot, PortraitPage, refused(), replace(OPERATOR, roles=frozenset({Role.OFFICER})))
    bench.key(Qt.Key.Key_O)
    assert bench.sheet.asked.isHidden()
    bench.sheet.reasons.set_value("body")
    bench.sheet.take.click()
    qtbot.waitUntil(lambda: bench.asked == [("override", PORTRAIT, OverrideReason.BODY, "", "", "")])
    bench.page.leave()


@pytest.mark.parametrize("yes", [True, False])
def test_what_is_proposed_is_answered_for_at_the_desk(qtbot: QtBot, yes: bool) -> None:
    of = enrollment().with_portrait(portrait()).with_override(proposed())
    shown = replace(refused(0, proposed()), enrollment=of)
    bench = Bench(qtbot, PortraitPage, shown)
    assert bench.page.banner.accessibleName().startswith("Taken with a reason; the approval settles it.")
    note = bench.page.card.note
    qtbot.waitUntil(lambda: "did not hold: Head to the front. " in note.text())
    bench.page.toggle_details()
    assert "did not hold: Head to the front 9.04° (±5)" in note.text()
    assert note.isVisible(), "scores stand below it"
    assert bench.page.override.button.text() == "An officer answers for it"
    bench.key(Qt.Key.Key_O)
    assert "stiff neck" in words(bench)
    assert not bench.sheet.accept.isEnabled()
    qtbot.waitUntil(lambda: bench.sheet.asked.person() is not None)
    bench.sheet.asked.pin.setText("5678")
    (bench.sheet.accept if yes else bench.sheet.refuse).click()
    qtbot.waitUntil(lambda: bench.asked == [("settle", PORTRAIT, yes, "officer", "5678")])
    bench.page.leave()


def test_nothing_is_offered_while_tries_are_left_or_for_what_nobody_passes(qtbot: QtBot) -> None:
    for unfit in (
        Unfit(PORTRAIT, (TURNED,), 1, REASONS[Modality.FACE]),
        Unfit(PORTRAIT, (FailedCheck("FACE-CHECK-ALONE"),), 0, REASONS[Modality.FACE]),
    ):
        bench = Bench(qtbot, PortraitPage, view(unfit=(unfit,)))
        bench.key(Qt.Key.Key_O)
        assert (bench.page.override.button.isHidden(), bench.sheet.isVisible()) == (True, False)
        bench.page.leave()


def low() -> EnrollmentView:
    of = enrollment()
    for attempt in (1, 2, 3):
        of = of.with_slap(impression(RIGHT, attempt, (8, 8, 8, 8)))
    shown = view(of)
    slaps = tuple(
        replace(slap_view(of, each.slap), attempts_left=0, needs_reason=True) if each.slap is RIGHT else each
        for each in shown.slaps
    )
    checks = tuple(FailedCheck("FNG-CHECK-QUALITY", finger.name.lower(), 8, "x >= 30") for finger in RIGHT.fingers)
    return replace(shown, slaps=slaps, unfit=(Unfit(RIGHT.value, checks, 0, REASONS[Modality.FINGERS]),))


def test_low_prints_stand_until_somebody_says_why_they_are_taken(qtbot: QtBot) -> None:
    bench = Bench(qtbot, FingerprintsPage, low())
    qtbot.waitUntil(lambda: bench.page.presenter.state.phase is FingerPhase.LOW)
    assert bench.station.capture.asked == [], "no further attempt begins"
    bench.page.space()
    assert bench.sheet.isVisible()
    assert "Right index 8 (≥ 30)" in words(bench)
    bench.sheet.reasons.set_value("worn_ridges")
    after = view(bench.station.enroll.enrollment)
    settled = replace(after.slaps[0], attempts_left=0, passed=False, needs_reason=False)
    bench.station.overrides.answer = replace(after, slaps=(settled, *after.slaps[1:]))
    bench.sheet.take.click()
    qtbot.waitUntil(lambda: bench.station.capture.asked == [(Slap.LEFT_FOUR, Slap.LEFT_FOUR.fingers)])
    assert bench.asked == [("propose", "right_four", OverrideReason.WORN_RIDGES, "")]
    bench.page.leave()
