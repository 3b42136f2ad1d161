"""How each finger and each attempt stands, worked out from the enrollment for diagram, list and strip. No Qt."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

from station.domain.sample import ExceptionReason, Finger, Slap
from station.services.views import EnrollmentView, SlapView

FingerState: TypeAlias = Literal["to_do", "taken", "weak", "missing"]
Word: TypeAlias = Literal["good", "fair", "low", "unknown"]

_ORDER: tuple[Word, ...] = ("unknown", "low", "fair", "good")
GOOD_MARGIN = 20  # this far above its threshold a score is called good; between, fair


@dataclass(frozen=True)
class FingerLine:
    """One finger as the operator is told of it. score: NFIQ 2 of the best attempt, None where there is none."""

    finger: Finger
    state: FingerState
    word: Word | None = None
    score: int | None = None
    threshold: int | None = None
    reason: ExceptionReason | None = None


@dataclass(frozen=True)
class AttemptLine:
    """One of the three attempts at a slap. number: 1..3; word: of its weakest finger; None: not made yet."""

    number: int
    word: Word | None
    score: int | None
    best: bool


def word_for(score: int | None, threshold: int) -> Word:
    """The score in one word: low is below the threshold, where another attempt makes sense."""
    if score is None:
        return "unknown"
    if score < threshold:
        return "low"
    return "good" if score >= threshold + GOOD_MARGIN else "fair"


def finger_lines(view: EnrollmentView) -> Mapping[Finger, FingerLine]:
    """All ten fingers."""
    lines = {finger: FingerLine(finger, "to_do") for finger in Finger}
    for slap in view.slaps:
        for finger, score in slap.scores.items():
            if finger in lines and lines[finger].word is not None and slap.part_of is not None:
                continue  # what counts of its slap was said with that
            threshold = slap.thresholds[finger]
            word = word_for(score, threshold)
            state: FingerState = "taken" if word in ("good", "fair") else "weak"
            lines[finger] = FingerLine(finger, state, word, score, threshold)
    for item in view.enrollment.exceptions:
        lines[item.finger] = FingerLine(item.finger, "missing", reason=item.reason)
    return lines


def attempt_lines(view: EnrollmentView, slap: SlapView) -> tuple[AttemptLine, ...]:
    """The strip of one slap: attempts made, and those still to be made."""
    counted = (each for each in view.enrollment.samples.slaps if each.slap is slap.slap and each.veto is None)
    made = dict(enumerate(counted, start=1))
    lines = []
    for number in range(1, slap.attempts + slap.attempts_left + 1):
        impression = made.get(number)
        if impression is None:
            lines.append(AttemptLine(number, None, None, False))
            continue
        words = {item.finger: word_for(item.quality.score, slap.thresholds[item.finger]) for item in impression.fingers}
        scores = [item.quality.score for item in impression.fingers if item.quality.score is not None]
        weakest: Word = min(words.values(), key=_ORDER.index) if words else "unknown"
        lines.append(AttemptLine(number, weakest, min(scores, default=None), impression.attempt == slap.best_attempt))
    return tuple(lines)


def settled(slap: SlapView) -> bool:
    """Nothing more to do here."""
    return not slap.to_take


def open_part(view: EnrollmentView, slap: SlapView) -> SlapView:
    """What is still to be taken of it: a finger alone, where it is over by itself."""
    parts = (each for each in view.slaps if each.part_of is slap.slap and not settled(each))
    return next(parts, slap) if settled(slap) else slap


def next_slap(view: EnrollmentView) -> Slap | None:
    """The first placement that is not settled, in the order 4-4-2."""
    return next((item.slap for item in view.slaps if not settled(item)), None)
