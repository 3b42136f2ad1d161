"""The second place: a folder on a stick or a share, which several stations may use.

    <place>/<station>/<enrollment id>/state-00000007.json     what the copy consists of (station.copies.state)
                                      <SHA-256>.sealed        a file of the draft, as it lies sealed at its desk
                                      <SHA-256>.p7m           the draft's own key, enclosed to two people

The place itself is never made here: where a stick is pulled there is no folder, and nothing is written elsewhere. What
comes newly is written beside what is there; the newest state appears last, and the one before it stays whole.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from errno import EDQUOT, EINVAL, ENOSPC, ENOTSUP
from hashlib import sha256
from pathlib import Path
from re import fullmatch
from secrets import token_hex

from crypto.files import reason_of
from station.copies.errors import CopyDamaged, CopyMissing, PlaceAway, PlaceFull, PlaceNotApart, PlaceRefuses
from station.copies.state import ENCLOSED, MAX_BYTES, State, decode_state, encode_state, stored_as
from station.domain.enrollment import EnrollmentId
from station.storage.errors import DiskFailed, DiskFull
from station.storage.files import Disk, durable_write
from station.storage.vault import is_id

_KEPT = 2  # states of a copy
_STATE = r"state-([0-9]{8})\.json"
_STATION = "[0-9a-f]{32}"


class PlaceDisk(Disk):
    """Others write there too: no link of theirs is followed. Some network file systems do not flush a folder; there the
    server's word for the rename has to do."""

    def overwrite(self, path: Path) -> None:
        descriptor = os.open(path, os.O_WRONLY | os.O_NOFOLLOW)
        with open(descriptor, "wb", buffering=0) as file:
            file.write(bytes(os.fstat(descriptor).st_size))
            os.fsync(descriptor)

    def sync_folder(self, folder: Path) -> None:
        try:
            super().sync_folder(folder)
        except OSError as error:
            if error.errno not in (EINVAL, ENOTSUP):
                raise


PLACE_DISK = PlaceDisk()


class Place:
    """For one thread. Everything raises PlaceAway, PlaceRefuses or PlaceFull when the place does not do it."""

    def __init__(self, folder: Path, disk: Disk = PLACE_DISK, apart_from: Path | None = None) -> None:
        """apart_from: a folder on a disk that the place must not share; None where that is not asked."""
        self._folder = folder
        self._disk = disk
        self._apart_from = apart_from

    def require(self) -> None:
        """That it is there, on a disk of its own. Raises PlaceNotApart."""
        with self._typed():
            device = self._folder.stat().st_dev
            if not self._folder.is_dir():
                raise PlaceAway(reason="ENOTDIR")
            if self._apart_from is not None and self._apart_from.stat().st_dev == device:
                raise PlaceNotApart

    def stations(self) -> tuple[str, ...]:
        with self._typed():
            return tuple(sorted(path.name for path in self._folder.iterdir() if fullmatch(_STATION, path.name)))

    def enrollments(self, station: str) -> tuple[EnrollmentId, ...]:
        """Of which drafts a station has copies here."""
        folder = self._folder / station
        with self._typed():
            there = folder.is_dir() and not folder.is_symlink()
            found = sorted(path.name for path in folder.iterdir()) if there else []
        return tuple(EnrollmentId(name) for name in found if is_id(name))

    def states(self, station: str, enrollment_id: EnrollmentId) -> tuple[State, ...]:
        """The newest first; what is no state is passed over."""
        found = []
        with self._typed():
            for path in self._files(station, enrollment_id):
                if fullmatch(_STATE, path.name):
                    try:
                        state = decode_state(_read(path, MAX_BYTES))
                    except ValueError:
                        continue
                    if state.enrollment_id == enrollment_id and path.name == _state_name(state.number):
                        found.append(state)
        return tuple(sorted(found, key=lambda state: state.number, reverse=True))

    def holds(self, station: str, state: State) -> bool:
        """Whether every file of a state is there in its size; their content is looked at when it is taken in."""
        with self._typed():
            sizes = {path.name: path.stat().st_size for path in self._files(station, state.enrollment_id)}
        return all(sizes.get(stored_as(name, part)) == part.size for name, part in state.files.items())

    def write(self, station: str, state: State, read: Callable[[str], bytes]) -> None:
        """Add what is not there yet, then the state, then remove what no kept state needs. read: a file's bytes."""
        with self._typed():
            folder = self._folder_of(station, state.enrollment_id)
            for each in (folder.parent, folder):
                if not each.is_dir():
                    each.mkdir(mode=0o700)
                    self._disk.sync_folder(each.parent)
            sizes = {path.name: path.stat().st_size for path in folder.iterdir()}
        for name, part in state.files.items():
            if sizes.get(stored_as(name, part)) != part.size:
                data = read(name)
                if len(data) != part.size or sha256(data).hexdigest() != part.sha256:
                    raise CopyDamaged(reason="changed")  # meanwhile: the next look takes the newer one
                with self._typed():
                    durable_write(folder / stored_as(name, part), data, self._disk)
        with self._typed():
            durable_write(folder / _state_name(state.number), encode_state(state), self._disk)
        self._sweep(station, state.enrollment_id)

    def read(self, station: str, state: State, name: str) -> bytes:
        """Raises CopyDamaged."""
        part = state.files[name]
        with self._typed():
            try:
                data = _read(self._folder_of(station, state.enrollment_id) / stored_as(name, part), part.size)
            except FileNotFoundError:
                self.require()
                raise CopyDamaged(reason="missing") from None
        if len(data) != part.size or sha256(data).hexdigest() != part.sha256:
            raise CopyDamaged(reason="content")
        return data

    def remove(self, station: str, enrollment_id: EnrollmentId) -> None:
        """For good: the enclosed keys are written over first. Harmless where there is no copy."""
        with self._typed():
            folder = self._folder_of(station, enrollment_id)
            if folder.is_dir():
                for path in folder.glob(f"*{ENCLOSED}"):
                    if not path.is_symlink():
                        self._disk.overwrite(path)
                shutil.rmtree(folder)
                self._disk.sync_folder(folder.parent)

    def _sweep(self, station: str, enrollment_id: EnrollmentId) -> None:
        kept = self.states(station, enrollment_id)[:_KEPT]
        names = {_state_name(state.number) for state in kept}
        names |= {stored_as(name, part) for state in kept for name, part in state.files.items()}
        with self._typed():
            for path in self._files(station, enrollment_id):
                if path.name not in names:
                    self._disk.remove(path)

    def _files(self, station: str, enrollment_id: EnrollmentId) -> tuple[Path, ...]:
        try:
            return tuple(self._folder_of(station, enrollment_id).iterdir())
        except FileNotFoundError:
            return ()

    def _folder_of(self, station: str, enrollment_id: EnrollmentId) -> Path:
        """Not through a link: whoever laid one there would have files of ours written over and removed."""
        if not fullmatch(_STATION, station) or not is_id(enrollment_id):
            raise ValueError("no folder of a copy")
        folder = self._folder / station / enrollment_id
        if folder.is_symlink() or folder.parent.is_symlink():
            raise PlaceRefuses(reason="ELOOP")
        return folder

    @contextmanager
    def _typed(self) -> Iterator[None]:
        """What the system says of the place. A folder that is gone says why everything in it is."""
        try:
            yield
        except DiskFull:
            raise PlaceFull from None
        except DiskFailed as error:
            raise self._refusal(str(error.params["reason"])) from None
        except OSError as error:
            if error.errno in (ENOSPC, EDQUOT):
                raise PlaceFull from None
            raise self._refusal(reason_of(error)) from None

    def _refusal(self, reason: str) -> PlaceAway | PlaceRefuses:
        return (PlaceRefuses if os.access(self._folder, os.F_OK) else PlaceAway)(reason=reason)


def station_name(file: Path) -> str:
    """Under which name a station's copies lie: chance, kept in a file of its own, made at the first call.

    Raises DiskFull, DiskFailed.
    """
    try:
        name = file.read_text(encoding="ascii", errors="replace").strip()
    except OSError:
        name = ""
    if not fullmatch(_STATION, name):
        name = token_hex(16)
        durable_write(file, name.encode())
    return name


def newest_held(place: Place, enrollment_id: EnrollmentId) -> tuple[str, tuple[State, ...]]:
    """The station under whose name the newest state of a draft's copy lies, and its states. Raises CopyMissing."""
    found = [(station, place.states(station, enrollment_id)) for station in place.stations()]
    held = [(station, states) for station, states in found if states]
    if not held:
        raise CopyMissing
    return max(held, key=lambda each: each[1][0].at)


def _read(path: Path, most: int) -> bytes:
    """At most one byte more than that: whoever writes there does not fill our memory."""
    with path.open("rb") as file:
        return file.read(most + 1)


def _state_name(number: int) -> str:
    return f"state-{number:08}.json"
