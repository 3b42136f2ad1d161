"""A face in numbers that passes every live check, to be spoilt one value at a time."""

from dataclasses import replace
from typing import Any

from station.quality.face.analysis import Background, FaceAnalysis, Lighting, Pose
from station.quality.face.closely import CloseLook, EyeSeen, LowerFace, Movements, PictureTraces, Tones
from station.quality.face.smile import READ

GOOD_EYE = EyeSeen(apart=0.018, lids_apart=0.019, contrast=0.41, tint=-0.02, rim=0.046, glare=0.0)
GOOD_LOOK = CloseLook(
    eyes=(GOOD_EYE, GOOD_EYE),
    lower=LowerFace(line=0.44, span=0.55, fold_lightness=5.8, fold_colour=2.9, lower_lip=0.68),
    movements=Movements(blink=(0.13, 0.12), brows=0.08, pressed=0.05, rolled=0.01, mouth=(0.0,) * len(READ)),
    smile=0.15,
    detail=0.92,
    chroma=14.9,
    texture=0.22,
    breadth=0.0,
)
GOOD_TRACES = PictureTraces(noise=0.3, blocks=0.0, dots=12.0, sides=0, one_way=1.8)
GOOD = FaceAnalysis(
    frame_size=(1280, 720),
    box=(530.0, 220.0, 220.0, 290.0),
    pupils=((582.0, 320.0), (698.0, 320.0)),
    chin=(640.0, 530.0),
    second_face=0.0,
    pose=Pose(0.0, 0.0, 0.0),
    eyes_open=0.09,
    gaze=0.0,
    mouth_open=0.01,
    mouth_width=0.56,
    sharpness=4.3,
    lighting=Lighting(left=0.4, right=0.4, uniformity=0.65, zones=0.8, burnt=0.0, brightest=190.0),
    background=Background(lightness=86.0, unevenness=2.0, chroma=1.5),
    close=GOOD_LOOK,
    traces=GOOD_TRACES,
    tones=Tones(mean=0.32, variance=0.02, dark=0.01, bright=0.0, entropy=6.8, colour=0.0),
)


def looked(face: FaceAnalysis = GOOD, **changes: Any) -> FaceAnalysis:
    """What a close look says, otherwise."""
    return replace(face, close=replace(GOOD_LOOK, **changes))


def one_eye(side: int = 0, **changes: float) -> FaceAnalysis:
    """What a close look says of one eye, otherwise."""
    eyes = [GOOD_EYE, GOOD_EYE]
    eyes[side] = replace(GOOD_EYE, **changes)
    return looked(eyes=tuple(eyes))


def both_eyes(**changes: float) -> FaceAnalysis:
    return looked(eyes=(replace(GOOD_EYE, **changes),) * 2)


def traced(**changes: Any) -> FaceAnalysis:
    return replace(GOOD, traces=replace(GOOD_TRACES, **changes))


def moved(x: float = 0.0, y: float = 0.0, face: FaceAnalysis = GOOD) -> FaceAnalysis:
    """The same face elsewhere in the picture; pixels."""
    (left, right), chin = face.pupils, face.chin
    return replace(
        face,
        pupils=((left[0] + x, left[1] + y), (right[0] + x, right[1] + y)),
        chin=(chin[0] + x, chin[1] + y),
    )


def sized(factor: float, face: FaceAnalysis = GOOD) -> FaceAnalysis:
    """The same face larger or smaller about the place between the eyes."""
    (left, right), chin = face.pupils, face.chin
    middle = (left[0] + right[0]) / 2, (left[1] + right[1]) / 2

    def scaled(point: tuple[float, float]) -> tuple[float, float]:
        return middle[0] + (point[0] - middle[0]) * factor, middle[1] + (point[1] - middle[1]) * factor

    return replace(face, pupils=(scaled(left), scaled(right)), chin=scaled(chin))
