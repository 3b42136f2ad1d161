"""Signing in by keyboard alone; a wrong PIN; locking."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from threading import Event
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from station.bootstrap import Station
from tests.support.fingers_on_keys import focused, press, type_text
from tests.support.layout import clipped, outside
from tests.support.lists import publish_lists
from tests.support.person_cards import person_cards
from tests.support.window_lint import nameless, too_small
from ui.messages import say
from ui.pages.sign_in.view import SignInPage
from ui.shell.window import Shell

WAIT_MS = 10_000
Arrive = Callable[[Shell, str], None]


def chosen(window: Shell) -> str:
    return next(card.accessibleName() for card in person_cards(window) if card.isChecked())


def test_typing_starts_at_the_pin_of_the_first_person(window: Shell) -> None:
    assert isinstance(focused(), QLineEdit)
    assert chosen(window).startswith("Անի Հակոբյան")
    assert not window.frame.action_bar.primary.isEnabled()


def test_arrows_choose_another_person(signed_in: Shell, arrive: Arrive, qtbot: QtBot) -> None:
    press(Qt.Key.Key_F9)
    arrive(signed_in, "sign_in")
    qtbot.waitUntil(lambda: bool(person_cards(signed_in)), timeout=WAIT_MS)
    for _ in range(2):
        press(Qt.Key.Key_Down)
    assert chosen(signed_in).startswith("Կարեն Սարգսյան")
    type_text("5678\n")
    arrive(signed_in, "home")
    assert signed_in.frame.top_bar.operator.text() == "Կարեն Սարգսյան"


def test_a_wrong_pin_tells_the_tries_left_and_clears(window: Shell, station: Station, qtbot: QtBot) -> None:
    type_text("0000\n")
    banner = window.page._refusal  # type: ignore[union-attr]
    qtbot.waitUntil(banner.isVisible, timeout=WAIT_MS)
    assert "4" in banner.accessibleName()
    assert focused().property("text") == ""
    type_text("1234\n")
    qtbot.waitUntil(lambda: station.sign_in.current is not None, timeout=WAIT_MS)


def test_the_keyboard_stays_on_the_page_while_a_pin_is_checked(window: Shell, station: Station, qtbot: QtBot) -> None:
    """Were its line closed meanwhile, the next that Qt would lead to is a lamp."""
    checked = Event()
    station.work.submit(checked.wait)
    type_text("0000\n")
    qtbot.waitUntil(lambda: window.page.pin.isReadOnly(), timeout=WAIT_MS)  # type: ignore[union-attr]
    for _ in range(4):
        QApplication.processEvents()
    at = QApplication.focusWidget()
    checked.set()
    assert at is not None
    assert at is window.page.pin, "it stays with the PIN, and is seen there"  # type: ignore[union-attr]
    banner = window.page._refusal  # type: ignore[union-attr]
    qtbot.waitUntil(banner.isVisible, timeout=WAIT_MS)
    assert focused() is window.page.pin  # type: ignore[union-attr]


def test_why_a_pin_was_not_taken_is_seen_in_a_low_window_together_with_its_line(window: Shell, qtbot: QtBot) -> None:
    window.resize(910, 470)
    for _ in range(6):
        QApplication.processEvents()
    type_text("0000\n")
    banner, pin = window.page._refusal, window.page.pin  # type: ignore[union-attr]
    qtbot.waitUntil(banner.isVisible, timeout=WAIT_MS)
    for each in (banner, pin):
        qtbot.waitUntil(lambda each=each: each.visibleRegion().boundingRect() == each.rect(), timeout=WAIT_MS)


def test_locking_needs_the_pin_again_and_gives_the_page_back(
    enrolling: Shell, station: Station, arrive: Arrive, qtbot: QtBot
) -> None:
    type_text("Հակոբյան")
    press(Qt.Key.Key_F9)
    arrive(enrolling, "sign_in")
    qtbot.waitUntil(lambda: station.sign_in.current is None, timeout=WAIT_MS)
    assert not enrolling.frame.rail.isVisible()
    qtbot.waitUntil(lambda: bool(person_cards(enrolling)), timeout=WAIT_MS)
    type_text("1234\n")
    arrive(enrolling, "applicant")
    assert enrolling.page.form.value("surname_hy") == "Հակոբյան"  # type: ignore[union-attr]


def test_cards_are_made_once_and_shown_when_it_is_known_who_may_sign_in(
    signed_in: Shell, arrive: Arrive, qtbot: QtBot
) -> None:
    made = []
    for _ in range(2):
        press(Qt.Key.Key_F9)
        arrive(signed_in, "sign_in")
        assert person_cards(signed_in) == []
        qtbot.waitUntil(lambda: bool(person_cards(signed_in)), timeout=WAIT_MS)
        made.append(person_cards(signed_in))
        assert chosen(signed_in).startswith("Անի Հակոբյան")
        type_text("1234\n")
        arrive(signed_in, "home")
    assert made[0] == made[1]


def test_a_technician_is_told_that_enrolling_is_not_theirs(window: Shell, arrive: Arrive, qtbot: QtBot) -> None:
    press(Qt.Key.Key_Down, times=6)
    type_text("2468\n")
    arrive(window, "home")
    primary = window.frame.action_bar.primary
    qtbot.waitUntil(lambda: len(primary.accessibleDescription()) > 20, timeout=WAIT_MS)
    assert not primary.isEnabled()


def test_lists_too_old_are_said_where_the_people_would_be_until_newer_ones_come(
    window: Shell, station: Station, qtbot: QtBot
) -> None:
    now = datetime.now(UTC)
    publish_lists(station.settings, now - timedelta(days=22))
    type_text("1234\n")
    page = window.page
    assert isinstance(page, SignInPage)
    qtbot.waitUntil(lambda: page.unproven.isVisible() and not person_cards(window), timeout=WAIT_MS)
    assert "lists of withdrawn certificates" in page.unproven.accessibleName()
    assert focused() is page._people.look, "all that can be done here"
    bar = window.frame.action_bar
    assert (bar.primary.isEnabled(), bar.primary.accessibleDescription()) == (False, say("sign_in.unproven"))
    assert (page.pin.isVisible(), page._refusal.isVisible()) == (False, False), "one reason, and no PIN for nothing"
    publish_lists(station.settings, now)
    page._again.timeout.emit()
    qtbot.waitUntil(lambda: bool(person_cards(window)) and page.unproven.isHidden(), timeout=WAIT_MS)
    assert not page._again.isActive(), "nothing is asked for nothing"
    type_text("1234\n")
    qtbot.waitUntil(lambda: station.sign_in.current is not None, timeout=WAIT_MS)


def test_a_locked_key_is_opened_again_on_this_page(window: Shell, station: Station, qtbot: QtBot) -> None:
    """First with a wrong PUK, then by the officer's PIN; then the person's own PIN serves again."""
    page = window.page
    assert isinstance(page, SignInPage)
    pages = page.unlock
    for _ in range(4):
        type_text("0000\n")
        qtbot.waitUntil(lambda: not page.pin.isReadOnly() and not page.pin.text(), timeout=WAIT_MS)
    type_text("0000\n")
    qtbot.waitUntil(pages.isVisible, timeout=WAIT_MS)
    assert not page.pin.isVisible()
    assert focused() is pages.secret
    assert pages.secret.accessibleName() == "PUK"
    assert window.frame.action_bar.primary.text() == say("sign_in.unlock")
    type_text("111122223333\n")
    banner = page._refusal
    qtbot.waitUntil(lambda: banner.isVisible() and not pages.secret.isReadOnly(), timeout=WAIT_MS)
    assert pages.isVisible()
    press(Qt.Key.Key_Tab, Qt.KeyboardModifier.ShiftModifier)
    press(Qt.Key.Key_Down)
    assert pages.secret.accessibleName() == say("shell.officer.pin")
    press(Qt.Key.Key_Tab)
    type_text("5678\n")
    qtbot.waitUntil(lambda: page.pin.isVisible() and banner.isVisible(), timeout=WAIT_MS)
    assert say("sign_in.released") in banner.accessibleName()
    assert focused() is page.pin
    type_text("1234\n")
    qtbot.waitUntil(lambda: station.sign_in.current is not None, timeout=WAIT_MS)


def changing(window: Shell, qtbot: QtBot) -> SignInPage:
    page = window.page
    assert isinstance(page, SignInPage)
    qtbot.mouseClick(page.ask_change, Qt.MouseButton.LeftButton)
    assert page.change.isVisible()
    assert not page.pin.isVisible()
    assert focused() is page.change.pin
    return page


def type_in_turn(*fields: str) -> None:
    """From field to field by Tab."""
    for number, text in enumerate(fields):
        if number:
            press(Qt.Key.Key_Tab)
        type_text(text)


def test_a_pin_is_changed_on_this_page(window: Shell, station: Station, arrive: Arrive, qtbot: QtBot) -> None:
    page, bar = changing(window, qtbot), window.frame.action_bar
    assert bar.primary.text() == say("sign_in.change")
    type_in_turn("0000", "24681357", "24681358")
    assert bar.primary.accessibleDescription() == say("sign_in.pins_differ")
    page.change.again.clear()
    type_text("24681357\n")
    qtbot.waitUntil(lambda: page._refusal.isVisible() and not page.change.pin.isReadOnly(), timeout=WAIT_MS)
    assert page.change.isVisible(), "a wrong PIN is typed again here"
    assert {field.text() for field in page.change._fields} == {""}
    type_in_turn("1234", "24681357", "24681357\n")
    qtbot.waitUntil(page.pin.isVisible, timeout=WAIT_MS)
    qtbot.waitUntil(lambda: page._refusal.isVisible(), timeout=WAIT_MS)
    told = page._refusal.accessibleName()
    assert told.startswith(say("sign_in.pin_changed"))
    assert any(word.strip(".").isdigit() and len(word.strip(".")) >= 8 for word in told.split()), told
    window.choose_language("ru")
    assert page._refusal.accessibleName().startswith(say("sign_in.pin_changed"))
    window.choose_language("en")
    type_text("24681357\n")
    arrive(window, "home")
    assert (page._refusal.isVisibleTo(page), page._news) == (False, None), "the PUK does not stay"


def test_the_keyboard_is_at_the_pin_after_the_page_was_left_at_a_locked_key(window: Shell, qtbot: QtBot) -> None:
    page: Any = window.page
    chosen = page._presenter.chosen
    page._presenter.people = tuple(replace(each, locked=True) for each in page._presenter.people)
    page._presenter.choose(chosen.credential_id)
    assert focused() is page.unlock.secret
    window.show_sign_in(None)
    assert page.pin.isVisible()
    assert focused() is page.pin


def test_the_pin_stays_as_it_is(window: Shell, station: Station, qtbot: QtBot) -> None:
    for leave in (lambda page: page.change.leave.click(), lambda _: press(Qt.Key.Key_Escape)):
        page = changing(window, qtbot)
        type_text("1234")
        leave(page)
        assert page.pin.isVisible()
        assert {field.text() for field in page.change._fields} == {""}
    type_text("1234\n")
    qtbot.waitUntil(lambda: station.sign_in.current is not None, timeout=WAIT_MS)


@pytest.mark.parametrize("language", ["hy", "ru", "en"])
def test_the_card_for_a_new_pin_fits_a_low_screen(window: Shell, qtbot: QtBot, language: str) -> None:
    window.choose_language(language)
    window.resize(1366, 728)
    page = changing(window, qtbot)
    QApplication.processEvents()
    QApplication.processEvents()
    assert outside(window.frame) == []
    assert clipped(page) == []
    assert nameless(page) == []
    assert too_small(page) == []
