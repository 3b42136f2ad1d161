"""The portrait page in its states, with a hand-made camera: what is shown, what the keys do, what is said."""

from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from typing import Any

import numpy as np
import pytest
from PIL import Image
from pytestqt.qtbot import QtBot

from station.domain.capture import CaptureFailed, CaptureRefused, LiveCheck, PortraitGuidance, PreviewFrame
from station.domain.errors import Problem
from station.domain.face_facts import Challenge, Hint
from tests.support.capture_fakes import enrollment, portrait, portrait_candidate, view
from tests.support.window import fake_station, open_page
from ui.messages import set_language
from ui.pages.portrait.view import PortraitPage
from ui.pages.portrait.words import advice_icon, check_items
from ui.widgets.said import short_limit
from ui.widgets.words import retranslate_all

FRAME = np.zeros((72, 128, 3), np.uint8)
CHECKS = (
    LiveCheck("FACE-CHECK-DISTANCE", True, 300.0, "x >= 200", "px"),
    LiveCheck("FACE-CHECK-YAW", False, 9.0, "|x| <= 5", "°"),
    LiveCheck("FACE-CHECK-EYES", False, 0.01, "x >= 0.04"),
    LiveCheck("FACE-CHECK-GAZE", False, None, "", ""),
)


class Bench:
    def __init__(self, qtbot: QtBot, kept: bool = False) -> None:
        png = BytesIO()
        Image.new("RGB", (413, 531), (90, 80, 70)).save(png, "PNG")
        of = enrollment().with_portrait(portrait()) if kept else enrollment()
        self.qtbot = qtbot
        self.station = fake_station(of, png.getvalue())
        self.page: Any = open_page(PortraitPage, self.station)
        qtbot.addWidget(self.page)

    def say(self, *events: object) -> None:
        for event in events:
            self.station.capture.say(event)
            self.qtbot.wait(1)

    @property
    def banner(self) -> str:
        return str(self.page.banner.accessibleName())


@pytest.fixture
def bench(qtbot: QtBot) -> Iterator[Bench]:
    set_language("en")
    made = Bench(qtbot)
    yield made
    made.page.leave()


def guidance(advice: str, holding: float = 0.0) -> PortraitGuidance:
    return PortraitGuidance(advice, (40, 10, 30, 40), ((50, 25), (60, 25)), CHECKS, holding)


def test_advice_is_one_sentence_and_one_remedy(bench: Bench) -> None:
    bench.say(PreviewFrame(FRAME, 1.0), guidance("FACE-COME-CLOSER"))
    assert bench.banner == "The face is too far away. Please come closer."


def test_checks_are_words_and_values_only_on_demand() -> None:
    set_language("en")
    items = check_items(CHECKS, details=False)
    assert [item.state for item in items] == ["ok", "fail", "fail", "wait"]
    assert all(item.value == "" for item in items)
    assert [item.value for item in check_items(CHECKS, details=True)] == ["300px  ≥ 200", "9°  ±5", "0.01  ≥ 0.04", ""]
    assert short_limit("4 <= x <= 77") == "4–77"


def test_details_show_values_and_hide_them_again(bench: Bench) -> None:
    bench.say(PreviewFrame(FRAME, 1.0), guidance("FACE-COME-CLOSER"))
    bench.page.toggle_details()
    assert bench.page.checks.details
    bench.page.toggle_details()
    assert not bench.page.checks.details


def test_space_takes_the_picture_and_then_another_one(bench: Bench) -> None:
    bench.say(PreviewFrame(FRAME, 1.0))
    assert bench.page.space()
    assert bench.station.capture.sessions[0].captured == 1
    bench.say(portrait_candidate())
    bench.qtbot.waitUntil(lambda: "saved" in bench.banner)
    assert bench.page.context.shell.view.enrollment.samples.portrait is not None
    bench.page.space()
    assert len(bench.station.capture.sessions) == 2


def test_refused_says_why_and_space_begins_again(bench: Bench) -> None:
    bench.say(PreviewFrame(FRAME, 1.0), CaptureRefused(Problem("FACE-NO-FACE"), FRAME))
    assert bench.banner.startswith("No face is seen.")
    assert bench.page.button.text() == "Try again"


def test_unplugged_says_so_and_goes_on_by_itself(bench: Bench) -> None:
    bench.say(PreviewFrame(FRAME, 1.0), CaptureFailed(Problem("DEV-010")))
    assert bench.page.stage.accessibleDescription().startswith("Waiting for the camera")
    bench.station.diagnose.set_state("camera", "gone")
    bench.station.diagnose.set_state("camera", "ready")
    bench.qtbot.waitUntil(lambda: len(bench.station.capture.sessions) == 2)


def test_the_window_settles_an_unsaved_portrait_before_it_locks_or_turns(bench: Bench) -> None:
    bench.station.enroll.problem = Problem("STN-101")
    bench.say(PreviewFrame(FRAME, 1.0), portrait_candidate())
    bench.qtbot.waitUntil(lambda: bench.page.button.text() == "Save again")
    bench.page.settle()
    bench.qtbot.waitUntil(lambda: "saved" in bench.banner)
    assert bench.station.enroll.enrollment.samples.portrait is not None


def test_next_is_closed_with_the_reason_until_it_is_kept(bench: Bench) -> None:
    steps = tuple(
        replace(step, problems=(Problem("REV-PORTRAIT"),) if step.step_id == "portrait" else ())
        for step in view().steps
    )
    bench.page.refresh(replace(view(), steps=steps))
    assert bench.page.primary_reason() == "There is no portrait yet. Take the portrait."
    bench.page.refresh(view(enrollment().with_portrait(portrait())))
    assert bench.page.primary_reason() is None


def test_escape_stops_the_camera(bench: Bench) -> None:
    assert bench.page.cancel()
    assert bench.station.capture.sessions[0].stopped
    assert not bench.page.cancel()


def test_a_kept_portrait_is_shown_in_its_own_shape(qtbot: QtBot) -> None:
    set_language("en")
    bench = Bench(qtbot, kept=True)
    qtbot.waitUntil(lambda: not bench.page.stage.picture_rect().isEmpty())
    area = bench.page.stage.picture_rect()
    assert area.width() / area.height() == pytest.approx(413 / 531, rel=0.01)
    assert bench.page.stage.accessibleName() == "The portrait that was saved"


def test_every_language_at_once_and_back(bench: Bench) -> None:
    bench.say(PreviewFrame(FRAME, 1.0), CaptureFailed(Problem("DEV-010")))
    before = bench.banner
    for tag in ("hy", "ru", "en"):
        set_language(tag)
        retranslate_all(bench.page)
    assert bench.banner == before


def test_advice_has_a_pictogram() -> None:
    assert advice_icon("FACE-COME-CLOSER") == "closer"
    assert advice_icon("FACE-LIGHT-LEFT") == "light"
    assert advice_icon("FACE-OPEN-EYES") == "face"


def test_the_person_is_asked_for_one_thing_after_another_and_what_was_seen_is_said(bench: Bench) -> None:
    assert not bench.page.ask.isVisible()
    bench.say(PreviewFrame(FRAME, 1.0), guidance("FACE-COME-CLOSER"))
    assert bench.page.ask.isVisible()
    said = []
    for what in Challenge:
        said.append(bench.page.ask.text())
        bench.page.ask.click()
        assert bench.station.capture.asking.take() is what
    assert said == ["Ask to turn the head left", "Ask to turn the head right", "Ask to blink"]
    hints = (Hint(Challenge.TURN_LEFT, True), Hint(Challenge.BLINK, False))
    bench.say(replace(guidance("FACE-DO-BLINK"), hints=hints, asked=Challenge.BLINK))
    assert bench.banner == "Please blink. Close both eyes and open them."
    assert bench.page.card.besides.text() == "Asked: head to the left. Seen.\nAsked: blink. Not seen."
