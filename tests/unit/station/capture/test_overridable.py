"""Which refusals people may pass over is one closed table, and a refused portrait comes with all that was measured."""

from dataclasses import replace

import numpy as np
import pytest

from station.capture import judging, placement
from station.capture.face_rules import RULES
from station.capture.guidance import NO_FACE
from station.capture.matching import OTHER_FINGER, REPEATED
from station.domain.capture import CaptureRefused, PortraitGuidance
from station.domain.override import FACE_MEASURE, FINGER_QUALITY, MAY_PASS, NEVER, FailedCheck, may_pass
from station.quality.face.crop import HeadOutsideFrame
from tests.support.faces import GOOD
from tests.unit.station.capture import test_portrait_session as session

TURNED, TWO = 4, 5
OF_FINGERS = {value for name, value in vars(judging).items() if name.isupper() and str(value).startswith("FNG-")}
PLACED = (placement.NOT_A_FINGER, placement.TOO_FEW, placement.TOO_MANY, placement.WRONG_HAND)
REFUSALS = (*PLACED, REPEATED, OTHER_FINGER, *OF_FINGERS)


def test_every_check_is_in_one_of_the_two() -> None:
    """A new check is passed over by nobody, and fails here until somebody decides."""
    checks = {rule.code for rule in RULES} | {NO_FACE, *REFUSALS, FINGER_QUALITY, FACE_MEASURE}
    assert checks == MAY_PASS | NEVER
    assert not MAY_PASS & NEVER
    assert {NO_FACE, "FACE-CHECK-ALONE", *REFUSALS} <= NEVER


@pytest.mark.parametrize(
    ("codes", "passes"),
    [
        (("FACE-CHECK-YAW",), True),
        (("FACE-CHECK-YAW", "FACE-CHECK-EYES"), True),
        (("FACE-CHECK-YAW", "FACE-CHECK-ALONE"), False),
        (("FACE-CHECK-OF-TOMORROW",), False),
        ((), False),
    ],
)
def test_all_of_them_must_be_such(codes: tuple[str, ...], passes: bool) -> None:
    assert may_pass(FailedCheck(code) for code in codes) is passes


def asked(kind: int, analyser: session.Analyser | None = None) -> CaptureRefused:
    """What a session ends with, of which the picture is asked for at once."""

    def ask(stage: session.Stage, count: int) -> None:
        if count == 1:
            stage.session.capture()

    stage = session.Stage([kind, kind, kind], analyser=analyser, on_guidance=ask)
    end = stage.play()
    assert isinstance(end, CaptureRefused)
    assert isinstance(stage.of(PortraitGuidance)[0], PortraitGuidance)
    return end


@pytest.fixture(autouse=True)
def faces(monkeypatch: pytest.MonkeyPatch) -> None:
    turned = replace(GOOD, pose=replace(GOOD.pose, yaw=9.0))
    monkeypatch.setitem(session.FACES, TURNED, turned)
    monkeypatch.setitem(session.FACES, TWO, replace(turned, second_face=0.4))


def test_a_refused_portrait_comes_with_what_was_measured_of_it() -> None:
    end = asked(TURNED)
    assert end.problem.code == "FACE-LOOK-STRAIGHT"
    assert end.unfit is not None
    assert [(check.code, check.value) for check in end.unfit.failed] == [("FACE-CHECK-YAW", 9.0)]
    assert len(end.unfit.checks) == len(RULES), "those that held, too"
    assert not end.unfit.automatic
    assert np.array_equal(end.unfit.source, session.picture(TURNED))
    assert {score.algorithm for score in end.unfit.quality} >= {"HeadPoseYaw", "EyesOpen"}


@pytest.mark.parametrize("kind", [TWO, session.BAD])
def test_a_second_face_or_none_comes_with_nothing_to_take(kind: int) -> None:
    assert asked(kind).unfit is None


def test_nor_does_a_portrait_that_cannot_be_cut_out() -> None:
    end = asked(TURNED, session.Analyser(crop_error=HeadOutsideFrame()))
    assert (end.problem.code, end.unfit) == ("FACE-LOOK-STRAIGHT", None)
