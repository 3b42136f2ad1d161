"""What a portrait is not judged by: an eye that is said not to be open, and what small children need not do. All else
is judged as of anybody."""

from dataclasses import replace

import numpy as np
import pytest

from station.capture.leeway import judged, measures_left_out, rules_for
from station.capture.shutter import Shot, Shutter
from station.domain.face_measures import IDENTIFIERS
from station.domain.leeway import EVERYTHING, Leeway, Young, leeway, young_at
from station.domain.sample import Eye
from station.quality.face.analysis import EyeAnalysis, FaceAnalysis, Pose
from station.quality.face.components import scores
from tests.support.faces import GOOD

PIXELS = np.zeros((4, 4, 3), np.uint8)
OPEN, SHUT = EyeAnalysis(0.09, 0.0), EyeAnalysis(0.01, 0.3)
RIGHT_SHUT = replace(GOOD, eyes_open=0.01, gaze=0.15, each_eye=(SHUT, OPEN))
LEFT_SHUT = replace(GOOD, eyes_open=0.01, gaze=0.15, each_eye=(OPEN, SHUT))
RIGHT, LEFT = Leeway(frozenset({Eye.RIGHT})), Leeway(frozenset({Eye.LEFT}))
NEITHER = Leeway(frozenset(Eye))
INFANT, CHILD = Leeway(young=Young.INFANT), Leeway(young=Young.CHILD)


def refused_for(face: FaceAnalysis, given: Leeway) -> str:
    """The advice; "" where the picture is taken."""
    _, decision = Shutter(rules_for(given)).see(PIXELS, judged(face, given), 0.0, asked=True)
    assert decision is not None
    return "" if isinstance(decision, Shot) else decision.code


def test_of_an_eye_that_is_said_to_be_shut_nothing_is_judged_and_of_the_other_all() -> None:
    assert refused_for(RIGHT_SHUT, EVERYTHING) == "FACE-OPEN-EYES"
    assert refused_for(RIGHT_SHUT, RIGHT) == ""
    assert refused_for(LEFT_SHUT, RIGHT) == "FACE-OPEN-EYES", "the other eye"
    assert refused_for(LEFT_SHUT, LEFT) == ""
    away = replace(GOOD, each_eye=(EyeAnalysis(0.09, 0.2), OPEN), gaze=0.1)
    assert refused_for(away, LEFT) == "FACE-LOOK-AT-CAMERA", "the one eye looks away"
    assert refused_for(away, RIGHT) == ""
    assert refused_for(RIGHT_SHUT, NEITHER) == ""


@pytest.mark.parametrize("given", [RIGHT, NEITHER, INFANT, CHILD])
def test_everything_else_is_judged_as_of_anybody(given: Leeway) -> None:
    face = replace(RIGHT_SHUT, each_eye=(SHUT, OPEN))
    assert refused_for(replace(face, second_face=0.5), given) == "FACE-SECOND-FACE"
    assert refused_for(replace(face, sharpness=0.5), given) in ("FACE-HOLD-STILL", "FACE-OPEN-EYES")
    assert refused_for(replace(face, pose=Pose(30, 0, 0)), given) == "FACE-LOOK-STRAIGHT"


def test_a_small_child_need_not_look_and_an_infant_may_sleep() -> None:
    laughing = replace(GOOD, mouth_open=0.2, mouth_width=0.7, gaze=0.3)
    asleep = replace(laughing, eyes_open=0.0, pose=Pose(10, 0, 12))
    assert refused_for(laughing, EVERYTHING) != ""
    assert refused_for(laughing, CHILD) == ""
    assert refused_for(asleep, CHILD) != ""
    assert refused_for(asleep, INFANT) == ""


def test_what_is_not_asked_has_no_score_by_which_a_policy_could_refuse() -> None:
    told = {each.algorithm: each.score for each in scores(RIGHT_SHUT, measures_left_out(INFANT))}
    assert (told["EyesOpen"], told["MouthClosed"]) == (None, None)
    assert None not in {
        score for name, score in told.items() if name in IDENTIFIERS and name not in ("EyesOpen", "MouthClosed")
    }
    assert measures_left_out(EVERYTHING) == measures_left_out(RIGHT) == set()
    assert measures_left_out(NEITHER) == {"EyesOpen"}


@pytest.mark.parametrize(
    ("years", "young"), [(0, Young.INFANT), (1, Young.CHILD), (5, Young.CHILD), (6, None), (80, None), (None, None)]
)
def test_ages(years: int | None, young: Young | None) -> None:
    assert young_at(years) is young
    assert leeway((Eye.LEFT,), years) == Leeway(frozenset({Eye.LEFT}), young)
