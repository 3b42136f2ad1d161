"""What we keep as a receipt of a MOSIP receiver: its signed answer that the registration was processed, with the
announcement that says which packet that was.

{"announcement": {...}, "answer": "<body as it came>", "signature": "<header Response-Signature>"}     RFC 8785, UTF-8
"""

import json
from dataclasses import dataclass

import rfc8785

from station.receivers.mosip.announcement import Announcement, announcement_value, read_announcement

DONE = frozenset({"PROCESSED", "UIN_GENERATED"})
"""Final outcomes after which the receiver needs nothing more of us. No other is a receipt: what a receiver says of the
packet alone, ACCEPTED, is no outcome."""
MAX_ANSWER_BYTES = 64 * 1024
_MAX_BYTES = 2 * MAX_ANSWER_BYTES


@dataclass(frozen=True)
class MosipReceipt:
    """answer: the body of the status answer, byte for byte. signature: its detached JWS."""

    announcement: Announcement
    answer: bytes
    signature: str


def encode_mosip_receipt(receipt: MosipReceipt) -> bytes:
    """Raises ValueError where the answer is no UTF-8."""
    return rfc8785.dumps(
        {
            "announcement": announcement_value(receipt.announcement),
            "answer": receipt.answer.decode(),
            "signature": receipt.signature,
        }
    )


def decode_mosip_receipt(data: bytes) -> MosipReceipt:
    """Read the canonical form and nothing else. Raises ValueError."""
    if len(data) > _MAX_BYTES:
        raise ValueError("too long for a receipt")
    try:
        value = json.loads(data)
    except RecursionError:
        raise ValueError("too deep for a receipt") from None
    if not isinstance(value, dict) or value.keys() != {"announcement", "answer", "signature"}:
        raise ValueError("not a receipt's members")
    answer, signature = value["answer"], value["signature"]
    if not isinstance(answer, str) or not isinstance(signature, str):
        raise ValueError("not a receipt's values")
    receipt = MosipReceipt(read_announcement(value["announcement"]), answer.encode(), signature)
    if encode_mosip_receipt(receipt) != data:
        raise ValueError("not in canonical form")
    return receipt


def status_in(answer: bytes, packet_id: str) -> str | None:
    """How far the packet is, in an answer about packets; None where the receiver does not know it.

    Raises ValueError for what is no such answer, or one that names the packet twice.
    """
    return _status(answer, "packetId", packet_id)


def outcome_in(answer: bytes, registration_id: str) -> str | None:
    """What became of the registration, in an answer about registrations. Otherwise as `status_in`."""
    return _status(answer, "registrationId", registration_id)


def _status(answer: bytes, member: str, meant: str) -> str | None:
    try:
        value = json.loads(answer)
    except RecursionError:
        raise ValueError("too deep for an answer") from None
    if not isinstance(value, dict) or not isinstance(value.get("response"), list | None):
        raise ValueError("not a status answer")
    found = [
        item.get("statusCode")
        for item in value.get("response") or []
        if isinstance(item, dict) and item.get(member) == meant
    ]
    if len(found) > 1 or not all(isinstance(status, str) for status in found):
        raise ValueError("not a status")
    return found[0] if found else None
