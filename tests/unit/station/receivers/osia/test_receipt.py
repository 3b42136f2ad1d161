"""Our own word is recorded as such, and only for the packet it speaks of."""

from dataclasses import replace

import pytest

from station.domain.errors import StationError
from station.domain.outbox import OutboxRow, OutboxState, PacketId, Unsigned
from station.outbox import errors
from station.receivers.osia.receipt import check_statement
from station.receivers.osia.statement import Statement, encode_statement
from tests.support.clock import NOW
from tests.support.people import ENROLLMENT_ID

ROW = OutboxRow(PacketId("ab" * 32), ENROLLMENT_ID, OutboxState.SENDING, NOW, 1, None, "0f" * 16, 1000)
STATEMENT = Statement(ROW.packet_id, ENROLLMENT_ID, ROW.nonce, "https://osia.example")


def test_it_is_never_taken_for_a_receipt() -> None:
    assert check_statement(encode_statement(STATEMENT), ROW) == Unsigned()


@pytest.mark.parametrize(
    ("message", "error"),
    [
        (b"", errors.ReceiptUnreadable),
        (encode_statement(replace(STATEMENT, packet_id=PacketId("cd" * 32))), errors.ReceiptOtherPacket),
        (encode_statement(replace(STATEMENT, enrollment_id="other")), errors.ReceiptOtherPacket),
        (encode_statement(replace(STATEMENT, transaction_id="00" * 16)), errors.ReceiptOtherNonce),
    ],
)
def test_of_another_packet(message: bytes, error: type[StationError]) -> None:
    with pytest.raises(error):
        check_statement(message, ROW)
