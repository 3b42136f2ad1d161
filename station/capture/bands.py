"""Limits with hysteresis: a value must be a little better to become good than to stay good."""

from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Band:
    """low <= value <= high; None leaves a side open. A value that was not good before must lie `margin` further inside.

    best_low, best_high: inside them it is not only good but best; outside it is amber.
    """

    low: float | None = None
    high: float | None = None
    margin: float = 0.0
    best_low: float | None = None
    best_high: float | None = None

    def holds(self, value: float, *, was_good: bool) -> bool:
        margin = 0.0 if was_good else self.margin
        return _between(
            value,
            None if self.low is None else self.low + margin,
            None if self.high is None else self.high - margin,
        )

    def at(self, limit: float) -> "Band":
        """With another limit: on both sides where it lies on both, else on the one it has."""
        low = None if self.low is None else -limit if self.high is not None else limit
        return replace(self, low=low, high=None if self.high is None else limit)

    def is_best(self, value: float) -> bool:
        return _between(value, self.best_low, self.best_high)

    def __str__(self) -> str:
        if self.low is not None and self.high is not None:
            return f"|x| <= {self.high:g}" if self.low == -self.high else f"{self.low:g} <= x <= {self.high:g}"
        return f"x >= {self.low:g}" if self.low is not None else f"x <= {self.high:g}"


def within(limit: float, margin: float, best: float | None = None) -> Band:
    """The band |value| <= limit."""
    return Band(-limit, limit, margin, None if best is None else -best, best)


def _between(value: float, low: float | None, high: float | None) -> bool:
    return (low is None or value >= low) and (high is None or value <= high)
