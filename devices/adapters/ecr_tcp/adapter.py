"""A payment terminal over TCP as an adapter. The protocol is ours: docs/payment-terminal.md.

Options: `host` (none: there is no such terminal), `port`, `quiet_s` (longest silence while it works), `test` (true: it
is a bank's test terminal, which charges nobody, and counts as simulated).
"""

from collections.abc import Iterator, Mapping, Sequence
from re import fullmatch
from typing import Any

from devices.adapters.ecr_tcp.talk import VERSION, Talk
from devices.api import (
    Cancelled,
    CancelScope,
    Check,
    DeviceInfo,
    DeviceKind,
    OptionInvalid,
    Options,
    Payment,
    PaymentState,
)
from devices.links.options import known, number, text

FAMILY = "ecr_tcp"
_RECEIPT = r"[A-Za-z0-9./-]{1,40}"
_HELLO_S = 5.0
_STOP_S = 20.0
"""How long it may take to say whether it stopped in time."""


class EcrTerminal:
    """An opened terminal: one connection from open to close."""

    def __init__(self, info: DeviceInfo, options: Options) -> None:
        self._info = info
        quiet_s = number(FAMILY, options, "quiet_s", 30.0, low=0.1, high=600.0)
        self._talk = Talk(info.device_id, *_address(options), quiet_s)
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

    def _payment(self, said: Mapping[str, Any]) -> Payment:
        """Nothing but what the protocol has a place for is read."""
        reference, amount, state = said.get("reference"), said.get("amount_amd"), said.get("state")
        receipt = said.get("receipt", "")
        if not isinstance(reference, str) or not fullmatch(r"[A-Za-z0-9-]{1,40}", reference):
            raise self._talk.fault("reference")
        if type(amount) is not int or amount < 0:
            raise self._talk.fault("amount")
        if state not in list(PaymentState):
            raise self._talk.fault("state")
        if state == PaymentState.APPROVED and not (isinstance(receipt, str) and fullmatch(_RECEIPT, receipt)):
            raise self._talk.fault("receipt")
        return Payment(reference, amount, PaymentState(state), receipt if state == PaymentState.APPROVED else "")


class EcrTcpAdapter:
    """Lists the terminal of the settings. Whether it answers is found out when it is opened."""

    family = FAMILY
    kind = DeviceKind.PAYMENT
    options = known("host", "port", "quiet_s", "test")

    def discover(self, options: Options) -> Sequence[DeviceInfo]:
        """See Adapter.discover."""
        if not options.get("host"):
            return ()
        host, port = _address(options)
        test = options.get("test", False)
        if not isinstance(test, bool):
            raise OptionInvalid(FAMILY, option="test", expected="true|false")
        where = f"{host}:{port}"
        info = DeviceInfo(f"{FAMILY}:{where}", self.kind, "TCP", f"Payment terminal {where}", simulated=test)
        return (info,)

    def open(self, info: DeviceInfo, options: Options) -> EcrTerminal:
        """See Adapter.open."""
        return EcrTerminal(info, options)


def _address(options: Options) -> tuple[str, int]:
    """Raises OptionInvalid."""
    return text(FAMILY, options, "host", ""), int(number(FAMILY, options, "port", 8100, low=1, high=65535))


ADAPTER = EcrTcpAdapter()
