"""Files, for one computer. Everything that a packet is judged by lies together, and lies there for good:

    packets/<packet id>/packet.p7m          as it came
                        packet.p7m.p7s      the station's signature over it
                        packet.p7m.witnessed.json   what a witness of the station's log saw, where one did
                        receipt.p7m         what we answered
                        trust/              whom we believed then: roots/, intermediates/, crls/
    evidence/<SHA-256>                      the files of trust/, each content once: packets hold a second name of it

The folder is the truth: there is no index beside it. A packet with its receipt is held; without one a crash came
between, nobody was promised anything, and the station comes again.
"""

import fcntl
import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from errno import EDQUOT, EEXIST, ENOSPC
from hashlib import sha256
from pathlib import Path
from secrets import token_hex

from crypto import cms
from crypto.errors import CryptoError
from intake.errors import StoreFailed, StoreFull
from intake.store import Held, Upload
from intake.store.disk import sync_folder, write_durably
from intake.store.layout import PACKET, RECEIPT, SIGNATURE, TEMPORARY, TRUST, WITNESSED
from intake.store.older import take_over
from station.domain.outbox import PacketId
from station.formats.receipt import decode_receipt


class FileUpload:
    """Upload into a folder whose name says that it is not finished."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / (TEMPORARY + token_hex(8))
        self.size = 0
        self._hash = sha256()
        with _typed():
            self.folder.mkdir(mode=0o700)
            descriptor = os.open(self.folder / PACKET, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
        self._file = os.fdopen(descriptor, "wb", buffering=0)

    @property
    def digest(self) -> str:
        return self._hash.hexdigest()

    def write(self, chunk: bytes) -> None:
        view = memoryview(chunk)
        with _typed():
            while view:
                view = view[self._file.write(view) :]
        self._hash.update(chunk)
        self.size += len(chunk)

    def ends(self, head: int, tail: int) -> tuple[bytes, bytes]:
        with _typed(), (self.folder / PACKET).open("rb") as file:
            first = file.read(head)
            file.seek(max(0, self.size - tail))
            return first, file.read(tail)

    def flush(self) -> None:
        with _typed():
            os.fsync(self._file.fileno())
            self._file.close()

    def discard(self) -> None:
        self._file.close()
        shutil.rmtree(self.folder, ignore_errors=True)  # what stays goes at the next start


class EmbeddedStore:
    """PacketStore for the thread that makes it. `begin` may be called from another."""

    def __init__(self, folder: Path, trusted: Callable[[], Mapping[str, bytes]] = dict) -> None:
        """trusted: whom we believe now, by path within trust/. Raises StoreFailed, StoreFull.

        Uploads that a crash cut off are removed; a store in the form of 0.1.0 is brought into this one.
        """
        self._packets, self._evidence = folder / "packets", folder / "evidence"
        self._trusted = trusted
        with _typed():
            for made in (self._packets, self._evidence):
                made.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._lock = os.open(folder / ".lock", os.O_RDWR | os.O_CREAT, 0o600)
            with self._alone():
                for path in (*self._packets.glob(f"{TEMPORARY}*"), *self._evidence.glob(f"{TEMPORARY}*")):
                    shutil.rmtree(path) if path.is_dir() else path.unlink()
                take_over(folder, self._write_trusted)

    def close(self) -> None:
        os.close(self._lock)

    def find(self, packet_id: PacketId) -> Held | None:
        with _typed():
            try:
                message = (self._packets / packet_id / RECEIPT).read_bytes()
            except FileNotFoundError:
                return None
        try:
            receipt = decode_receipt(cms.claimed_content(message))
        except (CryptoError, ValueError) as error:
            raise StoreFailed("receipt") from error
        return Held(receipt.packet_id, receipt.station_id, receipt.nonce, message)

    def signature(self, packet_id: PacketId) -> bytes:
        with _typed():
            return (self._packets / packet_id / SIGNATURE).read_bytes()

    def begin(self) -> FileUpload:
        return FileUpload(self._packets)

    def keep(
        self, upload: Upload, p7s: bytes, packet_id: PacketId, sign: Callable[[], bytes], witnessed: bytes = b""
    ) -> Held:
        if not isinstance(upload, FileUpload):
            raise TypeError("this store keeps what it began itself")
        place = self._packets / packet_id
        try:
            with _typed(), self._alone():
                held = self.find(packet_id)
                if held is None:
                    upload.flush()
                    write_durably(upload.folder / SIGNATURE, p7s)
                    if witnessed:
                        write_durably(upload.folder / WITNESSED, witnessed)
                    self._write_trusted(upload.folder)
                    sync_folder(upload.folder)
                    cut_off = self._packets / (TEMPORARY + token_hex(8))
                    if place.exists():  # stored once, and cut off before it was receipted
                        place.rename(cut_off)
                    upload.folder.rename(place)
                    shutil.rmtree(cut_off, ignore_errors=True)
                    sync_folder(self._packets)
                    write_durably(place / RECEIPT, sign())
                    sync_folder(place)
                    held = self.find(packet_id)
        finally:
            upload.discard()
        if held is None:
            raise StoreFailed("receipt")
        return held

    def _write_trusted(self, folder: Path) -> None:
        """Whom we believe now, beside a packet."""
        for name, data in self._trusted().items():
            file = folder / TRUST / name
            file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._link(file, data)
        for made in sorted((folder / TRUST).rglob("*"), reverse=True):
            if made.is_dir():
                sync_folder(made)
        if (folder / TRUST).is_dir():
            sync_folder(folder / TRUST)

    def _link(self, file: Path, data: bytes) -> None:
        """A second name of what lies in evidence/; where the file system knows none, a copy."""
        kept = self._evidence / sha256(data).hexdigest()
        if not kept.exists():
            write_durably(kept, data)
            sync_folder(self._evidence)
        try:
            os.link(kept, file)
        except OSError as error:
            if error.errno == EEXIST:
                return
            write_durably(file, data)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """One program at a time puts packets into this folder."""
        fcntl.flock(self._lock, fcntl.LOCK_EX)
        try:
            yield
        finally:
            fcntl.flock(self._lock, fcntl.LOCK_UN)


@contextmanager
def _typed() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno in (ENOSPC, EDQUOT):
            raise StoreFull from error
        raise StoreFailed(os.strerror(error.errno or 0)) from error
