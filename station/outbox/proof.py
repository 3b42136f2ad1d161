"""Whether what a receipted row rests on is still there and still holds: the same check as when it came."""

from collections.abc import Callable

from crypto.errors import (
    BadRevocationList,
    CertificateExpired,
    CertificateNotYetValid,
    CryptoError,
    RevocationUnknown,
    SignedInFuture,
)
from station.domain.errors import StationError
from station.domain.outbox import OutboxRow, PacketId, Unsigned
from station.outbox.errors import (
    ClockDiffers,
    ReceiptMissing,
    ReceiptNotJudged,
    ReceiptOtherCheckpoint,
    ReceiptOtherMode,
    ReceiptOtherNonce,
    ReceiptOtherPacket,
    ReceiptOtherStation,
    ReceiptRunOut,
    ReceiptUnreadable,
    ReceiptUntrusted,
)
from station.outbox.store import OutboxStore

ReceiptCheck = Callable[[bytes, OutboxRow], object]
"""Of the receiver that the settings name. Raises one of `WRONG_RECEIPT`, or as `disbelieved`; returns `Unsigned` where
there is only our own word."""

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


def disbelieved(error: CryptoError) -> StationError:
    """Why a signature is not believed, in the outbox's words. What time or a newer list heals is not untrusted: the
    packet waits."""
    if isinstance(error, SignedInFuture | CertificateNotYetValid):
        return ClockDiffers()
    if isinstance(error, RevocationUnknown | BadRevocationList):
        return ReceiptNotJudged(reason=error.code)
    if isinstance(error, CertificateExpired):
        return ReceiptRunOut()
    return ReceiptUntrusted(reason=error.code)
