"""The form of a fee: a scanned receipt, one key for the terminal, and what came of it."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from station.domain.errors import Problem
from station.domain.paying import PaymentWaiting
from station.domain.sample import Samples
from station.services.enrollment_views import view_of
from tests.support.fingers_on_keys import focused, press, type_text
from tests.support.form_fakes import run_now
from tests.support.paid_service import ALLOTMENT, GARDENER, TODAY, plans
from tests.support.paying import FakePayments
from tests.support.people import Shelf, enrollment
from tests.support.window import fake_station, open_page
from ui.pages.form.view import FormPage


@pytest.fixture
def payments() -> FakePayments:
    return FakePayments()


@pytest.fixture
def page(qtbot: QtBot, payments: FakePayments) -> FormPage:
    some = replace(enrollment(Shelf()), values={}, samples=Samples(), procedure=ALLOTMENT, version=1, step="payment")
    made = some.with_fields(GARDENER)
    opened = open_page(FormPage, fake_station(made, payments=payments), view_of(plans().walk(made, TODAY)))
    assert isinstance(opened, FormPage)
    qtbot.addWidget(opened)
    opened.pay._post = lambda call: call()
    opened.pay._run = run_now
    return opened


def test_a_reader_ends_its_number_with_return_and_the_next_is_asked(page: FormPage) -> None:
    page.form.focus("payment_receipt")
    type_text("000123\n")
    assert page.form.value("payment_receipt") == "000123"
    assert focused() is page.form.row("paid_amd").editor


@pytest.mark.parametrize(("later_ms", "begun"), [(20, 0), (400, 1)])
def test_a_reader_that_types_where_a_button_stands_presses_nothing(
    page: FormPage, payments: FakePayments, later_ms: int, begun: int
) -> None:
    """Its Enter comes right behind its number; a person's does not."""
    page.pay_bar.button.setFocus()

    def key(key: Qt.Key, text: str, at_ms: int) -> None:
        event = QKeyEvent(QEvent.Type.KeyPress, key, Qt.KeyboardModifier.NoModifier, text)
        event.setTimestamp(at_ms)
        QApplication.sendEvent(focused(), event)

    for place, digit in enumerate("000123"):
        key(Qt.Key(Qt.Key.Key_0 + int(digit)), digit, 1000 + 5 * place)
    assert focused() is page.pay_bar.button
    key(Qt.Key.Key_Return, "\r", 1025 + later_ms)
    assert len(payments.begun) == begun


def test_one_key_takes_it_and_the_bar_says_what_runs(page: FormPage, payments: FakePayments) -> None:
    bar = page.pay_bar
    assert not bar.isHidden()
    assert bar.fee.text() == "Fee: 3\u00a0000\u00a0AMD"
    page.form.focus("payment_receipt")
    press(Qt.Key.Key_F7)
    assert len(payments.begun) == 1
    assert not bar.button.isEnabled()
    payments.tell(PaymentWaiting(3000))
    assert not bar.progress.isHidden()
    assert page.cancel()
    assert bar.progress.stopper.isHidden(), "it is asked to stop once"
    payments.tell(Problem("STN-452"))
    assert bar.progress.isHidden()
    assert not bar.note.isHidden()
    assert bar.none.isHidden()


def test_what_nobody_knows_has_an_act_of_its_own(page: FormPage, payments: FakePayments) -> None:
    page.pay.take()
    payments.tell(Problem("STN-453"))
    assert not page.pay_bar.none.isHidden()
    page.pay_bar.none.click()
    assert len(payments.dismissed) == 1


def test_without_a_fee_there_is_no_bar(page: FormPage) -> None:
    page.pay.show_due(0)
    assert page.pay_bar.isHidden()


def test_without_a_terminal_the_act_is_closed_and_it_says_why(page: FormPage, payments: FakePayments) -> None:
    payments.terminal = False
    page.pay.show_due(3000)
    assert not page.pay_bar.button.isEnabled()
    assert page.pay_bar.said.text().startswith("No terminal is connected")
