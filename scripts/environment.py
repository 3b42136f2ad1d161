"""Is everything still there that an installation brought? A stamp alone says what was meant, not what is there.

Usage: environment.py keep STAMP STATE LOCK     write down which files the packages of LOCK have, and how large they are
       environment.py check STAMP STATE LOCK    exit status 1, and what is not whole, unless all is as it was then
       environment.py harmed STAMP              exit status 0 where a file is gone or has another size than then

STATE is of the lock files: one line. What is written down is what pip left behind, not what the packages say of
themselves, which is not true for each of them.
"""

import csv
import os
import sys
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from re import MULTILINE, findall


class NotWhole(Exception):
    """What is missing."""


def locked(lock: Path) -> Iterator[tuple[str, str]]:
    """Name and version of each package that the lock has for this computer."""
    lines = lock.read_text(encoding="utf-8")
    for name, version, marker in findall(r"^([\w.-]+)==([^\s;]+)(?: *;([^\\\n]*))?", lines, MULTILINE):
        if marker.strip():
            from pip._vendor.packaging.markers import (
                Marker,  # no other reader of markers is there before the first lock
            )

            if not Marker(marker.strip()).evaluate():
                continue
        yield name, version


def files_of(name: str, version: str) -> Iterator[str]:
    """What is there of a package, as pip wrote it down. Raises NotWhole."""
    try:
        found = distribution(name)
    except PackageNotFoundError:
        raise NotWhole(name) from None
    record = found.read_text("RECORD")
    if found.version != version or not record:  # pip writes the record last
        raise NotWhole(name)
    for row in csv.reader(record.splitlines()):
        file = os.path.normpath(str(found.locate_file(row[0])))
        if not file.endswith(".pyc") and Path(file).is_file():  # compiled files are made again when missing
            yield file


def keep(stamp: Path, state: str, lock: Path) -> None:
    """Raises NotWhole."""
    lines = [
        f"{Path(file).stat().st_size} {os.path.relpath(file, stamp.parent)}"
        for name, version in locked(lock)
        for file in files_of(name, version)
    ]
    part = stamp.with_name(f"{stamp.name}.part")
    part.write_text("\n".join([state, *lines, ""]), encoding="utf-8")
    part.replace(stamp)


def harm(stamp: Path) -> str:
    """The first file that is not as it was when it was written down; "" where all are, or nothing was."""
    try:
        _, *lines = stamp.read_text(encoding="utf-8").splitlines()
    except (OSError, ValueError):
        return ""
    for line in lines:
        size, _, file = line.partition(" ")
        try:
            there = str((stamp.parent / file).stat().st_size)
        except OSError:
            there = ""
        if there != size:
            return Path(file).name
    return ""


def check(stamp: Path, state: str, lock: Path) -> None:
    """Raises NotWhole. A stamp of version 0.1.0 has its first line only: it is completed from what is there."""
    try:
        kept, *lines = stamp.read_text(encoding="utf-8").splitlines()
    except (OSError, ValueError):
        raise NotWhole(stamp.name) from None
    if kept != state:
        raise NotWhole(stamp.name)
    if not lines:
        keep(stamp, state, lock)
    harmed = harm(stamp)
    if harmed:
        raise NotWhole(harmed)


def main(action: str, stamp: str, *rest: str) -> int:
    if action == "harmed":
        return 0 if harm(Path(stamp)) else 1
    state, lock = rest
    try:
        {"keep": keep, "check": check}[action](Path(stamp), state, Path(lock))
    except NotWhole as error:
        if action == "keep" or Path(stamp).exists():
            print(f"setup: not as installed: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
