"""Believing a receipt: signed by the intake, for this packet, this station, this nonce and this state of the audit log.

Only then may we forget.
"""

from collections.abc import Collection
from datetime import datetime

from crypto import cms
from crypto.errors import (
    BadRevocationList,
    CertificateExpired,
    CertificateNotYetValid,
    CryptoError,
    MalformedDer,
    RevocationUnknown,
    SignedInFuture,
    TooLarge,
)
from crypto.trust import Purpose, TrustStore
from station.domain.errors import StationError
from station.domain.outbox import OutboxRow
from station.formats.receipt import Receipt, decode_receipt
from station.outbox.errors import (
    ClockDiffers,
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


def check_receipt(
    message: bytes,
    row: OutboxRow,
    station_id: str,
    trust: TrustStore,
    at: datetime,
    former: Collection[str] = (),
    mode: str = "",
) -> Receipt:
    """The receipt in `message` (CMS SignedData, DER). station_id: fingerprint of our own certificate; former: of those
    before it, since a receipt that was lost on its way is given again as it was. mode: of the intake that may sign it,
    as receipts of version 2 say; "" where it is not asked for.

    Raises ReceiptUnreadable, ReceiptOtherPacket, ReceiptOtherStation, ReceiptOtherNonce, ReceiptOtherCheckpoint,
    ReceiptOtherMode, and as `disbelieved`.
    """
    try:
        content, _ = cms.verify_attached(message, trust, Purpose.INTAKE, at)
    except (MalformedDer, TooLarge) as error:
        raise ReceiptUnreadable from error
    except CryptoError as error:
        raise disbelieved(error) from error
    try:
        receipt = decode_receipt(content)
    except ValueError as error:
        raise ReceiptUnreadable from error
    if mode and receipt.version > 1 and receipt.mode != mode:
        raise ReceiptOtherMode
    if receipt.packet_id != row.packet_id:
        raise ReceiptOtherPacket
    if receipt.station_id != station_id and receipt.station_id not in former:
        raise ReceiptOtherStation
    if receipt.nonce != row.nonce:
        raise ReceiptOtherNonce
    if receipt.checkpoint != (row.logged.checkpoint if row.logged else ""):
        raise ReceiptOtherCheckpoint
    return receipt


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
