"""Advice: the right word for each fault, in the right order, steady at the limits."""

from dataclasses import replace

import pytest

from station.capture.face_rules import RULES
from station.capture.guidance import HOLD_FRAMES, HOLD_S, Guide
from station.capture.portrait import DO, FROZEN
from station.domain.override import FACE_MEASURE
from station.quality.face.analysis import Background, FaceAnalysis, Lighting, Pose
from station.texts import LANGUAGES, catalogue
from tests.support.faces import GOOD, GOOD_LOOK, both_eyes, looked, moved, one_eye, sized, traced

LIGHT, MOVEMENTS = GOOD.lighting, GOOD_LOOK.movements


def lit(**changes: float) -> FaceAnalysis:
    return replace(GOOD, lighting=replace(LIGHT, **changes))


FAULTS: list[tuple[str, FaceAnalysis]] = [
    ("FACE-SECOND-FACE", replace(GOOD, second_face=0.4)),
    ("FACE-COME-CLOSER", sized(0.7)),
    ("FACE-MOVE-LEFT", moved(x=-520)),  # at the left of the picture, so to the citizen's own left
    ("FACE-MOVE-RIGHT", moved(x=520)),
    ("FACE-MOVE-DOWN", moved(y=-120)),
    ("FACE-MOVE-UP", moved(y=140)),
    ("FACE-STRAIGHTEN", replace(GOOD, pose=Pose(0, 0, 12))),
    ("FACE-STRAIGHTEN", replace(GOOD, pose=Pose(0, 0, -12))),
    ("FACE-LOOK-STRAIGHT", replace(GOOD, pose=Pose(7, 0, 0))),
    ("FACE-LOOK-STRAIGHT", replace(GOOD, pose=Pose(-7, 0, 0))),
    ("FACE-CHIN-UP", replace(GOOD, pose=Pose(0, 9, 0))),
    ("FACE-CHIN-DOWN", replace(GOOD, pose=Pose(0, -9, 0))),
    ("FACE-LIGHT-MORE", lit(brightest=40)),
    ("FACE-LIGHT-LESS", lit(burnt=0.1)),
    ("FACE-LIGHT-LEFT", lit(left=0.1)),
    ("FACE-LIGHT-RIGHT", lit(right=0.1)),
    ("FACE-LIGHT-EVEN", lit(zones=0.2)),
    ("FACE-OPEN-EYES", replace(GOOD, eyes_open=0.011)),
    ("FACE-LOOK-AT-CAMERA", replace(GOOD, gaze=0.12)),
    ("FACE-LOOK-AT-CAMERA", replace(GOOD, gaze=-0.12)),
    ("FACE-CLOSE-MOUTH", replace(GOOD, mouth_open=0.12)),
    ("FACE-NEUTRAL", replace(GOOD, mouth_width=0.7)),
    ("FACE-HOLD-STILL", replace(GOOD, sharpness=2.4)),
    ("FACE-BACKGROUND", replace(GOOD, background=Background(40, 2, 2))),
    ("FACE-LIGHT-MORE", replace(lit(brightest=90), background=Background(40, 2, 2))),
    ("FACE-BACKGROUND", replace(GOOD, background=Background(86, 25, 2))),
    ("FACE-BACKGROUND", replace(GOOD, background=Background(86, 2, 20))),
    ("FACE-BACKGROUND", replace(GOOD, background=Background(86, 2, 2, apart=20))),
    ("FACE-BACKGROUND", replace(GOOD, background=Background(86, 2, 2, mottled=12))),
    ("FACE-SECOND-FACE", replace(GOOD, second_face=0.048)),  # a quarter of the size
    ("FACE-NO-COLOUR", looked(chroma=0.5)),
    ("FACE-GLASSES", both_eyes(tint=0.4)),
    ("FACE-GLASSES", both_eyes(rim=0.4)),
    ("FACE-GLASSES", both_eyes(lids_apart=0.06)),
    ("FACE-GLARE", one_eye(1, glare=0.2)),
    ("FACE-OPEN-EYES", looked(movements=replace(MOVEMENTS, blink=(0.1, 0.5)))),
    ("FACE-EYES-COVERED", one_eye(0, contrast=0.02)),
    ("FACE-EYES-COVERED", one_eye(1, apart=0.08)),
    ("FACE-NEUTRAL", looked(smile=0.9)),
    ("FACE-NEUTRAL", looked(above_rest=0.4)),
    ("FACE-BROWS", looked(movements=replace(MOVEMENTS, brows=0.9))),
    ("FACE-LIPS", looked(movements=replace(MOVEMENTS, rolled=0.7))),
    ("FACE-LIPS", looked(movements=replace(MOVEMENTS, pressed=0.8))),
    ("FACE-MOUTH-COVERED", looked(lower=replace(GOOD_LOOK.lower, line=0.05))),
    ("FACE-MOUTH-COVERED", looked(replace(GOOD, mouth_open=0.04), lower=replace(GOOD_LOOK.lower, span=0.1, line=0.1))),
    ("FACE-MOUTH-COVERED", looked(lower=replace(GOOD_LOOK.lower, fold_colour=30.0))),
    ("FACE-MOUTH-COVERED", looked(lower=replace(GOOD_LOOK.lower, fold_lightness=40.0))),
    ("FACE-HOLD-STILL", looked(detail=0.3)),
    ("FACE-GRAINY", traced(noise=9.0)),
    ("FACE-COMPRESSED", traced(blocks=4.0)),
    ("FACE-ASK-HELD", traced(dots=300.0)),
    ("FACE-ASK-HELD", traced(sides=3)),
    ("FACE-ASK-SMOOTH", looked(texture=0.08)),
    ("FACE-ASK-BROAD", looked(breadth=1.3)),
    ("FACE-ASK-BROAD", traced(one_way=6.8)),
]


@pytest.mark.parametrize(("advice", "face"), FAULTS)
def test_each_fault_has_its_advice(advice: str, face: FaceAnalysis) -> None:
    guidance = Guide().advise(face, 0.0)
    assert guidance.advice == advice
    assert guidance.holding == 0.0
    assert [check.ok for check in guidance.checks].count(False) == 1


def test_a_good_face_holds() -> None:
    guidance = Guide().advise(GOOD, 0.0)
    assert guidance.advice == "FACE-HOLD"
    assert all(check.ok and not check.amber for check in guidance.checks)
    assert [check.code for check in guidance.checks] == [rule.code for rule in RULES]
    assert (guidance.box, guidance.eyes) == (GOOD.box, GOOD.pupils)


def test_no_face() -> None:
    guidance = Guide().advise(None, 0.0)
    assert guidance.advice == "FACE-NO-FACE"
    assert guidance.box is None
    assert not any(check.ok for check in guidance.checks)


def test_the_most_urgent_fault_is_told_first() -> None:
    face = replace(sized(0.5), pose=Pose(20, 0, 12), eyes_open=0.01, sharpness=1.0)
    assert Guide().advise(face, 0.0).advice == "FACE-COME-CLOSER"
    face = replace(moved(x=-520), pose=Pose(20, 0, 12), eyes_open=0.01)
    assert Guide().advise(face, 0.0).advice == "FACE-STRAIGHTEN"


def test_a_face_too_large_for_the_frame_has_to_go_back() -> None:
    assert Guide().advise(sized(1.5), 0.0).advice == "FACE-GO-BACK"


def test_a_face_too_large_for_its_place_has_to_go_back() -> None:
    narrow = replace(sized(1.2), frame_size=(480, 720))
    assert Guide().advise(moved(x=-400, face=narrow), 0.0).advice == "FACE-GO-BACK"


def test_advice_does_not_flicker_at_a_limit() -> None:
    guide = Guide()
    told = [
        guide.advise(replace(GOOD, pose=Pose(yaw, 0, 0)), 0.0).advice for yaw in (4.0, 4.9, 4.7, 5.1, 4.9, 4.7, 4.5)
    ]
    assert told == ["FACE-HOLD"] * 3 + ["FACE-LOOK-STRAIGHT"] * 3 + ["FACE-HOLD"]


def test_pitch_is_amber_between_five_and_eight_degrees() -> None:
    (check,) = (
        check
        for check in Guide().advise(replace(GOOD, pose=Pose(0, 6.5, 0)), 0.0).checks
        if check.code == "FACE-CHECK-PITCH"
    )
    assert check.ok
    assert check.amber
    assert (check.value, check.limit, check.unit) == (6.5, "|x| <= 8", "°")


def test_the_broken_limit_speaks_for_a_check_with_several() -> None:
    guidance = Guide().advise(replace(GOOD, background=Background(86, 2, 20)), 0.0)
    (check,) = (check for check in guidance.checks if not check.ok)
    assert (check.code, check.value, check.limit) == ("FACE-CHECK-BACKGROUND", 20, "x <= 18")


def test_a_hidden_background_does_not_stand_in_the_way() -> None:
    assert Guide().advise(replace(GOOD, background=None), 0.0).advice == "FACE-HOLD"


def test_small_frames_ask_for_what_they_can_give() -> None:
    """At 480 lines a full-size portrait is impossible: 90 pixels between the eyes decide alone."""
    vga = replace(moved(x=-320, y=-110, face=sized(0.8)), frame_size=(640, 480))
    assert vga.pupil_distance > 90
    assert Guide().advise(vga, 0.0).advice == "FACE-HOLD"
    assert Guide().advise(sized(0.9, vga), 0.0).advice == "FACE-COME-CLOSER"


def test_the_hold_takes_its_time_and_starts_anew() -> None:
    guide = Guide()
    held = [guide.advise(GOOD, at_s).holding for at_s in (10.0, 10.35, 10.7)]
    assert held == pytest.approx([0.0, 0.5, 1.0])
    assert guide.advise(replace(GOOD, eyes_open=0.01), 10.8).holding == 0.0
    assert guide.advise(GOOD, 10.9).holding == 0.0
    assert guide.advise(None, 11.9).holding == 0.0


def test_the_hold_needs_several_frames_however_slow() -> None:
    guide = Guide()
    held = [guide.advise(GOOD, 2 * HOLD_S * number).holding for number in range(HOLD_FRAMES)]
    assert held[-2] < 1.0
    assert held[-1] == 1.0


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_code_has_its_words(language: str) -> None:
    codes = (
        {advice for advice, _ in FAULTS} | {"FACE-NO-FACE", "FACE-GO-BACK", "FACE-HOLD"} | {rule.code for rule in RULES}
    )
    assert codes <= set(catalogue(language))


def test_all_advice_there_are_words_for_is_given() -> None:
    told = (
        {advice for advice, _ in FAULTS} | {"FACE-NO-FACE", "FACE-GO-BACK", "FACE-HOLD"} | {rule.code for rule in RULES}
    )
    told |= {FROZEN}  # a camera, and no face
    told |= set(DO.values())  # what people ask of the person before the camera
    told |= {FACE_MEASURE}  # what policy asks of a kept portrait; an override says that it did not hold
    assert {code for code in catalogue("en") if code.startswith("FACE-")} == told


@pytest.mark.parametrize("tone", [0.9, 0.4, 0.06])
def test_no_check_asks_how_light_the_skin_is(tone: float) -> None:
    light = Lighting(left=tone, right=tone, uniformity=0.6, zones=0.8, burnt=0.0, brightest=110.0)
    assert Guide().advise(replace(GOOD, lighting=light), 0.0).advice == "FACE-HOLD"


def test_the_advice_has_its_place_on_the_picture() -> None:
    """Within the face, over the eyes or the mouth; what is about the whole picture has none."""
    x, y, width, height = Guide().advise(both_eyes(rim=0.4), 0.0).place or (0, 0, 0, 0)
    (left_x, left_y), (right_x, _) = GOOD.pupils
    assert x < left_x < right_x < x + width
    assert y < left_y < y + height
    mouth = Guide().advise(looked(lower=replace(GOOD_LOOK.lower, line=0.05)), 0.0).place
    assert mouth is not None
    assert left_y < mouth[1] < mouth[1] + mouth[3] < GOOD.chin[1] + 10
    assert Guide().advise(traced(dots=300.0), 0.0).place == GOOD.box
    assert Guide().advise(replace(GOOD, background=Background(40, 2, 2)), 0.0).place is None
    assert Guide().advise(GOOD, 0.0).place is None
