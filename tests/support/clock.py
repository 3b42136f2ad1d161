"""A clock that moves only when the test says so.

NOW is the one moment that tests read from the machine when they are loaded: certificates made by a run must be valid,
for TLS too. It lies a day back, so that a test which mixes it with the machine's clock fails at once and everywhere,
not only when a run has lasted longer than clocks may differ. tests/unit/test_no_moment_at_import.py allows no other.
"""

from datetime import UTC, datetime, timedelta

NOW = (datetime.now(UTC) - timedelta(days=1)).replace(microsecond=250_000)


class FakeClock:
    """`advance`: time goes by. `set`: somebody sets the clock; no time goes by. `restart`: the computer starts anew."""

    def __init__(self, now: datetime = NOW) -> None:
        self._now = now
        self._passed_s = 1000.0
        self._starts = 1

    def now(self) -> datetime:
        return self._now

    def monotonic_s(self) -> float:
        return self._passed_s

    def boot(self) -> str:
        return f"boot-{self._starts}"

    def advance(self, seconds: float) -> None:
        self._now += timedelta(seconds=seconds)
        self._passed_s += max(0.0, seconds)

    def set(self, now: datetime) -> None:
        self._now = now

    def restart(self) -> None:
        self._starts, self._passed_s = self._starts + 1, 10.0
