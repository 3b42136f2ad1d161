"""What to tell the citizen about the newest frame: all live checks and one piece of advice. Pure; time is passed in."""

from station.capture.face_rules import RULES
from station.capture.rule import Box, Rule
from station.domain.capture import LiveCheck, PortraitGuidance
from station.quality.face.analysis import FaceAnalysis

HOLD_S = 0.7
"""How long all checks must hold before the automatic capture."""

HOLD_FRAMES = 3
"""And over how many analysed frames at least, on a slow computer."""

NO_FACE, HOLD = "FACE-NO-FACE", "FACE-HOLD"


class Guide:
    """Remembers which checks were good (hysteresis) and since when all are. One session, one thread."""

    def __init__(self, rules: tuple[Rule, ...] = RULES, *, strict: bool = True) -> None:
        """strict: a value that was not good before must be a little better than its limit."""
        self._rules, self._strict = rules, strict
        self._good: frozenset[str] = frozenset()
        self._since_s: float | None = None
        self._frames = 0

    def advise(self, face: FaceAnalysis | None, at_s: float) -> PortraitGuidance:
        """at_s: when the frame was taken, monotonic. The checks come in the order of the rules, most urgent first."""
        if face is None:
            self._good, self._since_s, self._frames = frozenset(), None, 0
            return PortraitGuidance(NO_FACE, None, None, tuple(_unseen(rule) for rule in self._rules), 0.0)
        judged = [_judge(rule, face, was_good=not self._strict or rule.code in self._good) for rule in self._rules]
        self._good = frozenset(check.code for check, _ in judged if check.ok)
        advice = next((advice for check, advice in judged if not check.ok), HOLD)
        return PortraitGuidance(
            advice,
            face.box,
            face.pupils,
            tuple(check for check, _ in judged),
            self._holding(advice == HOLD, at_s),
            self._place(judged, face),
        )

    def _place(self, judged: list[tuple[LiveCheck, str]], face: FaceAnalysis) -> Box | None:
        """Of the check whose advice is given."""
        broken = next((rule for rule, (check, _) in zip(self._rules, judged, strict=True) if not check.ok), None)
        return None if broken is None or broken.place is None else broken.place(face)

    def _holding(self, all_good: bool, at_s: float) -> float:
        if not all_good:
            self._since_s, self._frames = None, 0
            return 0.0
        if self._since_s is None:
            self._since_s = at_s
        self._frames += 1
        return min(1.0, (at_s - self._since_s) / HOLD_S, self._frames / HOLD_FRAMES)


def _judge(rule: Rule, face: FaceAnalysis, *, was_good: bool) -> tuple[LiveCheck, str]:
    """The check as its first broken limit says it, else its first amber one, else its first; and the advice."""
    passed: list[LiveCheck] = []
    for limit in rule.limits:
        value, band = limit.value(face), limit.band(face)
        ok = value is None or band.holds(value, was_good=was_good)
        amber = ok and value is not None and not band.is_best(value)
        check = LiveCheck(rule.code, ok, value, str(band), limit.unit, amber, rule.asks)
        if not ok:
            return check, limit.advice(face)
        passed.append(check)
    return next((check for check in passed if check.amber), passed[0]), ""


def _unseen(rule: Rule) -> LiveCheck:
    return LiveCheck(rule.code, False, None, "", rule.limits[0].unit, asks=rule.asks)
