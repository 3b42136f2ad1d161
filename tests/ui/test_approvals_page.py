"""The page of approvals: gone through with the keyboard, in each language and state without a word cut off."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from station.domain.decision import DecisionKind
from station.domain.errors import Problem
from station.domain.lines import Line, Pages, Prints
from station.domain.operator import CredentialId
from station.domain.sample import Slap
from station.services.enrollment_views import view_of
from station.services.traits import CaseTraits
from station.services.views import CredentialView
from tests.support.capture_fakes import blob, impression, view
from tests.support.layout import clipped
from tests.support.people import Shelf
from tests.support.plans import PLANS
from tests.support.window import fake_station, open_page, settle
from tests.support.window_lint import nameless, too_small
from tests.ui.test_review_page import READY
from tests.unit.station.steps.test_whole import SERVICES, TODAY, full
from tests.unit.ui.test_approvals_presenter import CHILD, NO, OWN, REJECTED, A, B, Services, done, rejected
from ui.messages import languages, say, set_language
from ui.pages.approvals.refusal import RefusalForm
from ui.pages.approvals.state import Refusal
from ui.pages.approvals.view import ApprovalsPage
from ui.widgets.decision_note import DecisionNote
from ui.widgets.officer_model import Officer
from ui.widgets.words import retranslate_all

ROOM = (1318, 520)
OFFICE = "Միգրացիայի և քաղաքացիության ծառայություն"
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
            settle(page.case)
            for _ in range(5):  # cards within a page that scrolls: each lays out what is in it once more
                QApplication.processEvents()
            assert (page.width(), page.height()) == room, tag
            assert page.minimumSizeHint().width() <= room[0], tag
            assert page.minimumSizeHint().height() <= room[1], tag
            assert (nameless(page), too_small(page), clipped(page)) == ([], [], []), (room, tag)
    page.resize(*ROOM)
    set_language("en")
    retranslate_all(page)


def read(page: Any, qtbot: QtBot) -> None:
    """With Enter to its end."""
    qtbot.waitUntil(lambda: bool(page._shown.views))
    settle(page.case)
    QApplication.processEvents()
    for _ in range(60):
        if page._shown.row.seen:
            return
        qtbot.keyClick(page.list, Qt.Key.Key_Return)
        QApplication.processEvents()
    raise AssertionError("it has no end")


def test_what_was_jumped_over_was_not_seen(page: Any, qtbot: QtBot) -> None:
    bar = page.case._scroll.verticalScrollBar()
    settle(page.case)
    assert bar.maximum() > page.case._scroll.viewport().height() > 0
    bar.setValue(bar.maximum())
    QApplication.processEvents()
    assert not page._shown.row.seen
    bar.setValue(0)
    read(page, qtbot)


def test_in_a_small_window_a_case_below_the_list_is_not_seen_until_it_comes_to_sight(page: Any, qtbot: QtBot) -> None:
    page.resize(805, 270)
    settle(page.case)
    for _ in range(5):
        QApplication.processEvents()
    assert page._scroll.verticalScrollBar().value() == 0
    bar = page.case._scroll.verticalScrollBar()
    for place in range(0, bar.maximum() + 50, 50):
        bar.setValue(place)
    assert not page._shown.row.seen, "all of it went by below the window"
    bar.setValue(0)
    read(page, qtbot)
    assert page._scroll.verticalScrollBar().value() > 0


def test_another_language_shows_nobody_the_rest_of_a_case(page: Any, qtbot: QtBot) -> None:
    """The case is made anew then: an empty one for a moment, which is no whole one."""
    settle(page.case)
    for tag in ("hy", "en"):
        set_language(tag)
        retranslate_all(page)
        page.retranslate()
        settle(page.case)
        assert not page._shown.row.seen


def test_letters_in_the_list_look_for_a_name_and_a_key_narrows_it(page: Any, qtbot: QtBot) -> None:
    qtbot.keyClick(page.list, Qt.Key.Key_P)
    assert page.waiting.finder.typed.hasFocus()
    qtbot.keyClicks(page.waiting.finder.typed, "erson b")
    assert [row.case.enrollment_id for row in page._shown.shown] == [B]
    assert page.waiting.counts.text() == "Shown: 1 of 3 · looked at: 0 · ticked: 0"
    page.waiting.finder.typed.clear()
    page.waiting.narrow.click()
    sheet = page.waiting._sheet
    assert sheet.first() is sheet.boxes["operator"], "what occurs: two have signed"
    assert sheet.boxes["operator"].hasFocus()
    sheet.boxes["operator"].setCurrentText("Կարեն")
    sheet.boxes["operator"].chosen.emit(sheet.boxes["operator"].value())
    assert [row.case.enrollment_id for row in page._shown.shown] == [OWN]
    assert page.waiting.narrow.text().startswith("Filter: 1")
    sheet.all.click()
    assert [row.case.enrollment_id for row in page._shown.shown] == [A, B, OWN]


def test_a_row_says_what_an_officer_must_know_before_they_look(page: Any, services: Desk, qtbot: QtBot) -> None:
    traits = CaseTraits({"en": "Passport"}, "CIVIL", "Gyumri", overrides=2, excepted=True, household=True)
    services.cases = (replace(services.cases[0], traits=traits, people=3),)
    page.presenter.enter()
    qtbot.waitUntil(lambda: page.list.count() == 1)
    words = page.list.words_at(0)
    for said in ("Passport · Together: 3", "With a reason, to settle: 2 · Exception"):
        assert said in words


def top(box: QRect) -> int:
    return box.top()


def test_papers_and_prints_are_shown_and_nothing_of_them_stays(page: Any, services: Desk, qtbot: QtBot) -> None:
    """They were fetched and not drawn: an officer approved papers that nobody had shown them."""
    paper, source = blob("paper", "image/jpeg"), impression(Slap.THUMBS, 1, (60, 60))
    steps = tuple(replace(step, lines=(*step.lines, Pages((paper, paper)))) for step in READY.steps[:1])
    prints = next(step for step in READY.steps if any(isinstance(item, Prints) for item in step.lines))
    of = READY.enrollment.with_slap(source)
    shown = view(of, steps=(*steps, prints), ready_to_sign=True)
    page.case.show_views((shown,))
    grey = np.full((30, 20), 90, np.uint8)
    page.case.show_pictures({paper.digest: grey, source.source.digest: grey})
    settle(page.case)
    drawn = {digest: photo for digest, _, photo in page.case._photos}
    for digest in (paper.digest, source.source.digest):
        assert not drawn[digest].pixmap().isNull()
        assert drawn[digest].isVisible()
    parts = [each for each in page.case._scroll.widget().children() if each.isWidgetType() and each.isVisible()]
    below = sorted((part.geometry() for part in parts), key=top)
    assert [pair for pair in pairwise(below) if pair[0].intersects(pair[1])] == [], "nothing over another"
    page.leave()
    assert page.case._photos == []
    assert page.list.count() == 0, "nor a name"


def test_two_are_looked_at_ticked_and_approved_with_one_pin_by_keyboard(
    page: Any, services: Desk, qtbot: QtBot
) -> None:
    assert page.primary_reason() == "Look through a case with Enter, then tick it with Space."
    qtbot.keyClick(page.list, Qt.Key.Key_Space)
    assert page._shown.ticked == (), "its end was not on the screen"
    read(page, qtbot)
    qtbot.keyClick(page.list, Qt.Key.Key_Space)
    qtbot.keyClick(page.list, Qt.Key.Key_Down)
    qtbot.waitUntil(lambda: page._shown.row is not None and page._shown.row.case.enrollment_id == B)
    read(page, qtbot)
    qtbot.keyClick(page.list, Qt.Key.Key_Space)
    assert page._shown.ticked == (A, B)
    assert page.primary_reason() == "Type your PIN."
    services.answer = (done(A), done(B))
    qtbot.keyClicks(page.asked.pin, "5678")
    assert page.primary_reason() is None
    qtbot.keyClick(page.asked.pin, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: [row.case.enrollment_id for row in page._shown.rows] == [OWN])
    assert services.approved == [((A, B), "k", "5678")]
    assert page.asked.pin.text() == "", "no PIN stays behind"
    assert page.waiting.sent.text() == "Approved and sealed: 2"


def test_single_items_are_sent_back_with_a_note(page: Any, services: Desk, qtbot: QtBot) -> None:
    qtbot.mouseClick(page.back, Qt.MouseButton.LeftButton)
    form = page.form
    assert form.isVisible()
    assert not form.confirm.isEnabled()
    shown = [form.items.words_at(index) for index in range(form.items.count())]
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
    shown = [page.form.items.words_at(index) for index in range(page.form.items.count())]
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
    settle(page.case)
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
    read(page, qtbot)
    page.presenter.tick(A, True)
    services.answer = Problem("CRY-010", {"tries_left": 4})
    page.presenter.approve("1111")
    qtbot.waitUntil(page.note.isVisible)
    holds(page, [ROOM])


def test_a_refused_key_is_named_and_stays_named_when_another_is_offered(
    page: Any, services: Desk, qtbot: QtBot
) -> None:
    read(page, qtbot)
    page.presenter.tick(A, True)
    services.answer = Problem("CRY-010", {"tries_left": 4})
    page.presenter.approve("1111")
    qtbot.waitUntil(page.note.isVisible)
    name = page.asked.name
    assert page.note.accessibleName().startswith(name)
    page.presenter._show(officer="")
    assert page.note.accessibleName().startswith(name)
    page.presenter.choose("k")
    services.reject = lambda *_: Problem("CRY-010", {"tries_left": 3})  # type: ignore[method-assign, assignment]
    page._ask_why(back=False)
    page.presenter.refuse(Refusal(("ANSWER-QUALITY",)), "1111")
    qtbot.waitUntil(lambda: bool(page.context.shell.problems))
    assert page.context.shell.whose == page.asked.name == name


def test_what_is_asked_of_the_officer_has_the_height_that_it_needs(page: Any) -> None:
    """In 1024 pixels the column was narrower than the longest words in it, and labels lay over boxes."""
    someone = CredentialView(CredentialId("k"), "Կարեն Սարգսյան", OFFICE, frozenset(), "5678")
    page.resize(976, 500)
    page.asked.show_people([Officer(someone, False)])
    for tag in languages():
        set_language(tag)
        retranslate_all(page)
        for _ in range(5):
            QApplication.processEvents()
        asked = page.asked
        assert asked.width() >= asked.minimumSizeHint().width(), tag
        assert asked.height() >= asked.layout().totalHeightForWidth(asked.width()), tag
    set_language("en")


def test_nothing_waits(qtbot: QtBot, services: Desk) -> None:
    services.cases = ()
    empty = open_page(ApprovalsPage, fake_station(enroll=services, sign_in=services, approvals=services), READY, ROOM)
    qtbot.addWidget(empty)
    qtbot.waitUntil(lambda: empty.primary_reason() == "Nothing waits for approval.")
    holds(empty, [ROOM])
    empty.leave()


@pytest.mark.parametrize("back", [True, False])
def test_the_bar_says_what_the_form_is_for_and_leads_to_what_is_missing(page: Any, services: Desk, back: bool) -> None:
    """Never "approve" while an officer says why not."""
    (page.back if back else page.reject).click()
    done_by_it = "approvals.send_back_really" if back else "approvals.reject_really"
    assert page.primary_key() == done_by_it
    assert page.primary_reason() == say(f"{done_by_it}_need")
    assert page.over_primary()
    QApplication.processEvents()
    assert page.form.items.hasFocus() if back else page.form.reasons.hasFocus()
    QTest.keyClick(page.form.items if back else page.form.reasons, Qt.Key.Key_Space)
    assert page.primary_reason() == say("approvals.need_pin")
    assert page.over_primary()
    assert page.asked.pin.hasFocus()
    page.asked.pin.setText("5678")
    assert page.primary_reason() is None
    assert page.hint() == ""
    page.cancel()
    assert page.primary_key() == "approvals.approve"


def test_a_case_that_was_looked_at_stands_nowhere_else_afterwards(page: Any) -> None:
    """Whoever looks quickly: what came and went in one turn is not shown in the next, as a window of its own."""
    before = {each for each in QApplication.topLevelWidgets() if each.isVisible()}
    for _ in range(3):
        page.case.show_views((READY,))
        page.case.show_views(())
    for _ in range(4):
        QApplication.processEvents()
    assert [each for each in QApplication.topLevelWidgets() if each.isVisible() and each not in before] == []


@pytest.mark.parametrize("service", SERVICES)
def test_no_two_items_that_can_be_sent_back_are_called_alike(service: str, qtbot: QtBot) -> None:
    """Whoever ticks one means that one."""
    form = RefusalForm()
    qtbot.addWidget(form)
    last = PLANS.plan(service, TODAY).steps[-1].step_id
    shown = view_of(PLANS.walk(full(service, Shelf()).at_step(last), TODAY))
    for tag in languages():
        set_language(tag)
        form.ask((shown,), back=True)
        words = [form.items.model().index(row, 0).data() for row in range(form.items.count())]
        assert words
        assert len(set(words)) == len(words), tag
    set_language("hy")
