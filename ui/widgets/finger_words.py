"""Fingers in the language in use: their names, their states, their scores."""

from collections import Counter
from dataclasses import dataclass

from station.domain.sample import Finger
from station.services.views import EnrollmentView
from ui.messages import joined, say
from ui.widgets.exception_words import reason_within
from ui.widgets.finger_lines import FingerLine, finger_lines
from ui.widgets.hands import FingerSpot


def finger_name(finger: Finger) -> str:
    return say(f"fingerprints.finger.{finger.value}")


def score_words(line: FingerLine) -> str:
    if line.score is None:
        return say("fingerprints.score_none")
    return say("fingerprints.score", score=line.score, threshold=line.threshold)


def spot(line: FingerLine, *, active: bool, details: bool, keys: bool = False) -> FingerSpot:
    """One finger of the diagram; scores only for those who asked for details. keys: the digit that leads to it stands
    on one that nothing is known of yet."""
    if line.reason is not None:
        state = reason_within(line.reason)
    elif line.word is not None:
        state = say(f"fingerprints.word.{line.word}")
    else:
        state = say(f"fingerprints.state.{line.state}")
    spoken = joined(finger_name(line.finger), state)
    small = str(line.score) if details and line.score is not None else ""
    if keys and line.state == "to_do":
        small = str(line.finger.value % len(Finger))
    return FingerSpot(line.state, spoken, active and line.state != "missing", small)


@dataclass(frozen=True)
class Prints:
    """How many of the ten are taken, of these how many below their threshold, and how many are not."""

    taken: int
    low: int
    missing: int

    @property
    def words(self) -> str:
        if not self.taken:
            return say("fingerprints.done_missing")
        if not self.missing and not self.low:
            return say("fingerprints.done")
        key = "taken_low_missing" if self.low and self.missing else "taken_low" if self.low else "taken_missing"
        return say(f"states.prints.{key}", taken=self.taken, low=self.low, missing=self.missing)


def prints_of(view: EnrollmentView) -> Prints:
    states = Counter(line.state for line in finger_lines(view).values())
    return Prints(states["taken"] + states["weak"], states["weak"], states["missing"] + states["to_do"])
