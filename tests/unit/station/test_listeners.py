"""Everybody who wants to hear hears, whatever another one does."""

import pytest

from station.listeners import Listeners


def test_each_hears_until_it_is_taken_out() -> None:
    listeners, told = Listeners(), list[str]()
    assert not listeners
    take_out = listeners.add(lambda: told.append("a"))
    listeners.add(lambda: told.append("b"))
    listeners.tell()
    take_out()
    take_out()
    listeners.tell()
    assert told == ["a", "b", "b"]
    assert listeners


def test_one_that_breaks_is_reported_and_keeps_no_other_from_hearing(caplog: pytest.LogCaptureFixture) -> None:
    listeners, told = Listeners(), list[str]()
    listeners.add(lambda: told.append("before"))
    listeners.add(lambda: 1 / 0)  # type: ignore[arg-type,return-value]
    listeners.add(lambda: told.append("after"))
    listeners.tell()
    assert told == ["before", "after"]
    assert "ZeroDivisionError" in caplog.text


def test_who_hears_may_take_itself_out() -> None:
    listeners, told = Listeners(), list[str]()

    def once() -> None:
        told.append("once")
        take_out()

    take_out = listeners.add(once)
    listeners.tell()
    listeners.tell()
    assert told == ["once"]
    assert not listeners
