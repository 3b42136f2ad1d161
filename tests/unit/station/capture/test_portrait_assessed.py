"""The picture itself is looked at from all sides before it is taken; a camera that is stuck takes none."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from devices.api import DeviceGone, DeviceInfo, Frame
from station.capture.portrait import BEST_AFTER_S, FROZEN, FROZEN_AFTER, TOLD_S, PortraitCapture
from station.domain.capture import CaptureFailed, CaptureRefused, PortraitCandidate, PortraitEvent, PortraitGuidance
from station.domain.sample import QualityScore
from tests.support.cameras import INFO
from tests.support.clock import FakeClock
from tests.support.faces import GOOD, traced
from tests.unit.station.capture import test_portrait_session as session

GRAINY, PRINTED = 7, 8


@pytest.fixture(autouse=True)
def assessed(monkeypatch: pytest.MonkeyPatch) -> None:
    for kind, face in ((GRAINY, traced(noise=9.0)), (PRINTED, traced(dots=300.0))):
        monkeypatch.setitem(session.FACES, kind, replace(face, traces=None))
        monkeypatch.setitem(session.ASSESSED, kind, face)


def advice(events: list[PortraitEvent]) -> list[str]:
    return [event.advice for event in events if isinstance(event, PortraitGuidance)]


def test_what_only_the_picture_shows_is_told_long_enough_to_be_read() -> None:
    stage = session.Stage([GRAINY] * 12 + [session.GOOD_PIXEL] * 40)
    taken = stage.play()
    assert isinstance(taken, PortraitCandidate)
    assert int(taken.source[0, 0, 0]) == session.GOOD_PIXEL
    told = advice(stage.events)
    first = told.index("FACE-GRAINY")
    assert set(told[:first]) == {"FACE-HOLD"}
    assert set(told[first:]) == {"FACE-GRAINY"}, "until one is taken that holds"
    assert len(told) < first + 10 * TOLD_S
    assert stage.analyser.calls.count("assess") == 3


def test_asked_for_it_is_refused_with_the_picture() -> None:
    refused = session.Stage([GRAINY] * 3, on_guidance=session.ask_at(1)).play()
    assert isinstance(refused, CaptureRefused)
    assert refused.problem.code == "FACE-GRAINY"
    assert refused.unfit is not None
    assert [check.code for check in refused.unfit.failed] == ["FACE-CHECK-TRACES"]


def test_what_people_must_decide_is_never_taken_by_itself() -> None:
    stage = session.Stage([PRINTED] * 30, DeviceGone("fake:camera:1"))
    assert isinstance(stage.play(), CaptureFailed)
    assert "FACE-ASK-HELD" in advice(stage.events)


def test_and_is_taken_when_they_ask_for_it() -> None:
    taken = session.Stage([PRINTED] * 3, on_guidance=session.ask_at(1)).play()
    assert isinstance(taken, PortraitCandidate)
    assert not taken.automatic
    assert [check.code for check in taken.checks if not check.ok] == ["FACE-CHECK-REAL"]
    assert taken.failed == (), "nothing that needs a reason"


def test_after_a_while_the_best_of_what_was_refused_is_shown_with_its_reasons(monkeypatch: pytest.MonkeyPatch) -> None:
    turned = replace(GOOD, pose=replace(GOOD.pose, yaw=9.0))
    worse = replace(turned, eyes_open=0.01)
    far = replace(worse, second_face=0.4)  # that nobody may take
    for kind, face in ((20, worse), (21, turned), (22, far)):
        monkeypatch.setitem(session.FACES, kind, face)
    kinds = [20, 21, *[20, 22] * round(10 * BEST_AFTER_S)]
    events = look(INFO, [session.picture(kind) for kind in kinds])
    first = next(event for event in events if isinstance(event, CaptureRefused))
    assert first.problem.code == "FACE-LOOK-STRAIGHT"
    assert first.unfit is not None
    assert int(first.unfit.source[0, 0, 0]) == 21
    assert [check.code for check in first.unfit.failed] == ["FACE-CHECK-YAW"]
    assert events.index(first) >= 10 * BEST_AFTER_S


def test_where_nobody_may_take_any_it_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(session.FACES, 22, replace(GOOD, second_face=0.4))
    events = look(INFO, [session.picture(22)] * round(11 * BEST_AFTER_S))
    assert not any(isinstance(event, CaptureRefused) for event in events)


def look(info: DeviceInfo, pictures: list[np.ndarray], *, asked: bool = False) -> list[PortraitEvent]:
    capture = PortraitCapture(info, session.Analyser(), FakeClock())
    frames = [Frame(pixels, 100.0 + number / 10) for number, pixels in enumerate(pictures)]
    return [event for frame in frames for event in capture.look(frame, asked=asked)]


def test_a_live_camera_that_repeats_one_picture_takes_none() -> None:
    live = replace(INFO, simulated=False)
    events = look(live, [session.picture(session.GOOD_PIXEL)] * 30)
    assert not any(isinstance(event, PortraitCandidate) for event in events)
    told = advice(events)
    assert told[0] == "FACE-HOLD"
    assert set(told[1:]) == {FROZEN}
    assert len(told) == 1 + 30 - FROZEN_AFTER
    refused = look(live, [session.picture(session.GOOD_PIXEL)] * 2, asked=True)
    assert isinstance(refused[1], PortraitCandidate), "of the first nobody knows"
    assert isinstance(refused[-1], CaptureRefused)


def test_a_replay_may_repeat_and_a_camera_that_moves_is_live() -> None:
    assert any(isinstance(event, PortraitCandidate) for event in look(INFO, [session.picture(2)] * 12))
    moving = [session.picture(2 + number % 2) for number in range(12)]
    assert all(not np.array_equal(one, other) for one, other in pairwise(moving))
    assert any(isinstance(event, PortraitCandidate) for event in look(replace(INFO, simulated=False), moving))


def test_another_engine_judges_the_portrait_as_it_is_kept_and_nobody_judges_by_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    seen: list[tuple[int, ...]] = []

    def second(pixels: np.ndarray) -> tuple[QualityScore, ...]:
        seen.append(pixels.shape)
        return (QualityScore("UnifiedQualityScore", "OFIQ 1.1.2", 3, 12.0),)

    def with_second(info: DeviceInfo, analyser: session.Analyser, clock: FakeClock) -> PortraitCapture:
        return PortraitCapture(info, analyser, clock, second=second)

    monkeypatch.setattr(session, "PortraitCapture", with_second)
    taken = session.Stage([session.GOOD_PIXEL] * 20).play()
    assert isinstance(taken, PortraitCandidate)
    assert taken.automatic
    assert seen == [taken.crop.shape]
    assert taken.quality[-1] == QualityScore("UnifiedQualityScore", "OFIQ 1.1.2", 3, 12.0)
    assert len({each.algorithm for each in taken.quality}) == len(taken.quality) > 20
