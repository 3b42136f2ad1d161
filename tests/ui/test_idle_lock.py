"""The window locks by itself as F9 does, and a key of the system counts as a hand."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QMenu, QWidget
from pytestqt.qtbot import QtBot

from station.bootstrap import Station
from station.domain.enrollment import EnrollmentId
from station.domain.errors import Problem
from station.domain.idle_lock import IdleLock
from station.services.views import EnrollmentView
from tests.support.desk import portrait_candidate
from tests.support.family import capture_all
from tests.support.fingers_on_keys import type_text
from tests.support.person_cards import person_cards
from ui.messages import languages, say
from ui.pages.portrait.presenter import Phase
from ui.shell.window import Shell
from ui.widgets.choice import ChoiceBox


def keys_on(widget: QWidget, key: Qt.Key = Qt.Key.Key_Shift) -> None:
    """A key of the system, given to the window in which this widget is."""
    handle = widget.window().windowHandle()
    assert handle is not None
    QTest.keyClick(handle, key)


def on_the_first_page(window: Shell) -> dict[str, Callable[[], object]]:
    """How each thing is opened that floats over the window."""
    page: Any = window.page
    menu = QMenu(window)
    menu.addAction("one")
    box = ChoiceBox((("a", "shell.people.keep"), ("b", "shell.people.add")))
    box.setParent(window)
    box.show()

    return {
        "sheet": page.services.open,
        "menu": lambda: menu.popup(window.mapToGlobal(QPoint(50, 50))),
        "list": box.showPopup,
    }


@pytest.mark.parametrize("what", ["sheet", "menu", "list"])
def test_a_hand_on_what_floats_over_the_window_counts_and_the_lock_puts_it_away(
    signed_in: Shell, qtbot: QtBot, what: str
) -> None:
    idle, bar = signed_in._beside.idle, signed_in.frame.action_bar  # type: ignore[union-attr]
    passed = [0.0]
    idle._monotonic_s = lambda: passed[0]
    idle.begin(300.0)
    qtbot.waitUntil(signed_in.frame.action_bar.primary.isEnabled, timeout=10_000)  # the services are there
    QShortcut(QKeySequence("F11"), signed_in).activated.connect(on_the_first_page(signed_in)[what])
    keys_on(signed_in, Qt.Key.Key_F11)
    floats = QApplication.activePopupWidget()
    assert floats is not None
    passed[0] = 290.0
    idle._look(idle._round)
    assert bar._locks.isVisible()
    keys_on(floats)
    assert not bar._locks.isVisible()
    passed[0] += 301
    idle._look(idle._round)
    assert signed_in.page is not None
    assert signed_in.page.page_id == "sign_in"
    assert QApplication.activePopupWidget() is None
    qtbot.waitUntil(lambda: not floats.isVisible())


def test_a_portrait_that_no_disk_took_is_there_again_after_the_lock_and_is_kept_then(
    enrolling: Shell,
    qtbot: QtBot,
    station: Station,
    arrive: Callable[[Shell, str], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    presenter, idle = enrolling._presenter, enrolling._beside.idle  # type: ignore[union-attr]
    assert presenter is not None
    assert presenter.enrollment is not None
    which = presenter.enrollment.enrollment.enrollment_id
    station.work.call(capture_all, station, which)
    before = station.work.call(portrait_of, station, which)
    presenter.go_to("portrait")
    arrive(enrolling, "portrait")
    page: Any = enrolling.page
    tried: list[str] = []

    def full(which: EnrollmentId, candidate: object) -> Problem:
        tried.append(which)
        return Problem("STN-101", retryable=True)

    with monkeypatch.context() as disk:
        disk.setattr(page.presenter._keeper, "_keep", full)
        taken = portrait_candidate(datetime.now(UTC))
        page.presenter._hear(replace(taken, crop=np.full_like(taken.crop, 7)))
        qtbot.waitUntil(lambda: page.presenter.state.phase is Phase.UNSAVED)
        passed = [0.0]
        idle._monotonic_s = lambda: passed[0]
        idle.begin(300.0)
        passed[0] = 301.0
        idle._look(idle._round)
        arrive(enrolling, "sign_in")
        qtbot.waitUntil(lambda: len(tried) == 2)
    qtbot.waitUntil(lambda: bool(person_cards(enrolling)))
    type_text("1234\n")
    arrive(enrolling, "portrait")
    qtbot.waitUntil(lambda: page.presenter.state.phase is Phase.UNSAVED)
    page.space()
    qtbot.waitUntil(lambda: page.presenter.state.phase is Phase.ACCEPTED)
    after = station.work.call(portrait_of, station, which)
    assert after != before, "what was taken before the lock is what the draft has"


def portrait_of(station: Station, which: EnrollmentId) -> str:
    view = station.enroll.view(which)
    assert isinstance(view, EnrollmentView)
    assert view.enrollment.samples.portrait is not None
    return view.enrollment.samples.portrait.image.digest


def test_a_dialog_does_not_stay_over_the_lock(signed_in: Shell, qtbot: QtBot) -> None:
    dialog = QDialog(signed_in)
    dialog.open()
    assert signed_in._presenter is not None
    signed_in._presenter.lock()
    qtbot.waitUntil(lambda: not dialog.isVisible())


def test_it_locks_as_f9_does_and_says_so_before(signed_in: Shell) -> None:
    idle, bar = signed_in._beside.idle, signed_in.frame.action_bar
    assert idle is not None
    passed = [0.0]
    idle._monotonic_s = lambda: passed[0]
    operator = signed_in._presenter and signed_in._presenter.operator
    assert operator is not None
    assert idle._limit_s == IdleLock().seconds(operator), "it counts since somebody signed in"
    idle.begin(IdleLock().seconds(operator))
    passed[0] = 290.0
    idle._look(idle._round)
    for tag in languages():
        signed_in.choose_language(tag)
        assert bar._locks.text() == say("shell.locks_in", seconds=10)
    assert bar._locks.isVisible()
    handle = signed_in.windowHandle()
    assert handle is not None
    QTest.keyClick(handle, Qt.Key.Key_Shift)
    QApplication.processEvents()
    assert not bar._locks.isVisible()
    passed[0] = 291.0 + 300
    idle._look(idle._round)
    assert signed_in.page is not None
    assert signed_in.page.page_id == "sign_in"
    assert signed_in._presenter is not None
    assert signed_in._presenter.operator is None
    assert idle._limit_s is None
