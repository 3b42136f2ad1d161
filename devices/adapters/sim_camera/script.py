"""What the figure does: phases, the ways between them, and a blink now and then.

Option `script`: a list of tables, each with `seconds` and any field of Look; what a phase leaves out is neutral. The
figure moves into a phase within its first 0.6 s and stays in the last one. Option `blink_every_s`: 0 for never.
"""

from dataclasses import dataclass, fields, replace
from math import cos, pi

from devices.adapters.sim_camera.look import Look
from devices.api import OptionInvalid, Options
from devices.links.options import number, tables

MOVE_S = 0.6
_MOVE_STEPS = 7  # pictures of a move: each costs some 60 ms once
_BLINK_S = 0.24
_RANGES = {
    "yaw": (-60.0, 60.0),
    "pitch": (-40.0, 40.0),
    "roll": (-60.0, 60.0),
    "distance": (0.6, 4.0),
    "shift_x": (-500.0, 500.0),
    "shift_y": (-500.0, 500.0),
    "side_light": (-1.0, 1.0),
    "brightness": (0.0, 3.0),
    **dict.fromkeys(("blink", "smile", "mouth_open"), (0.0, 1.0)),
}
PHASE = ("seconds", *_RANGES)
"""What a table of `script` may say."""


@dataclass(frozen=True)
class Phase:
    """A look and how long it is held, the way into it included."""

    seconds: float
    look: Look


DEFAULT = (
    Phase(1.8, Look(distance=1.55, yaw=-9.0)),
    Phase(1.8, Look(distance=1.05, roll=13.0)),
    Phase(1.0, Look()),
)
"""Too far and turned away, then nearer but with the head tilted, then as it should be."""


class Script:
    """The look at any time."""

    def __init__(self, phases: tuple[Phase, ...], blink_every_s: float) -> None:
        self._phases = phases
        self._blink_every_s = blink_every_s

    @classmethod
    def from_options(cls, family: str, options: Options) -> "Script":
        """Raises OptionInvalid."""
        given = tuple(_phase(family, table) for table in tables(family, options, "script"))
        return cls(given or DEFAULT, number(family, options, "blink_every_s", 4.0, low=0.0, high=3600.0))

    def look_at(self, time_s: float) -> Look:
        """The look `time_s` seconds after the start."""
        begun_s = 0.0
        before = self._phases[0].look
        for phase in self._phases:
            last = phase is self._phases[-1]
            if last or time_s < begun_s + phase.seconds:
                way = min(1.0, (time_s - begun_s) / min(MOVE_S, phase.seconds))
                return self._blinking(_between(before, phase.look, way), time_s)
            begun_s += phase.seconds
            before = phase.look
        raise AssertionError("the last phase never ends")

    def _blinking(self, look: Look, time_s: float) -> Look:
        if not self._blink_every_s or time_s < self._blink_every_s:
            return look
        since_s = time_s % self._blink_every_s
        if since_s >= _BLINK_S:
            return look
        closed = 0.5 - 0.5 * cos(2.0 * pi * since_s / _BLINK_S)
        return replace(look, blink=max(look.blink, closed))


def _phase(family: str, table: Options) -> Phase:
    unknown = set(table) - set(PHASE)
    if unknown:
        raise OptionInvalid(family, option=f"script.{min(unknown)}")
    seconds = number(family, table, "seconds", 1.0, low=0.04, high=36000.0)
    neutral = Look()
    values = {
        name: number(family, table, name, getattr(neutral, name), low=low, high=high)
        for name, (low, high) in _RANGES.items()
    }
    return Phase(seconds, Look(**values))


def _between(before: Look, after: Look, way: float) -> Look:
    if way >= 1.0 or before == after:
        return after
    eased = round((0.5 - 0.5 * cos(pi * way)) * _MOVE_STEPS) / _MOVE_STEPS
    pairs = {field.name: (getattr(before, field.name), getattr(after, field.name)) for field in fields(Look)}
    return Look(**{name: start + eased * (end - start) for name, (start, end) in pairs.items()})
