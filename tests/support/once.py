"""Folders that are made once a run, also where several processes run the tests (pytest-xdist)."""

import fcntl
import os
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest


def made_once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], object]) -> Path:
    """The folder that `make` filled; whoever comes first does it, the others wait. To be read, never changed."""
    if "PYTEST_XDIST_WORKER" not in os.environ:
        folder = factory.mktemp(name)
        make(folder)
        return folder
    shared = factory.getbasetemp().parent  # of this run; each process has a folder of its own in it
    folder, made = shared / name, shared / f"{name}.made"
    with (shared / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not made.exists():
            folder.mkdir(exist_ok=True)  # as `mktemp` does it above
            make(folder)
            made.touch()
    return folder


def copy_of(made: Path, folder: Path) -> Path:
    """A folder made once, copied to `folder`, which is not there yet: small files with their modes, from memory."""
    for name, mode, data in _read(made):
        path = folder / name
        if data is None:
            path.mkdir(mode)
        else:
            path.write_bytes(data)
            path.chmod(mode)
    return folder


@cache
def _read(made: Path) -> tuple[tuple[str, int, bytes | None], ...]:
    """Name, mode and bytes of each file; None for a folder, which comes before what it holds."""
    return tuple(
        (str(path.relative_to(made)), path.stat().st_mode & 0o777, None if path.is_dir() else path.read_bytes())
        for path in (made, *sorted(made.rglob("*")))
    )
