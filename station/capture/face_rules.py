"""The live checks of the portrait: a table, most urgent first. Each broken one gives one piece of advice.

Limits: ICAO TR Portrait Quality and ISO/IEC 39794-5 where they name one, otherwise calibrated on the London Set
(standards.md#face-limits). Left and right, in codes and texts, are always the citizen's own: FACE-MOVE-LEFT moves the
face to the right of the picture. No check looks at how light a face is on average: that would be its skin tone.
"""

from collections.abc import Callable
from dataclasses import dataclass

from station.capture.bands import Band, within
from station.quality.face.analysis import FaceAnalysis
from station.quality.face.geometry import HEIGHT, largest_height

MIN_PUPIL_DISTANCE = 90.0
"""Pixels (ICAO TR Portrait Quality; ISO/IEC 19794-5)."""

_FULL_SIZE = 0.9 * HEIGHT  # portrait height in frame pixels that is wanted where the camera can give it
_FAIR_SHARE = 0.66  # of the frame: where the camera cannot


@dataclass(frozen=True)
class Limit:
    """value: None when it cannot be judged, which passes. advice: what to do when the band is left."""

    value: Callable[[FaceAnalysis], float | None]
    band: Callable[[FaceAnalysis], Band]
    advice: Callable[[FaceAnalysis], str]
    unit: str = ""


@dataclass(frozen=True)
class Rule:
    """One line of the check list. The first limit that is broken speaks for it."""

    code: str
    limits: tuple[Limit, ...]


def _limit(
    value: Callable[[FaceAnalysis], float | None],
    band: Band,
    advice: str | Callable[[FaceAnalysis], str],
    unit: str = "",
) -> Limit:
    return Limit(value, lambda _: band, advice if callable(advice) else lambda _: advice, unit)


def _distance_band(face: FaceAnalysis) -> Band:
    """Of the portrait's height in the frame: high enough for its pixels, not higher than the frame."""
    largest = largest_height(face.frame_size)
    for_the_eyes = MIN_PUPIL_DISTANCE / max(face.pupil_distance, 1e-6) * face.geometry.height
    return Band(max(for_the_eyes, min(_FULL_SIZE, _FAIR_SHARE * largest)), largest, 0.02 * largest)


def _distance_advice(face: FaceAnalysis) -> str:
    return "FACE-GO-BACK" if face.geometry.height > 0.9 * largest_height(face.frame_size) else "FACE-COME-CLOSER"


def _room(face: FaceAnalysis) -> float:
    """From the portrait's rectangle to the nearest edge of the frame, percent of its height; negative outside."""
    return 100.0 * min(face.geometry.room(face.frame_size)) / face.geometry.height


def _position_advice(face: FaceAnalysis) -> str:
    left, top, right, bottom = face.geometry.room(face.frame_size)
    if left + right < 0.0 or top + bottom < 0.0:
        return "FACE-GO-BACK"
    nearest = min(left, top, right, bottom)
    if nearest in (left, right):
        return "FACE-MOVE-LEFT" if nearest == left else "FACE-MOVE-RIGHT"
    return "FACE-MOVE-DOWN" if nearest == top else "FACE-MOVE-UP"


def _pitch_advice(face: FaceAnalysis) -> str:
    return "FACE-CHIN-UP" if face.pose.pitch > 0.0 else "FACE-CHIN-DOWN"


def _side_advice(face: FaceAnalysis) -> str:
    return "FACE-LIGHT-LEFT" if face.lighting.left < face.lighting.right else "FACE-LIGHT-RIGHT"


def _dark_advice(face: FaceAnalysis) -> str:
    """A dark background in a dark room is a lack of light."""
    return "FACE-LIGHT-MORE" if face.lighting.brightest < 100.0 else "FACE-BACKGROUND"


def _behind(part: str) -> Callable[[FaceAnalysis], float | None]:
    return lambda face: None if face.background is None else float(getattr(face.background, part))


RULES: tuple[Rule, ...] = (
    Rule("FACE-CHECK-ALONE", (_limit(lambda face: 100 * face.second_face, Band(high=5), "FACE-SECOND-FACE", "%"),)),
    Rule("FACE-CHECK-DISTANCE", (Limit(lambda face: face.geometry.height, _distance_band, _distance_advice, "px"),)),
    Rule("FACE-CHECK-ROLL", (_limit(lambda face: face.pose.roll, within(8, 0.5, best=5), "FACE-STRAIGHTEN", "°"),)),
    Rule("FACE-CHECK-POSITION", (_limit(_room, Band(low=0, margin=0.5), _position_advice, "%"),)),
    Rule(
        "FACE-CHECK-EXPOSURE",
        (
            _limit(lambda face: face.lighting.brightest, Band(low=70, margin=3), "FACE-LIGHT-MORE"),
            _limit(lambda face: 100 * face.lighting.burnt, Band(high=2, margin=0.3), "FACE-LIGHT-LESS", "%"),
        ),
    ),
    Rule("FACE-CHECK-YAW", (_limit(lambda face: face.pose.yaw, within(5, 0.4), "FACE-LOOK-STRAIGHT", "°"),)),
    Rule("FACE-CHECK-PITCH", (_limit(lambda face: face.pose.pitch, within(8, 0.5, best=5), _pitch_advice, "°"),)),
    Rule(
        "FACE-CHECK-LIGHT",
        (
            _limit(lambda face: face.lighting.balance, Band(low=0.6, margin=0.02), _side_advice),
            # A beard or a fringe darkens its zone as shade would: only what no beard explains is refused.
            _limit(lambda face: face.lighting.zones, Band(low=0.35, margin=0.03, best_low=0.5), "FACE-LIGHT-EVEN"),
        ),
    ),
    Rule(
        "FACE-CHECK-EYES",
        (_limit(lambda face: face.eyes_open, Band(low=0.04, margin=0.003, best_low=0.05), "FACE-OPEN-EYES"),),
    ),
    Rule("FACE-CHECK-GAZE", (_limit(lambda face: face.gaze, within(0.08, 0.008), "FACE-LOOK-AT-CAMERA"),)),
    Rule(
        "FACE-CHECK-EXPRESSION",
        (
            _limit(lambda face: face.mouth_open, Band(high=0.07, margin=0.005, best_high=0.05), "FACE-CLOSE-MOUTH"),
            _limit(lambda face: face.mouth_width, Band(high=0.63, margin=0.005), "FACE-NEUTRAL"),
        ),
    ),
    Rule("FACE-CHECK-SHARPNESS", (_limit(lambda face: face.sharpness, Band(low=3.2, margin=0.1), "FACE-HOLD-STILL"),)),
    Rule(
        "FACE-CHECK-BACKGROUND",
        (
            _limit(_behind("lightness"), Band(low=75, margin=1), _dark_advice, "L*"),
            _limit(_behind("unevenness"), Band(high=10, margin=0.5), "FACE-BACKGROUND", "L*"),
            _limit(_behind("chroma"), Band(high=5, margin=0.3), "FACE-BACKGROUND", "C*"),
        ),
    ),
)
