"""Believing a MOSIP receiver: its own signature, under the certificate we have pinned, over the answer that this
registration was processed. Nothing is erased on less."""

from datetime import datetime

from crypto.certificate import Certificate
from crypto.errors import CryptoError
from crypto.mosip import jws
from station.domain.outbox import OutboxRow
from station.outbox.errors import ReceiptOtherPacket, ReceiptUnreadable
from station.outbox.proof import ReceiptCheck, disbelieved
from station.outbox.provenance import ReceiptClaims
from station.receivers.api import Belief
from station.receivers.mosip.kept import DONE, MosipReceipt, decode_mosip_receipt, outcome_in, status_in
from station.receivers.mosip.options import pinned_certificate, read_place


def check_mosip_receipt(message: bytes, row: OutboxRow, signer: Certificate, at: datetime) -> MosipReceipt:
    """Raises ReceiptUnreadable, ReceiptOtherPacket, and as `disbelieved`."""
    try:
        receipt = decode_mosip_receipt(message)
    except ValueError as error:
        raise ReceiptUnreadable from error
    if receipt.announcement.packet_hash != row.packet_id:
        raise ReceiptOtherPacket
    try:
        jws.verify_detached(receipt.signature, receipt.answer, signer, at)
    except CryptoError as error:
        raise disbelieved(error) from error
    try:
        status = _outcome(receipt)
    except ValueError as error:
        raise ReceiptUnreadable from error
    if status not in DONE:
        raise ReceiptOtherPacket
    return receipt


def _outcome(receipt: MosipReceipt) -> str | None:
    """Version 0.1.0 kept answers about the packet that named an outcome. Raises ValueError."""
    announcement = receipt.announcement
    return outcome_in(receipt.answer, announcement.registration_id) or status_in(receipt.answer, announcement.packet_id)


def open_check(belief: Belief) -> ReceiptCheck:
    """Raises SettingsWrong, KeyGone, MalformedDer."""
    signer = pinned_certificate(read_place(belief.settings).answer_certificate)
    return lambda receipt, row: check_mosip_receipt(receipt, row, signer, belief.trust.judged(belief.clock.now()))


def read(message: bytes) -> ReceiptClaims:
    """Nothing in it is believed yet. Raises ValueError."""
    return ReceiptClaims(decode_mosip_receipt(message).announcement.packet_hash)
