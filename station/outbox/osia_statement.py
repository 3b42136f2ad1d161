"""Where there is no receipt to believe: an OSIA server signs none. Our own statement is recorded, as what it is."""

from crypto.trust import TrustStore
from station.domain.clock import Clock
from station.domain.outbox import OutboxRow, Unsigned
from station.formats.osia.statement import decode_statement
from station.outbox.errors import ReceiptOtherNonce, ReceiptOtherPacket, ReceiptUnreadable
from station.outbox.proof import ReceiptCheck
from station.settings import Settings


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


def open_osia_check(_: Settings, __: TrustStore, ___: str, ____: Clock) -> ReceiptCheck:
    return check_statement
