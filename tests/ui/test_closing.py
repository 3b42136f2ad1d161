"""What goes wrong while the window closes is told: it comes back with the reason, and closes for good then."""

from collections.abc import Callable

import pytest
from pytestqt.qtbot import QtBot

from crypto.errors import NoRoom
from station.bootstrap import Station
from station.domain.errors import Problem
from tests.support.fingers_on_keys import type_text
from ui.shell.window import Shell

WAIT_MS = 10_000


def ended(window: Shell) -> list[str]:
    told: list[str] = []
    window.closed.connect(lambda: told.append("closed"))
    return told


def shows(window: Shell, code: str) -> bool:
    return window.isVisible() and code in {label.text() for label in window.frame.banner.findChildren(type_of_words())}


def type_of_words() -> type:
    from PySide6.QtWidgets import QLabel

    return QLabel


def close_for_good(window: Shell, qtbot: QtBot, told: list[str]) -> None:
    assert told == []
    assert not window.frame.rail.isVisible()
    assert not window.frame.top_bar.isEnabled()
    window.close()
    qtbot.waitUntil(lambda: told == ["closed"], timeout=WAIT_MS)
    assert not window.isVisible()


def test_a_station_that_ends_well_tells_nothing(window: Shell, qtbot: QtBot) -> None:
    told = ended(window)
    window.frame.banner.show_problem(Problem("STN-101"))  # read before
    window.close()
    qtbot.waitUntil(lambda: told == ["closed"], timeout=WAIT_MS)
    assert not window.isVisible()


@pytest.mark.parametrize(("error", "code"), [(NoRoom(file="data/station.db"), "CRY-088"), (KeyError("x"), "STN-150")])
def test_an_end_that_fails_is_told(
    window: Shell, station: Station, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, error: Exception, code: str,
    caplog: pytest.LogCaptureFixture,
) -> None:  # fmt: skip
    end = station.close

    def close(_: Station) -> None:
        end()
        raise error

    told = ended(window)
    with monkeypatch.context() as patch:
        patch.setattr(Station, "close", close)
        window.close()
        qtbot.waitUntil(lambda: shows(window, code), timeout=WAIT_MS)
    close_for_good(window, qtbot, told)
    caplog.clear()


def test_an_ending_on_the_work_thread_that_fails_is_told(
    window: Shell, station: Station, qtbot: QtBot, caplog: pytest.LogCaptureFixture
) -> None:
    def full() -> None:
        raise NoRoom(file="data/station.db")

    told = ended(window)
    station.work.at_end(full)
    window.close()
    qtbot.waitUntil(lambda: shows(window, "CRY-088"), timeout=WAIT_MS)
    close_for_good(window, qtbot, told)
    caplog.clear()


def test_what_was_typed_last_and_could_not_be_kept_is_told(
    enrolling: Shell, station: Station, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = ended(enrolling)
    save: Callable[..., object] = lambda *_: Problem("STN-101", {}, retryable=True)  # noqa: E731
    monkeypatch.setattr(station.enroll, "set_fields", save)
    type_text("HAKOBYAN")
    enrolling.close()
    qtbot.waitUntil(lambda: shows(enrolling, "STN-101"), timeout=WAIT_MS)
    close_for_good(enrolling, qtbot, told)
