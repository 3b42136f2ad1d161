"""The limits of what a close look says: what lies over eyes and mouth, lids, expression, what was done to the picture.

Calibrated on the London portraits and on faults drawn on them (standards.md#face-close). A value that was not looked at
is None and passes: the picture that is taken has been looked at from all sides.
"""

from collections.abc import Callable

from station.capture import places
from station.capture.bands import Band
from station.capture.rule import Rule, limit
from station.quality.face.analysis import FaceAnalysis
from station.quality.face.closely import CloseLook, EyeSeen, LowerFace, PictureTraces

Value = Callable[[FaceAnalysis], float | None]

_TURNED = 16.0  # degrees
_TEETH = 0.03  # of T
_PATCH = 0.7  # share of the eye


def _close(read: Callable[[CloseLook], float | None]) -> Value:
    return lambda face: None if face.close is None else read(face.close)


def _front(read: Value) -> Value:
    """Of a head that is turned far nothing is said of what lies on it."""
    return lambda face: read(face) if max(abs(face.pose.yaw), abs(face.pose.pitch)) <= _TURNED else None


def _eyes(read: Callable[[EyeSeen], float], choose: Callable[[float, float], float]) -> Value:
    return _front(_close(lambda close: choose(*(read(eye) for eye in close.eyes))))


def _lower(read: Callable[[LowerFace], float | None]) -> Value:
    return _front(_close(lambda close: read(close.lower)))


def _line(face: FaceAnalysis) -> float | None:
    """Between lips that show teeth there is none."""
    return None if face.mouth_open > _TEETH else _lower(lambda lower: lower.line)(face)


def _span(face: FaceAnalysis) -> float | None:
    """Whether a mouth that is open shows what an open mouth shows: teeth and dark, or, wide open, dark alone."""
    return _lower(lambda lower: max(lower.span, lower.line))(face) if face.mouth_open > _TEETH else None


def _glare_advice(face: FaceAnalysis) -> str:
    """A reflection is a spot; what is bright all over is a patch."""
    most = 0.0 if face.close is None else max(eye.glare for eye in face.close.eyes)
    return "FACE-GLARE" if most < _PATCH else "FACE-EYES-COVERED"


def _traces(read: Callable[[PictureTraces], float]) -> Value:
    return lambda face: None if face.traces is None else read(face.traces)


COLOUR = Rule(
    "FACE-CHECK-COLOUR",
    (limit(_close(lambda close: close.chroma), Band(low=4, margin=0.3), "FACE-NO-COLOUR", "C*", "chroma"),),
)
LENSES = Rule(
    "FACE-CHECK-GLASSES",
    (  # the first three of both eyes: over one alone it is hair
        limit(_eyes(lambda eye: eye.tint, min), Band(high=0.2, margin=0.02), "FACE-GLASSES", name="tint"),
        limit(_eyes(lambda eye: eye.rim, min), Band(high=0.25, margin=0.02), "FACE-GLASSES", name="rim"),
        limit(
            _eyes(lambda eye: eye.lids_apart, min), Band(high=0.038, margin=0.003), "FACE-GLASSES", name="lids_apart"
        ),
        limit(_eyes(lambda eye: 100 * eye.glare, max), Band(high=2, margin=0.3), _glare_advice, "%", "glare"),
    ),
    place=places.eyes,
)
LIDS = limit(
    _close(lambda close: max(close.movements.blink)), Band(high=0.38, margin=0.04), "FACE-OPEN-EYES", name="blink"
)
EYES = Rule(
    "FACE-CHECK-EYES-FREE",
    (
        limit(_eyes(lambda eye: eye.contrast, min), Band(low=0.13, margin=0.01), "FACE-EYES-COVERED", name="contrast"),
        limit(_eyes(lambda eye: 100 * eye.apart, max), Band(high=4.2, margin=0.2), "FACE-EYES-COVERED", "%", "apart"),
    ),
    place=places.eyes,
)
MOUTH = Rule(
    "FACE-CHECK-MOUTH-FREE",
    (
        limit(_line, Band(low=0.14, margin=0.01), "FACE-MOUTH-COVERED", name="line"),
        limit(_span, Band(low=0.16, margin=0.01), "FACE-MOUTH-COVERED", name="span"),
        limit(
            _lower(lambda lower: lower.fold_colour), Band(high=8, margin=0.3), "FACE-MOUTH-COVERED", "C*",
            "fold_colour",
        ),
        limit(
            _lower(lambda lower: lower.fold_lightness), Band(high=21, margin=0.5), "FACE-MOUTH-COVERED", "L*",
            "fold_lightness",
        ),
    ),
    place=places.mouth,
)  # fmt: skip
EXPRESSION = (
    limit(_close(lambda close: close.smile), Band(high=0.69, margin=0.03), "FACE-NEUTRAL", name="smile"),
    limit(_close(lambda close: close.above_rest), Band(high=0.25, margin=0.02), "FACE-NEUTRAL", name="above_rest"),
    limit(_close(lambda close: close.movements.brows), Band(high=0.75, margin=0.05), "FACE-BROWS", name="brows"),
    limit(_close(lambda close: close.movements.rolled), Band(high=0.5, margin=0.05), "FACE-LIPS", name="rolled"),
    limit(_lower(lambda lower: lower.lower_lip), Band(low=0.46, margin=0.02), "FACE-LIPS", name="lower_lip"),
    limit(_close(lambda close: close.movements.pressed), Band(high=0.6, margin=0.05), "FACE-LIPS", name="pressed"),
)
DETAIL = limit(_close(lambda close: close.detail), Band(low=0.5, margin=0.04), "FACE-HOLD-STILL", name="detail")
TRACES = Rule(
    "FACE-CHECK-TRACES",
    (
        limit(_traces(lambda seen: seen.noise), Band(high=5), "FACE-GRAINY", name="noise"),
        limit(_traces(lambda seen: seen.blocks), Band(high=2.2), "FACE-COMPRESSED", name="blocks"),
    ),
)
ASKED = Rule(
    "FACE-CHECK-REAL",
    (
        limit(_traces(lambda seen: seen.dots), Band(high=100), "FACE-ASK-HELD", name="dots"),
        limit(_traces(lambda seen: seen.sides), Band(high=2), "FACE-ASK-HELD", name="sides"),
        limit(_close(lambda close: close.texture), Band(low=0.125, margin=0.01), "FACE-ASK-SMOOTH", name="texture"),
        limit(_close(lambda close: close.breadth), Band(high=0.9, margin=0.05), "FACE-ASK-BROAD", name="breadth"),
        limit(_traces(lambda seen: seen.one_way), Band(high=4), "FACE-ASK-BROAD", name="one_way"),
    ),
    asks=True,
    place=places.whole,
)
"""What no measure decides: a print, a screen, a filter, a stretched picture, and people who happen to look like one."""
