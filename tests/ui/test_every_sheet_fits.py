"""Every sheet, open over the window on the smallest and on larger screens: all of its words, and all of it inside.

Sheets are looked up among the classes that there are: one that nobody opens here fails.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from tests.support.capture_fakes import OPERATOR, FakeSignIn, view
from tests.support.fingers_on_keys import press
from tests.support.fitting import LONGEST_NAME, SIZES, SMALLEST, Open, lay_out
from tests.support.layout import findings
from tests.support.pictures import Pictures
from tests.support.window import fake_station
from tests.support.window_lint import nameless, too_small
from tests.ui.conftest import WAIT_MS
from tests.ui.test_every_page_fits import people, test_approvals
from tests.ui.test_every_state_fits import classes, receipt_outcomes, summary_outcomes
from tests.ui.test_override_sheet import refused
from tests.ui.test_service_chooser import MANY
from ui.messages import languages
from ui.pages.approvals.narrow_sheet import NarrowSheet
from ui.pages.home.service_chooser import ServiceChooser, ServiceSheet
from ui.pages.review.summary_sheet import SummarySheet
from ui.pages.sealed.receipt_sheet import ReceiptSheet
from ui.shell.appearance import Appearance
from ui.shell.appearance_sheet import AppearanceSheet
from ui.shell.applicant_sheet import ApplicantSheet
from ui.shell.finder import CommandSheet
from ui.shell.memory import SIZES as SCALES
from ui.shell.memory import Memory
from ui.shell.people_sheets import AddPerson, TakeAway
from ui.shell.refer_sheet import ReferSheet
from ui.shell.window import Shell
from ui.widgets.override_sheet import OverrideSheet
from ui.widgets.popover import Popover, ToldSheet

CTRL = Qt.KeyboardModifier.ControlModifier


def _find(window: Shell) -> None:
    press(Qt.Key.Key_K, CTRL)


def _look(window: Shell, qapp: QApplication) -> None:
    """With another size chosen: it says more then."""
    looks = Appearance(qapp, Memory(Path("nowhere.json")))
    looks.choose_size(SCALES[-1])
    AppearanceSheet(window.frame, looks).open_under(window.frame.top_bar.help)


def _take_away(window: Shell) -> None:
    sheet = TakeAway(window.frame, lambda *_: None)
    sheet.open_for(replace(view(), title=LONGEST_NAME), window.frame.rail.add)


def _choose_service(window: Shell) -> None:
    chooser = window.frame.findChild(ServiceChooser) or ServiceChooser("F2")
    chooser.setParent(window.frame)
    chooser.show_services(MANY)
    chooser.open()


OPENED: Mapping[type[Popover], tuple[Callable[[Shell], object], ...]] = {
    AddPerson: (lambda window: window.frame.rail.add.click(),),
    ReferSheet: (lambda window: window.frame.rail.refer.click(),),
    ToldSheet: (
        lambda window: window.frame.top_bar.operator.click(),
        lambda window: window.frame.top_bar.lamps["camera"].click(),
    ),
    CommandSheet: (_find,),
    AppearanceSheet: (lambda window: _look(window, QApplication.instance()),),  # type: ignore[arg-type]
    ApplicantSheet: (lambda window: window.frame.rail.applicant.click(),),
    TakeAway: (_take_away,),
    ServiceSheet: (_choose_service,),
}
ELSEWHERE: Mapping[type[Popover], Callable[..., object]] = {
    SummarySheet: summary_outcomes,
    ReceiptSheet: receipt_outcomes,
    NarrowSheet: test_approvals,
}
"""By what they are drawn, in each of their states."""


@pytest.fixture
def put_away() -> Iterator[None]:
    yield
    while (floats := QApplication.activePopupWidget()) is not None:
        floats.close()


@pytest.mark.usefixtures("put_away")
def test_every_sheet_fits(enrolling: Shell, qtbot: QtBot, long: bool, pictures: Pictures) -> None:
    larger = list(SIZES.values())[1:]
    wrong = []
    for number, (kind, opens) in enumerate(OPENED.items()):
        for tag in languages():
            enrolling.choose_language(tag)
            others = larger if long else larger[number % len(larger) :][:1] if tag == "hy" else []
            for size in (SMALLEST, *others):
                enrolling.resize(*size)
                lay_out()
                for at, open_ in enumerate(opens, 1):
                    for sheet in _opened(enrolling, kind, open_, qtbot):
                        pictures.keep(enrolling, tag, f"{kind.__name__} {at}")
                        wrong += [f"{kind.__name__} {tag} {size}: {each}" for each in _wrong(sheet, enrolling)]
    assert wrong == []


def _opened(window: Shell, kind: type[Popover], opens: Callable[[Shell], object], qtbot: QtBot) -> Iterator[QWidget]:
    """As long as it is looked at."""
    opens(window)
    qtbot.waitUntil(lambda: isinstance(QApplication.activePopupWidget(), kind), timeout=WAIT_MS)
    lay_out()
    sheet = QApplication.activePopupWidget()
    assert sheet is not None
    yield sheet
    sheet.close()


def _wrong(sheet: QWidget, window: Shell) -> Iterator[str]:
    yield from (*findings(sheet), *nameless(sheet), *too_small(sheet))
    if not window.geometry().contains(sheet.geometry()):
        yield f"{sheet.geometry()} sticks out of {window.geometry()}"


def test_an_override_fits(framed: Open) -> None:
    """What did not hold, and an officer with the longest name and office."""
    shown = refused()
    desk = framed(fake_station(shown.enrollment, sign_in=FakeSignIn(OPERATOR, people()[0])))
    page = desk.enter("portrait", shown)
    page.override.button.ask()
    assert isinstance(QApplication.activePopupWidget(), OverrideSheet)
    desk.fits("an override")


def test_no_sheet_is_left_out() -> None:
    assert classes(Popover) == {*OPENED, *ELSEWHERE, OverrideSheet}
