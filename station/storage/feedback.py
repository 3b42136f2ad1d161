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


def holds(path: Path) -> bool:
    """Whether it can be read; also where nothing was counted yet."""
    try:
        read(path)
    except FeedbackDamaged:
        return False
    return True


def count(path: Path, mark: int, today: date) -> None:
    """One more of `mark` on that day; days that are over for long go. Raises ValueError for no mark, FeedbackDamaged,
    DiskFull, DiskFailed."""
    if mark not in MARKS:
        raise ValueError(mark)
    days = {day: dict(of) for day, of in read(path).items() if today - day < timedelta(days=KEPT_DAYS)}
    of_today = days.setdefault(today, {})
    of_today[mark] = of_today.get(mark, 0) + 1
    _keep(path, days)


def days_over(path: Path, today: date) -> bytes:
    """What a backup takes along: the days that are over, for two copies of one day would tell who answered between
    them. b"" where there is none, and where the file is not what this program wrote: nobody knows what is in it."""
    days = {day: of for day, of in read(path).items() if day < today} if holds(path) else {}
    return _bytes(days) if days else b""


def bring(path: Path, brought: Path) -> None:
    """The counts of another copy of this file, over those that are here: counts only grow, so the larger holds. Raises
    FeedbackDamaged, DiskFull, DiskFailed; then nothing changed."""
    here, there = read(path), read(brought)
    marks = {day: sorted({*here.get(day, {}), *there.get(day, {})}) for day in (*here, *there)}

    def most(day: date, mark: int) -> int:
        return max(of.get(day, {}).get(mark, 0) for of in (here, there))

    _keep(path, {day: {mark: most(day, mark) for mark in marks[day]} for day in marks})


def _keep(path: Path, days: Days) -> None:
    durable_write(path, _bytes(days))
    begun = datetime.combine(max(days), time()).timestamp()
    os.utime(path, (begun, begun))


def _bytes(days: Days) -> bytes:
    told = {day.isoformat(): {str(each): days[day][each] for each in sorted(days[day])} for day in sorted(days)}
    return json.dumps(told).encode()


def published(days: Days) -> Mapping[int, int]:
    """How often each mark was given in all; one that was given less than FEWEST times is left out."""
    sums = {mark: sum(of.get(mark, 0) for of in days.values()) for mark in MARKS}
    return {mark: number for mark, number in sums.items() if number >= FEWEST}
