"""What the intake signs when it has stored a packet: bound to the packet's hash, the station and the station's nonce.

{"checkpoint": ..., "nonce": ..., "packetId": ..., "receivedAt": ..., "result": "stored", "stationId": ...}
RFC 8785, UTF-8. checkpoint: the signed note of the station's audit log that came with the packet, "" where none came;
so each receipt is a witness of that log.
"""

import json
from dataclasses import dataclass
from datetime import datetime
from re import fullmatch

import rfc8785

from station.domain.outbox import PacketId
from station.formats.moment import moment_text, read_moment

STORED = "stored"
_NAMES = {"checkpoint", "packetId", "stationId", "nonce", "receivedAt", "result"}
_MAX_BYTES = 32 * 1024


@dataclass(frozen=True)
class Receipt:
    packet_id: PacketId
    station_id: str  # SHA-256 of the station's certificate, hex
    nonce: str  # 32 hex digits
    received_at: datetime
    result: str = STORED
    checkpoint: str = ""


def encode_receipt(receipt: Receipt) -> bytes:
    """The canonical form; the same receipt gives the same bytes."""
    return rfc8785.dumps(
        {
            "checkpoint": receipt.checkpoint,
            "packetId": receipt.packet_id,
            "stationId": receipt.station_id,
            "nonce": receipt.nonce,
            "receivedAt": moment_text(receipt.received_at),
            "result": receipt.result,
        }
    )


def decode_receipt(data: bytes) -> Receipt:
    """Read the canonical form and nothing else. Raises ValueError."""
    if len(data) > _MAX_BYTES:
        raise ValueError("too long for a receipt")
    try:
        value = json.loads(data)  # a UnicodeDecodeError is a ValueError too
    except RecursionError:
        raise ValueError("nested too deep") from None
    if not isinstance(value, dict) or value.keys() != _NAMES or not all(isinstance(v, str) for v in value.values()):
        raise ValueError("not a receipt's members")
    receipt = Receipt(
        PacketId(value["packetId"]),
        value["stationId"],
        value["nonce"],
        read_moment(value["receivedAt"]),
        value["result"],
        value["checkpoint"],
    )
    wellformed = (
        fullmatch(r"[0-9a-f]{64}", receipt.packet_id)
        and fullmatch(r"[0-9a-f]{64}", receipt.station_id)
        and fullmatch(r"[0-9a-f]{32}", receipt.nonce)
        and receipt.result == STORED
        and encode_receipt(receipt) == data
    )
    if not wellformed:
        raise ValueError("not a receipt's values")
    return receipt
