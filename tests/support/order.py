"""Slow tests begin first: a run ends with many short ones, and no process waits long for the last."""

import pytest


class SlowFirst:
    """A plugin of pytest. Each of several processes (pytest-xdist) gets its part of the slow tests, since each begins
    with an equal stretch of the list; otherwise the order stays as it was drawn."""

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, config: pytest.Config, items: list[pytest.Item]) -> None:
        processes = getattr(config, "workerinput", {}).get("workercount", 1)
        slow = [item for item in items if item.get_closest_marker("slow")]
        others = [item for item in items if not item.get_closest_marker("slow")]
        items[:] = [
            item
            for number in range(processes)
            for item in (*slow[number::processes], *share(others, number, processes))
        ]


def share(items: list[pytest.Item], number: int, of: int) -> list[pytest.Item]:
    """The stretch of it that comes to one of several processes."""
    return items[len(items) * number // of : len(items) * (number + 1) // of]
