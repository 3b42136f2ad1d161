"""What waits in the outbox for an OSIA enrollment server: the object without its references, and the buffers.

    "OSIA-SUBMISSION\\n"  16 bytes
    n                    4 bytes, big-endian
    head                 n bytes, RFC 8785:
                         {"buffers": [{"place", "sha256", "size"}, ...], "enrollmentId", "object", "version": 1}
    buffers              one after the other, as long as the head says

Each buffer is CMS, encrypted to the receivers. `place` is the JSON Pointer (RFC 6901) of the member that will name it
once the server has said what it calls it. Nothing in here can be read by the station.
"""

import json
import struct
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from re import fullmatch

import rfc8785

from station.receivers.osia.scope import Json

MAX_BUFFERS = 256
MAX_HEAD_BYTES = 1024 * 1024
MAX_BYTES = 128 * 1024 * 1024
_MAGIC = b"OSIA-SUBMISSION\n"
_LENGTH = struct.Struct(">I")
_START = len(_MAGIC) + _LENGTH.size
_PLACE = r"/biometricData/\d{1,3}/(imageRef|templateRef)|/documentData/\d{1,3}/parts/\d{1,3}/dataRef"
_ENROLLMENT_ID = r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"


@dataclass(frozen=True)
class Buffer:
    """place: where its reference belongs in the object."""

    place: str
    data: bytes

    @cached_property
    def sha256(self) -> str:
        return sha256(self.data).hexdigest()


@dataclass(frozen=True)
class Submission:
    """value: the Enrollment object as it will be sent, but for the references."""

    enrollment_id: str
    value: Json
    buffers: tuple[Buffer, ...]


def encode_submission(submission: Submission) -> bytes:
    """The same submission gives the same bytes."""
    head = rfc8785.dumps(
        {
            "version": 1,
            "enrollmentId": submission.enrollment_id,
            "object": submission.value,
            "buffers": [
                {"place": item.place, "sha256": item.sha256, "size": len(item.data)} for item in submission.buffers
            ],
        }
    )
    return b"".join((_MAGIC, _LENGTH.pack(len(head)), head, *(item.data for item in submission.buffers)))


def decode_submission(data: bytes) -> Submission:
    """Read that form and nothing else. Raises ValueError."""
    if len(data) > MAX_BYTES or len(data) < _START or not data.startswith(_MAGIC):
        raise ValueError("not a submission")
    (length,) = _LENGTH.unpack_from(data, len(_MAGIC))
    if length > min(MAX_HEAD_BYTES, len(data) - _START):
        raise ValueError("head too long")
    head = data[_START : _START + length]
    try:
        value = json.loads(head)
        canonical = rfc8785.dumps(value)
    except (RecursionError, rfc8785.CanonicalizationError):
        raise ValueError("not a canonical head") from None
    if canonical != head or not isinstance(value, dict) or value.keys() != {
        "version", "enrollmentId", "object", "buffers"
    }:  # fmt: skip
        raise ValueError("not a submission's head")
    enrollment_id, made, listed = value["enrollmentId"], value["object"], value["buffers"]
    if value["version"] != 1 or not isinstance(made, dict) or not isinstance(listed, list):
        raise ValueError("not a submission's members")
    if not isinstance(enrollment_id, str) or not fullmatch(_ENROLLMENT_ID, enrollment_id):
        raise ValueError("not an enrollment id")
    submission = Submission(enrollment_id, made, _buffers(data, _START + length, listed))
    for item in submission.buffers:
        holder(made, item.place)
    if encode_submission(submission) != data:
        raise ValueError("not as it was written")
    return submission


def holder(value: Json, place: str) -> Json:
    """The object whose member `place` is. Raises ValueError."""
    found: object = value
    for step in place.split("/")[1:-1]:
        if isinstance(found, list) and int(step) < len(found):
            found = found[int(step)]
        elif isinstance(found, dict) and step in found:
            found = found[step]
        else:
            raise ValueError("no such place")
    if not isinstance(found, dict):
        raise ValueError("no object there")
    return found


def _buffers(data: bytes, start: int, listed: list[object]) -> tuple[Buffer, ...]:
    if len(listed) > MAX_BUFFERS:
        raise ValueError("too many buffers")
    found: list[Buffer] = []
    for item in listed:
        if (
            not isinstance(item, dict)
            or not isinstance(item.get("size"), int)
            or not isinstance(item.get("place"), str)
        ):
            raise ValueError("not a buffer")
        size, place = item["size"], item["place"]
        if not 0 < size <= len(data) - start or not fullmatch(_PLACE, place):
            raise ValueError("not a buffer's place")
        found.append(Buffer(place, data[start : start + size]))
        start += size
    if len({item.place for item in found}) != len(found):
        raise ValueError("two buffers in one place")
    return tuple(found)
