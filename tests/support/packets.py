"""Packets that look sealed, for tests that never open them."""

from collections.abc import Callable
from datetime import datetime
from hashlib import sha256
from secrets import token_bytes, token_hex
from sqlite3 import Connection
from uuid import uuid4

from station.domain.enrollment import EnrollmentId
from station.domain.outbox import USUAL, Handling, Logged, OutboxRow, OutboxState, PacketId, Parcel, SealedPacket
from station.outbox.outgoing import Outgoing
from station.outbox.store import OutboxStore
from station.storage import enrollments
from tests.support.clock import NOW


def random_packet(size: int = 1000) -> SealedPacket:
    p7m = token_bytes(size)
    return SealedPacket(token_hex(16), PacketId(sha256(p7m).hexdigest()), p7m, b"signature of " + p7m[:8])


def parcel_of(packet: SealedPacket, nonce: str, logged: Logged | None = None) -> Parcel:
    """As the outbox hands it to a way out."""
    row = OutboxRow(
        packet.packet_id, EnrollmentId("e"), OutboxState.SENDING, NOW, 1, None, nonce, len(packet.p7m), logged=logged
    )
    return Parcel(row, packet.p7m, packet.p7s)


def new_draft(db: Connection) -> EnrollmentId:
    enrollment_id = EnrollmentId(str(uuid4()))
    enrollments.register(db, enrollment_id, "biometric_passport", NOW)
    return enrollment_id


def queue_alone(
    store: OutboxStore,
    enrollment_id: EnrollmentId,
    packet: SealedPacket,
    nonce: str,
    at: datetime,
    record: Callable[[], Logged] | None = None,
    handling: Handling = USUAL,
) -> PacketId:
    """Of somebody who came alone."""
    store.seal_case(enrollment_id, (Outgoing(enrollment_id, packet, nonce, record, handling=handling),), at)
    return packet.packet_id


def queue_one(db: Connection, store: OutboxStore, size: int = 1000, handling: Handling = USUAL) -> PacketId:
    return queue_alone(store, new_draft(db), random_packet(size), token_hex(16), NOW, handling=handling)
