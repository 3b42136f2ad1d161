"""A clock that moves only when the test says so."""

from datetime import UTC, datetime, timedelta

NOW = datetime.now(UTC).replace(microsecond=250_000)  # certificates made by a test run must be valid


class FakeClock:
    def __init__(self, now: datetime = NOW) -> None:
        self._now = now
        self._start = now

    def now(self) -> datetime:
        return self._now

    def monotonic_s(self) -> float:
        return (self._now - self._start).total_seconds()

    def advance(self, seconds: float) -> None:
        self._now += timedelta(seconds=seconds)
