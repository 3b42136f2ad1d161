"""Among many who wait one is found by name: by keyboard, in the order of the alphabet, and Tab goes as the eye does."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from station.domain.enrollment import EnrollmentId
from station.services.draft_summary import DraftSummary
from tests.support.capture_fakes import NOW
from tests.support.fingers_on_keys import focused, press, type_text
from tests.support.layout import clipped
from tests.support.window_lint import nameless, too_small
from ui.messages import languages, set_language
from ui.pages.home.draft_list import A_LOOK, AT_ONCE, DraftList
from ui.widgets.people_finder import BY_NAME, FEW, PeopleFinder
from ui.widgets.words import retranslate_all

NAMES = ("Ոսկան Ուլիխանյան", "Անի Վարդանյան", "Եվա Աբովյան", "Նարե Հակոբյան", "Արա Տերյան", "Մարո Օհանյան")


def drafts() -> tuple[DraftSummary, ...]:
    one = DraftSummary(EnrollmentId("x"), "", "step.review.name", NOW, "biometric_passport")
    return tuple(
        replace(one, enrollment_id=EnrollmentId(f"e-{place}"), title=name, surname=name.split()[1], names=(name,))
        for place, name in enumerate(NAMES)
    )


@pytest.fixture
def desk(qtbot: QtBot) -> tuple[PeopleFinder, DraftList]:
    page = QWidget()
    column = QVBoxLayout(page)
    finder, listed = PeopleFinder(), DraftList()
    column.addWidget(finder)
    column.addWidget(listed, 1)
    listed.show_drafts(drafts())
    finder.show_count(len(NAMES), len(NAMES))
    page.resize(QSize(420, 300))
    qtbot.addWidget(page)
    page.show()
    qtbot.waitExposed(page)
    qtbot.waitUntil(lambda: len(listed.rows) == len(NAMES))
    return finder, listed


def visible(listed: DraftList) -> list[str]:
    rows = sorted((row for row in listed.rows if row.isVisible()), key=lambda row: row.y())
    return [str(row.draft_id) for row in rows]


def test_who_is_looked_for_is_shown_in_the_order_that_is_wanted_and_tab_follows(
    desk: tuple[PeopleFinder, DraftList],
) -> None:
    finder, listed = desk
    assert visible(listed) == [f"e-{place}" for place in range(len(NAMES))]
    order = ["e-2", "e-3", "e-1", "e-4", "e-0", "e-5"]
    listed.show_found([EnrollmentId(each) for each in order])
    QApplication.processEvents()
    assert visible(listed) == order
    finder.order.setFocus()
    stops = []
    while len(stops) < len(order):
        press(Qt.Key.Key_Tab)
        row = next(row for row in listed.rows if row.isAncestorOf(focused()))
        if row.draft_id not in stops:
            stops.append(row.draft_id)
    assert stops == order
    listed.show_found([EnrollmentId("e-4")])
    QApplication.processEvents()
    assert visible(listed) == ["e-4"]
    assert sum(each.isVisible() for each in listed._lines) == 0


def many(count: int) -> list[DraftSummary]:
    return [replace(drafts()[0], enrollment_id=EnrollmentId(f"m-{place}")) for place in range(count)]


def test_of_hundreds_as_many_rows_are_made_as_a_look_takes_in_and_more_for_who_goes_on(
    desk: tuple[PeopleFinder, DraftList], qtbot: QtBot
) -> None:
    _, listed = desk
    before = len(QApplication.allWidgets())
    listed.show_drafts(many(500))
    assert len(listed.rows) == AT_ONCE, "the turn in which they are known is short"
    one = (len(QApplication.allWidgets()) - before) / AT_ONCE
    assert one < 24, "what a row asks is made when it asks"
    qtbot.waitUntil(lambda: len(listed.rows) == A_LOOK)
    qtbot.wait(20)
    assert len(listed.rows) == A_LOOK
    kept = listed.rows
    listed.show_drafts(many(500))
    assert listed.rows == kept, "what is as it was keeps its row"
    listed.rows[0].resume.setFocus()
    while len(listed.rows) < 3 * A_LOOK:
        press(Qt.Key.Key_Tab)
        assert listed.isAncestorOf(focused()), "Tab came to an end before the rows did"
        QApplication.processEvents()
    listed.show_found([EnrollmentId("m-499")])
    QApplication.processEvents()
    assert visible(listed) == ["m-499"]


def test_what_changed_of_a_draft_is_shown_and_what_is_gone_goes(
    desk: tuple[PeopleFinder, DraftList], qtbot: QtBot
) -> None:
    _, listed = desk
    first, second, *rest = listed.rows
    changed = replace(first.draft, title="Ուրիշ Անուն")
    listed.show_drafts([changed, *(row.draft for row in rest)])
    qtbot.waitUntil(lambda: len(visible(listed)) == len(NAMES) - 1)
    assert listed.rows[0] is not first
    assert listed.rows[0]._name.text() == "Ուրիշ Անուն"
    assert visible(listed) == [str(changed.enrollment_id), *(str(row.draft_id) for row in rest)]
    assert second not in listed.rows
    rest[0].discard.click()
    assert rest[0].giving_up.keep.isVisible()
    listed.show_drafts([row.draft for row in listed.rows])
    assert not rest[0].giving_up.keep.isVisible(), "nobody finds a question that another asked"


def test_what_is_typed_is_asked_for_and_forgotten(desk: tuple[PeopleFinder, DraftList]) -> None:
    finder, _ = desk
    asked: list[tuple[str, bool]] = []
    finder.asked.connect(lambda typed, by_name: asked.append((typed, by_name)))
    press(Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert focused() is finder.typed
    type_text("հա")
    finder.order.set_value(BY_NAME)
    finder.order.chosen.emit(BY_NAME)
    assert asked == [("հ", False), ("հա", False), ("հա", True)]
    finder.forget()
    assert asked[-1] == ("", True)
    finder.show_count(FEW, FEW)
    assert not finder.isVisible(), "a few are seen at a look"


def test_it_holds_in_every_language(desk: tuple[PeopleFinder, DraftList]) -> None:
    finder, _ = desk
    finder.show_count(len(NAMES), 0)
    for tag in languages():
        set_language(tag)
        retranslate_all(finder)
        QApplication.processEvents()
        assert (nameless(finder), too_small(finder), clipped(finder)) == ([], [], []), tag
    for width, below in ((420, False), (230, True)):
        finder.resize(width, 160)
        QApplication.processEvents()
        assert (finder.typed.geometry().bottom() < finder.order.y()) is below
        assert finder.typed.width() > 150, "a name has room"
