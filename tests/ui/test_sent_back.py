"""A case that was sent back: what is wanted, and why, stands on every page of it until it is signed again."""

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import QSize
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from station.bootstrap import Station
from station.services.deciding import REASONS
from station.services.views import EnrollmentView
from tests.support.desk import OFFICER, PINS
from tests.support.enrolling import credential
from tests.support.family import capture_all
from tests.support.layout import clipped, outside
from tests.ui.test_family import WAIT_MS, shown
from ui.messages import languages
from ui.shell.window import Shell

NOTE = "the date differs from the passport"


@pytest.fixture
def sent_back(enrolling: Shell, station: Station, qtbot: QtBot, arrive: Callable[[Shell, str], None]) -> Shell:
    """Its first page is open."""
    which, work = shown(enrolling).enrollment.enrollment_id, station.work
    page: Any = enrolling.page
    qtbot.waitUntil(lambda: page.saver.idle, timeout=WAIT_MS)
    work.call(capture_all, station, which)
    for call in (station.enroll.sign, station.approvals.submit):
        assert isinstance(work.call(call, which), EnrollmentView)
    officer = work.call(credential, station, OFFICER), PINS[OFFICER]
    back = work.call(station.approvals.send_back, which, ["birth_date"], REASONS[:1], NOTE, *officer)
    assert isinstance(back, EnrollmentView), back
    first = work.call(station.enroll.go_to, which, "applicant")
    assert isinstance(first, EnrollmentView), first
    assert enrolling._presenter is not None
    enrolling._presenter.go_home()
    arrive(enrolling, "home")
    assert not enrolling.frame.decision.isVisible(), "the first page is about no case"
    enrolling._presenter.open_enrollment(first)
    arrive(enrolling, "applicant")
    return enrolling


def test_why_it_was_sent_back_stands_on_each_page_until_it_is_signed(
    sent_back: Shell, station: Station, qtbot: QtBot
) -> None:
    note, presenter = sent_back.frame.decision, sent_back._presenter
    assert presenter is not None
    which = shown(sent_back).enrollment.enrollment_id
    steps = [step.step_id for step in shown(sent_back).steps]
    assert len(steps) > 3
    for step in steps:
        presenter.go_to(step)
        qtbot.waitUntil(
            lambda step=step: not sent_back.moving and shown(sent_back).current == step,  # type: ignore[misc]
            timeout=WAIT_MS,
        )
        page: Any = sent_back.page
        told = page._decision if shown(sent_back).step.signs else note
        assert told.isVisible(), step
        assert NOTE in told.accessibleName(), step
        assert note.isVisible() is not shown(sent_back).step.signs, "once on each page"
    signed = station.work.call(station.enroll.sign, which)
    assert isinstance(signed, EnrollmentView)
    presenter.update(signed)
    presenter.go_to(steps[0])
    qtbot.waitUntil(lambda: not sent_back.moving and shown(sent_back).current == steps[0], timeout=WAIT_MS)
    assert not note.isVisible()


@pytest.mark.parametrize("room", [(1366, 768), (683, 350)])
def test_it_holds_at_every_size_and_in_every_language(sent_back: Shell, room: tuple[int, int]) -> None:
    sent_back.resize(QSize(*room))
    for tag in languages():
        sent_back.choose_language(tag)
        for _ in range(4):
            QApplication.processEvents()
        assert (sent_back.width(), sent_back.height()) == room
        note = sent_back.frame.decision
        assert note.isVisible()
        assert NOTE in note.toolTip(), "also where only one line has room"
        assert (clipped(note), outside(sent_back.frame)) == ([], []), tag
