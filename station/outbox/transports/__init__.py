"""Ways out, by the scheme of the receiver's address. A new way is a file here and a line in `TRANSPORTS`."""

from ssl import SSLContext
from typing import Protocol

from devices.api import CancelScope
from station.domain.outbox import Parcel
from station.outbox.transports.https import open_https
from station.outbox.transports.mosip import open_mosip
from station.outbox.transports.osia import open_osia
from station.settings import Settings


class Transport(Protocol):
    def send(self, parcel: Parcel, scope: CancelScope) -> bytes:
        """Hand one packet over and return the receipt, unverified, in the form that `RECEIPT_CHECKS` reads.

        Blocks; runs on the outbox thread. Raises TransportDown, TransportTimeout, ReceiverBusy, ReceiverUntrusted,
        AnswerUnexpected, PacketRefused, and Cancelled once the scope was cancelled.
        """
        ...

    def close(self) -> None:
        """Abort what is under way. Called from another thread; harmless when nothing is, or called twice."""
        ...


class TransportFactory(Protocol):
    def __call__(self, url: str, context: SSLContext, settings: Settings, /) -> Transport:
        """context: pinned authority, our certificate. What else it needs, it reads by the settings.

        Raises SettingsWrong, KeyGone, KeyDamaged.
        """
        ...


TRANSPORTS: dict[str, TransportFactory] = {
    "https": open_https,
    "mosip+https": open_mosip,
    "osia+https": open_osia,
}
"""By the scheme of the receiver's address, the same as `station.packet.FORMATS`."""
