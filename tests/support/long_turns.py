"""What keeps the window from its next turn, by cause: a plugin that is asked for where somebody looks for it.

    pytest -p tests.support.long_turns -n 0 tests/e2e/test_operators_day.py

prints, for each event that took longer than 16 ms (`LONG_TURN_MS`), what it was, who got it, and the lines of ours the
UI thread was in meanwhile, the most frequent first. A turn is measured in processor time of the UI thread: what other
programs took away meanwhile is not its own. Three ways of looking are put together: `Noted` times each event that Qt
hands out, a thread looks at the stack of the UI thread while such an event lasts, and Python's collector says when it
ran. What a test itself does in the UI thread is not looked at, but where an event is sent by it.
"""

import gc
import os
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event, Thread, get_ident
from time import clock_gettime, perf_counter, pthread_getcpuclockid, thread_time
from types import FrameType

import pytest
from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication

LONG_S = float(os.environ.get("LONG_TURN_MS", "16")) / 1000
_LOOK_S = 0.002
_SWITCH_S = 0.0005  # so that whoever looks comes to it while the turn lasts
_ROOT = Path(__file__).parents[2]
_OURS = tuple(str(_ROOT / room) for room in ("ui", "station", "devices", "crypto", "workers"))
_MOST_LINES = 4
_MOST_CAUSES = 60


@dataclass
class Turn:
    """One event, handed out while no other was. own, wall: seconds."""

    cause: str
    own: float
    wall: float
    lines: Counter[str] = field(default_factory=Counter)


class Watch(Thread):
    """Looks at the UI thread, and keeps what lasted long."""

    def __init__(self) -> None:
        super().__init__(name="long-turns", daemon=True)
        self.long: list[Turn] = []
        self.seen = 0
        self._ui, self._over = get_ident(), Event()
        self._clock = pthread_getcpuclockid(self._ui)
        self._begun: float | None = None
        self._collects = 0.0
        self._lines: Counter[str] = Counter()

    def begin(self) -> None:
        self._lines = Counter()
        self._begun = thread_time()

    def end(self, cause: str, own: float, wall: float) -> None:
        self._begun = None
        self.seen += 1
        if own > LONG_S:
            self.long.append(Turn(cause, own, wall, self._lines))

    def collecting(self, phase: str, _: dict[str, int]) -> None:
        """Told by Python's collector, in whichever thread it runs."""
        if get_ident() != self._ui:
            return
        if phase == "start":
            self._collects = thread_time()
        elif (took := thread_time() - self._collects) > LONG_S / 8:
            self._lines[f"Python's collector {took * 1000:.0f} ms"] += 1

    def run(self) -> None:
        while not self._over.wait(_LOOK_S):
            begun = self._begun
            if begun is not None and clock_gettime(self._clock) - begun > LONG_S / 4:
                self._lines[where(sys._current_frames().get(self._ui))] += 1

    def stop(self) -> None:
        self._over.set()
        self.join()


def where(frame: FrameType | None) -> str:
    """The innermost lines of ours, the last first; nothing of Python runs where there are none."""
    lines: list[str] = []
    while frame is not None and len(lines) < _MOST_LINES:
        code = frame.f_code
        if code.co_filename.startswith(_OURS):
            lines.append(f"{os.path.relpath(code.co_filename, _ROOT)}:{frame.f_lineno} {code.co_name}")
        frame = frame.f_back
    return " < ".join(lines) or "Qt alone"


class Noted(QApplication):
    """Times each event that is handed out while no other is."""

    def __init__(self, watch: Watch) -> None:
        super().__init__(["long-turns"])
        self._watch, self._depth = watch, 0

    def notify(self, receiver: QObject, event: QEvent) -> bool:
        if self._depth:
            return super().notify(receiver, event)
        cause = f"{event.type().name} {type(receiver).__name__}"
        self._depth = 1
        wall, own = perf_counter(), thread_time()
        self._watch.begin()
        try:
            return super().notify(receiver, event)
        finally:
            self._depth = 0
            self._watch.end(cause, thread_time() - own, perf_counter() - wall)


_held: list[tuple[Watch, Noted]] = []
"""Of this run; somebody has to hold an application."""


@pytest.hookimpl(tryfirst=True)
def pytest_sessionstart() -> None:
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    watch = Watch()
    sys.setswitchinterval(_SWITCH_S)
    gc.callbacks.append(watch.collecting)
    _held.append((watch, Noted(watch)))
    watch.start()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    ((watch, _),) = _held
    watch.stop()
    terminalreporter.section(f"turns of the UI thread over {LONG_S * 1000:.0f} ms of its own time")
    terminalreporter.write_line(f"{len(watch.long)} of {watch.seen} events")
    for line in report(watch.long):
        terminalreporter.write_line(line)


def report(long: Sequence[Turn]) -> Iterator[str]:
    """By cause, whichever took most time of all first."""
    by_cause: dict[tuple[str, str], list[Turn]] = defaultdict(list)
    for turn in long:
        first = turn.lines.most_common(1)
        by_cause[turn.cause, first[0][0] if first else ""].append(turn)
    dear = sorted(by_cause.items(), key=lambda each: -sum(turn.own for turn in each[1]))
    for (cause, _), turns in dear[:_MOST_CAUSES]:
        longest = max(turns, key=lambda turn: turn.own)
        yield f"{len(turns):4} x, longest {longest.own * 1000:.0f} ms ({longest.wall * 1000:.0f} by the clock): {cause}"
        lines: Counter[str] = sum((turn.lines for turn in turns), Counter())
        yield from (f"       {count:3} {line}" for line, count in lines.most_common(_MOST_LINES))
