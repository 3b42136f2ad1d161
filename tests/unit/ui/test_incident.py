"""A bug's report: a number for the operator, places in the log, never what was said."""

import sys
import threading
from collections.abc import Callable, Iterator

import pytest

from station.incident import report
from ui.shell import incident


@pytest.fixture(autouse=True)
def _hooks() -> Iterator[None]:
    before = sys.excepthook, threading.excepthook
    yield
    sys.excepthook, threading.excepthook = before


def raised() -> BaseException:
    try:
        raise ValueError("Հակոբյան Անի 15.06.1990")
    except ValueError as error:
        return error


def test_the_report_has_no_personal_data(caplog: pytest.LogCaptureFixture) -> None:
    error = raised()
    number = report(error)
    assert number in caplog.text
    assert "test_incident.py" in caplog.text
    assert "Հակոբյան" not in caplog.text


def test_both_hooks_show_the_number(caplog: pytest.LogCaptureFixture) -> None:
    shown: list[str] = []
    posted: list[Callable[[], None]] = []
    incident.install(shown.append, posted.append)
    error = raised()
    sys.excepthook(type(error), error, error.__traceback__)
    threading.excepthook(threading.ExceptHookArgs((type(error), error, error.__traceback__, None)))
    posted[0]()
    assert len(set(shown)) == 2
    assert all(number in caplog.text for number in shown)
