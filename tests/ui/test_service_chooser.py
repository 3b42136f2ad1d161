"""What a new application is for is chosen by key: a digit, the arrows, or a few typed letters."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from station.domain.errors import Problem
from station.services.views import ServiceView
from tests.support.plans import PLANS
from ui.messages import languages, set_language
from ui.pages.home.service_chooser import ServiceChooser

PASSPORT = ServiceView("biometric_passport", PLANS.name("biometric_passport"))
CARD = ServiceView("id_card", PLANS.name("id_card"))
OTHERS = tuple(
    ServiceView(f"service_{number}", dict.fromkeys(languages(), f"Service {number}")) for number in range(14)
)
MANY = (PASSPORT, CARD, *OTHERS)


@pytest.fixture
def chooser(qtbot: QtBot) -> Iterator[ServiceChooser]:
    set_language("en")
    made = ServiceChooser("F2")
    qtbot.addWidget(made)
    made.show_services(MANY)
    made.set_value("id_card")
    made.open()
    yield made
    made.sheet.close()
    set_language("hy")


def rows(chooser: ServiceChooser) -> list[str]:
    listed = chooser.sheet.list
    return [listed.item(row).text() for row in range(listed.count())]


@pytest.mark.parametrize(
    ("typed", "keys", "chosen"),
    [
        ("1", (), "biometric_passport"),
        ("9", (), "service_6"),
        ("", (Qt.Key.Key_Return,), "id_card"),
        ("", (Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Enter), "service_1"),
        ("", (Qt.Key.Key_Up, Qt.Key.Key_Return), "biometric_passport"),
        ("pass", (Qt.Key.Key_Return,), "biometric_passport"),
        ("service 1", (Qt.Key.Key_Down, Qt.Key.Key_Return), "service_10"),
    ],
)
def test_chosen_by_key(
    qtbot: QtBot, chooser: ServiceChooser, typed: str, keys: tuple[Qt.Key, ...], chosen: str
) -> None:
    with qtbot.waitSignal(chooser.chosen) as told:
        qtbot.keyClicks(chooser.sheet.typed, typed)
        for key in keys:
            qtbot.keyClick(chooser.sheet.typed, key)
    assert told.args == [chosen]
    assert chooser.sheet.isHidden()


SHUT = ServiceView("asylum", dict.fromkeys(languages(), "Asylum"), Problem("STN-436", {"kind": "interview"}))


@pytest.mark.parametrize("typed", ["1", "asy", ""])
def test_what_cannot_be_begun_says_why_and_is_not_chosen(qtbot: QtBot, chooser: ServiceChooser, typed: str) -> None:
    chooser.chosen.connect(lambda _: pytest.fail("nobody may"))
    chooser.sheet.close()
    chooser.show_services((SHUT,))
    chooser.set_value("")
    assert not chooser.isHidden()
    assert chooser.text() == "Nothing can be begun"
    chooser.open()
    assert rows(chooser)[0].split("\n")[1].strip() == "A service has a step that this program does not know: interview."
    qtbot.keyClicks(chooser.sheet.typed, typed)
    qtbot.keyClick(chooser.sheet.typed, Qt.Key.Key_Return)
    assert not chooser.sheet.isHidden()


def test_the_arrows_pass_over_what_cannot_be_begun(qtbot: QtBot, chooser: ServiceChooser) -> None:
    chooser.show_services((PASSPORT, SHUT, CARD))
    chooser.set_value("biometric_passport")
    chooser.open()
    with qtbot.waitSignal(chooser.chosen) as told:
        qtbot.keyClick(chooser.sheet.typed, Qt.Key.Key_Down)
        qtbot.keyClick(chooser.sheet.typed, Qt.Key.Key_Return)
    assert told.args == ["id_card"]


def test_nothing_is_chosen_where_nothing_is_called_so(qtbot: QtBot, chooser: ServiceChooser) -> None:
    chooser.chosen.connect(lambda _: pytest.fail("nobody chose"))
    qtbot.keyClicks(chooser.sheet.typed, "zebra")
    qtbot.keyClick(chooser.sheet.typed, Qt.Key.Key_Return)
    assert not chooser.sheet.isHidden()
    assert rows(chooser) == []
    qtbot.keyClick(chooser.sheet.typed, Qt.Key.Key_Escape)
    assert chooser.sheet.isHidden()


def test_the_first_nine_say_their_digit_and_each_language_its_words(chooser: ServiceChooser) -> None:
    heard = [chooser.sheet.list.item(at).data(Qt.ItemDataRole.AccessibleTextRole) for at in (0, 9)]
    assert heard == ["1 Biometric passport", "Service 7"]
    drawn = [chooser.sheet.list.item(at).icon().pixmap(16, 16).toImage() for at in (0, 1, 9)]
    inked = [any(each.pixelColor(x, y).alpha() for x in range(16) for y in range(16)) for each in drawn]
    assert inked == [True, True, False], "beside its words, of which all lines begin behind it"
    assert rows(chooser)[0] == "Biometric passport"
    chooser.sheet.close()
    set_language("hy")
    chooser.retranslate()
    chooser.open()
    assert CARD.name["hy"] in rows(chooser)[1]
    assert CARD.name["hy"] in chooser.accessibleName()


def test_one_service_needs_no_choice(qtbot: QtBot) -> None:
    made = ServiceChooser("F2")
    qtbot.addWidget(made)
    made.show_services((CARD,))
    made.open()
    assert made.isHidden()
    assert made.sheet.isHidden()


def test_who_is_quicker_than_the_list_finds_what_they_typed_in_it(qtbot: QtBot) -> None:
    set_language("en")
    page = QWidget()
    qtbot.addWidget(page)
    made, other = ServiceChooser("F2"), ServiceChooser("F2")
    for each in (made, other):
        each.setParent(page)
    page.show()
    assert made.waits
    made.open()
    qtbot.keyClicks(made.sheet.typed, "pass")
    qtbot.keyClick(made.sheet.typed, Qt.Key.Key_Return)
    assert made.sheet.isVisible(), "nothing is chosen before it is known what is offered"
    made.show_services(MANY)
    assert (rows(made), made.sheet.typed.text()) == (["Biometric passport"], "pass")
    with qtbot.waitSignal(made.chosen) as told:
        qtbot.keyClick(made.sheet.typed, Qt.Key.Key_Return)
    assert told.args == ["biometric_passport"]
    other.open()
    other.show_services((PASSPORT,))
    assert (other.waits, other.sheet.isVisible()) == (False, False), "there is no choice"
    set_language("hy")
