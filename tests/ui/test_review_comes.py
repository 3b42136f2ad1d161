"""What a review compares is made out of sight, in parts; and what stays the same is not made again."""

from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from station.services.enrollment_views import view_of
from station.services.views import EnrollmentView
from tests.support.longest import longest
from tests.support.people import Shelf
from tests.support.plans import PLANS
from tests.support.window import fake_station, open_page
from tests.ui.test_made_ahead import MOST, counted
from tests.ui.test_review_page import READY, SIGNED, Acts
from tests.unit.station.steps.test_whole import TODAY, full
from ui.messages import set_language
from ui.pages.review.view import ReviewPage
from ui.widgets.words import retranslate_all


@pytest.fixture
def page(qtbot: QtBot) -> Any:
    acts = Acts()
    made = open_page(ReviewPage, fake_station(READY.enrollment, enroll=acts, sign_in=acts), READY)
    qtbot.addWidget(made)
    return made


@pytest.fixture(scope="module")
def another() -> EnrollmentView:
    """Of whom everything is asked, and all is long."""
    return view_of(PLANS.walk(replace(longest(full("biometric_passport", Shelf())), step="review"), TODAY))


def words(page: QWidget) -> list[str]:
    return [each.text() for each in page.findChildren(QLabel) if each.isVisible()]


def lines_of(page: QWidget) -> set[QLabel]:
    return {each for each in page.findChildren(QLabel) if each.isVisible()}


def test_no_part_makes_more_than_a_few_widgets_and_entering_makes_none(page: Any, another: EnrollmentView) -> None:
    (making,) = page.coming(another)
    counts = list(counted(making))
    assert len(counts) > len(page.sections)
    assert max(counts) <= MOST
    before = len(QApplication.allWidgets())
    page.leave()
    page.enter(another)
    assert len(QApplication.allWidgets()) <= before
    page.leave()


def test_what_is_compared_now_stays_as_it_is_meanwhile(page: Any, another: EnrollmentView) -> None:
    before = words(page)
    (making,) = page.coming(another)
    making.whole()
    QApplication.processEvents()
    assert words(page) == before
    page.leave()
    page.enter(another)
    QApplication.processEvents()
    shown = words(page)
    assert another.enrollment.fields["surname_hy"] in "\n".join(shown)
    assert READY.enrollment.fields["surname_hy"] not in "\n".join(shown)
    page.leave()


def test_who_is_shown_after_all_is_whoever_is_entered(page: Any, another: EnrollmentView) -> None:
    """It came for one, and another is entered: made of what is true of that one."""
    (making,) = page.coming(another)
    making.part()
    page.leave()
    corrected = replace(READY.enrollment, step="review")
    page.enter(view_of(PLANS.walk(corrected, TODAY)))
    QApplication.processEvents()
    assert READY.enrollment.fields["surname_hy"] in "\n".join(words(page))
    assert another.enrollment.fields["surname_hy"] not in "\n".join(words(page))
    page.leave()


def test_nothing_comes_where_all_of_it_is_there(page: Any) -> None:
    assert list(page.coming(SIGNED)) == []


def test_signing_says_no_line_anew_and_a_change_says_its_own(page: Any) -> None:
    before = lines_of(page)
    page.refresh(SIGNED)
    assert before <= lines_of(page)
    typed = {**READY.enrollment.fields, "birth_place": "Վանաձոր"}
    values = READY.enrollment.values
    changed = replace(
        READY.enrollment, values={**values, "birth_place": replace(values["birth_place"], text="Վանաձոր")}
    )
    assert changed.fields == typed
    page.refresh(replace(READY, enrollment=changed, steps=view_of(PLANS.walk(changed, TODAY)).steps))
    QApplication.processEvents()
    assert "Վանաձոր" in "\n".join(words(page))
    page.leave()


def test_another_language_says_every_line(page: Any) -> None:
    before = words(page)
    set_language("ru")
    retranslate_all(page)
    QApplication.processEvents()
    assert len(words(page)) == len(before)
    assert sum(one == other for one, other in zip(words(page), before, strict=True)) < len(before) / 2
    page.leave()
