"""The vault: drafts and their samples, each file sealed, so that a thief of the disk has nothing.

    <folder>/<case id>/key.sealed              the case's own key, under the data key
    <folder>/<case id>/draft.sealed            the whole case, as typed and captured so far
    <folder>/<case id>/<SHA-256>.sealed        a sample; that of another person than the first: with whose
    <folder>/<case id>/recovery-<whom>.p7m     its own key for two people, where policy names them (ADR 73)

The data key lives in the key files of the people who may work here (ADR 7), never in this folder. Each file is bound
to its case and its name: a file copied over another does not open. Wiping overwrites the case's own key
first, so that what a disk still holds of earlier versions opens for nobody (ADR 60). The key is made once, when the
case begins, and never again: whoever still holds a draft that was wiped meanwhile cannot write it back.
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
from station.cases.case import Case, blobs_of
from station.domain.enrollment import EnrollmentId
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

    def begin(self, case_id: EnrollmentId) -> None:
        """Make the case's own key: only from here on, and until it is wiped, anything of it can be kept."""
        path = self._path(case_id, OWN_KEY)
        durable_folder(path.parent, self._disk)
        key = seal(self._key, token_bytes(_KEY_BYTES), _context(case_id, OWN_KEY))
        durable_write(path, key, self._disk)

    def put(
        self,
        case_id: EnrollmentId,
        data: bytes,
        media_type: str,
        *,
        whose: EnrollmentId | None = None,
        width: int = 0,
        height: int = 0,
        resolution_ppi: int = 0,
    ) -> Blob:
        """Seal `data` to disk and say what it is. The same bytes of one person twice are kept once.

        whose: enrollment of the person; the first of the case where none is named. Raises DraftMissing.
        """
        digest = Digest(sha256(data).hexdigest())
        name = sample_name(case_id, whose, digest)
        if not self._path(case_id, name).is_file():
            self._write(case_id, name, data)
        return Blob(digest, media_type, len(data), width, height, resolution_ppi)

    def get(self, case_id: EnrollmentId, digest: Digest, whose: EnrollmentId | None = None) -> bytes:
        """That person's bytes whose SHA-256 is `digest`. Raises BlobMissing, also where they are another's of the same
        case, and DraftDamaged."""
        name = sample_name(case_id, whose, digest)
        try:
            sealed = self._path(case_id, name).read_bytes()
        except FileNotFoundError as error:
            raise BlobMissing from error
        except OSError as error:
            raise disk_error(error) from error
        data = self._unseal(case_id, name, sealed)
        if sha256(data).hexdigest() != digest:
            raise DraftDamaged
        return data

    def save(self, case: Case) -> None:
        """Seal the whole draft; after this returns it survives anything short of losing the disk.

        Raises DraftMissing where it never began, or was wiped meanwhile.
        """
        self._write(case.case_id, DRAFT, encode_draft(case))
        self._follow(case.case_id)
        if self._follower is not None:
            self._follower.changed()

    def keep_only(self, case: Case) -> None:
        """Destroy every sample in the case's folder that nobody of the case names: of who was taken away, all.
        Raises DiskFailed."""
        named = {
            sample_name(case.case_id, each.enrollment_id, blob.digest)
            for each in case.enrollments
            for blob in blobs_of(each)
        }
        folder = self._case_folder(case.case_id)
        try:
            for path in folder.glob(f"*{SEALED}"):
                name = path.name.removesuffix(SEALED)
                if name not in (DRAFT, OWN_KEY) and name not in named:
                    self._disk.overwrite(path)
                    self._disk.remove(path)
            self._disk.sync_folder(folder)
        except OSError as error:
            raise disk_error(error) from error

    def load(self, case_id: EnrollmentId) -> Case:
        """Raises DraftMissing, DraftDamaged, DraftTooNew."""
        try:
            sealed = self._path(case_id, DRAFT).read_bytes()
        except FileNotFoundError as error:
            raise (DraftDamaged if holds_something(self._case_folder(case_id)) else DraftMissing) from error
        except OSError as error:
            raise disk_error(error) from error
        case = decode_draft(self._unseal(case_id, DRAFT, sealed))
        if case.case_id != case_id:
            raise DraftDamaged
        self._follow(case_id)
        return case

    def mark(self, case_id: EnrollmentId) -> bytes:
        """SHA-256 of what `load` reads: as long as it is the same, `load` answers the same. Raises DraftMissing where
        either file is."""
        mark = sha256()
        for name in (OWN_KEY, DRAFT):
            try:
                sealed = self._path(case_id, name).read_bytes()
            except FileNotFoundError:
                raise DraftMissing from None
            except OSError as error:
                raise disk_error(error) from error
            mark.update(len(sealed).to_bytes(8) + sealed)
        return mark.digest()

    def drafts(self) -> tuple[EnrollmentId, ...]:
        """Ids of whatever lies here of somebody's visit, whether or not it opens; in no particular order."""
        return tuple(
            EnrollmentId(path.name) for path in self._folder.iterdir() if is_id(path.name) and holds_something(path)
        )

    def enclose(self, what: str, data: bytes) -> bytes:
        """Sealed for the people who open this vault, to lie elsewhere. what: where; it must be said again to open."""
        return seal(self._key, data, _elsewhere(what))

    def disclose(self, what: str, sealed: bytes) -> bytes:
        """Raises DraftDamaged."""
        try:
            return unseal(self._key, sealed, _elsewhere(what))
        except CryptoError as error:
            raise DraftDamaged from error

    def wipe(self, case_id: EnrollmentId) -> None:
        """Destroy the case's key and all that is kept. Harmless when there is nothing. Raises DiskFailed."""
        wipe_folder(self._case_folder(case_id), self._disk)
        if self._follower is not None:
            self._follower.changed()

    def _follow(self, case_id: EnrollmentId) -> None:
        if self._follower is not None:
            self._follower.opened(case_id, partial(self._own_key, case_id))

    def _write(self, case_id: EnrollmentId, name: str, data: bytes) -> None:
        sealed = seal(self._own_key(case_id), data, _context(case_id, name))
        durable_write(self._path(case_id, name), sealed, self._disk)

    def _unseal(self, case_id: EnrollmentId, name: str, sealed: bytes) -> bytes:
        try:
            return open_sealed(self._own_key(case_id), case_id, name, sealed)
        except DraftMissing as error:
            raise DraftDamaged from error

    def _own_key(self, case_id: EnrollmentId) -> bytes:
        """Read anew each time: no copy of it outlives the draft in our memory. Raises DraftMissing, DraftDamaged."""
        try:
            sealed = self._path(case_id, OWN_KEY).read_bytes()
        except FileNotFoundError:
            raise DraftMissing from None
        except OSError as error:
            raise disk_error(error) from error
        try:
            return unseal(self._key, sealed, _context(case_id, OWN_KEY))
        except CryptoError as error:
            raise DraftDamaged from error

    def _path(self, case_id: EnrollmentId, name: str) -> Path:
        return self._case_folder(case_id) / f"{name}{SEALED}"

    def _case_folder(self, case_id: EnrollmentId) -> Path:
        if not is_id(case_id):
            raise ValueError("a case's id is a UUID in lower case")
        return self._folder / case_id


def open_sealed(own_key: bytes, case_id: EnrollmentId, name: str, sealed: bytes) -> bytes:
    """A file of a case, wherever it lies, by the case's own key. Raises DraftDamaged."""
    try:
        return unseal(own_key, sealed, _context(case_id, name))
    except CryptoError as error:
        raise DraftDamaged from error


def sample_name(case_id: EnrollmentId, whose: EnrollmentId | None, digest: Digest) -> str:
    """Under which name a sample is sealed. That of another person than the first is bound to them, so that the same
    bytes of two people are two files, and one person's cannot be opened as the other's."""
    if whose in (None, case_id):
        return digest
    return sha256(f"{whose}/{digest}".encode()).hexdigest()


def is_id(name: str) -> bool:
    """Whether a folder of that name is a case's."""
    return fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", name) is not None


def holds_something(folder: Path) -> bool:
    """Whether more lies there than the key that a crash before the first save leaves."""
    return any(path.suffix == SEALED and path.name != f"{OWN_KEY}{SEALED}" for path in folder.glob("*"))


def wipe_folder(folder: Path, disk: Disk = DISK) -> None:
    """Remove one case's folder for good; needs no key. Raises DiskFailed."""
    try:
        if folder.is_dir():
            for own_key in (folder / f"{OWN_KEY}{SEALED}", *folder.glob(f"{ENCLOSED}*")):
                if own_key.exists():
                    disk.overwrite(own_key)
            shutil.rmtree(folder)
            disk.sync_folder(folder.parent)
    except OSError as error:
        raise disk_error(error) from error


def _context(case_id: EnrollmentId, name: str) -> bytes:
    return f"{case_id}/{name}".encode()


def _elsewhere(what: str) -> bytes:
    return f"elsewhere/{what}".encode()
