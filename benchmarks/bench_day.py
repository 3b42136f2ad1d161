"""An operator's day by keyboard, thirty people in the true window: keys and seconds for each of them, and how long the
window keeps others waiting, asked from outside. The floor is the same question put to a window that does nothing.

By the clock, so the machine must be quiet. Seconds are the machine's: devices are simulated and answer at once, keys
are pressed one after the other without a thought between them. Keys hang on no machine.
"""

import os
from datetime import UTC, datetime
from statistics import quantiles

import pytest
from PySide6.QtWidgets import QApplication, QLabel
from pytest_benchmark.fixture import BenchmarkFixture
from pytestqt.qtbot import QtBot

from tests.support.comers import Ends
from tests.support.plans import HOLDING
from tests.support.turns import Turns
from tests.support.working_day import Came, Day, WorkingDay, people

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
pytestmark = pytest.mark.timeout(3600)
_IDLE_MS = 3000
_TARGET_S = 0.05  # of the longest wait
_lived: list[Day] = []
"""The one day, once it was lived."""


@pytest.fixture
def day(tmp_path_factory: pytest.TempPathFactory, qtbot: QtBot, qapp: QApplication) -> Day:
    if not _lived:
        home = tmp_path_factory.mktemp("day") / "home"
        visits = people(datetime.now(UTC).astimezone().date())
        _lived.append(WorkingDay(home, qtbot, qapp).live(visits))
    return _lived[0]


def say(benchmark: BenchmarkFixture, seconds: float, what: str, **more: object) -> None:
    """Seconds that were measured elsewhere."""
    spent = iter([0.0, seconds] * 2)
    benchmark._timer = lambda: next(spent)
    benchmark.pedantic(lambda: None, rounds=1)
    benchmark.extra_info.update(what=what, **more)


def late(waits: list[float]) -> float:
    """What 95 of 100 do not exceed."""
    return quantiles(waits, n=20)[-1]


@pytest.mark.benchmark(group="day, a person")
@pytest.mark.parametrize("service", HOLDING)
def test_a_person(benchmark: BenchmarkFixture, day: Day, service: str) -> None:
    came = [each for each in day.came if each.service == service and each.ends is Ends.SEALED]
    _say_each(benchmark, came, f"{service}, sealed at the desk")


@pytest.mark.benchmark(group="day, a person")
@pytest.mark.parametrize("ends", [each for each in Ends if each is not Ends.SEALED])
def test_a_person_who_is_not_sealed_at_the_desk(benchmark: BenchmarkFixture, day: Day, ends: Ends) -> None:
    came = [each for each in day.came if each.ends is ends]
    _say_each(benchmark, came, f"{came[0].service}, {ends.replace('_', ' ')}")


def _say_each(benchmark: BenchmarkFixture, came: list[Came], what: str) -> None:
    """From the sign-in to the end of the visit, the officer's part too."""
    count = sum(each.people for each in came)
    keys = sum(each.keys for each in came) / count
    seconds = sum(each.seconds for each in came) / count
    say(benchmark, seconds, f"{what}: {keys:.0f} keys a person, {count} of them")


@pytest.mark.benchmark(group="day, 95 of 100 waits")
def test_most_waits(benchmark: BenchmarkFixture, day: Day) -> None:
    say(benchmark, late(day.waits), f"95 of 100 of {len(day.waits)} waits for the window are shorter", target_s=0.016)


@pytest.mark.benchmark(group="day, 95 of 100 waits")
def test_most_waits_own(benchmark: BenchmarkFixture, day: Day) -> None:
    say(benchmark, late(day.own), "the same in processor time of the UI thread", target_s=0.016)


@pytest.mark.benchmark(group="day, 95 of 100 waits")
def test_most_waits_of_an_idle_window(benchmark: BenchmarkFixture, idle: list[float]) -> None:
    say(benchmark, late(idle), "the same of a window that does nothing", floor=True)


@pytest.mark.benchmark(group="day, the longest wait")
def test_longest_wait(benchmark: BenchmarkFixture, day: Day) -> None:
    say(benchmark, max(day.waits), "the longest of them", target_s=_TARGET_S)


@pytest.mark.benchmark(group="day, the longest wait")
def test_longest_wait_own(benchmark: BenchmarkFixture, day: Day) -> None:
    over = sum(own > _TARGET_S for own in day.own)
    what = f"the same in processor time of the UI thread; {over} of {len(day.own)} waits are over the target"
    say(benchmark, max(day.own), what, target_s=_TARGET_S)


@pytest.mark.benchmark(group="day, the longest wait")
def test_longest_wait_of_an_idle_window(benchmark: BenchmarkFixture, idle: list[float]) -> None:
    say(benchmark, max(idle), "the same of a window that does nothing", floor=True)


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
