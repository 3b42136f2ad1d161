"""Of a family of like cases a normal run tries a few, drawn by the run's seed; `--long` tries all of them.

A family is a parametrized test marked `drawn(n)`: n of its cases, of those that were asked for. Values of a parameter
marked `drawn(n, of="that parameter")` are a family of a whole file: the same n for each test. All that is drawn comes
from the seed that pytest prints first: `--randomly-seed` shows the same draw again, also in several processes.
"""

from collections import defaultdict
from collections.abc import Callable, Sequence
from random import Random

import pytest

Places = Callable[[int], Sequence[int]]
_PLACES = 100


class Draws:
    """A plugin of pytest. What was left out is said at the end."""

    def __init__(self) -> None:
        self._told: dict[str, str] = {}  # of each family: how many of how many

    @pytest.hookimpl(trylast=True)  # what -k, -m and the command line leave
    def pytest_collection_modifyitems(self, config: pytest.Config, items: list[pytest.Item]) -> None:
        if config.getoption("--long"):
            return
        families: dict[str, dict[str, list[pytest.Item]]] = defaultdict(lambda: defaultdict(list))
        most: dict[str, int] = {}
        for item in items:
            if marker := item.get_closest_marker("drawn"):
                family, case = place_of(item, marker.kwargs.get("of", ""))
                families[family][case].append(item)
                most[family] = marker.args[0]
        left_out: list[pytest.Item] = []
        for family, cases in families.items():
            drawn = drawn_of(sorted(cases), most[family], chance(config, family))
            self._told[family] = f"{len(drawn)} of {len(cases)}"
            left_out += [item for case, of_case in cases.items() if case not in drawn for item in of_case]
        if left_out:
            config.hook.pytest_deselected(items=left_out)
            without = set(left_out)
            items[:] = [item for item in items if item not in without]

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """A process of several (pytest-xdist) tells the first one, which collects nothing itself."""
        if hasattr(session.config, "workeroutput"):
            session.config.workeroutput["draws"] = self._told

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: object) -> None:
        self._told |= getattr(node, "workeroutput", {}).get("draws", {})

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
        if self._told:
            terminalreporter.section(f"drawn by --randomly-seed={seed(config)}; --long takes all", "-")
            for family, of in sorted(self._told.items()):
                terminalreporter.line(f"{of}: {family}")


def place_of(item: pytest.Item, of: str) -> tuple[str, str]:
    """The family of a case and its name there; of: the parameter that is drawn for a whole file."""
    if of:
        return f"{item.nodeid.partition('::')[0]} ({of})", str(item.callspec.params[of])  # type: ignore[attr-defined]
    return item.nodeid.partition("[")[0], item.nodeid


def drawn_of(cases: list[str], most: int, by: Random) -> set[str]:
    return set(by.sample(cases, min(most, len(cases))))


def chance(config: pytest.Config, name: str) -> Random:
    """The same in each process of a run, in whatever order its tests come; another one for each name."""
    return Random(f"{seed(config)} {name}")


def seed(config: pytest.Config) -> object:
    """Of the run: pytest-randomly's, which the processes share."""
    return config.getoption("randomly_seed", "none")


@pytest.fixture(name="chance")
def chance_of_test(request: pytest.FixtureRequest) -> Random:
    """What a test draws with, once a run."""
    return chance(request.config, request.node.nodeid)


@pytest.fixture
def long(request: pytest.FixtureRequest) -> bool:
    """Whether all is tried, and at full size: `make long`."""
    return bool(request.config.getoption("--long"))


@pytest.fixture(name="places")
def places_of_test(chance: Random, long: bool) -> Places:
    """Where in so many bytes something is changed: at a hundred places, drawn; at every one where all is tried."""
    return lambda size: range(size) if long or size <= _PLACES else sorted(chance.sample(range(size), _PLACES))
