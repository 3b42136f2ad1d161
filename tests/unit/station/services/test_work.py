"""The work thread: order, answers, endings, what comes after the end."""

import logging
from threading import current_thread

import pytest

from station.services.work import Work
from station.storage.errors import DiskFull


def test_calls_run_in_order_on_one_thread_named_work() -> None:
    work, seen = Work(), []
    for number in range(5):
        work.post(seen.append, number)
    assert work.call(lambda: current_thread().name) == "work"
    assert seen == [0, 1, 2, 3, 4]
    work.close()


def test_what_a_call_raises_reaches_who_asked() -> None:
    work = Work()
    with pytest.raises(ZeroDivisionError):
        work.call(lambda: 1 / 0)
    work.close()


def test_endings_run_last_and_latest_first() -> None:
    work, seen = Work(), []
    work.at_end(lambda: seen.append("database"))
    work.at_end(lambda: seen.append("sign out"))
    work.post(seen.append, "queued")
    work.close()
    work.close()
    assert seen == ["queued", "sign out", "database"]
    assert work.submit(seen.append, "late").cancelled()
    work.post(seen.append, "late")
    assert len(seen) == 3


def test_an_ending_that_fails_is_told_and_stops_no_other(caplog: pytest.LogCaptureFixture) -> None:
    def full() -> None:
        raise DiskFull

    for first, code in ((full, "STN-101"), (lambda: 1 / 0, "STN-150")):
        work, seen = Work(), []
        work.at_end(lambda seen=seen: seen.append("database"))
        work.at_end(lambda: [][0])
        work.at_end(first)
        assert work.ended_with is None
        work.close()
        assert seen == ["database"]
        assert work.ended_with is not None
        assert work.ended_with.code == code
    assert len(caplog.records) == 4
    caplog.clear()


def test_a_failure_nobody_waits_for_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    work = Work()
    work.post(lambda: 1 / 0)
    work.close()
    assert [record.levelno for record in caplog.records] == [logging.ERROR]
