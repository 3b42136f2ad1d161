"""The simulated payment terminal as an adapter.

Options: `outcomes` (of one sale after another: approved, declined, timeout, lost; the last counts for all that follow),
`seconds` (how long somebody takes to hold their card to it), `gone_for_s` (how long it is unplugged after a lost one).
"""

from collections.abc import Iterator, Sequence

from devices.adapters.sim_payment.till import Till, script_of
from devices.api import (
    Cancelled,
    CancelScope,
    Check,
    DeviceGone,
    DeviceInfo,
    DeviceKind,
    DeviceTimeout,
    Options,
    Payment,
    PaymentState,
)
from devices.links.faults import Plug
from devices.links.options import known, number

FAMILY = "sim_payment"
_INFO = DeviceInfo(
    "sim_payment:terminal:1", DeviceKind.PAYMENT, "Simulator", "Payment terminal", serial="1", simulated=True
)


class SimPayment:
    """An opened simulated terminal."""

    def __init__(self, info: DeviceInfo, options: Options, plug: Plug, till: Till) -> None:
        self._info = info
        self._script = script_of(FAMILY, options)
        self._seconds = number(FAMILY, options, "seconds", 2.0, low=0.0, high=600.0)
        self._gone_for_s = number(FAMILY, options, "gone_for_s", 3.0, low=0.0, high=3600.0)
        self._plug, self._till = plug, till

    @property
    def info(self) -> DeviceInfo:
        return self._info

    def sale(self, amount_amd: int, reference: str, scope: CancelScope) -> Payment:
        """See PaymentTerminal.sale."""
        self._check(scope)
        outcome = self._till.next_outcome(self._script)
        if outcome == "timeout":
            raise DeviceTimeout(self._info.device_id)
        self._till.keep(reference, amount_amd, PaymentState.RUNNING)
        try:
            scope.wait(self._seconds, self._info.device_id)
        except Cancelled:
            self._till.keep(reference, amount_amd, PaymentState.CANCELLED)
            raise
        if outcome == "declined":
            return self._till.keep(reference, amount_amd, PaymentState.DECLINED)
        approved = self._till.keep(reference, amount_amd, PaymentState.APPROVED)
        if outcome == "lost":
            self._plug.pull(self._gone_for_s)
            raise DeviceGone(self._info.device_id)
        return approved

    def last(self, scope: CancelScope) -> Payment | None:
        """See PaymentTerminal.last."""
        self._check(scope)
        return self._till.last

    def self_test(self, scope: CancelScope) -> Iterator[Check]:
        """It answers; nothing is charged."""
        self._check(scope)
        yield Check("PAY-TERMINAL", "pass")

    def close(self) -> None:
        """Nothing is held."""

    def _check(self, scope: CancelScope) -> None:
        scope.check(self._info.device_id)
        if not self._plug.inserted:
            raise DeviceGone(self._info.device_id)


class SimPaymentAdapter:
    """Lists one terminal as long as its plug is in. What it took stays known while it is closed."""

    family = FAMILY
    kind = DeviceKind.PAYMENT
    options = known("outcomes", "seconds", "gone_for_s")

    def __init__(self) -> None:
        self._plug, self._till = Plug(), Till()

    def discover(self, options: Options) -> Sequence[DeviceInfo]:
        """See Adapter.discover."""
        script_of(FAMILY, options)
        return (_INFO,) if self._plug.inserted else ()

    def open(self, info: DeviceInfo, options: Options) -> SimPayment:
        """See Adapter.open."""
        if not self._plug.inserted:
            raise DeviceGone(info.device_id)
        return SimPayment(info, options, self._plug, self._till)


ADAPTER = SimPaymentAdapter()
