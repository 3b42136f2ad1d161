"""Wide screens are used: pages go from edge to edge, cards stand beside each other, pictures grow."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from PySide6.QtCore import QPoint, QRect
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from station.services.enrollment_views import view_of
from tests.support.capture_fakes import view
from tests.support.fitting import Framed, Open, lay_out
from tests.support.people import Shelf
from tests.support.plans import PLANS
from tests.support.window import fake_station, settle
from tests.ui.test_capture_pages_hold import PNG
from tests.ui.test_day_page import Book
from tests.ui.test_every_page_fits import SignIn, Waits
from tests.ui.test_papers_page import FakePages, Papers, paper_view
from tests.ui.test_review_page import READY, Acts
from tests.unit.station.steps.test_whole import TODAY, full
from tests.unit.ui.test_sealed_presenter import Outbox
from ui.widgets.card import Card
from ui.widgets.lines import Photo

USUAL, HD, UHD = (1366, 768), (1920, 1040), (3840, 2120)
_EDGE = 32  # px that a scroll bar, or the margin of a card, may take


def form(open_: Open) -> tuple[Framed, Any]:
    some = full("biometric_passport", Shelf())
    desk = open_(fake_station(some))
    return desk, desk.enter("form", view_of(PLANS.walk(some.at_step("applicant"), TODAY)))


def captures(page_id: str) -> Callable[[Open], tuple[Framed, Any]]:
    def opened(open_: Open) -> tuple[Framed, Any]:
        desk = open_(fake_station(png=PNG.getvalue()))
        return desk, desk.enter(page_id, view())

    return opened


def papers(open_: Open) -> tuple[Framed, Any]:
    desk = open_(fake_station(attachments=Papers(), capture=FakePages()))
    return desk, desk.enter("attachments", paper_view())


def review(open_: Open) -> tuple[Framed, Any]:
    desk = open_(fake_station(READY.enrollment, enroll=Acts(), sign_in=Acts()))
    return desk, desk.enter("review", READY)


def approvals(open_: Open) -> tuple[Framed, Any]:
    queue = Waits()
    desk = open_(fake_station(enroll=queue, sign_in=queue, approvals=queue))
    return desk, desk.enter("approvals", None)


def day(open_: Open) -> tuple[Framed, Any]:
    book = Book()
    desk = open_(fake_station(day=book, deliver=book))
    return desk, desk.enter("day", None)


def sign_in(open_: Open) -> tuple[Framed, Any]:
    desk = open_(fake_station(sign_in=SignIn(), pins=SimpleNamespace()))
    return desk, desk.enter("sign_in", None)


PAGES = {
    "form": form,
    **{name: captures(name) for name in ("portrait", "fingerprints", "signature")},
    "attachments": papers,
    "review": review,
    "approvals": approvals,
    "day": day,
    "sign_in": sign_in,
}


def lies(widget: QWidget, within: QWidget) -> QRect:
    return QRect(widget.mapTo(within, QPoint(0, 0)), widget.size())


def sized(desk: Framed, size: tuple[int, int]) -> None:
    desk.window.resize(*size)
    lay_out()


@pytest.mark.parametrize("name", PAGES)
def test_a_page_goes_from_edge_to_edge(name: str, framed: Open) -> None:
    desk, page = PAGES[name](framed)
    for size in (HD, UHD):
        sized(desk, size)
        drawn = [each for each in page.findChildren(QWidget) if each.isVisible() and not each.findChildren(QWidget)]
        places = [lies(each, page) for each in drawn if each.width()]
        assert min(place.left() for place in places) <= _EDGE
        assert max(place.right() for place in places) >= page.width() - 2 * _EDGE, size
        assert page.width() >= 0.8 * size[0]


def test_the_last_page_is_a_column_below_its_title(framed: Open) -> None:
    """One packet has few words: a line across a wide screen is not read. It begins where its title does."""
    outbox = Outbox()
    desk = framed(fake_station(deliver=outbox, enroll=outbox))
    page = desk.enter("sealed", view())
    for size in (HD, UHD):
        sized(desk, size)
        place = lies(page.banner, page)
        assert place.width() == 760
        assert place.left() == 0


def test_cards_of_a_form_stand_beside_each_other(framed: Open) -> None:
    desk, page = form(framed)
    for size in (USUAL, HD, UHD):
        sized(desk, size)
        tops = [lies(card, page).top() for card in page.findChildren(Card) if card.isVisible()]
        assert len(tops) - len(set(tops)) >= 1, size


def test_what_is_captured_has_the_larger_part_of_the_page(framed: Open) -> None:
    for name in ("portrait", "fingerprints", "attachments"):
        desk, page = PAGES[name](framed)
        for size in (HD, UHD):
            sized(desk, size)
            assert page.stage.width() >= 0.55 * page.width(), (name, size)
            assert page.stage.height() >= 0.7 * page.height(), (name, size)


def test_pictures_of_a_review_grow_with_the_screen(framed: Open) -> None:
    desk, page = review(framed)
    heights = []
    for size in (USUAL, HD, UHD):
        sized(desk, size)
        face = next(each for each in page.findChildren(Photo) if each.accessibleName() and each.isVisible())
        heights.append(min(face.height(), face.width() * 45 / 35))
    assert heights[1] >= 1.4 * heights[0]
    assert heights[2] >= 3 * heights[0]


def test_pictures_of_an_approval_grow_with_the_screen(framed: Open, qtbot: QtBot) -> None:
    desk, page = approvals(framed)
    qtbot.waitUntil(lambda: bool(page._shown.views))
    settle(page.case)
    heights = []
    for size in (USUAL, HD, UHD):
        sized(desk, size)
        parts = [lies(each, page) for each in (page.waiting, page.case, page._decide)]
        assert [each.top() for each in parts] == [parts[0].top()] * 3, "three columns"
        heights.append(page.case.findChildren(Photo)[0].height())
    assert heights[1] >= 1.3 * heights[0]
    assert heights[2] >= 2.5 * heights[0]


def test_words_alone_stand_in_two_columns_of_a_review(framed: Open) -> None:
    """Of whom nothing is taken: all of it was in the right half, and scrolled."""
    made = full("digital_reference", Shelf())
    desk = framed(fake_station(made, enroll=Acts(), sign_in=Acts()))
    page = desk.enter("review", view_of(PLANS.walk(made.at_step("review"), TODAY)))
    sized(desk, HD)
    places = [lies(card, page) for card in page.sections.values()]
    assert len({place.left() for place in places}) == 2
    assert page._scroll.verticalScrollBar().maximum() == 0
