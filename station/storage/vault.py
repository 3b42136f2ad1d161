"""The vault: drafts and their samples, each file sealed, so that a thief of the disk has nothing.

    <folder>/<enrollment id>/key.sealed              the enrollment's own key, under the data key
    <folder>/<enrollment id>/draft.sealed            the whole enrollment, as typed and captured so far
    <folder>/<enrollment id>/<SHA-256 of the bytes>.sealed
    <folder>/<enrollment id>/recovery-<whom>.p7m     its own key for two people, where policy names them (ADR 73)

The data key lives in the key files of the people who may work here (ADR 7), never in this folder. Each file is bound
to its enrollment and its name: a file copied over another does not open. Wiping overwrites the enrollment's own key
first, so that what a disk still holds of earlier versions opens for nobody (ADR 60). The key is made once, when the
enrollment begins, and never again: whoever still holds a draft that was wiped meanwhile cannot write it back.
"""

import shutil
from collections.abc import Callable
from functools import partial
from hashlib import sha256
from pathlib import Path
from re import fullmatch
from secrets import token_bytes
from typing import Protocol

from crypto.errors import CryptoError
from crypto.sealing import seal, unseal
from station.domain.enrollment import Enrollment, EnrollmentId
from station.domain.sample import Blob, Digest
from station.storage.draft_format import decode_draft, encode_draft
from station.storage.errors import BlobMissing, DraftDamaged, DraftMissing
from station.storage.files import DISK, Disk, disk_error, durable_folder, durable_write

DRAFT, OWN_KEY = "draft", "key"
SEALED = ".sealed"
ENCLOSED = "recovery-"  # a name that starts so holds the own key for two people
_KEY_BYTES = 32


class Follower(Protocol):
    """Keeps copies of drafts elsewhere. Raises nothing: no draft waits for its copy."""

    def opened(self, enrollment_id: EnrollmentId, own_key: Callable[[], bytes], /) -> None: ...
    def changed(self) -> None: ...


class Vault:
    """For one thread. All methods raise DiskFull or DiskFailed when the disk fails; nothing is lost by that."""

    def __init__(self, folder: Path, data_key: bytes, disk: Disk = DISK, follower: Follower | None = None) -> None:
        """data_key: 32 bytes. The folder is made when needed."""
        durable_folder(folder, disk)
        self._folder = folder
        self._key = data_key
        self._disk = disk
        self._follower = follower

    def begin(self, enrollment_id: EnrollmentId) -> None:
        """Make the enrollment's own key: only from here on, and until it is wiped, anything of it can be kept."""
        path = self._path(enrollment_id, OWN_KEY)
        durable_folder(path.parent, self._disk)
        key = seal(self._key, token_bytes(_KEY_BYTES), _context(enrollment_id, OWN_KEY))
        durable_write(path, key, self._disk)

    def put(
        self,
        enrollment_id: EnrollmentId,
        data: bytes,
        media_type: str,
        *,
        width: int = 0,
        height: int = 0,
        resolution_ppi: int = 0,
    ) -> Blob:
        """Seal `data` to disk and say what it is. The same bytes twice are kept once. Raises DraftMissing."""
        digest = Digest(sha256(data).hexdigest())
        path = self._path(enrollment_id, digest)
        if not path.is_file():
            self._write(enrollment_id, digest, data)
        return Blob(digest, media_type, len(data), width, height, resolution_ppi)

    def get(self, enrollment_id: EnrollmentId, digest: Digest) -> bytes:
        """The bytes whose SHA-256 is `digest`. Raises BlobMissing, DraftDamaged."""
        try:
            sealed = self._path(enrollment_id, digest).read_bytes()
        except FileNotFoundError as error:
            raise BlobMissing from error
        except OSError as error:
            raise disk_error(error) from error
        data = self._unseal(enrollment_id, digest, sealed)
        if sha256(data).hexdigest() != digest:
            raise DraftDamaged
        return data

    def save(self, enrollment: Enrollment) -> None:
        """Seal the whole draft; after this returns it survives anything short of losing the disk.

        Raises DraftMissing where it never began, or was wiped meanwhile.
        """
        self._write(enrollment.enrollment_id, DRAFT, encode_draft(enrollment))
        self._follow(enrollment.enrollment_id)
        if self._follower is not None:
            self._follower.changed()

    def load(self, enrollment_id: EnrollmentId) -> Enrollment:
        """Raises DraftMissing, DraftDamaged, DraftTooNew."""
        try:
            sealed = self._path(enrollment_id, DRAFT).read_bytes()
        except FileNotFoundError as error:
            raise (DraftDamaged if holds_something(self._enrollment_folder(enrollment_id)) else DraftMissing) from error
        except OSError as error:
            raise disk_error(error) from error
        enrollment = decode_draft(self._unseal(enrollment_id, DRAFT, sealed))
        if enrollment.enrollment_id != enrollment_id:
            raise DraftDamaged
        self._follow(enrollment_id)
        return enrollment

    def drafts(self) -> tuple[EnrollmentId, ...]:
        """Ids of whatever lies here of somebody's visit, whether or not it opens; in no particular order."""
        return tuple(
            EnrollmentId(path.name) for path in self._folder.iterdir() if is_id(path.name) and holds_something(path)
        )

    def wipe(self, enrollment_id: EnrollmentId) -> None:
        """Destroy the enrollment's key and all that is kept. Harmless when there is nothing. Raises DiskFailed."""
        wipe_folder(self._enrollment_folder(enrollment_id), self._disk)
        if self._follower is not None:
            self._follower.changed()

    def _follow(self, enrollment_id: EnrollmentId) -> None:
        if self._follower is not None:
            self._follower.opened(enrollment_id, partial(self._own_key, enrollment_id))

    def _write(self, enrollment_id: EnrollmentId, name: str, data: bytes) -> None:
        sealed = seal(self._own_key(enrollment_id), data, _context(enrollment_id, name))
        durable_write(self._path(enrollment_id, name), sealed, self._disk)

    def _unseal(self, enrollment_id: EnrollmentId, name: str, sealed: bytes) -> bytes:
        try:
            return open_sealed(self._own_key(enrollment_id), enrollment_id, name, sealed)
        except DraftMissing as error:
            raise DraftDamaged from error

    def _own_key(self, enrollment_id: EnrollmentId) -> bytes:
        """Read anew each time: no copy of it outlives the draft in our memory. Raises DraftMissing, DraftDamaged."""
        try:
            sealed = self._path(enrollment_id, OWN_KEY).read_bytes()
        except FileNotFoundError:
            raise DraftMissing from None
        except OSError as error:
            raise disk_error(error) from error
        try:
            return unseal(self._key, sealed, _context(enrollment_id, OWN_KEY))
        except CryptoError as error:
            raise DraftDamaged from error

    def _path(self, enrollment_id: EnrollmentId, name: str) -> Path:
        return self._enrollment_folder(enrollment_id) / f"{name}{SEALED}"

    def _enrollment_folder(self, enrollment_id: EnrollmentId) -> Path:
        if not is_id(enrollment_id):
            raise ValueError("an enrollment id is a UUID in lower case")
        return self._folder / enrollment_id


def open_sealed(own_key: bytes, enrollment_id: EnrollmentId, name: str, sealed: bytes) -> bytes:
    """A file of an enrollment, wherever it lies, by the enrollment's own key. Raises DraftDamaged."""
    try:
        return unseal(own_key, sealed, _context(enrollment_id, name))
    except CryptoError as error:
        raise DraftDamaged from error


def is_id(name: str) -> bool:
    """Whether a folder of that name is an enrollment's."""
    return fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", name) is not None


def holds_something(folder: Path) -> bool:
    """Whether more lies there than the key that a crash before the first save leaves."""
    return any(path.suffix == SEALED and path.name != f"{OWN_KEY}{SEALED}" for path in folder.glob("*"))


def wipe_folder(folder: Path, disk: Disk = DISK) -> None:
    """Remove one enrollment's folder for good; needs no key. Raises DiskFailed."""
    try:
        if folder.is_dir():
            for own_key in (folder / f"{OWN_KEY}{SEALED}", *folder.glob(f"{ENCLOSED}*")):
                if own_key.exists():
                    disk.overwrite(own_key)
            shutil.rmtree(folder)
            disk.sync_folder(folder.parent)
    except OSError as error:
        raise disk_error(error) from error


def _context(enrollment_id: EnrollmentId, name: str) -> bytes:
    return f"{enrollment_id}/{name}".encode()
