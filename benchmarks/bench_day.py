"""An operator's day by keyboard, thirty people in the true window: keys and seconds for each of them, and how long the
window keeps others waiting, asked from outside. The floor is the same question put to a window that does nothing.

By the clock, so the machine must be quiet. Seconds are the machine's: devices are simulated and answer at once, keys
are pressed one after the other without a thought between them. Keys hang on no machine. It takes about seven minutes;
as it goes on, each visit is told. What it counted of a day that somebody did not get through is not written.
"""

import os
from collections.abc import Callable
from datetime import UTC, datetime
from statistics import quantiles

import pytest
from PySide6.QtWidgets import QApplication, QLabel
from pytest_benchmark.fixture import BenchmarkFixture
from pytestqt.qtbot import QtBot

from tests.support.turns import Turns
from tests.support.working_day import Came, Day, WorkingDay, kind_of, people

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
pytestmark = pytest.mark.timeout(0)  # whoever waits in vain on the way says so after two minutes
_IDLE_MS = 3000
_LONGEST_S, _MOST_S = 0.05, 0.016  # targets: of the longest wait, of 95 in 100
_VISITS = people(datetime.now(UTC).astimezone().date())
_KINDS = tuple(dict.fromkeys(map(kind_of, _VISITS)))
_lived: list[Day | str] = []
"""The one day, once it was lived; or why it came to no end."""


@pytest.fixture
def day(
    tmp_path_factory: pytest.TempPathFactory, qtbot: QtBot, qapp: QApplication, capfd: pytest.CaptureFixture[str]
) -> Day:
    if not _lived:
        home = tmp_path_factory.mktemp("day") / "home"
        with capfd.disabled():
            _lived.append(_live(WorkingDay(home, qtbot, qapp)))
    lived = _lived[0]
    if isinstance(lived, str):
        pytest.fail(lived, pytrace=False)
    return lived


def _live(day: WorkingDay) -> Day | str:
    """Once: a day that came to no end is not begun again for the next row."""

    def told(came: Came) -> None:
        print(f"\n{came.kind}: {came.people}, {came.keys} keys, {came.seconds:.1f} s", end="", flush=True)

    try:
        return day.live(_VISITS, told)
    except AssertionError as why:
        return "\n".join(map(str, ("the day came to no end", why, *getattr(why, "__notes__", ()))))


def say(benchmark: BenchmarkFixture, seconds: float, what: str, **more: object) -> None:
    """Seconds that were measured elsewhere."""
    spent = iter([0.0, seconds] * 2)
    benchmark._timer = lambda: next(spent)
    benchmark.pedantic(lambda: None, rounds=1)
    benchmark.extra_info.update(what=what, **more)


def late(waits: list[float]) -> float:
    """What 95 of 100 do not exceed."""
    return quantiles(waits, n=20)[-1]


def over(waits: list[float]) -> str:
    few, many = (sum(wait > limit for wait in waits) for limit in (_LONGEST_S, _MOST_S))
    return f"{few} of {len(waits)} over 50 ms, {many} over 16 ms"


@pytest.mark.benchmark(group="day, a person")
@pytest.mark.parametrize("kind", _KINDS)
def test_a_person(benchmark: BenchmarkFixture, day: Day, kind: str) -> None:
    """From the sign-in to the end of the visit, the officer's part too."""
    came = [each for each in day.came if each.kind == kind]
    count = sum(each.people for each in came)
    keys, seconds = (sum(total) / count for total in zip(*((each.keys, each.seconds) for each in came), strict=True))
    several = "" if count == 1 else f", {count} of them"
    say(benchmark, seconds, f"{kind}: {keys:.0f} keys a person{several}")


@pytest.mark.benchmark(group="day, all")
def test_all(benchmark: BenchmarkFixture, day: Day) -> None:
    count, keys = (sum(total) for total in zip(*((each.people, each.keys) for each in day.came), strict=True))
    what = f"all of them: {count} people, {keys / count:.0f} keys a person, {day.received} packets received"
    say(benchmark, sum(each.seconds for each in day.came) / count, what)


_WAITS: dict[str, Callable[[Day], list[float]]] = {
    "by the clock": lambda day: day.waits,
    "in processor time of the UI thread": lambda day: day.own,
}


@pytest.mark.benchmark(group="day, 95 of 100 waits")
@pytest.mark.parametrize("how", _WAITS)
def test_most_waits(benchmark: BenchmarkFixture, day: Day, how: str) -> None:
    waits = _WAITS[how](day)
    say(benchmark, late(waits), f"95 of 100 waits for the window are shorter, {how}", target_s=_MOST_S)


@pytest.mark.benchmark(group="day, 95 of 100 waits")
def test_most_waits_of_an_idle_window(benchmark: BenchmarkFixture, idle: list[float]) -> None:
    say(benchmark, late(idle), "the same of a window that does nothing, by the clock", floor=True)


@pytest.mark.benchmark(group="day, the longest wait")
@pytest.mark.parametrize("how", _WAITS)
def test_longest_wait(benchmark: BenchmarkFixture, day: Day, how: str) -> None:
    waits = _WAITS[how](day)
    say(benchmark, max(waits), f"the longest wait, {how}; {over(waits)}", target_s=_LONGEST_S)


@pytest.mark.benchmark(group="day, the longest wait")
def test_longest_wait_of_an_idle_window(benchmark: BenchmarkFixture, idle: list[float]) -> None:
    say(benchmark, max(idle), "the same of a window that does nothing, by the clock", floor=True)


@pytest.fixture
def idle(qtbot: QtBot) -> list[float]:
    label = QLabel("nothing")
    qtbot.addWidget(label)
    label.show()
    turns = Turns()
    turns.start()
    qtbot.wait(_IDLE_MS)
    turns.stop()
    return turns.waits
