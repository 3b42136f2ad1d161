"""Whether one connection gets on: what it may take its time for, and how much. Seconds are the caller's, monotonic."""

from enum import Enum, auto

HEAD_S = 10.0  # from the first moment, or the answer before, to the end of a request's head
SILENT_S = 20.0  # between two pieces of a body
SETTLED_S = 30.0  # a body's rate is not judged before
LEAST_BYTES_S = 2048.0  # of a body; a modem of 2G has four times that


class Phase(Enum):
    HEAD = auto()  # no request, or one whose head has not ended
    BODY = auto()
    OURS = auto()  # all is here: it waits for us
    DRAIN = auto()  # the rest of a body that is answered already: the sender reads only when all of it is sent


class Pace:
    def __init__(self, now: float) -> None:
        self.enter(Phase.HEAD, now)

    def enter(self, phase: Phase, now: float) -> None:
        self.phase = phase
        self._since = self._moved = now
        self._bytes = 0

    def moved(self, size: int, now: float) -> None:
        """So many bytes came."""
        self._moved = now
        self._bytes += size

    @property
    def working(self) -> bool:
        """A request is under way: who ends it here takes something away."""
        return self.phase in (Phase.BODY, Phase.OURS)

    def silent_s(self, now: float) -> float:
        """For how long nothing came of what we wait for."""
        return 0.0 if self.phase is Phase.OURS else now - self._moved

    def fault(self, now: float) -> str:
        """Why it is to be ended, in a word; "" where it gets on."""
        lasted = now - self._since
        if self.phase is Phase.HEAD:
            return "head" if lasted > HEAD_S else ""
        if self.phase in (Phase.BODY, Phase.DRAIN):
            if self.silent_s(now) > SILENT_S:
                return "silent"
            if lasted > SETTLED_S and self._bytes < LEAST_BYTES_S * lasted:
                return "slow"
        return ""
