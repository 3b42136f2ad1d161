"""The applicant's window shows this person and only now, and nothing of an operator can be reached from it."""

import gc
import types
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from station.bootstrap import Station
from station.domain.citizen_view import BLANK, RIGHTS, CitizenView, NameView, Screen
from station.domain.enrollment import EnrollmentId
from station.services.views import EnrollmentView
from tests.support.applicants import WHOLE
from tests.support.fingers_on_keys import press, type_text
from tests.ui.conftest import WAIT_MS
from ui.citizen.window import CitizenWindow
from ui.citizen.words import say
from ui.shell.faces_applicant import FacesApplicant
from ui.shell.window import Shell

Arrive = Callable[[Shell, str], None]
SECRET = "Գաղտնի փողոց 7"


def of(window: Shell) -> FacesApplicant:
    found = window.findChild(FacesApplicant)
    assert isinstance(found, FacesApplicant)
    return found


@pytest.fixture
def served(enrolling: Shell, station: Station, qtbot: QtBot) -> CitizenWindow:
    """Their names are on their window, over the operator's."""
    assert enrolling.page is not None
    which = enrolling.page.enrollment_id
    assert which is not None
    station.work.call(lambda: station.belongings.told(which, RIGHTS, "2", "hy"))
    view = station.work.call(lambda: station.enroll.set_fields(which, {**WHOLE, "address": SECRET}))
    assert isinstance(view, EnrollmentView)
    faces = of(enrolling)
    faces.applicant.choose_language("hy")
    QApplication.processEvents()  # answers of before: they tell of what was then
    enrolling.ask(lambda presenter: presenter.update(view))
    qtbot.waitUntil(lambda: faces.applicant.told, timeout=WAIT_MS)
    faces.applicant.wish(False)
    faces.show_over()
    assert faces.window is not None
    qtbot.waitUntil(lambda: bool(faces.applicant.shown.names), timeout=WAIT_MS)
    return faces.window


def says_nothing(window: CitizenWindow) -> bool:
    """The emblem alone: no word is shown, and none is kept where it is not shown."""
    words = [label.text() for label in window.findChildren(QLabel) if label.isVisible() and label.text()]
    held = (window.data.data.rows, window.receipt.number.text(), window.signature.pad.points)
    no_picture = window.portrait.mirror.picture_rect().isEmpty()
    return window.view == BLANK and window.blank.isVisible() and not words and not any(held) and no_picture


def lock(window: Shell, arrive: Arrive) -> None:
    window.ask(lambda presenter: presenter.lock())
    arrive(window, "sign_in")


def go_home(window: Shell, arrive: Arrive) -> None:
    window.ask(lambda presenter: presenter.go_home())
    arrive(window, "home")


def see_the_day(window: Shell, arrive: Arrive) -> None:
    window.ask(lambda presenter: presenter.open_day())
    arrive(window, "day")


def station_ends(window: Shell, _: Arrive) -> None:
    of(window).applicant.away()


@pytest.mark.parametrize("leave", [lock, go_home, see_the_day, station_ends], ids=lambda leave: leave.__name__)
def test_it_is_blank_once_they_are_not_served(
    enrolling: Shell, served: CitizenWindow, arrive: Arrive, leave: Callable[[Shell, Arrive], None]
) -> None:
    leave(enrolling, arrive)
    assert says_nothing(served)
    served.show_picture(np.full((9, 9, 3), 200, np.uint8))
    assert says_nothing(served), "nor is what comes late"


def test_the_next_person_begins_with_their_language(
    enrolling: Shell, served: CitizenWindow, arrive: Arrive, qtbot: QtBot
) -> None:
    go_home(enrolling, arrive)
    qtbot.waitUntil(enrolling.frame.action_bar.primary.isEnabled, timeout=WAIT_MS)
    enrolling.activateWindow()
    press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: served.view.screen is Screen.LANGUAGE, timeout=WAIT_MS)
    assert served.view == CitizenView(Screen.LANGUAGE)
    assert not served.data.data.rows


def test_after_a_crash_nobody_is_shown_until_they_are_served_again(
    enrolling: Shell, served: CitizenWindow, station: Station, open_window: Callable[[Station], Shell], qtbot: QtBot
) -> None:
    """Another window on what the first left behind, as after a power cut: it remembers which case was open."""
    enrolling.hide()
    again = open_window(station)
    faces = of(again)
    faces.show_over()
    assert faces.window is not None
    assert says_nothing(faces.window)
    assert faces.applicant._talks == {}
    again.activateWindow()
    type_text("1234\n")
    qtbot.waitUntil(lambda: again.page is not None and again.page.page_id != "sign_in", timeout=WAIT_MS)
    shown = faces.window.view
    page = again.page
    assert shown == BLANK or (page is not None and page.enrollment_id is not None)


# --- nothing of an operator's is within reach ------------------------------------------------------------------------


def reached(start: CitizenWindow) -> Iterator[object]:
    """All that Python holds on to from the window: attributes, what calls are bound to or closed over, containers,
    parents and children of Qt. Not the modules: their names are no secret."""
    seen: set[int] = set()
    left: list[Any] = [start]
    while left:
        each = left.pop()
        if id(each) in seen or isinstance(each, types.ModuleType | type):
            continue
        seen.add(id(each))
        yield each
        if isinstance(each, QObject):
            left += [*each.children(), each.parent()]
            left += [each.window(), each.nextInFocusChain()] if isinstance(each, QWidget) else []
            left += list(vars(each).values())
        elif isinstance(each, types.FunctionType):
            left += [cell.cell_contents for cell in each.__closure__ or ()]
            left += [*(each.__defaults__ or ()), *(each.__kwdefaults__ or {}).values()]
        elif isinstance(each, types.MethodType):
            left += [each.__self__, each.__func__]
        elif isinstance(each, partial):
            left += [each.func, *each.args, *each.keywords.values()]
        elif not isinstance(each, str | bytes | int | float | types.BuiltinFunctionType):
            left += [one for one in gc.get_referents(each) if not isinstance(one, dict) or "__name__" not in one]


def test_no_operators_thing_can_be_reached_from_the_window(enrolling: Shell, served: CitizenWindow) -> None:
    assert served.parent() is None
    found = list(reached(served))
    assert len(found) > 200, "it was walked"
    rooms = {type(each).__module__ for each in found}
    forbidden = ("ui.shell", "ui.pages", "ui.facing", "ui.live", "ui.keeping", "station.services", "station.bootstrap",
                 "station.storage", "station.domain.enrollment", "devices", "crypto", "intake")  # fmt: skip
    assert not [room for room in rooms if room.startswith(forbidden)]
    vars(served)["leak"] = [partial(lambda: enrolling.page)]
    assert any(isinstance(each, Shell) for each in reached(served)), "what would be within reach is found"
    del vars(served)["leak"]
    words = " ".join(each for each in found if isinstance(each, str))
    assert WHOLE["surname_hy"] in words, "what is shown is found"
    which = enrolling.page.enrollment_id if enrolling.page is not None else None
    for secret in (SECRET, WHOLE["phone"], WHOLE["psn"], str(which)):
        assert secret
        assert secret not in words


def test_neither_does_one_window_find_the_other(enrolling: Shell, served: CitizenWindow) -> None:
    assert enrolling.findChildren(CitizenWindow) == []
    assert served.findChildren(Shell) == []
    kinds = {type(each).__module__.partition(".")[0] + "." + type(each).__module__.split(".")[1]
             for each in served.findChildren(QWidget) if type(each).__module__.startswith("ui.")}  # fmt: skip
    assert kinds == {"ui.citizen", "ui.widgets"}
    shown = [(each.toolTip(), each.whatsThis(), each.accessibleDescription()) for each in served.findChildren(QWidget)]
    assert {*shown} == {("", "", "")}
    for label in served.findChildren(QLabel):
        assert not label.textInteractionFlags() & Qt.TextInteractionFlag.TextSelectableByMouse
        assert label.textFormat() is Qt.TextFormat.PlainText, "no name is a link, nor a picture from elsewhere"


def test_no_key_of_the_operators_does_anything_there(enrolling: Shell, served: CitizenWindow, qtbot: QtBot) -> None:
    qtbot.waitUntil(served.isActiveWindow, timeout=WAIT_MS)
    page, tops = enrolling.page, {each for each in QApplication.topLevelWidgets() if each.isVisible()}
    for key in ("K", "1", "N", "P", "D", "Return", "F"):
        press(getattr(Qt.Key, f"Key_{key}"), Qt.KeyboardModifier.ControlModifier)
        QApplication.processEvents()
    assert enrolling.page is page
    assert {each for each in QApplication.topLevelWidgets() if each.isVisible()} == tops
    assert served.isVisible()


def test_what_a_name_holds_is_letters_and_no_command(served: CitizenWindow) -> None:
    """A name is typed by whoever: in the window it is painted, letter by letter."""
    name = "<img src=x>&\u202eABC\u2066"
    served.show_view(CitizenView(Screen.DATA, "ar", names=(NameView("surname", name, ""),)))
    assert [row.text for row in served.data.data.rows] == [name]
    lines = [line.text for line, _ in served.data.data.placed()]
    assert "".join(lines) == name


def test_the_window_knows_no_case_by_its_number(served: CitizenWindow) -> None:
    assert not [each for each in reached(served) if isinstance(each, str) and _is_id(each)]


def _is_id(text: str) -> bool:
    try:
        return len(text) == 36 and bool(EnrollmentId(text)) and text.count("-") == 4
    except ValueError:
        return False


def test_no_title_no_accessible_word_and_no_clipboard_tells_of_the_operator(
    enrolling: Shell, served: CitizenWindow, qtbot: QtBot
) -> None:
    """What a desktop's list of windows, a screen reader and whoever pastes next can learn."""
    board = QApplication.clipboard()
    assert board is not None
    board.clear()
    qtbot.waitUntil(served.isActiveWindow, timeout=WAIT_MS)
    for key in ("A", "C", "X"):
        press(getattr(Qt.Key, f"Key_{key}"), Qt.KeyboardModifier.ControlModifier)
    assert not board.text(), "nothing is copied from it"
    heard = " ".join(heard_of(served))
    assert say("hy", "data.right") in heard, "what is pressed there is heard"
    page = enrolling.page
    assert page is not None
    for secret in (SECRET, WHOLE["phone"], WHOLE["psn"], str(page.enrollment_id)):
        assert secret
        assert secret not in f"{heard} {served.windowTitle()} {served.objectName()} {served.windowFilePath()}"
    leak = QLabel(SECRET, served)
    assert SECRET in " ".join(heard_of(served)), "what would be heard is found"
    leak.deleteLater()


def heard_of(window: QWidget) -> Iterator[str]:
    """All that Qt tells a screen reader of a window, shown or not."""
    kinds = (QAccessible.Text.Name, QAccessible.Text.Description, QAccessible.Text.Value, QAccessible.Text.Help)
    left = [QAccessible.queryAccessibleInterface(window)]
    while left:
        each = left.pop()
        if each is not None:
            yield from (each.text(kind) for kind in kinds)
            left += [each.child(number) for number in range(each.childCount())]
