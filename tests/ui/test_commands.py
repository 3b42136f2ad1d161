"""What can be done stands in one table: the keys, their sheet and the search for a command go by it."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QShortcut
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from tests.support.fingers_on_keys import focused, press, type_text
from tests.support.layout import clipped
from ui.messages import languages, say
from ui.pages import PAGES
from ui.pages.base import Page
from ui.pages.fingerprints.state import Phase as FingerPhase
from ui.pages.portrait.state import Phase as PortraitPhase
from ui.pages.signature.state import Phase as InkPhase
from ui.shell.finder import CommandSheet
from ui.shell.people_strip import ADD_KEY
from ui.shell.window import Shell
from ui.widgets.buttons import Button
from ui.widgets.commands import Command, KeyGivenTwice, bind, pressed
from ui.widgets.popover import Popover
from ui.widgets.why_not import WhyNot

CTRL = Qt.KeyboardModifier.ControlModifier
OWN = {"Enter", "Esc", "F2"}  # of a field or a sheet; and of the page's own way to whoever is next


def sheet() -> CommandSheet:
    found = QApplication.activePopupWidget()
    assert isinstance(found, CommandSheet)
    return found


def rows(of: CommandSheet) -> list[str]:
    return [of.list.item(row).text() for row in range(of.list.count())]


def test_each_key_that_a_button_names_is_in_the_table(enrolling: Shell) -> None:
    for page_id in ("home", "form", "portrait", "fingerprints", "signature", "attachments", "review", "sealed"):
        page = enrolling._pages.making(page_id).whole()
        told = {each.printed for each in (*page.commands(), *enrolling.commands())}
        frame = enrolling.frame
        parts = (page, frame.top_bar, frame.rail, frame.people, frame.action_bar)
        named = {button._keys for part in parts for button in part.findChildren(Button)}
        assert len(named) > 5
        assert named - told - OWN - {""} == set(), page_id


def test_space_is_a_command_of_each_page_that_knows_it(enrolling: Shell) -> None:
    knowing = [page for page in map(enrolling._pages.making, PAGES) if hasattr(page.whole(), "space")]
    assert len(knowing) > 3
    for page in knowing:
        keys = {key for each in page.whole().commands() for key in each.keys if each.do is not None}
        assert "Space" in keys, page.whole().page_id


def test_the_search_knows_every_key_that_does_something(enrolling: Shell) -> None:
    for tag in languages():
        enrolling.choose_language(tag)
        press(Qt.Key.Key_K, CTRL)
        found = " ".join(rows(sheet()))
        does = [each for each in enrolling.commands() if each.do is not None and each.words]
        assert len(does) > 25
        assert [each.printed for each in does if each.printed and f"({each.printed})" not in found] == []
        sheet().close()
    assert {each.printed for each in enrolling.commands()} >= {"F1", "F2", "F4", "F8", "F9", "Ctrl+K", "Ctrl+Enter"}


def test_a_command_is_found_by_the_beginnings_of_its_words_and_done(enrolling: Shell, qtbot: QtBot) -> None:
    before = focused()
    press(Qt.Key.Key_K, CTRL)
    type_text("lo wi")
    assert rows(sheet()) == ["Lock the window (F9)"]
    enrolling.choose_language("ru")
    assert rows(sheet()) == [], "what is typed stays, and is looked for among the words of now"
    type_text("\b")
    sheet().typed.setText("заблок")
    assert rows(sheet()) == ["Заблокировать окно (F9)"]
    press(Qt.Key.Key_Escape)
    assert focused() is before
    press(Qt.Key.Key_K, CTRL)
    type_text("заблок")
    press(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: enrolling.page is not None and enrolling.page.page_id == "sign_in")
    assert QApplication.activePopupWidget() is None


def test_what_cannot_be_done_says_why_and_is_not_done(enrolling: Shell) -> None:
    press(Qt.Key.Key_K, CTRL)
    sheet().typed.setText(say("shell.keys.next"))
    (found,) = (row for row in rows(sheet()) if "(F2)" in row)
    assert found.endswith(say("shell.commands.nobody"))
    press(Qt.Key.Key_Return)
    assert sheet().isVisible()


def test_keys_of_the_window_reach_over_a_sheet(enrolling: Shell, arrive: Callable[[Shell, str], None]) -> None:
    press(Qt.Key[f"Key_{ADD_KEY}"])
    adding = QApplication.activePopupWidget()
    assert isinstance(adding, Popover)
    press(Qt.Key.Key_F8)
    assert adding.isVisible()
    assert say("shell.people.relation.child") in {button.text() for button in adding.findChildren(Button)}
    press(Qt.Key.Key_F9)
    arrive(enrolling, "sign_in")
    assert not adding.isVisible()


def test_two_commands_with_one_key_are_refused(qtbot: QtBot) -> None:
    holder = QWidget()
    qtbot.addWidget(holder)
    one, other = Command(("Ctrl+P",), "print", list), Command(("Ctrl+p",), "pay", list)
    with pytest.raises(KeyGivenTwice):
        bind(holder, [one, other])
    with pytest.raises(KeyGivenTwice):
        bind(QWidget(holder), [other], taken=[one])
    with pytest.raises(ValueError, match="Strg"):
        bind(holder, [Command(("Strg+P",), "print", list)])


def test_a_letter_is_no_shortcut_but_is_pressed_where_nobody_types(qtbot: QtBot) -> None:
    from PySide6.QtCore import QEvent
    from PySide6.QtGui import QKeyEvent

    holder = QWidget()
    qtbot.addWidget(holder)
    done: list[str] = []
    letter = Command(("E",), "except", lambda: done.append("E"))
    shut = Command(("Space",), "take", lambda: done.append("Space"), lambda: "not now")
    bind(holder, [letter, shut])
    assert holder.findChildren(QShortcut) == []
    for key, took in ((Qt.Key.Key_E, True), (Qt.Key.Key_Space, True), (Qt.Key.Key_X, False)):
        event = QKeyEvent(QEvent.Type.KeyPress, key, Qt.KeyboardModifier.NoModifier)
        assert pressed(event, [letter, shut], holder) is took
    assert done == ["E"]
    armenian = QKeyEvent(QEvent.Type.KeyPress, 0x0567, Qt.KeyboardModifier.NoModifier, 26, 0, 0, "է")  # where E is
    assert pressed(armenian, [letter, shut], holder)
    assert done == ["E", "E"]


def why(window: Shell) -> str:
    """What stands on the screen of a key that did nothing; "" where nothing does."""
    told = window.findChild(WhyNot)
    return told.words.text() if told is not None and told.isVisible() else ""


def test_a_key_that_cannot_act_says_why_on_the_screen(enrolling: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    spoken: list[str] = []
    monkeypatch.setattr("ui.widgets.why_not.announce", lambda at, words: spoken.append(words))
    before = focused()
    for tag in languages():
        enrolling.choose_language(tag)
        assert why(enrolling) == "", "it was of another language"
        press(Qt.Key.Key_F2)
        assert (say("shell.commands.nobody") in why(enrolling), "F2" in why(enrolling)) == (True, True), tag
    assert spoken[-1] == why(enrolling)
    told = enrolling.findChild(WhyNot)
    assert told is not None
    for size in ((910, 470), (1366, 728)):
        enrolling.resize(*size)
        QApplication.processEvents()
        place, frame = told.geometry(), enrolling.frame
        assert frame.rect().contains(place)
        assert place.bottom() < frame.action_bar.y(), "the bar below is seen"
        assert clipped(told) == []
    assert focused() is before
    press(Qt.Key.Key_F8)
    assert why(enrolling) == "", "another key did something"


def test_each_command_that_cannot_be_done_says_why(enrolling: Shell) -> None:
    shut = [each for each in enrolling.commands() if each.do is not None and each.why_not() is not None]
    assert {"F2", "Ctrl+D", "F6"} <= {each.printed for each in shut}
    for each in shut:
        each.press(enrolling)
        assert why(enrolling).endswith(each.why_not() or "no reason"), each
        assert why(enrolling).startswith(each.printed)


def test_a_page_has_details_where_it_shows_some(enrolling: Shell) -> None:
    """Else Ctrl+D does nothing and says nothing, or says that there are none."""
    for page_id in PAGES:
        page = enrolling._pages.making(page_id).whole()
        assert page.has_details is (type(page).toggle_details is not Page.toggle_details), page_id


def test_space_says_why_where_a_page_cannot_use_it(enrolling: Shell) -> None:
    """Before it is entered nothing can be photographed or wiped: the key is no silent one."""
    for page_id in ("portrait", "fingerprints", "signature"):
        page = enrolling._pages.making(page_id).whole()
        (space,) = (each for each in page.commands() if "Space" in each.keys)
        shut = {"portrait": PortraitPhase.SAVING, "fingerprints": FingerPhase.SAVING, "signature": InkPhase.SAVING}
        page.presenter.state = replace(page.presenter.state, phase=shut[page_id])  # type: ignore[attr-defined]
        page.show_state(page.presenter.state)  # type: ignore[attr-defined]
        assert space.why_not() == say("shell.commands.not_now"), page_id
