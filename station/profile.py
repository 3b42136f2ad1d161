"""One program a profile: whoever may change what lies in the data folder holds its lock until it ends (ADR 77).

The lock is the operating system's (flock), so that it ends with the program, however that ends. What the file says of
its holder is only for the sentence that a refused program is given.
"""

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from crypto import files
from station.domain.errors import StationError

LOCK = "station.lock"
WINDOW = "station"  # how the window calls itself
_MOST_BYTES = 1024


class ProfileHeld(StationError):
    """Another program works with this station's data. program, pid, since: of that one, "?" where it can't be read."""

    code, retryable = "STN-160", True


class ProfileUnlockable(StationError):
    """The lock file can't be made or locked, so two programs could write at once. `reason`: the system's word."""

    code, retryable = "STN-161", True


@contextmanager
def held(data: Path, program: str) -> Iterator[None]:
    """Hold the profile in the folder `data`, which exists. program: what a refused one is told.

    Raises ProfileHeld at once where somebody else holds it, also within this process; ProfileUnlockable.
    """
    try:
        descriptor = os.open(data / LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise _unlockable(error) from error
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise ProfileHeld(**_holder(descriptor)) from None
        try:
            _introduce(descriptor, program)
        except OSError as error:
            raise _unlockable(error) from error
        yield
    finally:
        os.close(descriptor)  # and with it the lock


def _introduce(descriptor: int, program: str) -> None:
    """The file stays when the lock ends: removing it would let two programs hold two files of one name."""
    words = {"program": program, "pid": os.getpid(), "since": datetime.now(UTC).isoformat(timespec="seconds")}
    os.ftruncate(descriptor, 0)
    os.pwrite(descriptor, json.dumps(words).encode(), 0)


def _holder(descriptor: int) -> dict[str, str]:
    """As the holder wrote it; an instant after it locked, that may not have happened yet."""
    try:
        words = json.loads(os.pread(descriptor, _MOST_BYTES, 0))
        since = datetime.fromisoformat(words["since"]).astimezone()
        return {"program": str(words["program"]), "pid": str(words["pid"]), "since": f"{since:%d.%m.%Y %H:%M}"}
    except (OSError, ValueError, KeyError, TypeError):
        return {"program": "?", "pid": "?", "since": "?"}


def _unlockable(error: OSError) -> ProfileUnlockable:
    return ProfileUnlockable(reason=files.reason_of(error))
