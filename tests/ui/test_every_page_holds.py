"""Names, targets, cut-off words and a 1366x768 screen with its title bar, on each page and in each language."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from PySide6.QtGui import QRawFont
from PySide6.QtWidgets import QApplication, QScrollArea
from pytestqt.qtbot import QtBot

from station.acts import CaseState
from station.domain.enrollment import EnrollmentId
from station.domain.errors import Problem
from station.domain.outbox import OutboxState, PacketId
from station.services.draft_summary import DraftSummary
from station.services.views import OutboxSummary, OutboxView
from station.texts import catalogue
from tests.support.fingers_on_keys import type_text
from tests.support.layout import clipped, outside
from tests.support.window_lint import nameless, too_small
from ui.messages import languages, words
from ui.pages.home.view import HomePage
from ui.shell.window import Shell
from ui.widgets.popover import Popover

WAIT_MS = 10_000
ROOM = (1366, 728)  # a screen of 1366 x 768 less a title bar or a panel
ONE_ROW = 84  # px: with a guardian's fields a hint keeps its air, and the last row may be scrolled to
AT = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
ROW = OutboxView(PacketId("ab" * 32), EnrollmentId("e"), OutboxState.WAITING, AT, 3, AT, 900_000, None, False)


def check(window: Shell) -> None:
    """In each language: nothing nameless, small, cut off, or off the screen."""
    window.resize(*ROOM)
    for tag in languages():
        window.choose_language(tag)
        for _ in range(4):  # a scroll bar that comes or goes lays the page out once more
            QApplication.processEvents()
        root = window.frame
        assert (window.width(), window.height()) == ROOM
        assert nameless(root) == [], tag
        assert too_small(root) == [], tag
        assert clipped(root) == [], tag
        assert outside(root) == [], tag
    window.choose_language("en")


def scrolled(window: Shell) -> list[int]:
    assert window.page is not None
    return [area.verticalScrollBar().maximum() for area in window.page.findChildren(QScrollArea) if area.isVisible()]


def test_sign_in(window: Shell, qtbot: QtBot) -> None:
    check(window)
    type_text("0000\n")
    qtbot.waitUntil(lambda: not window.frame.action_bar.progress.isVisible(), timeout=WAIT_MS)
    check(window)


def test_home(signed_in: Shell, qtbot: QtBot) -> None:
    check(signed_in)
    page = signed_in.page
    assert isinstance(page, HomePage)
    qtbot.waitUntil(lambda: page._presenter.none_left, timeout=WAIT_MS)  # the station's own answer comes first
    draft = DraftSummary(EnrollmentId("e"), "Անի Հակոբյան", "step.slaps.name", AT, "biometric_passport")
    shut = DraftSummary(EnrollmentId("0123456789"), "", "", None, "", Problem("STN-164", {"found": 2, "known": 1}))
    page.show_drafts(
        (
            replace(draft, ends_on=AT.date()),
            shut,
            replace(
                draft, enrollment_id=EnrollmentId("s"), step="step.review.name", state=CaseState.SIGNED, by_two=True
            ),
        )
    )
    states = [replace(ROW, state=state, packet_id=PacketId(f"{n}" * 64)) for n, state in enumerate(OutboxState)]
    page.show_outbox(
        (*states, replace(states[-1], problem=Problem("STN-302", {"reason": "INT-001"}))),
        OutboxSummary(9_000, 6, 2, 12),
    )
    check(signed_in)
    signed = page.rows[0]
    signed.discard.click()
    qtbot.waitUntil(lambda: signed.giving_up.asked.officer.value() != "", timeout=WAIT_MS)
    check(signed_in)


def test_applicant(enrolling: Shell, qtbot: QtBot) -> None:
    check(enrolling)
    page = enrolling.page
    page.primary()  # type: ignore[union-attr]
    qtbot.waitUntil(lambda: not enrolling.frame.action_bar.primary.isEnabled(), timeout=WAIT_MS)
    check(enrolling)
    assert scrolled(enrolling) == [0]
    form = page.form  # type: ignore[union-attr]
    form.focus("birth_date")
    type_text("01.02.2020")
    qtbot.waitUntil(form.row("guardian_name").isVisible, timeout=WAIT_MS)
    for tag in languages():
        enrolling.choose_language(tag)
        qtbot.waitUntil(lambda: scrolled(enrolling) <= [ONE_ROW], timeout=WAIT_MS)


def test_document(enrolling: Shell, qtbot: QtBot, arrive: Callable[[Shell, str], None]) -> None:
    from tests.ui.test_typed_pages import to_the_document

    to_the_document(enrolling, arrive)
    check(enrolling)
    for kind in ("passport", "id_card", "birth_certificate", "none"):
        enrolling.page.form.typed.emit("document_kind", kind)  # type: ignore[union-attr]
        check(enrolling)


@pytest.fixture
def popovers(qapp: QApplication) -> Iterator[Callable[[], list[Popover]]]:
    def visible() -> list[Popover]:
        return [widget for widget in qapp.allWidgets() if isinstance(widget, Popover) and widget.isVisible()]

    yield visible
    for sheet in visible():
        sheet.close()


def test_lamps_open_the_health_of_devices(
    signed_in: Shell, qtbot: QtBot, popovers: Callable[[], list[Popover]]
) -> None:
    lamp = signed_in.frame.top_bar.lamps["camera"]
    qtbot.waitUntil(lambda: "ready" in lamp.accessibleName(), timeout=WAIT_MS)
    lamp.click()
    (sheet,) = popovers()
    assert clipped(sheet) == []
    sheet.close()
    signed_in.frame.top_bar.operator.click()
    (sheet,) = popovers()
    assert nameless(sheet) == []


def test_help_names_the_page(enrolling: Shell) -> None:
    enrolling.toggle_help()
    check(enrolling)


def test_every_letter_has_a_glyph(dressed: QApplication) -> None:
    """In the bundled fonts alone: a bare station has no others."""
    from importlib.resources import files

    fonts = [
        QRawFont(str(item), 15)
        for item in files("station.printing").joinpath("fonts").iterdir()
        if item.name.endswith(".ttf")
    ]
    texts = [text for tag in languages() for text in words(tag).values()]
    texts += [f"{text.happened}{text.remedy}" for tag in languages() for text in catalogue(tag).values()]
    letters = {letter for text in texts for letter in text if letter > " "} | set("↑↓←→ևՈւև֏АЯёЁ«»—…<")
    assert {letter for letter in letters if not any(font.supportsCharacter(ord(letter)) for font in fonts)} == set()
