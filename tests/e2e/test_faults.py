"""A disk that fails at any call, and one that is full: nothing is lost, no error without a code, and it goes on."""

from errno import EIO, ENOSPC
from pathlib import Path
from random import Random

import pytest

from station.settings import Settings
from tests.support.desk import OPERATOR, approved_draft, open_desk
from tests.support.faults import failing_calls, full_disk, library

DRAWN = 4  # places of the fault in one short run; `--long` tries all of them


@pytest.fixture
def approved_home(demo_settings: Settings) -> Path:
    bench = open_desk(demo_settings)
    bench.sign_in_as(OPERATOR)
    approved_draft(bench)
    bench.db.close()
    return demo_settings.data.parent


@pytest.fixture
def count(long: bool) -> int:
    """How many places; 0: all."""
    return 0 if long else DRAWN


@pytest.fixture
def seed(chance: Random) -> int:
    return chance.getrandbits(32)


@pytest.mark.slow
@pytest.mark.drawn(2)
@pytest.mark.parametrize("goes_on", [False, True], ids=["once", "from-then-on"])
@pytest.mark.parametrize("error", [EIO, ENOSPC], ids=["EIO", "ENOSPC"])
def test_a_call_that_fails(
    approved_home: Path, tmp_path: Path, seed: int, count: int, error: int, goes_on: bool
) -> None:
    lives = failing_calls(library(tmp_path), approved_home, seed, count, error, goes_on)
    assert len(lives) >= DRAWN
    assert all(life["told"][-1] == "done" for life in lives)  # type: ignore[index]
    assert any(len(life["told"]) > 1 for life in lives), "a fault that nobody noticed is none"  # type: ignore[arg-type]


@pytest.mark.slow
def test_a_disk_that_is_full(approved_home: Path, seed: int, count: int) -> None:
    lives = full_disk(approved_home, seed, count)
    assert len(lives) >= DRAWN
    assert all(life["told"][-1] == "done" for life in lives)  # type: ignore[index]
