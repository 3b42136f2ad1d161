"""Any form, drawn from its description: groups by key, columns that hold, Tab in reading order."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from station.fields import NAMES, type_of
from station.services.form_view import FieldView
from tests.support.fingers_on_keys import focused, press, type_text
from tests.support.layout import clipped
from tests.support.window_lint import nameless, too_small
from ui.messages import languages, set_language
from ui.pages.form.body import Body
from ui.pages.form.group import ADD_KEY, REMOVE_KEY
from ui.widgets.choice import ChoiceBox
from ui.widgets.commands import Command, bind
from ui.widgets.words import retranslate_all

ROLE = FieldView("role", "choice", "choice", required=True, choices=("MOTHER", "FATHER"))
CITIZENSHIPS = FieldView("citizenships", "country", "country", repeated=True)
PRESENT = FieldView("present", "choice", "yes_no", choices=("YES", "NO"))
PARENTS = FieldView(
    "parents", "group", "person", repeated=True, parts=(ROLE, FieldView("name", "line", "text"), CITIZENSHIPS, PRESENT)
)
HOME = FieldView(
    "home", "group", "address", parts=tuple(FieldView(name, "line", "text") for name in ("place", "street", "house"))
)
FORM = (
    FieldView("request_kind", "choice", "choice", required=True, choices=("FIRST", "LOST")),
    FieldView("military_deferral_until", "date", "date"),
    PARENTS,
    HOME,
)


class Bench:
    def __init__(self, body: Body) -> None:
        self.body = body
        self.values: dict[str, str] = {}
        self.cleared: list[str] = []
        body.form.typed.connect(self._typed)
        body.cleared.connect(self._clear)
        body.redrawn.connect(self.show)

    def show(self) -> None:
        self.body.show_fields(FORM, (), self.values)
        self.body.form.set_values(self.values)
        QApplication.processEvents()

    def _typed(self, name: str, text: str) -> None:
        self.values[name] = text
        self.show()

    def _clear(self, whole: str) -> None:
        self.cleared.append(whole)
        self.values = {name: text for name, text in self.values.items() if not name.startswith(f"{whole}.")}
        self.show()

    def drawn(self) -> list[str]:
        return list(self.body.inputs())


@pytest.fixture
def bench(qtbot: QtBot, dressed: QApplication) -> Bench:
    body = Body(FORM)
    list(body.parts())
    qtbot.addWidget(body)
    bind(body, (Command((ADD_KEY,), "add", body.add_one), Command((REMOVE_KEY,), "remove", body.remove_one)))
    bench = Bench(body)
    body.resize(1000, 700)
    body.show()
    body.activateWindow()
    bench.show()
    return bench


def test_several_are_added_by_key_and_read_in_order(bench: Bench) -> None:
    bench.body.form.focus("parents")
    press(Qt.Key.Key_Insert)
    parts = ["role", "name", "citizenships", "present"]
    assert bench.drawn()[2:7] == [*(f"parents.1.{part}" for part in parts), "parents"]
    assert focused() is bench.body.form.editor("parents.1.role")
    press(Qt.Key.Key_Tab)
    type_text("Անահիտ")
    press(Qt.Key.Key_Insert)  # the nearest group: another parent, not another citizenship
    assert bench.values == {"parents.1.name": "Անահիտ"}
    assert "parents.2.role" in bench.drawn()
    assert bench.body.form.value("parents.1.name") == "Անահիտ"


def test_what_is_within_another_is_added_too(bench: Bench) -> None:
    bench.values = {"parents.3.role": "FATHER", "parents.3.citizenships.2": "FRA"}
    bench.show()
    assert "parents.3.citizenships.2" in bench.drawn()
    bench.body.form.focus("parents.3.citizenships")
    press(Qt.Key.Key_Insert)
    type_text("ARM")
    assert bench.values["parents.3.citizenships.3"] == "ARM"


def test_the_one_with_the_cursor_is_taken_away_by_key_with_all_its_texts(bench: Bench) -> None:
    bench.values = {"parents.1.role": "MOTHER", "parents.1.citizenships.1": "ARM", "parents.2.name": "Արամ"}
    bench.show()
    bench.body.form.focus("parents.1.role")
    press(Qt.Key.Key_Delete, Qt.KeyboardModifier.AltModifier)
    assert bench.cleared == ["parents.1"]
    assert bench.values == {"parents.2.name": "Արամ"}
    assert [name for name in bench.drawn() if name.startswith("parents.")] == [
        "parents.2.role",
        "parents.2.name",
        "parents.2.citizenships",
        "parents.2.present",
    ]
    assert focused() is bench.body.form.row("parents").editor


def test_what_is_emptied_to_be_typed_anew_stays_until_another_case_is_shown(bench: Bench) -> None:
    bench.values = {"parents.1.name": "Արամ"}
    bench.show()
    bench.body.form.focus("parents.1.name")
    press(Qt.Key.Key_Delete, times=4)
    assert bench.values == {"parents.1.name": ""}
    assert focused() is bench.body.form.editor("parents.1.name")
    bench.body.begin()
    bench.show()
    assert "parents.1.name" not in bench.drawn()


def test_tab_follows_the_reading_order_also_to_what_was_added_later(bench: Bench) -> None:
    bench.values = {"parents.2.name": "Արամ"}
    bench.show()
    bench.values = {"parents.1.name": "Անահիտ", **bench.values}
    bench.show()
    drawn = [bench.body.form.row(name).editor for name in bench.drawn()]
    editors = [editor.focusProxy() or editor for editor in drawn]
    bench.body.form.focus("request_kind")
    met = []
    for _ in range(40):
        met += [focused()] if focused() in editors else []
        press(Qt.Key.Key_Tab)
    assert met[: len(editors)] == editors


SEGMENTED = (
    *(FieldView(f"f{number}", "line", "text") for number in range(4)),
    FieldView("present", "choice", "yes_no", choices=("YES", "NO")),
    *(FieldView(f"g{number}", "line", "text") for number in range(3)),
)


@pytest.mark.parametrize("present", ["", "YES", "NO"])
def test_tab_comes_round_though_fields_came_before_one_of_several_buttons(
    qtbot: QtBot, dressed: QApplication, present: str
) -> None:
    """The buttons moved in the order, and what holds them did not: from the last field Tab went to them, for ever."""
    body = Body(SEGMENTED)
    list(body.parts())
    qtbot.addWidget(body)
    body.show()
    body.activateWindow()
    for hidden in (("f1", "f2"), (), ("f2",)):
        body.show_fields(SEGMENTED, hidden, {"present": present})
        body.form.set_values({"present": present})
        QApplication.processEvents()
        names = list(body.inputs())
        body.form.focus(names[0])
        met = []
        for _ in range(2 * len(names)):
            met.append(next(name for name in names if _holds(body.form.row(name).editor, focused())))
            press(Qt.Key.Key_Tab)
        assert met == names * 2
        for name in reversed(names * 2):
            press(Qt.Key.Key_Backtab)
            assert _holds(body.form.row(name).editor, focused()), name


def _holds(editor: QWidget, widget: QWidget) -> bool:
    return editor is widget or editor.isAncestorOf(widget)


@pytest.mark.parametrize("width", [1000, 700, 400])
def test_columns_hold_at_every_width(bench: Bench, width: int) -> None:
    bench.values = {"parents.1.role": "MOTHER", "parents.1.citizenships.1": "ARM", "home.place": "Գլաձոր"}
    bench.body.resize(width, 600)
    for tag in languages():
        set_language(tag)
        retranslate_all(bench.body)
        bench.show()
        QApplication.processEvents()
        assert bench.body.widget().width() <= bench.body.viewport().width()
        assert (nameless(bench.body), too_small(bench.body), clipped(bench.body)) == ([], [], []), tag


def test_a_field_of_any_type_can_be_drawn(qtbot: QtBot, dressed: QApplication) -> None:
    part = (FieldView("name", "line", "text"),)
    widgets = {name: type_of(name).widget for name in NAMES}
    form = tuple(
        FieldView(f"a_{name}", widget, name, choices=("YES",), parts=part if widget == "group" else ())
        for name, widget in widgets.items()
    )
    body = Body(form)
    list(body.parts())
    qtbot.addWidget(body)
    body.show_fields(form, (), {})
    assert isinstance(body, QScrollArea)
    assert {name.partition(".")[0] for name in body.inputs()} == {field.field_id for field in form}


@pytest.mark.parametrize("text", ["mother", "MOTHER", " Mother "])
def test_a_choice_in_other_capitals_is_shown_as_chosen(bench: Bench, text: str) -> None:
    bench.values |= {"parents.1.role": text, "parents.1.present": text.replace(text.strip(), "yes")}
    bench.show()
    form = bench.body.form
    assert (form.value("parents.1.role"), form.value("parents.1.present")) == ("MOTHER", "YES")


def test_a_choice_that_is_none_is_shown_as_it_stands(bench: Bench) -> None:
    bench.values |= {"request_kind": "FRIST"}
    bench.show()
    box = bench.body.form.editor("request_kind")
    assert isinstance(box, ChoiceBox)
    assert (box.value(), box.placeholderText(), box.words()) == ("", "FRIST", "FRIST")
    bench.values["request_kind"] = "FIRST"
    bench.show()
    assert (box.value(), box.placeholderText()) == ("FIRST", "")
    bench.values["request_kind"] = ""
    bench.show()
    assert (box.value(), box.words()) == ("", "")
