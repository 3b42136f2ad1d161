"""Composed slaps of one simulated person, by kind: who is right is taken or asked, nobody under a wrong name. The table
of docs/standards.md is of more people: `python -m benchmarks.composed_slaps`."""

from collections.abc import Iterator

import pytest

from benchmarks.composed_slaps import counted
from benchmarks.laid_slaps import KINDS, RIGHT_KINDS
from station.quality.finger.lately import Lately
from station.quality.finger.nfiq2 import Nfiq2


@pytest.fixture(scope="module")
def engine() -> Iterator[Nfiq2]:
    made = Nfiq2()
    yield made
    made.close()


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
def test_nobody_is_taken_under_a_wrong_name_and_nobody_sent_away_who_is_right(kind: str, engine: Nfiq2) -> None:
    found = counted(kind, 1, Lately(engine))
    assert found["wrong"] == 0
    assert found.total() > 0
    if kind in RIGHT_KINDS:
        assert found["refused"] == 0
        assert found["right"] >= found.total() / 2
    else:
        assert found["right"] == 0
