"""Activity events, put together: made as a packet is sealed, told to the receiver of packets in earnest."""

from collections.abc import Callable
from datetime import datetime
from threading import Lock

from crypto import cms
from crypto.keys.api import SigningKey
from devices.api import CancelScope
from station.bootstrap.identity import Identity
from station.bootstrap.refusals import IntakeSilent
from station.domain.activity import Activity, evidence_in
from station.domain.enrollment import Enrollment
from station.domain.outbox import OutboxRow, PacketId
from station.formats.activity import encode_activity
from station.outbox.errors import TransportDown
from station.outbox.telling import ActivityWay
from station.receivers.parts import open_activities
from station.receivers.table import receiver_of
from station.settings import Settings

Make = Callable[[Enrollment, PacketId, str, datetime], bytes]


def activities_made(settings: Settings, key: SigningKey, unit: Callable[[], str]) -> Make:
    """What makes the event of a packet, signed with the station's key; b"" for a receiver that takes none. unit: id by
    signed policy. Raises as `receiver_of`."""

    def make(enrollment: Enrollment, packet_id: PacketId, mode: str, at: datetime) -> bytes:
        activity = Activity(
            packet_id=packet_id,
            service=enrollment.procedure.partition("@")[0],
            unit=unit(),
            desk=settings.desk,
            station_id=key.certificate.fingerprint,
            mode=mode,
            at=at,
            evidence=evidence_in(enrollment),
        )
        return cms.sign_attached(encode_activity(activity), key, at)

    return make if receiver_of(settings).takes_activities(settings) else lambda *_: b""


class ActivitiesOut:
    """ActivityWay, opened when it is asked first: starting the station waits for nobody."""

    def __init__(self, settings: Settings, identity: Identity, address: Callable[[], str]) -> None:
        """address: of the intake in earnest."""
        self._settings = settings
        self._identity = identity
        self._address = address
        self._lock = Lock()
        self._way: ActivityWay | None = None

    def tell(self, row: OutboxRow, message: bytes, scope: CancelScope) -> None:
        self._open().tell(row, message, scope)

    def close(self) -> None:
        with self._lock:
            way = self._way
        if way is not None:
            way.close()

    def _open(self) -> ActivityWay:
        with self._lock:
            if self._way is None:
                try:
                    address = self._address()
                except IntakeSilent:
                    raise TransportDown(reason="IntakeSilent") from None
                self._way = open_activities(address, self._identity.context, self._settings)
            if self._way is None:  # made for another receiver than the settings name now
                raise TransportDown(reason="activities")
            return self._way
