"""What we write down when an OSIA server has taken an enrollment. OSIA knows no signed receipt: this is our own word.

{"enrollmentId": ..., "packetId": ..., "receiver": ..., "result": "delivered without signed receipt",
 "transactionId": ...}     RFC 8785, UTF-8. receiver: its address. transactionId: the packet's nonce.
"""

import json
from dataclasses import dataclass

import rfc8785

from station.domain.outbox import PacketId

RESULT = "delivered without signed receipt"
_NAMES = {"enrollmentId", "packetId", "receiver", "result", "transactionId"}
_MAX_BYTES = 4096


@dataclass(frozen=True)
class Statement:
    packet_id: PacketId
    enrollment_id: str
    transaction_id: str
    receiver: str


def encode_statement(statement: Statement) -> bytes:
    return rfc8785.dumps(
        {
            "packetId": statement.packet_id,
            "enrollmentId": statement.enrollment_id,
            "transactionId": statement.transaction_id,
            "receiver": statement.receiver,
            "result": RESULT,
        }
    )


def decode_statement(data: bytes) -> Statement:
    """Read the canonical form and nothing else. Raises ValueError."""
    if len(data) > _MAX_BYTES:
        raise ValueError("too long for a statement")
    try:
        value = json.loads(data)
    except RecursionError:
        raise ValueError("not a statement") from None
    if not isinstance(value, dict) or value.keys() != _NAMES or not all(isinstance(v, str) for v in value.values()):
        raise ValueError("not a statement's members")
    statement = Statement(PacketId(value["packetId"]), value["enrollmentId"], value["transactionId"], value["receiver"])
    if encode_statement(statement) != data:
        raise ValueError("not as it was written")
    return statement
