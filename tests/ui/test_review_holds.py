"""The review of whatever service, of somebody of whom everything is asked: nothing is cut off, in any language."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QSize
from PySide6.QtWidgets import QApplication, QScrollArea, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from station.services.enrollment_views import view_of
from station.services.views import EnrollmentView
from tests.support.layout import clipped
from tests.support.people import Shelf
from tests.support.plans import PLANS
from tests.support.window import fake_station, open_page
from tests.ui.test_review_page import APPROVED, READY, SIGNED, Acts
from tests.unit.station.steps.test_whole import SERVICES, TODAY, full
from ui.messages import languages, say, set_language
from ui.pages.review.view import ReviewPage
from ui.shell.page_room import PageRoom
from ui.widgets.lines import Photo
from ui.widgets.words import Label, retranslate_all

ROOMS = ((1038, 538), (952, 490), (511, 110), (764, 303))
"""What is left for the page of a window of 1366 x 768 and 1280 x 720, of the first drawn twice as large, of the second
by half."""


def cut(area: QScrollArea) -> list[str]:
    """What stands right of the edge, where nobody can scroll to."""
    edge = area.viewport().width()
    inner = area.widget()
    parts = [part for part in inner.findChildren(QWidget) if part.isVisibleTo(inner)]
    return [type(part).__name__ for part in parts if part.mapTo(inner, part.rect().topRight()).x() >= edge]


def test_a_step_is_called_as_its_service_says(qtbot: QtBot, dressed: QApplication) -> None:
    made = replace(full("id_card", Shelf()), step="review")
    acts, view = Acts(), view_of(PLANS.walk(made, TODAY))
    page = open_page(ReviewPage, fake_station(made, enroll=acts, sign_in=acts), view)
    qtbot.addWidget(page)
    request = next(step for step in view.steps if step.step_id == "request")
    for tag in languages():
        set_language(tag)
        retranslate_all(page)
        assert page.sections["request"].title.text() == request.called[tag]
        assert page.sections["portrait"].title.text() == say("step.face.name")
    page.leave()


def test_words_that_wrap_below_a_picture_have_their_room(qtbot: QtBot, dressed: QApplication) -> None:
    """Of a portrait taken with a reason the card says why: its height counts both."""
    card, photo, words = QWidget(), Photo("step.face.picture", QSize(117, 150)), Label("", "body")
    words.plain("a reason of many words " * 8)
    column = QVBoxLayout(card)
    column.addWidget(photo, 1)
    column.addWidget(words)
    qtbot.addWidget(card)
    for width in (200, 400):
        assert card.heightForWidth(width) >= 150 + words.heightForWidth(width)


@pytest.mark.parametrize("room", ROOMS)
@pytest.mark.parametrize("service", SERVICES)
def test_nothing_is_cut_off(service: str, room: tuple[int, int], qtbot: QtBot, dressed: QApplication) -> None:
    made = replace(full(service, Shelf()), step="review")
    acts = Acts()
    page = open_page(ReviewPage, fake_station(made, enroll=acts, sign_in=acts), view_of(PLANS.walk(made, TODAY)))
    qtbot.addWidget(page)
    page.resize(*room)
    (area,) = page.findChildren(QScrollArea)
    for tag in languages():
        set_language(tag)
        retranslate_all(page)
        for _ in range(12):  # cards within columns within a page that scrolls: each lays out what is in it once more
            QApplication.processEvents()
        assert (cut(area), clipped(page)) == ([], []), tag
    page.leave()


@pytest.mark.parametrize("shown", [READY, SIGNED, APPROVED], ids=["sign", "approve", "seal"])
def test_no_word_of_an_act_is_cut(shown: EnrollmentView, qtbot: QtBot, dressed: QApplication) -> None:
    acts = Acts()
    page = open_page(ReviewPage, fake_station(shown.enrollment, enroll=acts, sign_in=acts), shown)
    frame = PageRoom(page)  # as the window has it: a page that is too high is scrolled
    qtbot.addWidget(frame)
    frame.show()
    for room in ROOMS:
        frame.resize(*room)
        for tag in languages():
            set_language(tag)
            retranslate_all(page)
            for _ in range(12):
                QApplication.processEvents()
            assert clipped(page.acts) == [], (room, tag)
    page.leave()


def test_in_a_low_window_nothing_of_an_act_lies_over_another(qtbot: QtBot, dressed: QApplication) -> None:
    acts = Acts()
    page = open_page(ReviewPage, fake_station(SIGNED.enrollment, enroll=acts, sign_in=acts), SIGNED)
    qtbot.addWidget(page)
    page.setMinimumSize(1, 1)  # a window gives no more than it has
    for room in ROOMS:
        page.resize(*room)
        for _ in range(12):
            QApplication.processEvents()
        parts = (page.acts.officer, page.acts.pin, page.acts.submit)
        tops = [part.mapTo(page.acts, part.rect().topLeft()).y() for part in parts]
        ends = [part.mapTo(page.acts, part.rect().bottomLeft()).y() for part in parts]
        assert all(end < top for end, top in zip(ends, tops[1:], strict=False)), room
    page.leave()
