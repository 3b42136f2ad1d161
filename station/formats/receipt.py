"""What the intake signs when it has stored a packet: bound to the packet's hash, the station and the station's nonce.

Version 1: {"checkpoint": ..., "nonce": ..., "packetId": ..., "receivedAt": ..., "result": "stored", "stationId": ...}
Version 2: the same and {"mode": "production" | "demo" | "training", "version": 2}
Version 3: the same with {"copies": [name, ...], "version": 3}
RFC 8785, UTF-8. checkpoint: the signed note of the station's audit log that came with the packet, "" where none came;
so each receipt is a witness of that log. mode: of the intake. copies: the names of the places where the packet lay on a
disk when this was signed, one a copy; none where the intake does not say.

Readers are strict, so nobody is sent what he does not know: a station says in its request up to which version it reads,
and one that says nothing (0.1.0) reads version 1.
"""

import json
from dataclasses import dataclass
from datetime import datetime
from re import fullmatch

import rfc8785

from station.domain.outbox import PacketId
from station.formats.moment import moment_text, read_moment

STORED = "stored"
NEWEST = 3
MODES = ("production", "demo", "training")
_NAMES = {"checkpoint", "packetId", "stationId", "nonce", "receivedAt", "result"}
_NAMES_OF = {1: _NAMES, 2: _NAMES | {"mode"}, 3: _NAMES | {"mode", "copies"}}
MOST_COPIES = 4
_LONGEST_PLACE = 50
_MAX_BYTES = 32 * 1024


@dataclass(frozen=True)
class Receipt:
    packet_id: PacketId
    station_id: str  # SHA-256 of the station's certificate, hex
    nonce: str  # 32 hex digits
    received_at: datetime
    result: str = STORED
    checkpoint: str = ""
    mode: str = ""  # one of MODES; "" in version 1, which does not say
    version: int = 1
    copies: tuple[str, ...] = ()  # () in versions 1 and 2, which do not say


def is_place(name: object) -> bool:
    """Whether a receipt can name a place so: one line that can be printed."""
    return isinstance(name, str) and 0 < len(name) <= _LONGEST_PLACE and name.isprintable() and name == name.strip()


def encode_receipt(receipt: Receipt) -> bytes:
    """The canonical form; the same receipt gives the same bytes."""
    members: dict[str, str | int | list[str]] = {
        "checkpoint": receipt.checkpoint,
        "packetId": receipt.packet_id,
        "stationId": receipt.station_id,
        "nonce": receipt.nonce,
        "receivedAt": moment_text(receipt.received_at),
        "result": receipt.result,
    }
    if receipt.version > 1:
        members |= {"mode": receipt.mode, "version": receipt.version}
    if receipt.version > 2:
        members["copies"] = list(receipt.copies)
    return rfc8785.dumps(members)


def decode_receipt(data: bytes) -> Receipt:
    """Read the canonical form of a version that is known and nothing else. Raises ValueError."""
    if len(data) > _MAX_BYTES:
        raise ValueError("too long for a receipt")
    try:
        value = json.loads(data)  # a UnicodeDecodeError is a ValueError too
    except RecursionError:
        raise ValueError("nested too deep") from None
    if not isinstance(value, dict):
        raise ValueError("not a receipt's members")
    version = value.pop("version", 1)
    if not isinstance(version, int) or version not in _NAMES_OF:
        raise ValueError("not a receipt's version")
    if value.keys() != _NAMES_OF[version]:
        raise ValueError("not a receipt's members")
    copies = value.pop("copies", [])
    if not all(isinstance(v, str) for v in value.values()) or not isinstance(copies, list):
        raise ValueError("not a receipt's members")
    receipt = Receipt(
        PacketId(value["packetId"]),
        value["stationId"],
        value["nonce"],
        read_moment(value["receivedAt"]),
        value["result"],
        value["checkpoint"],
        value.get("mode", ""),
        version,
        tuple(copies),
    )
    wellformed = (
        fullmatch(r"[0-9a-f]{64}", receipt.packet_id)
        and fullmatch(r"[0-9a-f]{64}", receipt.station_id)
        and fullmatch(r"[0-9a-f]{32}", receipt.nonce)
        and receipt.result == STORED
        and (version == 1 or receipt.mode in MODES)
        and len(copies) <= MOST_COPIES
        and all(map(is_place, copies))
        and encode_receipt(receipt) == data
    )
    if not wellformed:
        raise ValueError("not a receipt's values")
    return receipt
