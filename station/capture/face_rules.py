"""The live checks of the portrait: a table, most urgent first. Each broken one gives one piece of advice.

Limits: ICAO TR Portrait Quality and ISO/IEC 39794-5 where they name one, otherwise calibrated on the London Set
(standards.md#face-limits). Left and right, in codes and texts, are always the citizen's own: FACE-MOVE-LEFT moves the
face to the right of the picture. No check looks at how light a face is on average: that would be its skin tone.
"""

from collections.abc import Callable

from station.capture import places
from station.capture.bands import Band, within
from station.capture.close_rules import ASKED, COLOUR, DETAIL, EXPRESSION, EYES, LENSES, LIDS, MOUTH, TRACES
from station.capture.rule import Limit, Rule, limit
from station.quality.face.analysis import FaceAnalysis
from station.quality.face.geometry import HEIGHT, largest_height

MIN_PUPIL_DISTANCE = 90.0
"""Pixels (ICAO TR Portrait Quality; ISO/IEC 19794-5)."""

_FULL_SIZE = 0.9 * HEIGHT  # portrait height in frame pixels that is wanted where the camera can give it
_FAIR_SHARE = 0.66  # of the frame: where the camera cannot


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
    Rule(
        "FACE-CHECK-ALONE",
        (limit(lambda face: 100 * face.second_face, Band(high=1.9), "FACE-SECOND-FACE", "%", "second_face"),),
    ),
    Rule("FACE-CHECK-DISTANCE", (Limit(lambda face: face.geometry.height, _distance_band, _distance_advice, "px"),)),
    Rule(
        "FACE-CHECK-ROLL", (limit(lambda face: face.pose.roll, within(8, 0.5, best=5), "FACE-STRAIGHTEN", "°", "roll"),)
    ),
    Rule("FACE-CHECK-POSITION", (limit(_room, Band(low=0, margin=0.5), _position_advice, "%"),)),
    Rule(
        "FACE-CHECK-EXPOSURE",
        (
            limit(lambda face: face.lighting.brightest, Band(low=70, margin=3), "FACE-LIGHT-MORE"),
            limit(lambda face: 100 * face.lighting.burnt, Band(high=1, margin=0.2), "FACE-LIGHT-LESS", "%", "burnt"),
        ),
    ),
    COLOUR,
    TRACES,
    LENSES,  # with the mouth before the pose: what lies on a face makes it look turned
    MOUTH,
    Rule("FACE-CHECK-YAW", (limit(lambda face: face.pose.yaw, within(5, 0.4), "FACE-LOOK-STRAIGHT", "°", "yaw"),)),
    Rule(
        "FACE-CHECK-PITCH", (limit(lambda face: face.pose.pitch, within(8, 0.5, best=5), _pitch_advice, "°", "pitch"),)
    ),
    Rule(
        "FACE-CHECK-LIGHT",
        (
            limit(lambda face: face.lighting.balance, Band(low=0.6, margin=0.02), _side_advice, name="balance"),
            # A beard or a fringe darkens its zone as shade would: only what no beard explains is refused.
            limit(
                lambda face: face.lighting.zones,
                Band(low=0.35, margin=0.03, best_low=0.5),
                "FACE-LIGHT-EVEN",
                name="zones",
            ),
        ),
    ),
    Rule(
        "FACE-CHECK-EYES",
        (
            limit(
                lambda face: face.eyes_open,
                Band(low=0.04, margin=0.003, best_low=0.05),
                "FACE-OPEN-EYES",
                name="eyes_open",
            ),
            LIDS,
        ),
    ),
    EYES,
    Rule("FACE-CHECK-GAZE", (limit(lambda face: face.gaze, within(0.08, 0.008), "FACE-LOOK-AT-CAMERA", name="gaze"),)),
    Rule(
        "FACE-CHECK-EXPRESSION",
        (
            limit(
                lambda face: face.mouth_open,
                Band(high=0.07, margin=0.005, best_high=0.05),
                "FACE-CLOSE-MOUTH",
                name="mouth_open",
            ),
            limit(lambda face: face.mouth_width, Band(high=0.63, margin=0.005), "FACE-NEUTRAL", name="mouth_width"),
            *EXPRESSION,
        ),
        place=places.mouth,
    ),
    Rule(
        "FACE-CHECK-SHARPNESS",
        (limit(lambda face: face.sharpness, Band(low=3.2, margin=0.1), "FACE-HOLD-STILL", name="sharpness"), DETAIL),
    ),
    Rule(
        "FACE-CHECK-BACKGROUND",
        (
            limit(_behind("lightness"), Band(low=60, margin=1), _dark_advice, "L*", "wall_lightness"),
            limit(_behind("unevenness"), Band(high=7.5, margin=0.5), "FACE-BACKGROUND", "L*", "wall_unevenness"),
            limit(_behind("chroma"), Band(high=18, margin=0.5), "FACE-BACKGROUND", "C*", "wall_chroma"),
            limit(_behind("apart"), Band(high=12, margin=0.5), "FACE-BACKGROUND", "L*", "wall_apart"),
            limit(_behind("mottled"), Band(high=9, margin=0.5), "FACE-BACKGROUND", "C*", "wall_mottled"),
        ),
    ),
    ASKED,
)
