"""Where there is no receipt to believe: an OSIA server signs none. Our own statement is recorded, as what it is."""

from station.domain.enrollment import EnrollmentId
from station.domain.outbox import OutboxRow, Unsigned
from station.outbox.errors import ReceiptOtherNonce, ReceiptOtherPacket, ReceiptUnreadable
from station.outbox.proof import ReceiptCheck
from station.outbox.provenance import ReceiptClaims
from station.receivers.api import Belief
from station.receivers.osia.statement import decode_statement


def check_statement(message: bytes, row: OutboxRow) -> Unsigned:
    """That it speaks of this packet. Raises ReceiptUnreadable, ReceiptOtherPacket, ReceiptOtherNonce."""
    try:
        statement = decode_statement(message)
    except ValueError as error:
        raise ReceiptUnreadable from error
    if statement.packet_id != row.packet_id or statement.enrollment_id != row.enrollment_id:
        raise ReceiptOtherPacket
    if statement.transaction_id != row.nonce:
        raise ReceiptOtherNonce
    return Unsigned()


def open_check(_: Belief) -> ReceiptCheck:
    return check_statement


def read(message: bytes) -> ReceiptClaims:
    """Nothing in it is believed yet. Raises ValueError."""
    statement = decode_statement(message)
    return ReceiptClaims(statement.packet_id, EnrollmentId(statement.enrollment_id), statement.transaction_id)
