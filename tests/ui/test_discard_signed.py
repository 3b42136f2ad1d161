"""A signed application is discarded by a state officer at the desk: the same row of officer and PIN as at approval."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from station.acts import CaseState
from station.domain.enrollment import EnrollmentId
from station.domain.errors import Problem
from station.domain.operator import CredentialId, Role
from station.domain.paying import TerminalPayment
from station.services.draft_summary import DraftSummary
from station.services.views import CredentialView, OutboxSummary, OutboxView, ServiceView
from tests.support.capture_fakes import NOW, enrollment, view
from tests.support.window import fake_station, open_page
from ui.messages import languages, set_language
from ui.pages.home.view import HomePage
from ui.theme.active import colour
from ui.theme.tokens import UNIT
from ui.widgets.problem_note import ProblemNote
from ui.widgets.words import retranslate_all

SIGNED = DraftSummary(
    EnrollmentId("e-1"), "Անահիտ Սարգսյան", "step.review.name", NOW, "biometric_passport", state=CaseState.SIGNED,
    by_two=True,
)  # fmt: skip
PLAIN = replace(SIGNED, enrollment_id=EnrollmentId("e-2"), state=CaseState.OPEN, by_two=False)


class Services:
    def __init__(self) -> None:
        self.kept = [PLAIN, SIGNED]
        self.asked: list[tuple[str, str, str]] = []
        self.withdrawn: list[tuple[str, str, str]] = []

    def credentials(self) -> tuple[CredentialView, ...]:
        both = frozenset({Role.OFFICER, Role.OPERATOR})
        return (
            CredentialView(CredentialId("a"), "Անի", "Partner", frozenset({Role.OPERATOR}), "1234"),
            CredentialView(
                CredentialId("k"), "Կարեն Սարգսյան", "Միգրացիայի և քաղաքացիության ծառայություն", both, "5678"
            ),
        )

    def services(self) -> tuple[ServiceView, ...]:
        return (ServiceView("biometric_passport", {"en": "Biometric passport"}),)

    def drafts(self) -> tuple[DraftSummary, ...]:
        return tuple(self.kept)

    def discard(self, enrollment_id: str, officer: str, pin: str) -> Problem | None:
        self.asked.append((enrollment_id, officer, pin))
        if enrollment_id == SIGNED.enrollment_id and pin != "5678":
            return Problem("CRY-010", {"tries_left": 4}, retryable=True)
        self.kept = [each for each in self.kept if each.enrollment_id != enrollment_id]
        return None

    def withdraw(self, enrollment_id: str, officer: str, pin: str) -> Problem | None:
        self.withdrawn.append((enrollment_id, officer, pin))
        if enrollment_id != PLAIN.enrollment_id and pin != "5678":
            return Problem("CRY-010", {"tries_left": 4}, retryable=True)
        self.kept = [each for each in self.kept if each.enrollment_id != enrollment_id]
        return None

    def rows(self, _: int) -> tuple[OutboxView, ...]:
        return ()

    def summary(self) -> OutboxSummary:
        return OutboxSummary(total=0)

    def subscribe(self, _: Callable[[], None]) -> Callable[[], None]:
        return lambda: None


class Bench:
    def __init__(self, qtbot: QtBot) -> None:
        self.services = Services()
        station = fake_station(enrollment(), enroll=self.services, sign_in=self.services, deliver=self.services)
        self.page: Any = open_page(HomePage, station, view(enrollment()))
        qtbot.addWidget(self.page)
        qtbot.waitUntil(lambda: len(self.page.rows) == 2)

    def row(self, draft: DraftSummary) -> Any:
        return next(row for row in self.page.rows if row.draft_id == draft.enrollment_id)


def inks(button: QWidget) -> set[str]:
    picture = button.grab().toImage()
    return {picture.pixelColor(x, y).name() for x in range(picture.width()) for y in range(picture.height())}


@pytest.fixture
def bench(qtbot: QtBot) -> Iterator[Bench]:
    set_language("en")
    made = Bench(qtbot)
    yield made
    made.page.leave()


def test_a_state_officer_discards_what_was_signed(bench: Bench, qtbot: QtBot) -> None:
    row = bench.row(SIGNED)
    assert any("takes a second person" in label.text() for label in row.findChildren(QLabel))
    qtbot.mouseClick(row.discard, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: row.giving_up.asked.officer.value() == "k")
    assert row.giving_up.asked.pin.isVisible()
    for button in (row.giving_up.really, row.giving_up.withdraw):
        assert not button.isEnabled()
        assert colour("error").name() not in inks(button), "it looks as if it could be pressed"
    qtbot.keyClicks(row.giving_up.asked.pin, "1111")
    qtbot.keyClick(row.giving_up.asked.pin, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: row.giving_up.asked.pin.text() == "")
    assert bench.services.asked == [("e-1", "k", "1111")]
    assert bench.row(SIGNED) is row, "the PIN is typed again where it was typed"
    qtbot.keyClicks(row.giving_up.asked.pin, "5678")
    assert colour("error").name() in inks(row.giving_up.really)
    qtbot.mouseClick(row.giving_up.really, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: len(bench.page.rows) == 1)
    assert bench.services.asked[-1] == ("e-1", "k", "5678")


def test_nothing_is_asked_for_what_nobody_signed(bench: Bench, qtbot: QtBot) -> None:
    row = bench.row(PLAIN)
    qtbot.mouseClick(row.discard, Qt.MouseButton.LeftButton)
    assert not row.giving_up.asked.isVisible()
    qtbot.mouseClick(row.giving_up.really, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: len(bench.page.rows) == 1)
    assert bench.services.asked == [("e-2", "", "")]


def test_a_second_person_is_asked_also_where_it_was_changed_after_it_was_signed(bench: Bench, qtbot: QtBot) -> None:
    bench.page.show_drafts((replace(PLAIN, by_two=True),))
    row = bench.row(PLAIN)
    row.discard.click()
    qtbot.waitUntil(row.giving_up.asked.isVisible)


def test_it_says_what_money_a_terminal_took_and_what_is_not_settled(bench: Bench, qtbot: QtBot) -> None:
    paid = TerminalPayment("5f0c2b7a9d", 3000, "R-17")
    bench.page.show_drafts((replace(PLAIN, payments=(paid, replace(paid, receipt="", sure=False))),))
    row = bench.row(PLAIN)
    assert not row.giving_up.money.isVisible()
    row.discard.click()
    qtbot.waitUntil(row.giving_up.money.isVisible)
    taken, open_still = (each.text() for each in row.giving_up.money.lines)
    assert all(
        said in taken for said in ("took 3\u00a0000\u00a0AMD", "receipt R-17", "reference 5f0c2b7a", "no money back")
    )
    assert "not known yet" in open_still
    for tag in languages():
        set_language(tag)
        retranslate_all(row)
        assert "3\u00a0000" in row.giving_up.money.lines[0].text()
    row.giving_up.keep.click()
    assert not row.giving_up.money.isVisible()


def test_an_applicant_takes_it_back(bench: Bench, qtbot: QtBot) -> None:
    """It is asked twice, goes another way than discarding, and of what was signed through a state officer."""
    row = bench.row(PLAIN)
    assert not row.giving_up.withdraw.isVisible()
    row.discard.click()
    qtbot.waitUntil(lambda: row.giving_up.withdraw.isVisible() and row.giving_up.withdraw.isEnabled())
    qtbot.mouseClick(row.giving_up.keep, Qt.MouseButton.LeftButton)
    assert not row.giving_up.withdraw.isVisible()
    assert bench.services.withdrawn == []
    row.discard.click()
    qtbot.mouseClick(row.giving_up.withdraw, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: len(bench.page.rows) == 1)
    assert bench.services.withdrawn == [("e-2", "", "")]

    row = bench.row(SIGNED)
    row.discard.click()
    qtbot.waitUntil(lambda: row.giving_up.asked.officer.value() == "k")
    assert not row.giving_up.withdraw.isEnabled()
    for pin in ("1111", "5678"):
        qtbot.keyClicks(row.giving_up.asked.pin, pin)
        qtbot.mouseClick(row.giving_up.withdraw, Qt.MouseButton.LeftButton)
        qtbot.waitUntil(lambda pin=pin: bench.services.withdrawn[-1] == ("e-1", "k", pin))
        qtbot.waitUntil(lambda: not bench.page.rows or row.giving_up.asked.pin.text() == "")
    qtbot.waitUntil(lambda: bench.page.rows == ())
    assert bench.services.asked == [], "nothing was discarded"


def test_what_does_not_open_is_withdrawn_with_enter(bench: Bench, qtbot: QtBot) -> None:
    shut = DraftSummary(EnrollmentId("e-3"), "", "", NOW, "", Problem("STN-164"), by_two=True)
    bench.services.kept = [shut]
    bench.page.show_drafts((shut,))
    row = bench.row(shut)
    row.discard.click()
    qtbot.waitUntil(lambda: row.giving_up.asked.officer.value() == "k")
    assert not row.giving_up.really.isVisible()
    qtbot.keyClicks(row.giving_up.asked.pin, "5678")
    qtbot.keyClick(row.giving_up.asked.pin, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bench.page.rows == ())
    assert bench.services.withdrawn == [("e-3", "k", "5678")]


def test_a_pin_does_not_stay_when_it_is_kept_or_the_page_is_left(bench: Bench, qtbot: QtBot) -> None:
    row = bench.row(SIGNED)
    for leave in (row.giving_up.keep.click, bench.page.leave):
        qtbot.mouseClick(row.discard, Qt.MouseButton.LeftButton)
        qtbot.keyClicks(row.giving_up.asked.pin, "5678")
        leave()
        assert row.giving_up.asked.pin.text() == ""
    assert bench.services.asked == []


def test_a_row_that_asks_stays_in_sight_when_the_page_gets_lower(bench: Bench, qtbot: QtBot) -> None:
    """It is longer than before, and a problem told above the lists takes more room."""
    others = tuple(replace(PLAIN, enrollment_id=EnrollmentId(f"e-1{number}")) for number in range(8))
    bench.page.resize(1366, 560)
    bench.page.show_drafts((SIGNED, *others))
    row = bench.row(SIGNED)
    scroll = next(area for area in bench.page.findChildren(QScrollArea) if area.isAncestorOf(row))
    qtbot.waitUntil(lambda: row.isVisible() and scroll.verticalScrollBar().maximum() > 0)
    scroll.verticalScrollBar().setValue(scroll.verticalScrollBar().maximum())
    row.discard.click()
    qtbot.waitUntil(lambda: in_sight(row, scroll))
    bench.page.resize(1366, 460)
    qtbot.waitUntil(lambda: scroll.viewport().height() < 400 and in_sight(row, scroll))


def in_sight(row: QWidget, scroll: QScrollArea) -> bool:
    top = row.mapTo(scroll.viewport(), row.rect().topLeft())
    return row.height() > 100 and top.y() >= 0 and top.y() + row.height() <= scroll.viewport().height()


def test_a_reason_stands_apart_and_each_button_says_whose_it_is(bench: Bench, qtbot: QtBot) -> None:
    shut = DraftSummary(EnrollmentId("e-3"), "", "", NOW, "", Problem("STN-164"), by_two=True)
    bench.page.show_drafts((PLAIN, shut, replace(shut, enrollment_id=EnrollmentId("e-4"))))
    row = bench.row(shut)
    note = row.findChild(ProblemNote)
    bench.page.resize(1366, 600)
    begun = next(label for label in row.findChildren(QLabel) if label.text().startswith("No. e-3"))
    qtbot.waitUntil(lambda: begun.height() > 0 and note.y() > begun.geometry().bottom() + UNIT)
    assert len({each.discard.accessibleName() for each in bench.page.rows}) == 3


@pytest.mark.parametrize("tag", languages())
def test_a_row_that_asks_is_no_wider_than_it_was(bench: Bench, tag: str) -> None:
    """So the list has no bar across where a screen is small: what has no room stands below."""
    row = bench.row(SIGNED)
    set_language(tag)
    retranslate_all(bench.page)
    resting = row.minimumSizeHint().width()
    row.discard.click()
    QApplication.processEvents()  # what it asks was made just now
    assert row.giving_up.isVisible()
    assert row.minimumSizeHint().width() <= resting
