"""Capture that answers at once: for enrollments in which it is not what is looked at."""

from collections.abc import Callable
from datetime import datetime
from itertools import count
from types import SimpleNamespace
from typing import Any

from station.domain.capture import CaptureStopped, WritingArea
from station.domain.clock import SystemClock
from station.domain.sample import CaptureDevice, Finger, Slap
from tests.support.desk import DEVICE, ink, portrait_candidate, slap_candidate
from tests.support.kept_papers import page_of

_NOW = SystemClock().now
SESSION = SimpleNamespace(stop=lambda: None, capture=lambda: None)


class AtOnce:
    """In the place of capture: whatever is asked for is there before anybody waits for it."""

    def __init__(self, now: Callable[[], datetime] = _NOW, scanner: CaptureDevice = DEVICE) -> None:
        self._now = now
        self._scanner = scanner
        self._pages = count()

    def portrait(self, hear: Callable[[object], None], *_: object) -> Any:
        hear(portrait_candidate(self._now()))
        return SESSION

    def slap(self, slap: Slap, expected: tuple[Finger, ...], hear: Callable[[object], None], *_: object) -> Any:
        hear(slap_candidate(self._now(), slap, fingers=expected, device=self._scanner))
        return SESSION

    def signature(self, hear: Callable[[object], None], *_: object) -> Any:
        hear(WritingArea((100.0, 40.0), DEVICE))
        for point in ink():
            hear(point)
        hear(CaptureStopped())
        return SESSION

    def page(self, paper: str, hear: Callable[[object], None], *_: object) -> Any:
        hear(page_of(next(self._pages)))
        return SESSION
