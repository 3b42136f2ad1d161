"""What lies beside a MOSIP packet: all that the receiver must be told before the upload. No personal data.

{"language": ..., "packetHash": ..., "packetId": ..., "packetSize": ..., "process": ..., "reference": ...,
 "registrationId": ..., "supervisorStatus": ...}     RFC 8785, UTF-8
"""

import json
from dataclasses import dataclass
from re import fullmatch

import rfc8785

from station.domain.outbox import PacketId

APPROVED = "APPROVED"
_MAX_BYTES = 2048
_FORMS = {
    "registrationId": r"[0-9]{29}",
    "packetId": r"[0-9]{29}-[0-9]{5}_[0-9]{5}-[0-9]{14}",
    "reference": r"[0-9]{5}_[0-9]{5}",
    "process": r"[A-Z]{3,20}",
    "language": r"[a-z]{3}",
    "packetHash": r"[0-9a-f]{64}",
    "supervisorStatus": APPROVED,
}


@dataclass(frozen=True)
class Announcement:
    """packet_hash: SHA-256 of the finished file, lower-case hex, as our own packet id. packet_size: its bytes."""

    registration_id: str
    packet_id: str  # MOSIP's name of the packet
    reference: str
    process: str
    language: str
    packet_hash: PacketId
    packet_size: int

    @property
    def file_name(self) -> str:
        return f"{self.packet_id}.zip"


def encode_announcement(announcement: Announcement) -> bytes:
    return rfc8785.dumps(announcement_value(announcement))


def announcement_value(announcement: Announcement) -> dict[str, str | int]:
    return {
        "registrationId": announcement.registration_id,
        "packetId": announcement.packet_id,
        "reference": announcement.reference,
        "process": announcement.process,
        "language": announcement.language,
        "packetHash": announcement.packet_hash,
        "packetSize": announcement.packet_size,
        "supervisorStatus": APPROVED,
    }


def decode_announcement(data: bytes) -> Announcement:
    """Read the canonical form and nothing else. Raises ValueError."""
    if len(data) > _MAX_BYTES:
        raise ValueError("too long for an announcement")
    value = read_announcement(json.loads(data))
    if encode_announcement(value) != data:
        raise ValueError("not in canonical form")
    return value


def read_announcement(value: object) -> Announcement:
    """From its JSON value. Raises ValueError."""
    if not isinstance(value, dict) or value.keys() != _FORMS.keys() | {"packetSize"}:
        raise ValueError("not an announcement's members")
    for name, form in _FORMS.items():
        if not isinstance(value[name], str) or not fullmatch(form, value[name]):
            raise ValueError(f"not an announcement's {name}")
    if not value["packetId"].startswith(f"{value['registrationId']}-{value['reference']}-"):
        raise ValueError("not an announcement of one packet")
    size = value["packetSize"]
    if not isinstance(size, int) or isinstance(size, bool) or not 0 < size < 2**53:
        raise ValueError("not an announcement's packetSize")
    return Announcement(
        value["registrationId"],
        value["packetId"],
        value["reference"],
        value["process"],
        value["language"],
        PacketId(value["packetHash"]),
        size,
    )
