"""Writing that survives a power cut."""

import os
from pathlib import Path
from secrets import token_hex

from intake.store.layout import TEMPORARY


def write_durably(file: Path, data: bytes) -> None:
    """All of it or nothing, and on the disk; the name is there for good once its folder was synced. Raises OSError."""
    temporary = file.with_name(TEMPORARY + token_hex(8))
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as opened:
            opened.write(data)
            opened.flush()
            os.fsync(opened.fileno())
        temporary.replace(file)
    finally:
        temporary.unlink(missing_ok=True)


def sync_folder(folder: Path) -> None:
    """Raises OSError."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
