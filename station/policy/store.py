"""The policy at hand: proven when it is fetched, kept whole in one file, proven again each time it is read."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec
from tuf.api.metadata import Metadata, Root, Targets
from tuf.ngclient import Updater, UpdaterConfig

from crypto import files
from station.policy.errors import PolicyMissing, PolicyRootMissing, PolicyTooBig, PolicyUnreadable
from station.policy.fetch import FolderFetcher, HttpsFetcher
from station.policy.proof import LIMITS, MAY_LACK, Bundle, Verified, prove, published_profiles, typed
from station.storage.files import durable_folder, durable_write

_KEPT = "proven.msgpack"
_MOST_ROOTS = 256
MOST_BYTES = 32 * 1024 * 1024
_CONFIG = UpdaterConfig(
    max_root_rotations=_MOST_ROOTS,
    root_max_length=64 * 1024,
    timestamp_max_length=16 * 1024,
    snapshot_max_length=64 * 1024,
    targets_max_length=256 * 1024,
)


class PolicyStore:
    """folder: `proven.msgpack` and, beside it, the TUF client's own cache.

    The cache holds what later metadata is compared with (rollback, TUF 5.4.3); the file is what is believed offline.
    """

    def __init__(self, folder: Path, installed_root: bytes) -> None:
        """installed_root: as it came with the set-up; empty where it did not."""
        self._folder = folder
        self._root = installed_root
        self._file = folder / _KEPT

    def read(self) -> Verified:
        """What was proven last, proven once more. Raises PolicyRootMissing, PolicyMissing, and as `prove`."""
        self._demand_root()
        return self.proven(self.kept())

    def kept(self) -> bytes:
        """The whole state that was proven last, as it lies there. Raises PolicyMissing, PolicyTooBig, FileTrouble."""
        try:
            data = files.read(self._file, MOST_BYTES + 1)
        except FileNotFoundError:
            raise PolicyMissing from None
        if len(data) > MOST_BYTES:
            raise PolicyTooBig(part=self._file.name)
        return data

    def proven(self, data: bytes) -> Verified:
        """Such a state, proven once more. Raises PolicyRootMissing, and as `prove`."""
        self._demand_root()
        try:
            bundle = msgspec.msgpack.decode(data, type=Bundle)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            raise PolicyUnreadable from None
        return prove(bundle, self._root)

    @contextmanager
    def alone(self) -> Iterator[None]:
        """One program at a time fetches and keeps: the TUF client's cache is made for one. Raises DiskFailed."""
        durable_folder(self._folder)
        with typed():
            descriptor = os.open(self._folder / ".lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield
        finally:
            os.close(descriptor)

    def fetch(self, source: FolderFetcher | HttpsFetcher) -> tuple[Verified, Bundle]:
        """The source's policy, proven but not yet kept. Raises PolicyRootMissing, and as `prove`."""
        self._demand_root()
        cache, files = self._folder / "cache", self._folder / "files"
        for folder in (self._folder, cache, files):
            durable_folder(folder)
        source.begin()
        with typed():
            updater = Updater(
                str(cache),
                f"{source.base}metadata/",
                str(files),
                f"{source.base}targets/",
                source,
                _CONFIG,
                bootstrap=self._root,
            )
            updater.refresh()
            found = {name: data for name in LIMITS if (data := _file(updater, name)) is not None}
            targets = (cache / "targets.json").read_bytes()
            for name in published_profiles(Metadata[Targets].from_bytes(targets).signed):
                found[name] = _download(updater, name)
            bundle = Bundle(
                roots=_roots(cache / "root_history", self._root),
                timestamp=(cache / "timestamp.json").read_bytes(),
                snapshot=(cache / "snapshot.json").read_bytes(),
                targets=targets,
                files=found,
            )
        return prove(bundle, self._root), bundle

    def keep(self, bundle: Bundle) -> None:
        """Believe it from now on. Raises DiskFull, DiskFailed; then what was kept before is still there."""
        durable_write(self._file, msgspec.msgpack.encode(bundle))

    def _demand_root(self) -> None:
        if not self._root:
            raise PolicyRootMissing


def kept_state(folder: Path) -> tuple[int, int, int] | None:
    """Changes whenever the store of that folder keeps something else; None where nothing is kept."""
    try:
        stat = (folder / _KEPT).stat()
    except OSError:
        return None
    return stat.st_mtime_ns, stat.st_size, stat.st_ino


def _file(updater: Updater, name: str) -> bytes | None:
    """None for one that a policy may lack, and does."""
    target = updater.get_targetinfo(name)
    if target is None and name in MAY_LACK:
        return None
    if target is not None and target.length > LIMITS[name]:
        raise PolicyTooBig(part=name)
    return _download(updater, name)


def _download(updater: Updater, name: str) -> bytes:
    target = updater.get_targetinfo(name)
    if target is None:
        raise PolicyUnreadable
    return Path(updater.find_cached_target(target) or updater.download_target(target)).read_bytes()


def _roots(history: Path, installed: bytes) -> list[bytes]:
    """Those after the installed one, in order."""
    first = Metadata[Root].from_bytes(installed).signed.version
    numbered = sorted((int(file.name.split(".")[0]), file) for file in history.glob("*.root.json"))
    return [file.read_bytes() for number, file in numbered if number > first]
