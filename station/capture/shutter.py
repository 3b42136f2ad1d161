"""When the picture is taken: by itself after the hold, or at once when asked and all checks hold. Pure; no threads."""

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from station.capture.face_rules import RULES
from station.capture.guidance import HOLD, Guide
from station.capture.rule import Rule
from station.domain.capture import LiveCheck, PortraitGuidance
from station.quality.face.analysis import FaceAnalysis


@dataclass(frozen=True)
class Shot:
    """The frame that was chosen: pixels (height, width, 3), what was seen in it, how the checks stood."""

    pixels: NDArray[np.uint8]
    face: FaceAnalysis
    checks: tuple[LiveCheck, ...]
    automatic: bool


@dataclass(frozen=True)
class Refusal:
    """A picture was asked for while a check did not hold. code: the advice. face, checks: as of a shot; no face where
    none was seen."""

    code: str
    pixels: NDArray[np.uint8]
    face: FaceAnalysis | None
    checks: tuple[LiveCheck, ...]


Decision: TypeAlias = Shot | Refusal | None


class Shutter:
    """Keeps the sharpest frame since all checks hold. One session, one thread."""

    def __init__(self, rules: tuple[Rule, ...] = RULES) -> None:
        self._rules, self._guide = rules, Guide(rules)
        self._best: Shot | None = None

    def see(
        self, pixels: NDArray[np.uint8], face: FaceAnalysis | None, at_s: float, *, asked: bool
    ) -> tuple[PortraitGuidance, Decision]:
        """One analysed frame, in the order they were taken. asked: a person wants the picture now."""
        guidance = self._guide.advise(face, at_s)
        asks = guidance.advice != HOLD and face is not None and _only_asks(guidance.checks)
        if face is None or (guidance.advice != HOLD and not (asked and asks)):
            self._best = None
            refusal = Refusal(guidance.advice, pixels, face, guidance.checks)
            return guidance, refusal if asked else None
        if self._best is None or face.sharpness > self._best.face.sharpness:
            self._best = Shot(pixels, face, guidance.checks, automatic=not asked)
        if not asked and guidance.holding < 1.0:
            return guidance, None
        best = self._best
        return guidance, Shot(best.pixels, best.face, best.checks, automatic=not asked)

    def again(self) -> None:
        """What was taken does not hold: from the beginning."""
        self._guide, self._best = Guide(self._rules), None

    def assessed(self, shot: Shot, face: FaceAnalysis | None) -> Decision:
        """What becomes of a shot whose picture was looked at from all sides: it, with what was found, or a refusal."""
        guidance = Guide(self._rules, strict=False).advise(face, 0.0)
        if face is None:
            return Refusal(guidance.advice, shot.pixels, None, guidance.checks)
        if guidance.advice == HOLD or (not shot.automatic and _only_asks(guidance.checks)):
            return Shot(shot.pixels, face, guidance.checks, shot.automatic)
        return Refusal(guidance.advice, shot.pixels, face, guidance.checks)


def _only_asks(checks: tuple[LiveCheck, ...]) -> bool:
    return all(check.ok or check.asks for check in checks)
