"""The way out that finds its address only when the first packet goes: starting the station waits for nobody."""

from collections.abc import Callable
from threading import Lock

from devices.api import CancelScope
from station.bootstrap.refusals import IntakeSilent
from station.domain.outbox import Parcel
from station.outbox.errors import TransportDown
from station.outbox.transport import Transport


class WayOut:
    """Transport. address: says where the receiver is, or raises IntakeSilent. open_transport: the way to an address."""

    def __init__(self, address: Callable[[], str], open_transport: Callable[[str], Transport]) -> None:
        self._address = address
        self._open_transport = open_transport
        self._lock = Lock()
        self._transport: Transport | None = None

    def send(self, parcel: Parcel, scope: CancelScope) -> bytes:
        return self._open().send(parcel, scope)

    def close(self) -> None:
        with self._lock:
            transport = self._transport
        if transport is not None:
            transport.close()

    def _open(self) -> Transport:
        with self._lock:
            transport = self._transport
        if transport is None:
            try:
                url = self._address()
            except IntakeSilent:
                raise TransportDown(reason="IntakeSilent") from None
            transport = self._open_transport(url)
            with self._lock:
                self._transport = transport
        return transport
