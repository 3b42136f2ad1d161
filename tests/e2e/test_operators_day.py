"""A working day at one desk, by keyboard: nobody is sent away by the window, and all arrives though the intake was
silent for two hours. `make long` serves all thirty people; `make test` a few of them."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.support.comers import Ends
from tests.support.working_day import WorkingDay, people

FEW = slice(4, 7)


@pytest.mark.slow
@pytest.mark.timeout(3600)
def test_a_day_without_a_dead_end(tmp_path: Path, qtbot: QtBot, qapp: QApplication, long: bool) -> None:
    visits = people(datetime.now(UTC).astimezone().date())
    assert sum(len(each.applicants) for each in visits) == 30
    assert {each.ends for each in visits} == set(Ends)
    day = WorkingDay(tmp_path / "home", qtbot, qapp).live(visits if long else visits[FEW])
    assert day.received == sum(each.people for each in day.came if each.ends.sends)
    assert all(each.keys for each in day.came)
    assert day.waits
