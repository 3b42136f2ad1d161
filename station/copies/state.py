"""One state of a copy: which files it consists of. A draft's copy keeps its two newest states.

{"at": ..., "enrollmentId": ..., "files": {name: {"sha256": ..., "size": n}}, "format": 1, "number": n}
RFC 8785, UTF-8. Names are those of the draft's folder; the bytes lie at the place under their SHA-256, so that a state
that is being written touches nothing of the one before. No personal data.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from re import fullmatch
from typing import Any

import rfc8785

from station.domain.enrollment import EnrollmentId
from station.formats.moment import moment_text, read_moment
from station.storage.vault import is_id

FORMAT = 1
MAX_BYTES = 256 * 1024
MOST_NUMBER = 99_999_999
ENCLOSED = ".p7m"
DRAFT_FILE = "draft.sealed"
_FILE = r"(draft|[0-9a-f]{64})\.sealed|recovery-[0-9a-f]{16}\.p7m"
_NAMES = {"at", "enrollmentId", "files", "format", "number"}
_MOST_SIZE = 1 << 30


@dataclass(frozen=True)
class Part:
    sha256: str
    size: int


@dataclass(frozen=True)
class State:
    """number: grows by one with each; at: when it was copied."""

    enrollment_id: EnrollmentId
    number: int
    at: datetime
    files: Mapping[str, Part]

    @property
    def enclosure(self) -> str:
        """Name of the file in which the draft's own key is."""
        return next(name for name in self.files if name.endswith(ENCLOSED))


def stored_as(name: str, part: Part) -> str:
    """Under which name the bytes of a file lie at the place."""
    return part.sha256 + (ENCLOSED if name.endswith(ENCLOSED) else ".sealed")


def encode_state(state: State) -> bytes:
    return rfc8785.dumps(
        {
            "format": FORMAT,
            "enrollmentId": state.enrollment_id,
            "number": state.number,
            "at": moment_text(state.at),
            "files": {name: {"sha256": part.sha256, "size": part.size} for name, part in state.files.items()},
        }
    )


def decode_state(data: bytes) -> State:
    """Read the canonical form and nothing else. Raises ValueError."""
    if len(data) > MAX_BYTES:
        raise ValueError("too long for a state")
    try:
        value = json.loads(data)
    except RecursionError:
        raise ValueError("nested too deep") from None
    if not isinstance(value, dict) or value.keys() != _NAMES or value["format"] != FORMAT:
        raise ValueError("not a state's members")
    if not isinstance(value["enrollmentId"], str) or not is_id(value["enrollmentId"]):
        raise ValueError("not a state's enrollment")
    if not isinstance(value["at"], str) or not isinstance(value["files"], dict):
        raise ValueError("not a state's values")
    files = {name: _part(name, part) for name, part in value["files"].items()}
    if DRAFT_FILE not in files or sum(name.endswith(ENCLOSED) for name in files) != 1:
        raise ValueError("not a draft's files")
    number = _whole(value["number"], 1, MOST_NUMBER)
    state = State(EnrollmentId(value["enrollmentId"]), number, read_moment(value["at"]), files)
    if encode_state(state) != data:
        raise ValueError("not as it was written")
    return state


def _part(name: str, value: Any) -> Part:
    if not fullmatch(_FILE, name) or not isinstance(value, dict) or value.keys() != {"sha256", "size"}:
        raise ValueError("not a file of a draft")
    if not isinstance(value["sha256"], str) or not fullmatch("[0-9a-f]{64}", value["sha256"]):
        raise ValueError("not a SHA-256")
    return Part(value["sha256"], _whole(value["size"], 0, _MOST_SIZE))


def _whole(value: object, least: int, most: int) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
        raise ValueError("not a number of a state")
    return value
