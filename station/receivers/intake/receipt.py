"""Believing a receipt: signed by the intake, for this packet, this station, this nonce and this state of the audit log.

Only then may we forget.
"""

from collections.abc import Collection
from datetime import datetime

from crypto import cms
from crypto.errors import CryptoError, MalformedDer, TooLarge
from crypto.trust import Purpose, TrustStore
from station.domain.outbox import Logged, OutboxRow
from station.formats.checkpoint import read_checkpoint
from station.formats.note import read_note
from station.formats.receipt import Receipt, decode_receipt
from station.outbox.errors import (
    ReceiptOtherCheckpoint,
    ReceiptOtherMode,
    ReceiptOtherNonce,
    ReceiptOtherPacket,
    ReceiptOtherStation,
    ReceiptUnreadable,
)
from station.outbox.proof import ReceiptCheck, disbelieved
from station.outbox.provenance import ReceiptClaims
from station.receivers.api import Belief


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


def open_check(belief: Belief) -> ReceiptCheck:
    def check(message: bytes, row: OutboxRow) -> Receipt:
        receipt = check_receipt(
            message, row, belief.station_id, belief.trust, belief.clock.now(), belief.former, belief.mode
        )
        belief.learn(receipt.received_at)
        return receipt

    return check


def read(message: bytes) -> ReceiptClaims:
    """Nothing in it is believed yet. Raises ValueError, CryptoError."""
    receipt = decode_receipt(cms.claimed_content(message))
    logged = None
    if receipt.checkpoint:  # it covers the log up to the event of the sealing, which is therefore the last
        logged = Logged(read_checkpoint(read_note(receipt.checkpoint)).size, receipt.checkpoint)
    return ReceiptClaims(receipt.packet_id, nonce=receipt.nonce, logged=logged)
