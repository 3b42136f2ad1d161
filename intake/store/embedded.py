"""Files, for one computer. Everything that a packet is judged by lies together, and lies there for good:

    packets/<packet id>/packet.p7m          as it came
                        packet.p7m.p7s      the station's signature over it
                        packet.p7m.witnessed.json   what a witness of the station's log saw, where one did
                        receipt.p7m         what we answered
                        trust/              whom we believed then: roots/, intermediates/, crls/
    evidence/<SHA-256>                      the files of trust/, each content once: packets hold a second name of it
    register                                what was receipted (intake.store.register)
    parts/                                  what has come of packets that come in pieces (intake.store.parts)

The folders are the truth: the register only says what is gone. A packet with its receipt is held; without one a crash
came between, nobody was promised anything, and the station comes again.
"""

import fcntl
import os
import shutil
from collections.abc import Callable, Mapping
from errno import EEXIST
from hashlib import sha256
from pathlib import Path
from secrets import token_hex

from crypto import cms
from crypto.errors import CryptoError
from intake.errors import PacketChanged, StoreFailed
from intake.store import Held, Upload
from intake.store.disk import alone, open_lock, sync_folder, write_durably
from intake.store.faults import typed
from intake.store.layout import (
    EVIDENCE,
    PACKET,
    PACKETS,
    RECEIPT,
    REGISTER,
    SIGNATURE,
    TEMPORARY,
    TRUST,
    WITNESSED,
)
from intake.store.older import is_older, take_over
from intake.store.register import Entry, Register, proof_of
from station.domain.outbox import PacketId
from station.formats.receipt import decode_receipt

_CHUNK_BYTES = 1 << 20


class FileUpload:
    """Upload into a folder whose name says that it is not finished."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / (TEMPORARY + token_hex(8))
        self.size = 0
        self._hash = sha256()
        with typed():
            self.folder.mkdir(mode=0o700)
            descriptor = os.open(self.folder / PACKET, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
            fcntl.flock(descriptor, fcntl.LOCK_EX)  # as long as we live: see `_abandoned`
        self._file = os.fdopen(descriptor, "wb", buffering=0)

    @property
    def digest(self) -> str:
        return self._hash.hexdigest()

    def write(self, chunk: bytes) -> None:
        view = memoryview(chunk)
        with typed():
            while view:
                view = view[self._file.write(view) :]
        self._hash.update(chunk)
        self.size += len(chunk)

    def ends(self, head: int, tail: int) -> tuple[bytes, bytes]:
        with typed(), (self.folder / PACKET).open("rb") as file:
            first = file.read(head)
            file.seek(max(0, self.size - tail))
            return first, file.read(tail)

    def flush(self) -> None:
        with typed():
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
        self._packets, self._evidence = folder / PACKETS, folder / EVIDENCE
        self._register = Register(folder / REGISTER)
        self._trusted = trusted
        with typed():
            for made in (self._packets, self._evidence):
                made.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._lock = open_lock(folder)
            with alone(self._lock):
                names = os.listdir(self._packets)  # once: there may be very many
                unfinished = [self._packets / name for name in names if name.startswith(TEMPORARY)]
                for path in (*unfinished, *self._evidence.glob(f"{TEMPORARY}*")):
                    if not path.is_dir():
                        path.unlink()
                    elif _abandoned(path):
                        shutil.rmtree(path)
                if is_older(folder, names):
                    take_over(folder, self._write_trusted)

    def close(self) -> None:
        os.close(self._lock)

    def find(self, packet_id: PacketId) -> Held | None:
        with typed():
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
        with typed():
            return (self._packets / packet_id / SIGNATURE).read_bytes()

    def length(self, packet_id: PacketId) -> int:
        with typed():
            return (self._packets / packet_id / PACKET).stat().st_size

    def begin(self) -> FileUpload:
        return FileUpload(self._packets)

    def keep(
        self, upload: Upload, p7s: bytes, packet_id: PacketId, sign: Callable[[], bytes], witnessed: bytes = b""
    ) -> Held:
        if not isinstance(upload, FileUpload):
            raise TypeError("this store keeps what it began itself")
        place = self._packets / packet_id
        try:
            with typed(), alone(self._lock):
                held = self.find(packet_id)
                if held is None:
                    upload.flush()
                    write_durably(upload.folder / SIGNATURE, p7s)
                    if witnessed:
                        write_durably(upload.folder / WITNESSED, witnessed)
                    self._write_trusted(upload.folder)
                    sync_folder(upload.folder)
                    self._put(upload, place)
                    write_durably(place / RECEIPT, sign())
                    sync_folder(place)
                    self._register.add([(packet_id, Entry(upload.size, proof_of(place)))])
                    held = self.find(packet_id)
        finally:
            upload.discard()
        if held is None:
            raise StoreFailed("receipt")
        return held

    def take_in(self, packet_id: PacketId, source: Path) -> bool:
        """A packet that another store holds in `source`, with all that lies beside it there; of one that is held here
        already what is not here. Nothing here is replaced. Whether anything was taken. Raises PacketChanged where it is
        not the packet of that id.
        """
        place = self._packets / packet_id
        with typed(), alone(self._lock):
            if self.find(packet_id) is not None:
                return self._add(source, place)
            upload = self.begin()
            try:
                with (source / PACKET).open("rb") as file:
                    while chunk := file.read(_CHUNK_BYTES):
                        upload.write(chunk)
                if upload.digest != packet_id:
                    raise PacketChanged(packet_id)
                upload.flush()
                self._add(source, upload.folder)
                self._put(upload, place)
                self._register.add([(packet_id, Entry(upload.size, proof_of(place)))])
            finally:
                upload.discard()
        return True

    def _put(self, upload: FileUpload, place: Path) -> None:
        """Under its name, for good."""
        cut_off = self._packets / (TEMPORARY + token_hex(8))
        if place.exists():  # stored once, and cut off before it was receipted
            place.rename(cut_off)
        upload.folder.rename(place)
        shutil.rmtree(cut_off, ignore_errors=True)
        sync_folder(self._packets)

    def _add(self, source: Path, place: Path) -> bool:
        """The files of `source` that `place` has not; on the disk, names and all. Whether there were any."""
        missing = [file for file in sorted(source.rglob("*")) if not (place / file.relative_to(source)).exists()]
        for file in missing:
            target = place / file.relative_to(source)
            if file.is_dir():
                target.mkdir(mode=0o700)
            elif TRUST in target.relative_to(place).parts:
                self._link(target, file.read_bytes())
            elif not file.name.startswith(TEMPORARY):
                write_durably(target, file.read_bytes())
        if missing:
            for made in (*(path for path in place.rglob("*") if path.is_dir()), place):
                sync_folder(made)
        return bool(missing)

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


def _abandoned(folder: Path) -> bool:
    """Whether nobody writes to that upload any more: a crash cut it off, not another program that is at work here."""
    try:
        with (folder / PACKET).open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except FileNotFoundError:
        return True
    except BlockingIOError:
        return False
    return True
