"""The longest names that a document takes: nowhere is anything of them left out unsaid."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QApplication, QLabel, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from station.domain.enrollment import EnrollmentId, Relation
from station.services.draft_summary import DraftSummary
from station.services.views import PersonView
from tests.support.capture_fakes import NOW
from tests.support.form_fakes import enrollment_view
from tests.support.layout import clipped, room
from tests.support.window import settle
from ui.messages import set_language
from ui.pages.approvals.case import CasePane
from ui.pages.approvals.rows import tick_row
from ui.pages.approvals.state import Row
from ui.pages.home.draft_row import DraftRow
from ui.pages.sealed.everybody import Everybody
from ui.pages.sealed.presenter import SealedState, Sent
from ui.shell.people_sheets import TakeAway
from ui.shell.people_strip import PeopleStrip
from ui.shell.step_rail import StepRail
from ui.theme.active import font
from ui.theme.tokens import STRONG
from ui.widgets.buttons import Button
from ui.widgets.tick_list import TickList
from ui.widgets.words import retranslate_all

GIVEN = "Վարազդատահովհաննեսմկրտիչներսեսալեքսանդր"
SURNAME = "Տերհովհաննիսյանմելիքշահնազարյանարծրունու"[:39]
NAMES = {
    "no blanks": f"{GIVEN} {SURNAME}",
    "three words": f"{GIVEN[:20]} {GIVEN[20:]} {SURNAME}",
    "short": "Անի Հակոբյան",
}
WIDTHS = (1366, 853)
"""Of a window of 1366 x 768, and of one of 1280 x 720 drawn half as large again."""


def case(name: str) -> DraftSummary:
    one = DraftSummary(EnrollmentId("e-1"), name, "step.review.name", NOW, "biometric_passport")
    return replace(one, people=3, names=(name,))


def people(name: str) -> tuple[PersonView, ...]:
    return tuple(PersonView(EnrollmentId(f"e-{n}"), name, Relation.CHILD, ready=False) for n in (1, 2))


def rail(name: str) -> QWidget:
    made = StepRail()
    made.show_enrollment(replace(enrollment_view(), title=name))
    return made


def draft(name: str) -> QWidget:
    return DraftRow(case(name))


def waiting(name: str) -> QWidget:
    made = TickList("approvals.waiting")
    made.show_rows([tick_row(Row(case(name)))])
    return made


def looked_at(name: str) -> QWidget:
    made = CasePane()
    made.show_views((replace(enrollment_view({"given_hy": GIVEN, "surname_hy": SURNAME}), title=name),))
    return made


def tabs(name: str) -> QWidget:
    made = PeopleStrip()
    made.show_enrollment(replace(enrollment_view(), people=people(name)))
    return made


def going(name: str) -> QWidget:
    holder = QWidget()
    made = TakeAway(holder, lambda officer, pin: None)
    made._question.say("shell.people.take_away_ask", name=name)
    made._question.setParent(holder)
    QVBoxLayout(holder).addWidget(made._question)
    return holder


def receipts(name: str) -> QWidget:
    made = Everybody()
    sent = tuple(Sent(EnrollmentId(f"e-{n}"), name, None) for n in (1, 2))
    made.show_state(SealedState(None, (), sent), EnrollmentId("e-1"))
    return made


PLACES: dict[str, tuple[Callable[[str], QWidget], float]] = {
    "rail": (rail, 0),
    "draft": (draft, 0.42),
    "waiting": (waiting, 0.24),
    "looked_at": (looked_at, 0.28),
    "tabs": (tabs, 0.7),
    "going": (going, 0.3),
    "receipts": (receipts, 0.35),
}
"""Where a name stands, and how much of the window's width that has; 0: its own."""


def squeezed(root: QWidget) -> list[str]:
    """Labels with a word that is wider than they are, and no place to break in it."""
    found = []
    for label in root.findChildren(QLabel):
        if label.isVisibleTo(root) and label.text() and label.wordWrap():
            room = QRect(0, 0, label.contentsRect().width(), 10_000)
            shown = QLabel.text(label)
            if label.fontMetrics().boundingRect(room, Qt.TextFlag.TextWordWrap, shown).width() > room.width() + 1:
                found.append(label.text())
    return found


def elided(root: QWidget, name: str) -> bool:
    """Whether each "…" has the whole beside it, in the tool tip and for who does not see."""
    short = [each for each in root.findChildren(QWidget) if "…" in _text(each) and each.isVisibleTo(root)]
    return all(name in each.toolTip() and name in each.accessibleName() for each in short)


def _text(widget: QWidget) -> str:
    text = getattr(widget, "text", None)
    return str(text()) if callable(text) else ""


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
@pytest.mark.parametrize("place", PLACES)
def test_nothing_of_a_name_is_cut_in_silence(
    place: str, name: str, width: int, qtbot: QtBot, dressed: QApplication
) -> None:
    assert max(map(len, name.split())) <= 39
    set_language("hy")
    make, share = PLACES[place]
    root = QWidget()
    column = QVBoxLayout(root)
    column.setContentsMargins(0, 0, 0, 0)
    shown = make(name)
    column.addWidget(shown)
    qtbot.addWidget(root)
    retranslate_all(root)
    root.show()
    root.resize(QSize(int(width * share) or shown.width(), 600))
    if isinstance(shown, CasePane):
        settle(shown)
    for _ in range(4):
        QApplication.processEvents()
    assert root.width() == (int(width * share) or shown.width()), "nobody makes room for a long word"
    assert (clipped(root), squeezed(root)) == ([], [])
    assert elided(root, name)
    texts = " ".join(_text(each) for each in root.findChildren(QWidget))
    if isinstance(shown, TickList):
        texts = shown.words_at(0)
        assert shown.visualRect(shown.model().index(0, 0)).height() <= shown.viewport().height()
    assert name in texts.replace("\n", " ") or "…" in texts
    if isinstance(shown, StepRail) and "…" in shown._name.text():
        assert len(shown._name.text()) > 30, "both of its lines have letters"
    for chip in shown.findChildren(Button) if isinstance(shown, PeopleStrip) else ():
        wide = QFontMetrics(font("body", STRONG)).horizontalAdvance(chip.text())
        assert chip.iconSize().width() + wide <= room(chip), "also drawn strong, where they are shown"
    if name == NAMES["short"]:
        assert "…" not in texts.replace("Հիշել…", "")
