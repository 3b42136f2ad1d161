"""What an officer says no to is what the operator reads next, through the true window on a real station."""

from collections.abc import Callable
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from station.bootstrap import Station
from station.domain.enrollment import EnrollmentId
from station.domain.errors import Problem
from tests.support.desk import OPERATOR, PINS, SUPERVISOR, complete_draft
from tests.support.fingers_on_keys import focused, type_text
from ui.pages.home.draft_row import DraftRow
from ui.shell.window import Shell
from ui.widgets.decision_note import DecisionNote

WAIT_MS = 10_000
NOTE = "the lamp stood behind him"


def left(station: Station) -> EnrollmentId:
    """Captured, signed and left for an officer, by the operator, who goes then."""
    who = next(each for each in station.sign_in.credentials() if each.name == OPERATOR)
    assert not isinstance(station.sign_in.sign_in(who.credential_id, PINS[OPERATOR]), Problem)
    which = complete_draft(SimpleNamespace(enroll=station.enroll, clock=SimpleNamespace(now=lambda: datetime.now(UTC))))  # type: ignore[arg-type]
    at_the_end = station.enroll.go_to(which, "review")
    for answer in (at_the_end, station.enroll.sign(which), station.approvals.submit(which)):
        assert not isinstance(answer, Problem), answer
    station.sign_in.sign_out()
    return which


def test_the_operator_reads_why_when_it_is_rejected_opened_again_and_sent_back(
    station: Station,
    open_window: Callable[[Station], Shell],
    arrive: Callable[[Shell, str], None],
    qtbot: QtBot,
) -> None:
    which = station.work.call(left, station)
    window = open_window(station)
    type_text("1234\n")
    arrive(window, "home")

    def home() -> None:
        window.frame.top_bar.outbox.click()
        arrive(window, "home")

    def no(page: Any, *lists: Any) -> None:
        """Tick the first of each, say it in words, type the PIN: all by key."""
        for each in lists:
            qtbot.keyClick(each, Qt.Key.Key_Space)
        qtbot.keyClicks(page.form.note, NOTE)
        people = station.work.call(station.sign_in.credentials)
        pin = next(each.demo_pin for each in people if each.credential_id == page._shown.officer)
        qtbot.keyClicks(page.asked.pin, pin)
        qtbot.keyClick(page.asked.pin, Qt.Key.Key_Return)

    def queue() -> Any:
        """The page, where the case is shown."""
        qtbot.waitUntil(window.page.approvals.isVisible, timeout=WAIT_MS)  # type: ignore[union-attr]
        assert window.page.approvals.text() == "Approvals: 1"  # type: ignore[union-attr]
        window.page.approvals.click()  # type: ignore[union-attr]
        arrive(window, "approvals")
        page: Any = window.page
        qtbot.waitUntil(lambda: page._shown is not None and bool(page._shown.views), timeout=WAIT_MS)
        return page

    def said_to_the_operator() -> list[str]:
        """Over the review of the case, opened from the first page."""
        home()
        qtbot.waitUntil(lambda: len(window.findChildren(DraftRow)) == 1, timeout=WAIT_MS)
        window.findChildren(DraftRow)[0].resume.click()
        arrive(window, "review")
        return [each.accessibleName() for each in window.findChildren(DecisionNote) if each.isVisible()]

    page = queue()
    qtbot.keyClick(page.reject, Qt.Key.Key_Space)
    no(page, page.form.reasons)
    qtbot.waitUntil(lambda: page._shown.row is not None and page._shown.row.rejected, timeout=WAIT_MS)
    (said,) = said_to_the_operator()
    assert said.startswith("Rejected by")
    assert "The quality is too low." in said
    assert NOTE in said
    assert not window.frame.action_bar.primary.isEnabled()

    qtbot.keyClick(focused(), Qt.Key.Key_F9)  # and signs in again: the keyboard is at the PIN, by keys alone
    arrive(window, "sign_in")
    pin = window.page.pin  # type: ignore[union-attr]
    assert focused() is pin
    qtbot.waitUntil(lambda: window.page._presenter.chosen is not None, timeout=WAIT_MS)  # type: ignore[union-attr]
    assert focused() is pin
    type_text("1234\n")
    arrive(window, "review")

    home()
    page = queue()
    assert page.reopen.isVisible()
    qtbot.keyClicks(page.asked.pin, PINS[SUPERVISOR])
    qtbot.keyClick(page.asked.pin, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page._shown.rows == (), timeout=WAIT_MS)
    assert said_to_the_operator() == []

    for act in (station.enroll.sign, station.approvals.submit):
        assert not isinstance(station.work.call(act, which), Problem)
    home()
    page = queue()
    qtbot.keyClick(page.back, Qt.Key.Key_Space)
    no(page, page.form.items, page.form.reasons)
    qtbot.waitUntil(lambda: page._shown.rows == (), timeout=WAIT_MS)
    (said,) = said_to_the_operator()
    assert said.startswith("Sent back by")
    assert ": Document held already. The quality is too low." in said
    assert NOTE in said
