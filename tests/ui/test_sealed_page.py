"""The last page: the packet's life in words, offline and back, the next applicant."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from station.domain.errors import Problem
from station.domain.outbox import OutboxState
from tests.support.capture_fakes import NOW, view
from tests.support.layout import clipped
from tests.support.window import fake_station, open_page
from tests.support.window_lint import nameless, too_small
from tests.unit.ui.test_sealed_presenter import DOWN, Outbox
from ui.messages import joined, languages, problem_text, say, set_language
from ui.pages.sealed.view import SealedPage
from ui.widgets.packet_words import state_words, with_what_to_do
from ui.widgets.words import retranslate_all


@pytest.fixture
def outbox() -> Outbox:
    set_language("en")
    return Outbox()


def opened(qtbot: QtBot, outbox: Outbox) -> Any:
    page = open_page(SealedPage, fake_station(deliver=outbox, enroll=outbox), view())
    qtbot.addWidget(page)
    qtbot.waitUntil(lambda: page.presenter.state.packet is not None)
    return page


def test_offline_is_no_trouble_and_the_receipt_is_told(qtbot: QtBot, outbox: Outbox) -> None:
    page = opened(qtbot, outbox)
    outbox.become(state=OutboxState.WAITING, problem=DOWN, next_try_at=NOW)
    qtbot.waitUntil(page.retry.isVisible)
    assert page.banner.accessibleName().startswith("The packet is saved safely here. It is sent automatically")
    outbox.become(state=OutboxState.RECEIPTED, problem=None)
    qtbot.waitUntil(lambda: page.banner.accessibleName().startswith("The centre has received"))
    assert not page.retry.isVisible()
    page.leave()


@pytest.mark.parametrize("language", ["hy", "ru", "en"])
def test_delivered_without_a_receipt_is_not_called_one(qtbot: QtBot, outbox: Outbox, language: str) -> None:
    set_language(language)
    page = opened(qtbot, outbox)
    outbox.become(state=OutboxState.RECEIPTED, unsigned=True)
    qtbot.waitUntil(lambda: page.banner.accessibleName().startswith(say("sealed.delivered")))
    assert say("sealed.received_note") not in page.banner.accessibleName()
    assert state_words(outbox.row, NOW) == say("states.packet.delivered")
    assert state_words(replace(outbox.row, erased=True), NOW) == say(
        "home.state_erased", state=say("states.packet.delivered")
    )
    page.leave()


def test_space_sends_now(qtbot: QtBot, outbox: Outbox) -> None:
    page = opened(qtbot, outbox)
    outbox.become(state=OutboxState.WAITING, problem=DOWN)
    qtbot.waitUntil(page.retry.isVisible)
    assert page.space()
    assert outbox.retried == [outbox.row.packet_id]
    page.leave()


def test_refused_says_what_to_do(qtbot: QtBot, outbox: Outbox) -> None:
    page = opened(qtbot, outbox)
    outbox.become(state=OutboxState.REFUSED, problem=Problem("STN-302", retryable=False))
    qtbot.waitUntil(lambda: page.presenter.state.needs_person)
    assert page.banner.accessibleName() != ""
    page.leave()


def test_the_primary_is_the_next_applicant(qtbot: QtBot, outbox: Outbox) -> None:
    page = opened(qtbot, outbox)
    assert page.primary_key() == "sealed.button.next"
    page.primary()
    qtbot.waitUntil(lambda: bool(page.context.shell.opened))
    page.leave()


def spoken(page: Any) -> list[str]:
    """The moments as they are read out, from above."""
    rows = [row for row in page.timeline.children() if isinstance(row, QWidget) and row.isVisible()]
    return [row.accessibleName() for row in sorted(rows, key=lambda row: row.y())]


def test_a_waiting_packet_waits_in_every_language(qtbot: QtBot, outbox: Outbox) -> None:
    page = opened(qtbot, outbox)
    outbox.become(state=OutboxState.WAITING, problem=DOWN, next_try_at=NOW)
    qtbot.waitUntil(page.retry.isVisible)
    for tag in (*languages(), "en"):
        set_language(tag)
        retranslate_all(page)
        done, to_do = say("states.step.done"), say("states.step.to_do")
        sealed, sent, receipt, erased = spoken(page)
        assert sealed == joined(say("sealed.moment.sealed.done"), done) + "."
        assert sent.startswith(joined(say("sealed.moment.sent.waiting"), say("states.step.attention")) + ". ")
        assert receipt == joined(say("sealed.moment.receipt.to_do"), to_do) + "."
        assert erased == joined(say("sealed.moment.erased.to_do"), to_do) + "."
        assert page.hint() == say("sealed.hint")
    page.leave()


def test_the_hint_says_what_is_still_to_come(qtbot: QtBot, outbox: Outbox) -> None:
    page = opened(qtbot, outbox)
    assert page.hint() == say("sealed.hint")
    outbox.become(state=OutboxState.PARKED, problem=Problem("STN-303"))
    qtbot.waitUntil(lambda: page.hint() == say("sealed.hint_person"))
    outbox.become(state=OutboxState.RECEIPTED, problem=None)
    qtbot.waitUntil(lambda: page.hint() == say("sealed.hint_done"))
    page.leave()


def test_the_receipt_by_keyboard(qtbot: QtBot, outbox: Outbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ui.pages.sealed.view._documents", lambda: tmp_path)
    monkeypatch.setenv("PATH", str(tmp_path))  # no printer
    page = opened(qtbot, outbox)
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    qtbot.keyClick(page, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(page.sheet.isVisible)
    qtbot.waitUntil(page.sheet.note.isVisible)
    assert page.sheet.note.accessibleName() == say("sealed.receipt.no_printer")
    assert not page.sheet.print.isVisible()
    qtbot.keyClick(page.sheet.tongues.focusProxy(), Qt.Key.Key_Left)
    page.sheet.primary()
    qtbot.waitUntil(lambda: page.sheet.note.accessibleName() == say("sealed.receipt.saved"))
    (file,) = tmp_path.iterdir()
    assert file.name == "receipt-01234567-ru.pdf"
    for tag in languages():
        set_language(tag)
        retranslate_all(page)
        QApplication.processEvents()
        assert [*nameless(page.sheet), *too_small(page.sheet), *clipped(page.sheet)] == [], tag
    page.leave()
    assert not page.sheet.isVisible()


@pytest.mark.parametrize("language", ["hy", "ru", "en"])
def test_why_it_was_not_accepted_is_said_once(qtbot: QtBot, outbox: Outbox, language: str) -> None:
    """On the page in the banner, not again beneath the moment; in a row not again behind the state."""
    set_language(language)
    page = opened(qtbot, outbox)
    refused = Problem("STN-302", retryable=False)
    outbox.become(state=OutboxState.REFUSED, problem=refused)
    qtbot.waitUntil(lambda: page.presenter.state.needs_person)
    text = problem_text(refused)
    said = [label.text() for label in page.findChildren(QLabel) if label.isVisible()]
    assert sum(text.remedy in each for each in said) == 1
    assert sum(text.happened in each for each in said) == 1
    words = with_what_to_do(outbox.row, NOW)
    assert text.remedy in words
    assert text.happened not in words
    page.leave()
