"""How it was: counts by day, of nobody."""

import json
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from station.domain.errors import Problem
from station.services.feedback import Feedback
from station.storage.feedback import FEWEST, KEPT_DAYS, FeedbackDamaged, count, published, read
from tests.support.clock import FakeClock

DAY = date(2026, 11, 30)


def test_a_mark_is_one_more_of_its_day(tmp_path: Path) -> None:
    file = tmp_path / "feedback.json"
    for mark in (5, 5, 1):
        count(file, mark, DAY)
    count(file, 4, DAY + timedelta(days=1))
    assert read(file) == {DAY: {1: 1, 5: 2}, DAY + timedelta(days=1): {4: 1}}


def test_the_file_tells_of_no_moment_and_no_order(tmp_path: Path) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    for file, marks in ((first, (5, 1, 5)), (second, (1, 5, 5))):
        for mark in marks:
            count(file, mark, DAY)
    assert first.read_bytes() == second.read_bytes() == b'{"2026-11-30": {"1": 1, "5": 2}}'
    assert datetime.fromtimestamp(first.stat().st_mtime) == datetime(2026, 11, 30)


def test_days_that_are_long_over_go(tmp_path: Path) -> None:
    file = tmp_path / "feedback.json"
    count(file, 3, DAY - timedelta(days=KEPT_DAYS))
    count(file, 3, DAY)
    assert list(read(file)) == [DAY]


def test_few_answers_are_shown_to_nobody() -> None:
    days = {DAY: {5: FEWEST - 1, 4: FEWEST}, DAY + timedelta(days=1): {5: 1, 1: FEWEST - 1}}
    assert published(days) == {4: FEWEST, 5: FEWEST}


@pytest.mark.parametrize("text", ["", "[]", '{"2026-11-30": {"6": 1}}', '{"2026-11-30": {"5": 0}}', '{"x": {}}'])
def test_a_file_that_is_not_ours_is_told_and_kept(tmp_path: Path, text: str) -> None:
    file = tmp_path / "feedback.json"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(FeedbackDamaged):
        count(file, 5, DAY)
    assert file.read_text(encoding="utf-8") == text
    answer = Feedback(file, FakeClock(), lambda: False).rate(5)
    assert isinstance(answer, Problem)
    assert answer.code == "STN-297"


def test_practice_is_not_counted(tmp_path: Path) -> None:
    file = tmp_path / "feedback.json"
    assert Feedback(file, FakeClock(), lambda: True).rate(5) is None
    assert not file.exists()
    assert Feedback(file, FakeClock(), lambda: False).rate(5) is None
    assert [*json.loads(file.read_text(encoding="utf-8")).values()] == [{"5": 1}]
