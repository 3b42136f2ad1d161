"""What is flushed to the disk and what is renamed, in the order in which it happens."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

TEMPORARY = "unfinished"  # how a file's name is written down that is renamed later


Move = Callable[[Path, Path], None]


class Order:
    """steps: "flush NAME", "rename NAME", and what the test itself says in between; a folder by its own name."""

    def __init__(self) -> None:
        self.steps: list[str] = []

    def say(self, step: str) -> None:
        self.steps.append(step)


@contextmanager
def watched(folder: Path) -> Iterator[Order]:
    """What happens in `folder`. Files that get their name by a rename are called `TEMPORARY` before it."""
    order, fsync, moves = Order(), os.fsync, (os.replace, os.rename)

    def flush(descriptor: int) -> None:
        path = Path(os.readlink(f"/proc/self/fd/{descriptor}"))
        if path == folder or folder in path.parents:
            hidden = path.name.startswith(".")
            order.say(f"flush {TEMPORARY if hidden else path.name}")
        fsync(descriptor)

    def renaming(move: Move) -> Move:
        def rename(source: Path, target: Path) -> None:
            move(source, target)
            order.say(f"rename {Path(target).name}")

        return rename

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "fsync", flush)
        for name, move in zip(("replace", "rename"), moves, strict=True):
            patch.setattr(os, name, renaming(move))
        yield order
