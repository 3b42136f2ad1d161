"""Whether what somebody at the desk asked for is seen: a head turned, a blink. A hint for people, refusing nothing."""

from station.domain.asking import Asking
from station.domain.face_facts import Challenge, Hint
from station.quality.face.analysis import FaceAnalysis

PATIENCE_S = 8.0
TURNED = 15.0  # degrees, from where the head was when it was asked
SHUT, OPEN = 0.03, 0.06
"""Of the lids over T: closed ones read 0.006 to 0.021, open ones 0.05 and more (standards.md#face-hints)."""

_SIGN = {Challenge.TURN_LEFT: 1.0, Challenge.TURN_RIGHT: -1.0}  # of yaw


class Challenges:
    """One session, one thread; frames in the order they were taken. What was asked last stands for its kind."""

    def __init__(self, asking: Asking) -> None:
        self._asking = asking
        self._now: Challenge | None = None
        self._until_s = 0.0
        self._yaw: float | None = None
        self._shut = False
        self._found: dict[Challenge, bool] = {}

    @property
    def under_way(self) -> Challenge | None:
        return self._now

    @property
    def hints(self) -> tuple[Hint, ...]:
        """In the order in which they were first asked."""
        return tuple(Hint(what, seen) for what, seen in self._found.items())

    def see(self, face: FaceAnalysis | None, at_s: float) -> None:
        """The newest frame, None where no face is in it."""
        asked = self._asking.take()
        if asked is not None:
            self._now, self._until_s, self._yaw, self._shut = asked, at_s + PATIENCE_S, None, False
            self._found.setdefault(asked, False)
            self._found[asked] = False
        if self._now is None:
            return
        if face is not None and self._done(self._now, face):
            self._found[self._now], self._now = True, None
        elif at_s >= self._until_s:
            self._now = None

    def _done(self, what: Challenge, face: FaceAnalysis) -> bool:
        if what is Challenge.BLINK:
            was_shut, self._shut = self._shut, self._shut or face.eyes_open < SHUT
            return was_shut and face.eyes_open > OPEN
        if self._yaw is None:
            self._yaw = face.pose.yaw
        return (face.pose.yaw - self._yaw) * _SIGN[what] >= TURNED
