"""The rules of a portrait as they hold of this person: a rule that asks for what they cannot do is not asked of them.

What small children need not do (docs/standards.md#face-limits): below 6 to look into the camera with a neutral face;
below 1 also to open the eyes, and to hold the head straight beyond what a portrait of anybody can be used with.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace

from station.capture.bands import Band, within
from station.capture.face_rules import RULES
from station.capture.rule import Limit, Rule
from station.domain.leeway import Leeway, Young
from station.domain.sample import Eye, QualityScore
from station.quality.face.analysis import FaceAnalysis
from station.quality.face.closely import CloseLook

_EYES, _GAZE, _EXPRESSION = "FACE-CHECK-EYES", "FACE-CHECK-GAZE", "FACE-CHECK-EXPRESSION"
_FREE = "FACE-CHECK-EYES-FREE"
_UNASKED: Mapping[Young, frozenset[str]] = {
    Young.INFANT: frozenset({_EYES, _FREE, _GAZE, _EXPRESSION}),
    Young.CHILD: frozenset({_GAZE, _EXPRESSION}),
}
_HELD: Mapping[str, Band] = {
    "FACE-CHECK-YAW": within(12, 0.5, best=5),
    "FACE-CHECK-PITCH": within(15, 0.5, best=8),
    "FACE-CHECK-ROLL": within(15, 0.5, best=8),
}
"""How far an infant's head may be turned, degrees; somebody else holds it."""
_MEASURES: Mapping[str, str] = {_EYES: "EyesOpen", _EXPRESSION: "MouthClosed"}
"""By which a rule that is not asked is measured (ISO/IEC 29794-5): nobody is refused by a score of it either."""


def rules_for(leeway: Leeway) -> tuple[Rule, ...]:
    said = dict(leeway.limits)
    rules = tuple(_limited(rule, said) for rule in RULES if rule.code not in _unasked(leeway))
    if leeway.young is not Young.INFANT:
        return rules
    return tuple(_wider(rule, _HELD[rule.code]) if rule.code in _HELD else rule for rule in rules)


def measures_left_out(leeway: Leeway) -> Collection[str]:
    return {_MEASURES[code] for code in _unasked(leeway) if code in _MEASURES}


def judged_by_less(quality: Iterable[QualityScore], leeway: Leeway) -> bool:
    """Whether a portrait with these scores was not asked what is asked under `leeway`."""
    unscored = {score.algorithm for score in quality if score.score is None}
    return bool(unscored & (set(_MEASURES.values()) - set(measures_left_out(leeway))))


def judged(face: FaceAnalysis, leeway: Leeway) -> FaceAnalysis:
    """By the eye that is to be judged, where only one is."""
    left = [eye for eye in Eye if eye not in leeway.eyes]
    if len(left) != 1 or face.each_eye is None:
        return face
    side = int(left[0] is Eye.LEFT)  # the person's right one is at the left of the picture
    one, close = face.each_eye[side], face.close and _of_eye(face.close, side)
    return replace(face, eyes_open=one.opened, gaze=one.gaze, close=close)


def _of_eye(close: CloseLook, side: int) -> CloseLook:
    movements = replace(close.movements, blink=(close.movements.blink[side],) * 2)
    return replace(close, eyes=(close.eyes[side],) * 2, movements=movements)


def _unasked(leeway: Leeway) -> frozenset[str]:
    blind = frozenset({_EYES, _FREE, _GAZE}) if leeway.eyes >= set(Eye) else frozenset()
    return blind if leeway.young is None else blind | _UNASKED[leeway.young]


def _limited(rule: Rule, said: Mapping[str, float]) -> Rule:
    """With the limits that the service sets."""
    return replace(
        rule, limits=tuple(_set(each, said[each.name]) if each.name in said else each for each in rule.limits)
    )


def _set(limit: Limit, value: float) -> Limit:
    return replace(limit, band=lambda face: limit.band(face).at(value))


def _wider(rule: Rule, band: Band) -> Rule:
    return replace(rule, limits=tuple(replace(limit, band=lambda _: band) for limit in rule.limits))
