"""A backup: one file (tar) with what a station keeps, taken while it works, whole or not at all (ADR 79).

    station.json                     format, when, and the public key of the log
    feedback.json                    how it was, of days that are over
    drafts/...                       sealed, each under its own key, that under the data key, which is not here
    station.db                       a copy of one moment
    outbox/..., quarantine/..., witnesses/..., logs/..., payments/...
    checksums.json                   SHA-256 of everything before it; last, so that a cut file is known

In this order, in which things move on: a draft that is sealed meanwhile is in `drafts` or a packet in `outbox`; one
that is erased meanwhile has left its receipt. No key of anybody is in it.
"""

import io
import json
import os
import tarfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path, PurePosixPath
from secrets import token_hex
from sqlite3 import connect as sqlite_connect

from station.domain.errors import StationError
from station.storage.database import reading, typed_errors
from station.storage.feedback import days_over
from station.storage.files import DISK, TEMPORARY, disk_error, durable_folder, durable_write
from station.storage.vault import ENCLOSED

FORMAT = 1
DATABASE, ABOUT, SUMS, FEEDBACK = "station.db", "station.json", "checksums.json", "feedback.json"
BEFORE, AFTER = ("drafts",), ("outbox", "quarantine", "witnesses", "logs", "payments")
_FOLDERS = frozenset((*BEFORE, *AFTER))
_MOST_BYTES = 1024 * 1024 * 1024  # of one member


class BackupUnusable(StationError):
    """The file is no whole backup of a station, or of a newer format. `member`: where it is not as it was written."""

    code, retryable = "STN-166", False


@dataclass(frozen=True)
class About:
    """What a backup says of itself. log_key: "" where the station had no log yet."""

    at: datetime
    log_key: str


def write_backup(data: Path, database: Path, file: Path, log_key: str, at: datetime) -> int:
    """Into `file`, replaced only by a whole one. log_key: of the audit log, public. Returns how many files are in it.

    Beside a station that runs. Raises DatabaseMissing and its kin, DiskFull, DiskFailed.
    """
    temporary, copy = (file.with_name(TEMPORARY + token_hex(8)) for _ in range(2))
    about = {"format": FORMAT, "at": at.isoformat(), "logKey": log_key}
    try:
        with temporary.open("xb") as out:
            temporary.chmod(0o600)
            with tarfile.open(fileobj=out, mode="w", format=tarfile.PAX_FORMAT) as tar:
                count = _write(tar, data, database, copy, about, at)
            out.flush()
            os.fsync(out.fileno())
        DISK.rename(temporary, file)
        DISK.sync_folder(file.parent)
    except OSError as error:
        raise disk_error(error) from error
    finally:
        for left in (temporary, copy):
            left.unlink(missing_ok=True)
    return count


def check_backup(file: Path) -> About:
    """Read all of it and change nothing. Raises BackupUnusable, DiskFailed."""
    sums: dict[str, str] = {}
    told, about = b"", b""
    for name, data in _members(file):
        if told or name in sums:
            raise BackupUnusable(member=name)
        if name == SUMS:
            told = data
            continue
        if name == ABOUT:
            about = data
        sums[name] = sha256(data).hexdigest()
    try:
        if json.loads(told) != sums or DATABASE not in sums:
            raise BackupUnusable(member=SUMS)
        value = json.loads(about)
        if value["format"] != FORMAT:
            raise BackupUnusable(member=ABOUT)
        return About(datetime.fromisoformat(value["at"]), str(value["logKey"]))
    except (ValueError, KeyError, TypeError, RecursionError):
        raise BackupUnusable(member=ABOUT if told else SUMS) from None


def unpack_backup(file: Path, folder: Path) -> None:
    """Everything but what it says of itself into `folder`, made for it, and durable. Check it first."""
    durable_folder(folder)
    for name, data in _members(file):
        if name not in (ABOUT, SUMS):
            target = folder / name
            durable_folder(target.parent)
            durable_write(target, data)


def _write(tar: tarfile.TarFile, data: Path, database: Path, copy: Path, about: dict[str, object], at: datetime) -> int:
    sums: dict[str, str] = {}
    _add(tar, sums, ABOUT, json.dumps(about).encode())
    if counts := days_over(data / FEEDBACK, at.astimezone().date()):
        _add(tar, sums, FEEDBACK, counts)
    for folder in BEFORE:
        _add_folder(tar, sums, data, folder)
    with reading(database) as source, closing(sqlite_connect(copy)) as target, typed_errors():
        source.backup(target)
        target.execute("PRAGMA journal_mode = DELETE")
    _add(tar, sums, DATABASE, copy.read_bytes())
    for folder in AFTER:
        _add_folder(tar, sums, data, folder)
    _add(tar, {}, SUMS, json.dumps(sums).encode())
    return len(sums)


def _add_folder(tar: tarfile.TarFile, sums: dict[str, str], data: Path, folder: str) -> None:
    """Until a look finds nothing new: what vanished meanwhile has left behind what came in its place."""
    while new := sorted(path for path in _files(data / folder) if path.relative_to(data).as_posix() not in sums):
        for path in new:
            try:
                content = path.read_bytes()
            except FileNotFoundError:
                continue
            _add(tar, sums, path.relative_to(data).as_posix(), content)


def _files(folder: Path) -> Iterator[Path]:
    """Whole files only, not those that are being written; no draft's key either, though enclosed to two people."""
    for path in folder.rglob("*"):
        if path.is_file() and not path.name.startswith((TEMPORARY, ENCLOSED)):
            yield path


def _add(tar: tarfile.TarFile, sums: dict[str, str], name: str, content: bytes) -> None:
    member = tarfile.TarInfo(name)
    member.size, member.mode = len(content), 0o600
    tar.addfile(member, io.BytesIO(content))
    sums[name] = sha256(content).hexdigest()


def _members(file: Path) -> Iterator[tuple[str, bytes]]:
    """Plain files under names of ours, one after the other. Raises BackupUnusable, DiskFailed."""
    try:
        with tarfile.open(file, "r:") as tar:
            for member in tar:
                if not member.isreg() or member.size > _MOST_BYTES or not _ours(member.name):
                    raise BackupUnusable(member=member.name[:100])
                opened = tar.extractfile(member)
                content = opened.read() if opened is not None else b""
                if len(content) != member.size:
                    raise BackupUnusable(member=member.name)
                yield member.name, content
    except tarfile.TarError:
        raise BackupUnusable(member=file.name) from None
    except OSError as error:
        raise disk_error(error) from error


def _ours(name: str) -> bool:
    """A name that leads nowhere else: one of the single files, or something inside one of the folders."""
    path = PurePosixPath(name)
    inside = len(path.parts) > 1 and path.parts[0] in _FOLDERS and ".." not in path.parts and "\0" not in name
    return name in (ABOUT, SUMS, DATABASE, FEEDBACK) or (inside and path.as_posix() == name)
