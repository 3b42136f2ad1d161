"""ISO/IEC 29794-5 quality components computed so far: native value and its published mapping to 0..100.

The mapping functions are those of the reference implementation (OFIQ, MIT); its published values prove them in the
tests. The landmarks are ours. Components that need a network we do not have are absent, never guessed.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from math import cos, exp, floor, pi, radians, sin

from station.domain.sample import QualityScore
from station.quality.face.analysis import FaceAnalysis
from station.quality.face.closely import CloseLook, PictureTraces, Tones

VERSION = "1"


@dataclass(frozen=True)
class Component:
    """name: as in ISO/IEC 29794-5. native: None where it was not looked at. scalar: native value to 0..100, not yet
    rounded or clipped."""

    name: str
    native: Callable[[FaceAnalysis], float | None]
    scalar: Callable[[float], float]

    def score(self, analysis: FaceAnalysis) -> QualityScore:
        native = self.native(analysis)
        score = None if native is None else to_score(self.scalar(native))
        return QualityScore(self.name, VERSION, score, native)


def to_score(scalar: float) -> int:
    """Clipped to 0..100, halves rounded up, as the standard says."""
    return floor(min(100.0, max(0.0, scalar)) + 0.5)


def sigmoid(value: float, middle: float, width: float) -> float:
    return 1.0 / (1.0 + exp((middle - value) / width))


def of_angle(degrees: float) -> float:
    return 100.0 * max(0.0, cos(radians(degrees))) ** 2


def _tone(read: Callable[[Tones], float]) -> Callable[[FaceAnalysis], float | None]:
    return lambda face: None if face.tones is None else read(face.tones)


def _middle(face: FaceAnalysis) -> tuple[float, float]:
    (left_x, left_y), (right_x, right_y) = face.pupils
    return (left_x + right_x) / 2, (left_y + right_y) / 2


CHECKS: tuple[Component, ...] = (
    # 7.3.3, 7.4.2 to 7.4.4
    Component("IlluminationUniformity", lambda face: face.lighting.uniformity, lambda value: 100.0 * value**0.3),
    Component("SingleFacePresent", lambda face: face.second_face, lambda value: 100.0 * (1.0 - value)),
    Component("EyesOpen", lambda face: face.eyes_open, lambda value: 100.0 * sigmoid(value, 0.02, 0.01)),
    Component("MouthClosed", lambda face: face.mouth_open, lambda value: 100.0 * (1.0 - sigmoid(value, 0.2, 0.06))),
    # 7.3.4 to 7.3.7, 7.3.10
    Component(
        "LuminanceMean",
        _tone(lambda tones: tones.mean),
        lambda value: 100.0 * sigmoid(value, 0.2, 0.05) * (1.0 - sigmoid(value, 0.8, 0.05)),
    ),
    Component(
        "LuminanceVariance",
        _tone(lambda tones: tones.variance),
        lambda value: 100.0 * sin(pi * 60.0 * value / (60.0 * value + 1.0)),
    ),
    Component(
        "UnderExposurePrevention",
        _tone(lambda tones: tones.dark),
        lambda value: 120.0 * (0.832 - sigmoid(value, 0.92, 0.05)),
    ),
    Component("OverExposurePrevention", _tone(lambda tones: tones.bright), lambda value: 1.0 / (value + 0.01)),
    Component("DynamicRange", _tone(lambda tones: tones.entropy), lambda value: 12.5 * value),
    Component(
        "NaturalColour", _tone(lambda tones: tones.colour), lambda value: 200.0 * (1.0 - sigmoid(value, 0.0, 10.0))
    ),
    # 7.4.8, 7.4.9
    Component("InterEyeDistance", lambda face: face.inter_eye_distance, lambda value: 100.0 * sigmoid(value, 70, 20)),
    Component(
        "HeadSize",
        lambda face: face.eyes_to_chin / face.frame_size[1],
        lambda value: 200.0 * (1.0 - sigmoid(abs(value - 0.45), 0.0, 0.05)),
    ),
    # 7.4.10
    Component(
        "LeftwardCropOfTheFaceImage",
        lambda face: _middle(face)[0] / face.inter_eye_distance,
        lambda value: 100.0 * sigmoid(value, 0.9, 0.1),
    ),
    Component(
        "RightwardCropOfTheFaceImage",
        lambda face: (face.frame_size[0] - _middle(face)[0]) / face.inter_eye_distance,
        lambda value: 100.0 * sigmoid(value, 0.9, 0.1),
    ),
    Component(
        "MarginAboveOfTheFaceImage",
        lambda face: _middle(face)[1] / face.eyes_to_chin,
        lambda value: 100.0 * sigmoid(value, 1.4, 0.1),
    ),
    Component(
        "MarginBelowOfTheFaceImage",
        lambda face: (face.frame_size[1] - _middle(face)[1]) / face.eyes_to_chin,
        lambda value: 100.0 * sigmoid(value, 1.8, 0.1),
    ),
    # 7.4.11
    Component("HeadPoseYaw", lambda face: face.pose.yaw, of_angle),
    Component("HeadPosePitch", lambda face: face.pose.pitch, of_angle),
    Component("HeadPoseRoll", lambda face: face.pose.roll, of_angle),
)


def _close(read: Callable[[CloseLook], float]) -> Callable[[FaceAnalysis], float | None]:
    return lambda face: None if face.close is None else read(face.close)


def _traces(read: Callable[[PictureTraces], float]) -> Callable[[FaceAnalysis], float | None]:
    return lambda face: None if face.traces is None else read(face.traces)


HINTS: tuple[tuple[str, Callable[[FaceAnalysis], float | None]], ...] = (
    ("Smile", _close(lambda close: close.smile)),
    ("SkinTexture", _close(lambda close: close.texture)),
    ("FaceBreadth", _close(lambda close: close.breadth)),
    ("DirectionalDetail", _close(lambda close: close.detail)),
    ("Noise", _traces(lambda traces: traces.noise)),
    ("CompressionBlocks", _traces(lambda traces: traces.blocks)),
    ("PrintDots", _traces(lambda traces: traces.dots)),
    ("StraightEdges", _traces(lambda traces: float(traces.sides))),
    ("OneWayResampling", _traces(lambda traces: traces.one_way)),
)
"""Measures of ours that go along as information, as they were taken: they have no place on the standard's scale."""


def scores(analysis: FaceAnalysis, without: Collection[str] = ()) -> tuple[QualityScore, ...]:
    """One score a component, in the table's order, then what has none. without: those that are not judged of this
    person; they have no score."""
    judged = (
        QualityScore(component.name, VERSION, None) if component.name in without else component.score(analysis)
        for component in CHECKS
    )
    seen = ((name, native(analysis)) for name, native in HINTS)
    return (*judged, *(QualityScore(name, VERSION, None, native) for name, native in seen if native is not None))
