"""Readers of smart cards, and of chips in passports: what lies on one, and one exclusive connection to it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from devices.api.cancel import CancelScope
from devices.api.device import Device


@dataclass(frozen=True)
class CardSeen:
    """What lies on a reader. change: another number is another card, or the same one put back, though nobody saw it
    gone. atr: what it answers to its reset; empty where it answers nothing, or nothing lies there."""

    change: int
    present: bool
    atr: bytes = b""


class CardConnection(Protocol):
    """To one card, for one program. On the lane of its reader only."""

    @property
    def atr(self) -> bytes: ...

    def transmit(self, command: bytes) -> bytes:
        """One command of ISO/IEC 7816-4, and the response with its status word; empty where the reader passes none.

        Blocks. Raises CardAbsent, DeviceGone, DeviceTimeout (the connection is of no use any more), DeviceFaulted.
        """
        ...

    def reset(self) -> None:
        """Power off and on: whatever was proven to the card is forgotten. Raises as `CardReader.connect`."""
        ...

    def close(self) -> None:
        """Power the card off, so that no other program finds it opened. Never raises; harmless when called twice."""
        ...


class CardReader(Device, Protocol):
    def cards(self, scope: CancelScope) -> Iterator[CardSeen]:
        """What lies there now, then what changes, until the scope ends.

        Blocks: runs on this device's lane only. Raises DeviceGone, DeviceTimeout, DeviceFaulted, Cancelled.
        """
        ...

    def connect(self, scope: CancelScope) -> CardConnection:
        """Power what lies there. Raises CardAbsent, CardMute, DeviceBusy (another program has it), DeviceGone,
        DeviceFaulted, DeviceTimeout, Cancelled."""
        ...
