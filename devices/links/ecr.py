"""A payment terminal that speaks lines of JSON: the protocol of docs/payment-terminal.md, for each way to reach one."""

from collections.abc import Iterator, Mapping
from re import fullmatch
from socket import socket
from typing import Any

from devices.api import (
    Cancelled,
    CancelScope,
    Check,
    DeviceInfo,
    OptionInvalid,
    Options,
    Payment,
    PaymentState,
)
from devices.links.json_lines import VERSION, Talk
from devices.links.options import number

OPTIONS = ("quiet_s", "test")
"""Of every adapter that speaks so."""
_CURRENCY = "AMD"
_RECEIPT = r"[A-Za-z0-9./-]{1,40}"
_HELLO_S = 5.0
_STOP_S = 20.0
"""How long it may take to say whether it stopped in time."""


class EcrTerminal:
    """One connection from open to close, whoever is at its other end."""

    def __init__(self, info: DeviceInfo, connection: socket, quiet_s: float) -> None:
        """connection: closed with this. Raises DeviceGone, DeviceTimeout, DeviceFaulted."""
        self._info = info
        self._talk = Talk(info.device_id, connection, quiet_s)
        self._talk.passed_over = self._look_again
        self._approved: tuple[int, str] | None = None  # number of the question, and the receipt
        try:
            self._hello(CancelScope(_HELLO_S))
        except BaseException:
            self.close()
            raise

    @property
    def info(self) -> DeviceInfo:
        return self._info

    def sale(self, amount_amd: int, reference: str, scope: CancelScope) -> Payment:
        """See PaymentTerminal.sale."""
        scope.check(self._info.device_id)
        asked = self._talk.ask("sale", amount_amd=amount_amd, reference=reference)
        try:
            paid = self._ended(asked, scope)
        except Cancelled:
            self._talk.ask("cancel", reference=reference)
            paid = self._ended(asked, CancelScope(_STOP_S))
            if paid.state is PaymentState.CANCELLED:
                raise
        if (paid.reference, paid.amount_amd) != (reference, amount_amd):
            raise self._talk.fault("another")
        if paid.state is PaymentState.APPROVED:
            self._approved = asked, paid.receipt
        return paid

    def last(self, scope: CancelScope) -> Payment | None:
        """See PaymentTerminal.last."""
        scope.check(self._info.device_id)
        said = self._talk.answer(self._talk.ask("last"), scope)
        return None if said.get("state") == "none" else self._payment(said)

    def self_test(self, scope: CancelScope) -> Iterator[Check]:
        """It says who it is; nothing is charged."""
        scope.check(self._info.device_id)
        yield Check("PAY-TERMINAL", "pass", self._hello(scope))

    def close(self) -> None:
        """Harmless when called twice."""
        self._talk.close()

    def _hello(self, scope: CancelScope) -> str:
        """Whoever answers there is asked whether it is a terminal at all. Its model."""
        said = self._talk.answer(self._talk.ask("hello"), scope)
        model = said.get("model")
        if said.get("v") != VERSION or not isinstance(model, str) or not fullmatch(r"[ -~]{1,60}", model):
            raise self._talk.fault("hello")
        return model

    def _ended(self, asked: int, scope: CancelScope) -> Payment:
        while True:
            paid = self._payment(self._talk.answer(asked, scope))
            if paid.state is not PaymentState.RUNNING:
                return paid

    def _look_again(self, said: Mapping[str, Any]) -> None:
        """An approval told twice is one; under another receipt money was taken twice, which somebody must hear."""
        if self._approved is None or said.get("id") != self._approved[0] or said.get("state") != PaymentState.APPROVED:
            return
        if said.get("receipt") != self._approved[1]:
            self._approved = None
            raise self._talk.fault("twice")

    def _payment(self, said: Mapping[str, Any]) -> Payment:
        """Nothing but what the protocol has a place for is read."""
        reference, amount, state = said.get("reference"), said.get("amount_amd"), said.get("state")
        receipt = said.get("receipt", "")
        if not isinstance(reference, str) or not fullmatch(r"[A-Za-z0-9-]{1,40}", reference):
            raise self._talk.fault("reference")
        if type(amount) is not int or amount < 0:
            raise self._talk.fault("amount")
        if said.get("currency", _CURRENCY) != _CURRENCY:
            raise self._talk.fault("currency")
        if state not in list(PaymentState):
            raise self._talk.fault("state")
        if state == PaymentState.APPROVED and not (isinstance(receipt, str) and fullmatch(_RECEIPT, receipt)):
            raise self._talk.fault("receipt")
        return Payment(reference, amount, PaymentState(state), receipt if state == PaymentState.APPROVED else "")


def quiet_s(family: str, options: Options) -> float:
    """The longest silence while it works. Raises OptionInvalid."""
    return number(family, options, "quiet_s", 30.0, low=0.1, high=600.0)


def is_test(family: str, options: Options) -> bool:
    """Whether it is a bank's test terminal, which charges nobody and counts as simulated. Raises OptionInvalid."""
    test = options.get("test", False)
    if not isinstance(test, bool):
        raise OptionInvalid(family, option="test", expected="true|false")
    return test
