"""The draw of a normal run: as many as was said, the same in each process, none left out in silence."""

import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from tests.support.draws import Draws
from tests.support.order import SlowFirst
from tests.support.programs import need


@dataclass(eq=False)
class Case:
    nodeid: str
    mark: Any = None
    callspec: Any = None

    def get_closest_marker(self, name: str) -> Any:
        return next(self.iter_markers(name), None)

    def iter_markers(self, name: str) -> Iterator[Any]:
        if self.mark and self.mark.name == name:
            yield self.mark


ROOT = Path(__file__).parents[2]
DRAWS = re.compile(r"mark\.drawn\(|\blong: bool|\bchance: Random|\"--long\"|\bplaces: Places")
FAMILY = [Case(f"a.py::of_many[{number}]", pytest.mark.drawn(3).mark) for number in range(50)]
ALONE = [Case("a.py::alone"), Case("b.py::slow", pytest.mark.slow.mark)]


def left(seed: int, items: list[Case], long: bool = False, draws: Draws | None = None) -> tuple[list[Case], list[Case]]:
    """What runs, and what pytest was told that it does not."""
    options = {"--long": long, "randomly_seed": seed}
    told: list[Case] = []
    hook = SimpleNamespace(pytest_deselected=lambda items: told.extend(items))
    config: Any = SimpleNamespace(getoption=lambda name, default=None: options[name], hook=hook)
    runs: Any = list(items)
    (draws or Draws()).pytest_collection_modifyitems(config, runs)
    return runs, told


def test_so_many_of_a_family_run_and_all_that_are_of_none() -> None:
    runs, left_out = left(7, FAMILY + ALONE)
    assert len(runs) == 3 + len(ALONE)
    assert set(runs) >= set(ALONE)
    assert set(runs) | set(left_out) == {*FAMILY, *ALONE}
    assert left(7, FAMILY + ALONE, long=True) == (FAMILY + ALONE, [])


def test_a_seed_is_a_draw_in_whatever_order_the_cases_come() -> None:
    drawn = set(left(7, FAMILY)[0])
    assert set(left(7, FAMILY[::-1])[0]) == drawn
    assert any(set(left(seed, FAMILY)[0]) != drawn for seed in range(8, 12))
    assert left(7, FAMILY[20:22])[0] == FAMILY[20:22]  # who asks for them by name gets them


def test_of_a_parameter_the_same_values_are_drawn_for_a_whole_file() -> None:
    mark = pytest.mark.drawn(2, of="kind").mark
    cases = [
        Case(f"a.py::{test}[{kind}]", mark, SimpleNamespace(params={"kind": kind})) for test in "xy" for kind in "pqrs"
    ]
    runs, _ = left(7, cases + ALONE)
    kinds = {test: [case.callspec.params["kind"] for case in runs if f"::{test}[" in case.nodeid] for test in "xy"}
    assert kinds["x"] == kinds["y"]
    assert len(kinds["x"]) == 2


def test_what_was_drawn_is_told_also_by_a_process_of_several() -> None:
    worker, first = Draws(), Draws()
    left(7, FAMILY, draws=worker)
    node = SimpleNamespace(workeroutput={}, config=None)
    session: Any = SimpleNamespace(config=node)
    worker.pytest_sessionfinish(session)
    first.pytest_testnodedown(node)
    lines: list[str] = []
    terminal: Any = SimpleNamespace(section=lambda title, _: lines.append(title), line=lines.append)
    config: Any = SimpleNamespace(getoption=lambda *_: 7)
    first.pytest_terminal_summary(terminal, config)
    assert "--randomly-seed=7" in lines[0]
    assert lines[1:] == ["3 of 50: a.py::of_many"]


def test_make_long_runs_every_file_that_draws() -> None:
    need("make")
    said = subprocess.run(["make", "-n", "long"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    (line,) = (line for line in said.splitlines() if "--long" in line)
    run = [ROOT / word for word in line.split() if word.startswith("tests/")]
    assert all(path.exists() for path in run)
    drawing = [path for path in (ROOT / "tests").rglob("test_*.py") if DRAWS.search(path.read_text(encoding="utf-8"))]
    assert len(drawing) > 10
    assert [path for path in drawing if not any(path.is_relative_to(each) for each in run)] == []


@pytest.mark.parametrize("processes", [1, 2, 3])
def test_each_process_begins_with_its_part_of_the_slow_ones(processes: int) -> None:
    quick = [Case(f"{number}") for number in range(20)]
    slow = [Case(f"slow {number}", pytest.mark.slow.mark) for number in range(4)]
    config: Any = SimpleNamespace(workerinput={"workercount": processes})
    items: Any = [*quick[:5], *slow, *quick[5:]]
    SlowFirst().pytest_collection_modifyitems(config, items)
    assert sorted(items, key=str) == sorted(quick + slow, key=str)
    assert [item for item in items if item in quick] == quick
    for number in range(processes):
        assert items[len(items) * number // processes] in slow
