"""Whether what a receipted row rests on is still there and still holds: the same check as when it came."""

from collections.abc import Callable

from crypto.errors import (
    BadRevocationList,
    CertificateExpired,
    CertificateNotYetValid,
    RevocationUnknown,
    SignedInFuture,
)
from station.domain.outbox import OutboxRow, PacketId, Unsigned
from station.outbox.errors import (
    ReceiptMissing,
    ReceiptOtherCheckpoint,
    ReceiptOtherMode,
    ReceiptOtherNonce,
    ReceiptOtherPacket,
    ReceiptOtherStation,
    ReceiptUnreadable,
    ReceiptUntrusted,
)
from station.outbox.store import OutboxStore

ReceiptCheck = Callable[[bytes, OutboxRow], object]
"""Raises ReceiptUnreadable, ReceiptUntrusted, ReceiptOtherPacket, ReceiptOtherStation, ReceiptOtherNonce,
ReceiptOtherCheckpoint or ReceiptOtherMode; returns `Unsigned` where there is only our own word."""

_NOT_ITS_RECEIPT = (
    ReceiptMissing,
    ReceiptUnreadable,
    ReceiptOtherPacket,
    ReceiptOtherStation,
    ReceiptOtherNonce,
    ReceiptOtherCheckpoint,
    ReceiptOtherMode,
)
_TIME_HEALS = frozenset(
    kind.code
    for kind in (BadRevocationList, CertificateExpired, CertificateNotYetValid, RevocationUnknown, SignedInFuture)
)
"""A newer list, or a clock put right, makes the same receipt good again."""


def require_proof(store: OutboxStore, check: ReceiptCheck, packet_id: PacketId) -> None:
    """Read the receipt from the disk and check it. Raises what the check raises, ReceiptMissing, DiskFailed."""
    row = store.row(packet_id)
    unsigned = isinstance(check(store.receipt(packet_id), row), Unsigned)
    if unsigned != row.unsigned:  # our own word in a receipt's place
        raise ReceiptUnreadable


def is_lost(error: Exception) -> bool:
    """Whether the error says that this packet has no receipt here; otherwise it cannot be told now."""
    if isinstance(error, ReceiptUntrusted):
        return error.params.get("reason") not in _TIME_HEALS
    return isinstance(error, _NOT_ITS_RECEIPT)
