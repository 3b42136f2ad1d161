"""Where the suite writes: into memory, where the system lends enough of it. Tests make and flush some hundred thousand
small files, and what survives a power cut is judged by what was asked of the disk, never by the disk."""

import os
import tempfile
from pathlib import Path

_MEMORY = Path("/dev/shm")
_ROOM = 2 << 30


def write_to_memory() -> None:
    """From now on, this process and those it starts make their temporary files there; whoever set TMPDIR is obeyed."""
    if "TMPDIR" not in os.environ and _fits(_MEMORY):
        os.environ["TMPDIR"] = str(_MEMORY)
        tempfile.tempdir = None  # looked for anew


def _fits(folder: Path) -> bool:
    """Whether there is room, and what is made there may be run."""
    try:
        found = os.statvfs(folder)
    except OSError:
        return False
    return found.f_bavail * found.f_frsize >= _ROOM and not found.f_flag & os.ST_NOEXEC and os.access(folder, os.W_OK)
