"""When to try again. Pure: chance is passed in."""

from datetime import timedelta

FIRST_S = 2.0
LONGEST_S = 600.0
MOST_ASKED_S = 3600.0


def delay(attempt: int, chance: float, asked_s: float = 0.0) -> timedelta:
    """How long to wait after the failed `attempt` (1 is the first).

    Doubles from 2 s to 10 min; of that, half is fixed and half is `chance` (0..1), so that many stations do not come
    back at the same moment. A receiver that asks for more (`asked_s`) gets it, up to an hour.
    """
    full_s = min(LONGEST_S, FIRST_S * 2.0 ** min(attempt - 1, 32))
    jittered_s = full_s * (0.5 + 0.5 * chance)
    return timedelta(seconds=max(jittered_s, min(asked_s, MOST_ASKED_S)))
