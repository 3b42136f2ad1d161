"""The floor: each part by itself never goes back, whoever watched it, and across a restart."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest

from station.policy.errors import PolicyRolledBack
from station.policy.floor import Floor, read_floor, write_floor
from station.policy.proof import Verified
from tests.support.desk import StillClock
from tests.support.policy import keeper_of, open_office

LONG_AGO = datetime(2026, 3, 1, tzinfo=UTC)
FLOOR = Floor(root=2, registry=5, rules=7, seen=LONG_AGO)


def policy(tmp_path: Path, registry: int, rules: int, root: int = 2) -> Verified:
    """A proven policy, under other numbers."""
    office = open_office(tmp_path / f"repository-{registry}-{rules}-{root}")
    office.publish()
    keeper = keeper_of(tmp_path / f"station-{registry}-{rules}-{root}", office, StillClock(office.at))
    assert keeper.refresh()
    proven = keeper.held().policy
    assert proven is not None
    return replace(
        proven,
        root_version=root,
        registry=msgspec.structs.replace(proven.registry, version=registry),
        rules=msgspec.structs.replace(proven.rules, version=rules),
    )


@pytest.mark.parametrize(
    ("registry", "rules", "root", "part"),
    [(4, 7, 2, "registry"), (5, 6, 2, "rules"), (4, 9, 2, "registry"), (9, 6, 2, "rules"), (9, 9, 1, "root")],
)
def test_each_part_has_a_floor_of_its_own(tmp_path: Path, registry: int, rules: int, root: int, part: str) -> None:
    with pytest.raises(PolicyRolledBack) as caught:
        FLOOR.demand(policy(tmp_path, registry, rules, root))
    assert caught.value.params == {"part": part}


def test_what_is_not_older_is_taken_and_a_new_root_begins_anew(tmp_path: Path) -> None:
    FLOOR.demand(policy(tmp_path, 5, 7))
    FLOOR.demand(policy(tmp_path, 1, 1, root=3))
    raised = FLOOR.raised(policy(tmp_path, 6, 8))
    assert (raised.root, raised.registry, raised.rules) == (2, 6, 8)


def test_two_who_watched_know_the_newest_of_each_part_together() -> None:
    one, other = Floor(2, 5, 7, LONG_AGO), Floor(2, 6, 3, LONG_AGO + timedelta(days=1))
    for mine, theirs in ((one, other), (other, one)):
        joined = mine.joined(theirs)
        assert (joined.root, joined.registry, joined.rules) == (2, 6, 7)
        assert joined.seen == mine.seen, "what the other's clock said is no news: it is the same clock"


def test_the_floor_outlives_the_program(tmp_path: Path) -> None:
    write_floor(tmp_path / "policy.json", FLOOR)
    assert read_floor(tmp_path / "policy.json") == FLOOR


@pytest.mark.parametrize("part", ["registry", "rules"])
def test_an_older_part_is_neither_read_from_the_disk_nor_taken_from_the_source(tmp_path: Path, part: str) -> None:
    """The data folder of a week ago put back, and a source of then: only the floor remembers."""
    office = open_office(tmp_path / "repository")
    office.publish()
    clock = StillClock(office.at)
    assert keeper_of(tmp_path, office, clock).refresh()
    file = tmp_path / "config" / "policy.json"
    floor = read_floor(file)
    write_floor(file, replace(floor, **{part: getattr(floor, part) + 1}))
    keeper = keeper_of(tmp_path, office, clock)
    rolled_back = PolicyRolledBack(part=part).problem()
    assert (keeper.held().policy, keeper.held().missing) == (None, rolled_back)
    assert keeper.refresh()
    assert (keeper.held().policy, keeper.held().refused) == (None, rolled_back)
