"""The last page: the packet's life in words, offline and back, the next applicant."""

from dataclasses import replace
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from station.domain.errors import Problem
from station.domain.outbox import OutboxState
from tests.support.capture_fakes import NOW, view
from tests.support.window import fake_station, open_page
from tests.unit.ui.test_sealed_presenter import DOWN, Outbox
from ui.messages import say, set_language
from ui.pages.home.outbox_table import state_words
from ui.pages.sealed.view import SealedPage


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
    assert page.banner.accessibleName().startswith("The packet is kept safely here. It is sent by itself")
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
    assert state_words(outbox.row, NOW) == say("home.state.delivered")
    assert state_words(replace(outbox.row, erased=True), NOW) == say(
        "home.state_erased", state=say("home.state.delivered")
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
