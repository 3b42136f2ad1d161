"""How it was, as applicants said: how often each mark was given on each day, in one small file.

Counts, not answers: no moment, no order, no visit, no packet. The file's own time is set to the day's beginning, so
that it tells of nobody when they touched the screen.
"""

import json
import os
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from pathlib import Path

from station.domain.citizen_view import MARKS
from station.domain.errors import StationError
from station.storage.files import durable_write

KEPT_DAYS = 400
FEWEST = 5
"""A count below it is shown to nobody: of few people it may say who they were."""

Days = Mapping[date, Mapping[int, int]]


class FeedbackDamaged(StationError):
    """The file of counts is not what this program wrote. Nothing is written over it."""

    code = "STN-297"


def read(path: Path) -> Days:
    """By day, how often each mark was given. Raises FeedbackDamaged."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        days = {date.fromisoformat(day): {int(mark): int(of[mark]) for mark in of} for day, of in found.items()}
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, TypeError, AttributeError) as error:
        raise FeedbackDamaged from error
    if any(mark not in MARKS or count < 1 for of in days.values() for mark, count in of.items()):
        raise FeedbackDamaged
    return days


def count(path: Path, mark: int, today: date) -> None:
    """One more of `mark` on that day; days that are over for long go. Raises ValueError for no mark, FeedbackDamaged,
    DiskFull, DiskFailed."""
    if mark not in MARKS:
        raise ValueError(mark)
    days = {day: dict(of) for day, of in read(path).items() if today - day < timedelta(days=KEPT_DAYS)}
    of_today = days.setdefault(today, {})
    of_today[mark] = of_today.get(mark, 0) + 1
    told = {day.isoformat(): {str(each): days[day][each] for each in sorted(days[day])} for day in sorted(days)}
    durable_write(path, json.dumps(told).encode())
    begun = datetime.combine(today, time()).timestamp()
    os.utime(path, (begun, begun))


def published(days: Days) -> Mapping[int, int]:
    """How often each mark was given in all; one that was given less than FEWEST times is left out."""
    sums = {mark: sum(of.get(mark, 0) for of in days.values()) for mark in MARKS}
    return {mark: number for mark, number in sums.items() if number >= FEWEST}
