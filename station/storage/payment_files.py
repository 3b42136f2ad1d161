"""What a terminal was asked to take, each in a file of its own: believed before the row beside it, as packets are.

`<reference>.json`: {"amount_amd": n, "begun_at": ..., "enrollment_id": ..., "former": ..., "receipt": ...,
"simulated": ..., "state": ..., "terminal": ..., "version": 1}. No person stands in it, nothing of a card.
"""

import json
from collections.abc import Container
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from re import fullmatch

from station.storage.enrollments import to_text
from station.storage.files import disk_error, durable_folder, durable_remove, durable_write

VERSION = 1
_END = ".json"
_NAME = r"[0-9a-f]{32}"
_TEXTS = {"enrollment_id": 64, "terminal": 200, "former": 40, "receipt": 60, "begun_at": 40, "state": 20}
"""Members, and how many characters at most."""
_MOST_BYTES = 4096


class AttemptState(StrEnum):
    OPEN = "open"  # the terminal did not say yet what became of it
    APPROVED = "approved"  # and not in the case yet
    KEPT = "kept"  # approved, and in the case
    NONE = "none"  # nothing was taken
    UNCLEAR = "unclear"  # nobody but a person with the terminal's paper can say


OVER = (AttemptState.KEPT, AttemptState.NONE)
"""What is so stays so."""


TAKEN = frozenset({AttemptState.APPROVED, AttemptState.KEPT})
UNSETTLED = frozenset({AttemptState.OPEN, AttemptState.UNCLEAR})


@dataclass(frozen=True)
class Attempt:
    """terminal: id of the device. former: reference of its last transaction before this one; "" where it had none."""

    reference: str
    enrollment_id: str
    terminal: str
    simulated: bool
    amount_amd: int
    former: str
    begun_at: datetime
    state: AttemptState = AttemptState.OPEN
    receipt: str = ""


@dataclass(frozen=True)
class Found:
    """attempts: the oldest first. damaged: files that say nothing any more."""

    attempts: tuple[Attempt, ...]
    damaged: int


class AttemptFiles:
    """One folder, made with the first of them. Raises DiskFull, DiskFailed."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def write(self, attempt: Attempt) -> None:
        durable_folder(self._folder)
        durable_write(self._path(attempt), _encode(attempt))

    def remove(self, attempt: Attempt) -> None:
        """Of which no terminal heard."""
        durable_remove((self._path(attempt),))

    def found(self, over: Container[str]) -> Found:
        """All but those whose references are in `over`."""
        attempts, damaged = [], 0
        for path in self._folder.glob(f"*{_END}"):
            reference = path.name.removesuffix(_END)
            if reference in over or path.name.startswith("."):
                continue
            try:
                attempts.append(_decode(reference, path.read_bytes()))
            except ValueError:
                damaged += 1
            except OSError as error:
                raise disk_error(error, path) from error
        return Found(tuple(sorted(attempts, key=lambda each: (each.begun_at, each.reference))), damaged)

    def _path(self, attempt: Attempt) -> Path:
        return self._folder / f"{attempt.reference}{_END}"


def _encode(attempt: Attempt) -> bytes:
    said = {**vars(attempt), "begun_at": to_text(attempt.begun_at), "version": VERSION}
    del said["reference"]
    return json.dumps(said, sort_keys=True, separators=(",", ":")).encode()


def _decode(reference: str, data: bytes) -> Attempt:
    """Raises ValueError."""
    try:
        said = json.loads(data) if len(data) <= _MOST_BYTES else None
    except RecursionError:
        raise ValueError("nested too deep") from None
    if not isinstance(said, dict) or not fullmatch(_NAME, reference):
        raise ValueError("no attempt")
    texts = {name: said.get(name) for name in _TEXTS}
    if any(not isinstance(text, str) or len(text) > _TEXTS[name] for name, text in texts.items()):
        raise ValueError("no text")
    if type(said.get("amount_amd")) is not int or not isinstance(said.get("simulated"), bool):
        raise ValueError("no sum")
    attempt = Attempt(
        reference,
        said["enrollment_id"],
        said["terminal"],
        said["simulated"],
        said["amount_amd"],
        said["former"],
        datetime.fromisoformat(said["begun_at"]),
        AttemptState(said["state"]),
        said["receipt"],
    )
    if _encode(attempt) != data:
        raise ValueError("not as it was written")
    return attempt


def settled(attempt: Attempt, state: AttemptState, receipt: str) -> Attempt:
    """receipt: kept where there is none now."""
    return replace(attempt, state=state, receipt=receipt or attempt.receipt)
