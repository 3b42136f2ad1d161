"""What is checked and measured of a crop that people moved: all but how the head stands in the frame, which is the
table's (`station.domain.framing`)."""

from station.capture.guidance import Guide
from station.capture.leeway import judged, measures_left_out, rules_for
from station.capture.pitch import zeroed
from station.domain.capture import LiveCheck
from station.domain.leeway import Leeway
from station.domain.sample import QualityScore
from station.quality.face.analysis import FaceAnalysis
from station.quality.face.components import scores

_OF_THE_FRAME = frozenset({"FACE-CHECK-DISTANCE", "FACE-CHECK-POSITION"})


def checks_of_crop(face: FaceAnalysis, leeway: Leeway, pitch_offset: float) -> tuple[LiveCheck, ...]:
    """face: as it was assessed, in a crop or in the frame."""
    rules = tuple(rule for rule in rules_for(leeway) if rule.code not in _OF_THE_FRAME)
    return Guide(rules, strict=False).advise(judged(zeroed(face, pitch_offset), leeway), 0.0).checks


def scores_of_crop(face: FaceAnalysis, leeway: Leeway, pitch_offset: float) -> tuple[QualityScore, ...]:
    return scores(judged(zeroed(face, pitch_offset), leeway), measures_left_out(leeway))
