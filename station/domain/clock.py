"""Time, passed in: rules and retries are tested with a clock that stands still.

Two measures. What the clock says is written and shown; anybody may set it. How long something lasts is counted from the
start of the computer: nobody sets that, but it means nothing after the next start.
"""

import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Protocol
from uuid import uuid4

_BOOT_ID = Path("/proc/sys/kernel/random/boot_id")


class Clock(Protocol):
    def now(self) -> datetime:
        """What the computer's clock says, always in UTC."""
        ...

    def monotonic_s(self) -> float:
        """Seconds since this computer started, sleep included; they never run backwards. Only differences mean
        anything, and only within one `boot`; they outlive the program."""
        ...

    def boot(self) -> str:
        """Which start of the computer this is."""
        ...


@dataclass(frozen=True)
class Count:
    """A point of the computer's own count. Two of one `boot` can be compared, others cannot."""

    boot: str
    passed_s: float

    def after(self, wait: timedelta) -> "Count":
        return Count(self.boot, self.passed_s + wait.total_seconds())


def count(clock: Clock) -> Count:
    return Count(clock.boot(), clock.monotonic_s())


class SystemClock:
    def now(self) -> datetime:
        return datetime.now(UTC)

    def monotonic_s(self) -> float:
        return time.clock_gettime(_SINCE_START)

    def boot(self) -> str:
        return _boot()


_SINCE_START = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)


@cache
def _boot() -> str:
    """Where the system does not name its starts, each program counts for itself."""
    return _BOOT_ID.read_text(encoding="ascii").strip() if _BOOT_ID.exists() else str(uuid4())
