"""Back-off: grows, is bounded, scatters, and never beats what the receiver asks for."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from station.outbox.retry import FIRST_S, LONGEST_S, delay

ATTEMPTS = st.integers(1, 10_000)
CHANCES = st.floats(0, 1)


@given(ATTEMPTS, CHANCES)
def test_between_one_second_and_ten_minutes(attempt: int, chance: float) -> None:
    assert timedelta(seconds=FIRST_S / 2) <= delay(attempt, chance) <= timedelta(seconds=LONGEST_S)


@given(ATTEMPTS, CHANCES)
def test_never_shorter_after_more_attempts(attempt: int, chance: float) -> None:
    assert delay(attempt, chance) <= delay(attempt + 1, chance)


@given(ATTEMPTS, CHANCES, st.floats(0, 1e6))
def test_what_is_asked_for_is_given_up_to_an_hour(attempt: int, chance: float, asked_s: float) -> None:
    waited = delay(attempt, chance, asked_s)
    assert waited >= timedelta(seconds=min(asked_s, 3600.0))
    assert waited <= timedelta(seconds=max(LONGEST_S, 3600.0))


def test_first_steps() -> None:
    assert [delay(n, 1.0).total_seconds() for n in (1, 2, 3, 4)] == [2, 4, 8, 16]
    assert delay(1, 0.0).total_seconds() == 1
