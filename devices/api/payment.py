"""Payment terminals: a sum under a reference, and what became of it. Nothing of a card has a place here."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from devices.api.cancel import CancelScope
from devices.api.device import Device


class PaymentState(StrEnum):
    APPROVED = "approved"
    DECLINED = "declined"
    CANCELLED = "cancelled"
    RUNNING = "running"  # somebody still has to hold the card to it


@dataclass(frozen=True)
class Payment:
    """amount_amd: whole drams. reference: as it was given to `sale`. receipt: the terminal's own number of it, as its
    paper has it; "" where nothing was taken."""

    reference: str
    amount_amd: int
    state: PaymentState
    receipt: str = ""


class PaymentTerminal(Device, Protocol):
    def sale(self, amount_amd: int, reference: str, scope: CancelScope) -> Payment:
        """Take a sum from whoever holds a card to it; approved or declined. reference: at most 32 letters and digits,
        never used twice.

        Once the scope is cancelled the terminal is asked to stop. Cancelled then means that it said nothing was taken;
        where it was too late the answer is the approved payment. After any other error nobody knows what became of it:
        `last` says so. Blocks: runs on this device's lane only. Raises DeviceGone, DeviceTimeout, DeviceFaulted,
        Cancelled.
        """
        ...

    def last(self, scope: CancelScope) -> Payment | None:
        """Its last transaction, whoever began it; None where it had none. Raises as `sale`."""
        ...
