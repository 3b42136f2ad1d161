"""Whether what a receipted row rests on is still there and still holds: the same check as when it came."""

from collections.abc import Callable

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
"""Raises as `station.outbox.receipt.check_receipt`; returns `Unsigned` where there is only our own word."""

WRONG_RECEIPT = (
    ReceiptUnreadable,
    ReceiptUntrusted,
    ReceiptOtherPacket,
    ReceiptOtherStation,
    ReceiptOtherNonce,
    ReceiptOtherCheckpoint,
    ReceiptOtherMode,
)
_NOT_ITS_RECEIPT = (ReceiptMissing, *WRONG_RECEIPT)


def require_proof(store: OutboxStore, check: ReceiptCheck, packet_id: PacketId) -> None:
    """Read the receipt from the disk and check it. Raises what the check raises, ReceiptMissing, DiskFailed."""
    row = store.row(packet_id)
    unsigned = isinstance(check(store.receipt(packet_id), row), Unsigned)
    if unsigned != row.unsigned:  # our own word in a receipt's place
        raise ReceiptUnreadable


def is_lost(error: Exception) -> bool:
    """Whether the error says that this packet has no receipt here; otherwise it cannot be told now: a newer list, or a
    clock put right, makes the same receipt good again."""
    return isinstance(error, _NOT_ITS_RECEIPT)
