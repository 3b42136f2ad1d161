"""What was copied last, kept at the desk: so that it can be said without the second place, which may be away.

{"drafts": {enrollment id: SHA-256 of draft.sealed}, "format": 1, "newest": ...}     RFC 8785, UTF-8
"""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from re import fullmatch

import rfc8785

from station.copies.state import DRAFT_FILE
from station.domain.enrollment import EnrollmentId
from station.formats.moment import moment_text, read_moment
from station.storage.vault import is_id

_NAMES = {"drafts", "format", "newest"}
MAX_BYTES = 1024 * 1024


@dataclass
class Copied:
    """newest: when a copy was made last; drafts: what of each was copied then."""

    newest: datetime | None = None
    drafts: dict[EnrollmentId, str] = field(default_factory=dict)


def encode_copied(copied: Copied) -> bytes:
    newest = moment_text(copied.newest) if copied.newest is not None else ""
    drafts = {str(enrollment_id): digest for enrollment_id, digest in copied.drafts.items()}
    return rfc8785.dumps({"format": 1, "newest": newest, "drafts": drafts})


def decode_copied(data: bytes) -> Copied:
    """Read the canonical form and nothing else. Raises ValueError."""
    if len(data) > MAX_BYTES:
        raise ValueError("too long")
    try:
        value = json.loads(data)
    except RecursionError:
        raise ValueError("nested too deep") from None
    if not isinstance(value, dict) or value.keys() != _NAMES or not isinstance(value["drafts"], dict):
        raise ValueError("not its members")
    for name, digest in value["drafts"].items():
        if not is_id(name) or not isinstance(digest, str) or not fullmatch("[0-9a-f]{64}", digest):
            raise ValueError("not a draft's entry")
    if not isinstance(value["newest"], str):
        raise ValueError("not a moment")
    copied = Copied(read_moment(value["newest"]) if value["newest"] else None, value["drafts"])
    if encode_copied(copied) != data:
        raise ValueError("not as it was written")
    return copied


def read_copied(file: Path) -> Copied:
    """Nothing, where it cannot be read: then all is looked at anew."""
    try:
        return decode_copied(file.read_bytes()[: MAX_BYTES + 1])
    except (OSError, ValueError):
        return Copied()


def drafts_in(drafts: Path) -> tuple[EnrollmentId, ...]:
    """Those that were kept at least once."""
    return tuple(
        EnrollmentId(path.parent.name) for path in sorted(drafts.glob(f"*/{DRAFT_FILE}")) if is_id(path.parent.name)
    )


def behind(drafts: Path, copied: Copied, ended: Callable[[EnrollmentId], bool]) -> int:
    """How many drafts are further than their copies."""
    return sum(
        copied.drafts.get(enrollment_id) != _digest(drafts / enrollment_id / DRAFT_FILE)
        for enrollment_id in drafts_in(drafts)
        if not ended(enrollment_id)
    )


def _digest(file: Path) -> str:
    try:
        return sha256(file.read_bytes()).hexdigest()
    except OSError:
        return ""  # wiped meanwhile, or unreadable: the list of drafts says so
