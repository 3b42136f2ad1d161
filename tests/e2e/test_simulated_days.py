"""Days of a station under a network, a disk and a clock that fail: nothing lost, nothing twice, the log holds."""

import shutil
from datetime import UTC, datetime
from pathlib import Path
from random import Random

import pytest

from station.settings import Settings, load_settings
from tests.support.simulated_days import Days

SHORT, LONG = 3, 100


@pytest.mark.slow
@pytest.mark.timeout(3600)
def test_days(demo_settings: Settings, tmp_path: Path, chance: Random, long: bool) -> None:
    days = Days(demo_settings, tmp_path, chance.getrandbits(32), datetime.now(UTC))
    days.live(LONG if long else SHORT)
    print(f"{len(days.acknowledged)} packets, {dict(days.happened)}")  # noqa: T201 - shown with -rP
    assert days.acknowledged


def test_the_same_seed_is_the_same_days(demo_home: Path, tmp_path: Path) -> None:
    """Or a finding could not be looked at again."""
    begins, happened = datetime.now(UTC), []
    for name in ("first", "second"):
        shutil.copytree(demo_home, tmp_path / name / "home")
        days = Days(load_settings(tmp_path / name / "home"), tmp_path / name, 7, begins)
        days.live(1)
        happened.append((days.acknowledged, days.happened))
    assert happened[0] == happened[1]
    assert happened[0][0] != []
