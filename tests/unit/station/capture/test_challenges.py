"""What was asked of a person before the camera, and whether it was seen: a hint that refuses nothing."""

from dataclasses import replace

import pytest

from devices.api import Frame
from station.capture.challenges import PATIENCE_S, Challenges
from station.capture.portrait import PortraitCapture
from station.domain.asking import Asking
from station.domain.capture import PortraitCandidate, PortraitGuidance
from station.domain.face_facts import Challenge, Hint
from station.quality.face.analysis import FaceAnalysis
from tests.support.cameras import INFO
from tests.support.clock import FakeClock
from tests.support.faces import GOOD
from tests.unit.station.capture.test_portrait_session import BLINK, FACES, GOOD_PIXEL, Analyser, picture

LEFT, RIGHT = Challenge.TURN_LEFT, Challenge.TURN_RIGHT


def turned(yaw: float) -> FaceAnalysis:
    return replace(GOOD, pose=replace(GOOD.pose, yaw=yaw))


def lids(opened: float) -> FaceAnalysis:
    return replace(GOOD, eyes_open=opened)


def watched(what: Challenge, *faces: FaceAnalysis | None) -> Challenges:
    asking = Asking()
    found = Challenges(asking)
    asking.ask(what)
    for at, face in enumerate(faces):
        found.see(face, at / 10)
    return found


@pytest.mark.parametrize(
    ("what", "faces", "seen"),
    [
        (LEFT, (turned(0), turned(8), turned(16)), True),
        (LEFT, (turned(0), turned(-30)), False),
        (RIGHT, (turned(0), turned(-16)), True),
        (RIGHT, (turned(0), turned(30)), False),
        (LEFT, (turned(12), turned(20)), False),  # from where it was
        (LEFT, (turned(-10), None, turned(6)), True),
        (Challenge.BLINK, (lids(0.09), lids(0.01), lids(0.09)), True),
        (Challenge.BLINK, (lids(0.01), lids(0.01)), False),
        (Challenge.BLINK, (lids(0.09), lids(0.05), lids(0.09)), False),  # half shut
    ],
)
def test_what_is_seen_and_what_is_not(what: Challenge, faces: tuple[FaceAnalysis | None, ...], seen: bool) -> None:
    found = watched(what, *faces)
    assert found.hints == (Hint(what, seen),)
    assert found.under_way is (None if seen else what)


def test_nobody_waits_for_ever() -> None:
    asking = Asking()
    found = Challenges(asking)
    asking.ask(LEFT)
    found.see(turned(0), 1.0)
    found.see(turned(0), 1.0 + PATIENCE_S - 0.1)
    assert found.under_way is LEFT
    found.see(None, 1.0 + PATIENCE_S)
    assert found.under_way is None
    found.see(turned(40), 1.0 + PATIENCE_S + 1)  # too late
    assert found.hints == (Hint(LEFT, False),)


def test_what_is_asked_again_is_seen_anew() -> None:
    asking = Asking()
    found = Challenges(asking)
    for what, face in ((LEFT, turned(20)), (RIGHT, turned(-20)), (LEFT, None)):
        asking.ask(what)
        found.see(turned(0), 0.0)
        found.see(face, 0.1)
    assert found.hints == (Hint(LEFT, False), Hint(RIGHT, True))


def test_unasked_nothing_is_watched() -> None:
    found = Challenges(Asking())
    found.see(turned(40), 0.0)
    assert (found.hints, found.under_way) == ((), None)


def test_meanwhile_nothing_is_taken_and_afterwards_it_stands_beside_the_portrait(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asking = Asking()
    kind = PortraitCapture(INFO, Analyser(), FakeClock(), asking=asking)
    kind.prepare()

    def look(what: int, at_s: float) -> list[object]:
        return list(kind.look(Frame(picture(what), at_s), asked=False))

    asking.ask(Challenge.BLINK)
    told = [look(GOOD_PIXEL, at / 10) for at in range(20)]  # long enough to be taken by itself
    assert all(isinstance(one, PortraitGuidance) for each in told for one in each)
    guidance = told[-1][0]
    assert isinstance(guidance, PortraitGuidance)
    assert (guidance.advice, guidance.asked) == ("FACE-DO-BLINK", Challenge.BLINK)
    monkeypatch.setitem(FACES, BLINK, lids(0.01))
    look(BLINK, 2.1)
    ends = [one for at in range(12) for one in look(GOOD_PIXEL, 2.2 + at / 10) if isinstance(one, PortraitCandidate)]
    assert ends[0].hints == (Hint(Challenge.BLINK, True),)
    assert all(check.ok for check in ends[0].checks)
