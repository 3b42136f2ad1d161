"""The page of approvals: gone through with the keyboard, in each language and state without a word cut off."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from station.domain.decision import DecisionKind
from station.domain.errors import Problem
from station.domain.lines import Line
from tests.support.window import fake_station, open_page
from tests.support.window_lint import clipped, nameless, too_small
from tests.ui.test_review_page import READY
from tests.unit.ui.test_approvals_presenter import CHILD, NO, REJECTED, A, B, Services, done, rejected
from ui.messages import languages, set_language
from ui.pages.approvals.view import ApprovalsPage
from ui.widgets.decision_note import DecisionNote
from ui.widgets.words import retranslate_all

ROOM = (1318, 520)
ROOMS = (ROOM, (976, 430), (480, 150))
"""What is left for the page of a window of 1366 x 768 and 1024 x 640, and of the second drawn twice as large."""


class Desk(Services):
    def view(self, which: object) -> Any:
        decision = NO if which == REJECTED else None
        return replace(READY, enrollment=replace(READY.enrollment, enrollment_id=which, decision=decision))


@pytest.fixture
def services() -> Desk:
    return Desk()


@pytest.fixture
def page(qtbot: QtBot, services: Desk) -> Iterator[Any]:
    set_language("en")
    made = open_page(ApprovalsPage, fake_station(enroll=services, sign_in=services, approvals=services), READY, ROOM)
    qtbot.addWidget(made)
    qtbot.waitUntil(lambda: made._shown is not None and bool(made._shown.views))
    yield made
    made.leave()


def holds(page: Any, rooms: Sequence[tuple[int, int]] = ROOMS) -> None:
    for tag in languages():
        set_language(tag)
        retranslate_all(page)
        for room in rooms:
            page.resize(*room)
            for _ in range(5):  # cards within a page that scrolls: each lays out what is in it once more
                QApplication.processEvents()
            assert (page.width(), page.height()) == room, tag
            assert page.minimumSizeHint().width() <= room[0], tag
            assert page.minimumSizeHint().height() <= room[1], tag
            assert (nameless(page), too_small(page), clipped(page)) == ([], [], []), (room, tag)
    page.resize(*ROOM)
    set_language("en")
    retranslate_all(page)


def test_two_are_looked_at_ticked_and_approved_with_one_pin_by_keyboard(
    page: Any, services: Desk, qtbot: QtBot
) -> None:
    assert page.primary_reason() == "Look at a case and tick it with Space."
    qtbot.keyClick(page.list, Qt.Key.Key_Space)
    qtbot.keyClick(page.list, Qt.Key.Key_Down)
    qtbot.waitUntil(lambda: page._shown.row is not None and page._shown.row.case.enrollment_id == B)
    qtbot.waitUntil(lambda: page._shown.row.seen)
    qtbot.keyClick(page.list, Qt.Key.Key_Space)
    assert page._shown.ticked == (A, B)
    assert page.primary_reason() == "Type your PIN."
    services.answer, services.cases = (done(A), done(B)), ()
    qtbot.keyClicks(page.asked.pin, "5678")
    assert page.primary_reason() is None
    qtbot.keyClick(page.asked.pin, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page._shown.rows == ())
    assert services.approved == [((A, B), "k", "5678")]
    assert page.asked.pin.text() == "", "no PIN stays behind"
    assert page._sent.text() == "Approved and sent: 2"


def test_single_items_are_sent_back_with_a_note(page: Any, services: Desk, qtbot: QtBot) -> None:
    qtbot.mouseClick(page.back, Qt.MouseButton.LeftButton)
    form = page.form
    assert form.isVisible()
    assert not form.confirm.isEnabled()
    shown = [form.items.item(index).text() for index in range(form.items.count())]
    assert shown[0] == "Portrait"
    assert "Surname, Armenian" in shown
    assert "Legal representative's name" not in shown, "nothing that this case has not"
    qtbot.keyClick(form.items, Qt.Key.Key_Space)
    qtbot.keyClick(form.reasons, Qt.Key.Key_Space)
    assert not page.list.isVisible(), "what is said has the room"
    qtbot.keyClicks(form.note, "too dark")
    qtbot.keyClicks(page.asked.pin, "5678")
    qtbot.mouseClick(form.confirm, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: form.isHidden())
    assert services.refused == [(A, ("ANSWER-QUALITY",), ("portrait",), "too dark", "k", "5678")]
    assert page.list.isVisible()


def test_of_people_who_came_together_one_is_meant_by_keyboard(page: Any, services: Desk, qtbot: QtBot) -> None:
    first, child = (
        replace(READY, title=title, enrollment=replace(READY.enrollment, enrollment_id=which))
        for title, which in (("Անի", A), ("Արամ", CHILD))
    )
    page.presenter._show(views=(first, child))
    form = page.form
    page._ask_why(back=True)
    assert [form.person.itemText(place) for place in range(form.person.count())] == ["1. Անի", "2. Արամ"]
    assert (form.person.value(), form.items.count(), form.confirm.isEnabled()) == ("", 0, False), "nobody is meant yet"
    assert form.person.accessibleName() == "About whom"
    holds(page)
    qtbot.keyClick(form.person, Qt.Key.Key_Down)
    qtbot.keyClick(form.items, Qt.Key.Key_Space)
    assert form.confirm.isEnabled()
    qtbot.keyClick(form.person, Qt.Key.Key_Down)
    assert form.person.value() == CHILD
    assert form.items.ticks() == (), "what was ticked of somebody else"
    qtbot.keyClick(form.items, Qt.Key.Key_Space)
    qtbot.keyClicks(page.asked.pin, "5678")
    qtbot.mouseClick(form.confirm, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: form.isHidden())
    assert services.refused == [(CHILD, (), ("portrait",), "", "k", "5678")]


def test_a_field_that_only_this_service_has_is_named_as_the_service_calls_it(page: Any, services: Desk) -> None:
    step = replace(READY.steps[0], lines=(Line("", ("YES",), ("abroad",)), Line("", ("x",), ("shown_only",))))
    called = {"abroad": {"en": "Goes abroad", "hy": "Արտերկիր", "ru": "Едет за рубеж"}}
    decision = replace(NO, kind=DecisionKind.RETURNED, items=("abroad",))
    view = replace(
        READY, steps=(step,), slaps=(), nameable=called, enrollment=replace(READY.enrollment, decision=decision)
    )
    page.presenter._show(views=(view,))
    page._ask_why(back=True)
    shown = [page.form.items.item(index).text() for index in range(page.form.items.count())]
    assert shown == ["Goes abroad"]
    (said,) = page.case.findChildren(DecisionNote)
    assert "Goes abroad" in said.accessibleName()


def test_a_rejection_waits_for_a_reason_and_can_be_dropped(page: Any, services: Desk, qtbot: QtBot) -> None:
    qtbot.mouseClick(page.reject, Qt.MouseButton.LeftButton)
    assert not page.form.confirm.isEnabled()
    qtbot.keyClick(page.form.reasons, Qt.Key.Key_Space)
    assert page.form.confirm.isEnabled()
    assert page.cancel()
    assert page.form.isHidden()
    assert not page.cancel()
    assert services.refused == []


def test_what_was_rejected_is_reopened_by_a_second_person_with_the_keyboard(
    page: Any, services: Desk, qtbot: QtBot
) -> None:
    services.cases = (rejected(),)
    page.presenter.enter()
    qtbot.waitUntil(lambda: page._shown.row is not None and page._shown.row.rejected and bool(page._shown.views))
    assert [each.isVisible() for each in (page.reopen, page.back, page.reject)] == [True, False, False]
    (said,) = page.case.findChildren(DecisionNote)
    assert "shows somebody else" in said.accessibleName()
    assert not page.reopen.isEnabled()
    holds(page, [ROOM])
    services.cases = ()
    qtbot.keyClicks(page.asked.pin, "9012")
    assert page.reopen.isEnabled()
    qtbot.keyClick(page.asked.pin, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page._shown.rows == ())
    assert services.reopened == [(REJECTED, "s", "9012")]
    assert page.asked.pin.text() == ""


def test_it_holds_in_each_language_and_state(page: Any, services: Desk, qtbot: QtBot) -> None:
    holds(page)
    for back in (True, False):
        page._ask_why(back=back)
        holds(page)
        page.cancel()
    page.presenter.tick(A, True)
    services.answer = Problem("CRY-010", {"tries_left": 4})
    page.presenter.approve("1111")
    qtbot.waitUntil(page.note.isVisible)
    holds(page, [ROOM])


def test_nothing_waits(qtbot: QtBot, services: Desk) -> None:
    services.cases = ()
    empty = open_page(ApprovalsPage, fake_station(enroll=services, sign_in=services, approvals=services), READY, ROOM)
    qtbot.addWidget(empty)
    qtbot.waitUntil(lambda: empty.primary_reason() == "Nothing waits for approval.")
    holds(empty, [ROOM])
    empty.leave()
