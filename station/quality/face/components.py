"""ISO/IEC 29794-5 quality components computed so far: native value and its published mapping to 0..100.

The mapping functions are those of the reference implementation (OFIQ, MIT); its published values prove them in the
tests. The landmarks are ours. Components that need a network we do not have are absent, never guessed.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from math import cos, exp, floor, radians

from station.domain.sample import QualityScore
from station.quality.face.analysis import FaceAnalysis

VERSION = "1"


@dataclass(frozen=True)
class Component:
    """name: as in ISO/IEC 29794-5. scalar: native value to 0..100, not yet rounded or clipped."""

    name: str
    native: Callable[[FaceAnalysis], float]
    scalar: Callable[[float], float]

    def score(self, analysis: FaceAnalysis) -> QualityScore:
        native = self.native(analysis)
        return QualityScore(self.name, VERSION, to_score(self.scalar(native)), native)


def to_score(scalar: float) -> int:
    """Clipped to 0..100, halves rounded up, as the standard says."""
    return floor(min(100.0, max(0.0, scalar)) + 0.5)


def sigmoid(value: float, middle: float, width: float) -> float:
    return 1.0 / (1.0 + exp((middle - value) / width))


def of_angle(degrees: float) -> float:
    return 100.0 * max(0.0, cos(radians(degrees))) ** 2


CHECKS: tuple[Component, ...] = (
    # 7.3.3, 7.4.2 to 7.4.4
    Component("IlluminationUniformity", lambda face: face.lighting.uniformity, lambda value: 100.0 * value**0.3),
    Component("SingleFacePresent", lambda face: face.second_face, lambda value: 100.0 * (1.0 - value)),
    Component("EyesOpen", lambda face: face.eyes_open, lambda value: 100.0 * sigmoid(value, 0.02, 0.01)),
    Component("MouthClosed", lambda face: face.mouth_open, lambda value: 100.0 * (1.0 - sigmoid(value, 0.2, 0.06))),
    # 7.4.8, 7.4.9
    Component("InterEyeDistance", lambda face: face.inter_eye_distance, lambda value: 100.0 * sigmoid(value, 70, 20)),
    Component(
        "HeadSize",
        lambda face: face.eyes_to_chin / face.frame_size[1],
        lambda value: 200.0 * (1.0 - sigmoid(abs(value - 0.45), 0.0, 0.05)),
    ),
    # 7.4.11
    Component("HeadPoseYaw", lambda face: face.pose.yaw, of_angle),
    Component("HeadPosePitch", lambda face: face.pose.pitch, of_angle),
    Component("HeadPoseRoll", lambda face: face.pose.roll, of_angle),
)


def scores(analysis: FaceAnalysis, without: Collection[str] = ()) -> tuple[QualityScore, ...]:
    """One score a component, in the table's order. without: those that are not judged of this person; they have no
    score."""
    return tuple(
        QualityScore(component.name, VERSION, None) if component.name in without else component.score(analysis)
        for component in CHECKS
    )
