"""A way out, as the outbox sees it. What there is of them stands in `station.receivers`."""

from typing import Protocol

from devices.api import CancelScope
from station.domain.outbox import Parcel


class Transport(Protocol):
    def send(self, parcel: Parcel, scope: CancelScope) -> bytes:
        """Hand one packet over and return the receipt, unverified: the receiver's own check reads it.

        Blocks; runs on the outbox thread. Raises TransportDown, TransportTimeout, ReceiverBusy, ReceiverUntrusted,
        AnswerUnexpected, PacketRefused, and Cancelled once the scope was cancelled.
        """
        ...

    def close(self) -> None:
        """Abort what is under way. Called from another thread; harmless when nothing is, or called twice."""
        ...
