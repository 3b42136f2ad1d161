"""Fingers in the language in use: their names, their states, their scores."""

from station.domain.sample import Finger
from ui.messages import say
from ui.widgets.finger_lines import FingerLine
from ui.widgets.hands import FingerSpot


def finger_name(finger: Finger) -> str:
    return say(f"fingerprints.finger.{finger.value}")


def score_words(line: FingerLine) -> str:
    if line.score is None:
        return say("fingerprints.score_none")
    return say("fingerprints.score", score=line.score, threshold=line.threshold)


def spot(line: FingerLine, *, active: bool, details: bool) -> FingerSpot:
    """One finger of the diagram; numbers only for those who asked for details."""
    if line.reason is not None:
        state = say(f"exceptions.reason.{line.reason.value}")
    elif line.word is not None:
        state = say(f"fingerprints.word.{line.word}")
    else:
        state = say(f"fingerprints.state.{line.state}")
    spoken = f"{finger_name(line.finger)}: {state}"
    small = str(line.score) if details and line.score is not None else ""
    return FingerSpot(line.state, spoken, active and line.state != "missing", small)
