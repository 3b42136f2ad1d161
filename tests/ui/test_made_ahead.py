"""What will be shown is made before, in parts, and nothing is made twice."""

from collections.abc import Generator, Iterator
from datetime import date
from typing import Any

import pytest
from PySide6.QtGui import QShortcut
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from station.capture.guidance import Guide
from station.domain.sample import Slap
from ui.making import Making
from ui.messages import language, languages, say
from ui.pages import PAGES
from ui.pages.portrait.view import MOST_CHECKS
from ui.shell.ahead import Ahead
from ui.shell.window import Shell
from ui.widgets.buttons import Button
from ui.widgets.checklist import CheckItem
from ui.widgets.columns import PageColumns
from ui.widgets.words import retranslate_all

MOST = 48
"""Widgets a part may make; the most are those of one person among several, which is drawn as a whole."""


def all_made(window: Shell) -> bool:
    return len(window._pages.all) == len(PAGES)


@pytest.fixture
def made(window: Shell, qtbot: QtBot) -> Shell:
    """A window that nobody has touched until all was made."""
    assert window._beside is not None
    window._beside.ahead._settled.start(0)
    qtbot.waitUntil(lambda: all_made(window), timeout=10_000)
    return window


def test_all_pages_are_made_before_anybody_signs_in(made: Shell) -> None:
    assert made.page is not None
    assert made.page.page_id == "sign_in"
    assert made.isVisible()
    assert [page.isVisible() for page in made._pages.all].count(True) == 1


def test_a_page_never_shown_says_the_language_it_is_shown_in(made: Shell) -> None:
    before = {page.page_id: page for page in made._pages.all}
    made.choose_language("ru")
    made.show_home()
    assert made.page is before["home"], "it was made a second time"
    home = before["home"]
    assert say("home.send_now") in {button.text() for button in home.findChildren(Button)}
    for tag in languages():
        made.choose_language(tag)
        for page in before.values():
            page.retranslate()  # also those that never were entered


def test_a_form_made_while_the_language_changes_to_and_fro_speaks_one(enrolling: Shell) -> None:
    page: Any = enrolling.page
    asks = page.view.step.form
    making = Making(lambda: page._draw(asks, asks.now({}, date(2026, 11, 24)).fields))
    for tag in ("en", "ru", "en"):
        enrolling.choose_language(tag)
        making.part()
    body, _ = making.whole()
    words = [each.text() for each in body.findChildren(QLabel)]
    retranslate_all(body)
    assert words == [each.text() for each in body.findChildren(QLabel)]


def test_a_page_half_made_says_all_of_it_anew(window: Shell) -> None:
    making = window._pages.making("sealed")
    making.part()
    before = language()
    window.choose_language("ru")
    making.part()
    window.choose_language(before)
    assert window._pages._spoken["sealed"] != before


def test_no_key_means_two_things_on_one_page(made: Shell) -> None:
    """Of two with one key neither would hear it."""
    shortcuts = made.findChildren(QShortcut)
    around = [each for each in shortcuts if not any(page.isAncestorOf(each.parent()) for page in made._pages.all)]
    assert len(around) > 10
    for page in made._pages.all:
        own = [each for each in shortcuts if each not in around and page.isAncestorOf(each.parent())]
        own += [each for each in shortcuts if each.parent() is page]
        keys = [each.key().toString() for each in dict.fromkeys((*around, *own))]
        assert sorted(keys) == sorted(set(keys)), page.page_id


def test_no_part_of_a_page_makes_more_than_a_few_widgets(window: Shell) -> None:
    assert window._beside is not None
    window._beside.ahead.stop()
    for page_id in PAGES:
        for count in counted(window._pages.making(page_id)):
            assert count <= MOST, page_id


def test_what_a_camera_and_a_scanner_show_first_makes_nothing(made: Shell) -> None:
    pages: dict[str, Any] = {page.page_id: page for page in made._pages.all}
    checks = Guide().advise(None, 0.0).checks
    before = len(QApplication.allWidgets())
    pages["portrait"]._show_checks(checks)
    pages["fingerprints"].fingers.set_items([CheckItem(str(each.value), "wait", "") for each in Slap.LEFT_FOUR.fingers])
    assert len(checks) == MOST_CHECKS
    assert len(QApplication.allWidgets()) == before


def test_no_part_of_a_form_makes_more_than_a_few_widgets(enrolling: Shell) -> None:
    view = enrolling.page and enrolling.page.view
    assert view is not None
    assert enrolling._beside is not None
    enrolling._beside.ahead.stop()
    makings = enrolling._pages.ahead(view)
    assert len(makings) > 1, "the passport asks in several steps"
    for making in makings:
        for count in counted(making):
            assert count <= MOST


def test_a_page_that_has_no_parts_yet_is_laid_out(qtbot: QtBot) -> None:
    page = QWidget()
    qtbot.addWidget(page)
    columns = PageColumns(page)
    page.show()
    columns.arrange()
    first = columns.column(1)
    assert columns.cells() == (first.parentWidget(),)


def counted(making: Making[Any]) -> Iterator[int]:
    """How many widgets each part makes."""
    before = len(QApplication.allWidgets())
    while making.part():
        now = len(QApplication.allWidgets())
        yield now - before
        before = now
    yield len(QApplication.allWidgets()) - before


def test_the_window_looks_up_between_two_parts(window: Shell, qtbot: QtBot) -> None:
    """A key that comes while pages are made is heard before the next part."""
    assert window._beside is not None
    window._beside.ahead.stop()  # what else is made would only take turns
    ahead = Ahead(window._pages, window._beside.ahead._run)
    heard: list[str] = []

    def parts() -> Generator[None, None, None]:
        for name in ("one", "two", "three"):
            heard.append(name)
            yield

    window._bridge.post(lambda: heard.append("key"))
    ahead.make([Making(parts)])
    qtbot.waitUntil(lambda: "three" in heard)
    assert heard.index("key") < heard.index("three")
