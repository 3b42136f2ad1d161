"""What the fingerprints page says: fingers, placements and attempts in the language in use."""

from collections.abc import Mapping, Sequence

from station.domain.capture import FingerBox
from station.domain.sample import Finger
from station.services.views import EnrollmentView, SlapView
from ui.messages import joined, say
from ui.theme.tokens import Role
from ui.widgets.attempts import AttemptCell
from ui.widgets.checklist import CheckItem, CheckState
from ui.widgets.exception_words import reason_within
from ui.widgets.finger_lines import AttemptLine, FingerLine, Word, attempt_lines, word_for
from ui.widgets.finger_words import finger_name, score_words
from ui.widgets.platen_stage import FingerMark

_LOOKS: dict[Word, tuple[Role, Role, str]] = {
    "good": ("ok", "ok_soft", "check"),
    "fair": ("ok", "ok_soft", "check"),
    "low": ("warn", "warn_soft", "warning"),
    "unknown": ("warn", "warn_soft", "warning"),
}


def rows(slap: SlapView | None, lines: Mapping[Finger, FingerLine], *, details: bool) -> list[CheckItem]:
    """The fingers of the placement as a list: name and word, the number in the drawer."""
    if slap is None:
        return []
    made = []
    for finger in slap.slap.fingers:
        line = lines[finger]
        if line.reason is not None:
            state: CheckState = "skip"
            word = reason_within(line.reason)
        elif line.word is None:
            state, word = "wait", say("fingerprints.state.to_do")
        else:
            state = "ok" if line.state == "taken" else "fail"
            word = say(f"fingerprints.word.{line.word}")
        value = score_words(line) if details and line.word is not None else ""
        made.append(CheckItem(str(finger.value), state, joined(finger_name(finger), word), "", value))
    return made


def cells(view: EnrollmentView, slap: SlapView, *, live: bool) -> tuple[list[AttemptCell], str]:
    """The attempt strip, and the same in one sentence. live: the next attempt runs now."""
    lines = attempt_lines(view, slap)
    made = [_cell(line, current=live and line.number == slap.attempts + 1) for line in lines]
    best = say("fingerprints.attempts_best", number=slap.best_attempt) if slap.best_attempt is not None else ""
    name = say(f"fingerprints.slap.{slap.slap.value}")
    total = slap.attempts + slap.attempts_left
    return made, say("fingerprints.attempts_spoken", slap=name, made=slap.attempts, total=total, best=best).strip()


def _cell(line: AttemptLine, *, current: bool) -> AttemptCell:
    if line.word is None:
        return AttemptCell(line.number, current=current)
    role, soft, _ = _LOOKS[line.word]
    return AttemptCell(line.number, say(f"fingerprints.word.{line.word}"), role, soft, line.best)


def marks(boxes: tuple[FingerBox, ...], slap: SlapView | None) -> list[FingerMark]:
    """Frames over the scanner's picture, with the finger's name; with its word once a score is known."""
    made = []
    for box in boxes:
        if box.finger is None:
            made.append(FingerMark(box.corners))
            continue
        name = say(f"fingerprints.short.{box.finger.value}")
        if box.doubted:
            made.append(FingerMark(box.corners, name, "warn", "warn_soft", "warning"))
            continue
        threshold = None if slap is None else slap.thresholds.get(box.finger)
        if box.score is None or threshold is None:
            made.append(FingerMark(box.corners, name))
            continue
        word = word_for(box.score, threshold)
        role, soft, icon_name = _LOOKS[word]
        made.append(FingerMark(box.corners, say(f"fingerprints.word.{word}"), role, soft, icon_name))
    return made


def placing(slap: SlapView) -> str:
    """What to ask the applicant for."""
    if slap.expected == slap.slap.fingers and not slap.slap.alone:
        return say(f"fingerprints.place.{slap.slap.value}")
    return say("fingerprints.place.some", fingers=", ".join(finger_name(finger).lower() for finger in slap.expected))


def slap_state(parts: Sequence[SlapView], *, current: bool) -> tuple[str, str, Role]:
    """State of what the service asks for, for its button: key of its word, icon, and the icon's role. parts: its
    placement, and the fingers of it that are placed alone."""
    if not any(each.expected for each in parts):
        return "missing", "skip", "muted"
    passed = all(each.passed for each in parts[:1]) if not parts[0].slap.alone else any(each.passed for each in parts)
    if current and not passed:
        return "current", "current", "accent"
    if passed:
        return "done", "done", "ok"
    return ("weak", "warning", "warn") if any(each.attempts for each in parts) else ("to_do", "ring", "muted")
