"""Files, for one computer. Everything that a packet is judged by lies together, and lies there for good:

    packets/<packet id>/packet.p7m          as it came
                        packet.p7m.p7s      the station's signature over it
                        packet.p7m.witnessed.json   what a witness of the station's log saw, where one did
                        receipt.p7m         what we answered when it came
                        answer-001.p7m ...  what was decided once it was opened (intake.acceptance.judging)
                        activity.p7m        that the visit ended, as the station tells, once
                        trust/              whom we believed then: roots/, intermediates/, crls/
    evidence/<SHA-256>                      the files of trust/, each content once: packets hold a second name of it
    register                                what was receipted (intake.store.register)
    parts/                                  what has come of packets that come in pieces (intake.store.parts)
    ahead/                                  folders for packets that have not come yet (intake.store.ahead)

The folders are the truth: the register only says what is gone. A packet with its receipt is held; without one a crash
of an older version came between, nobody was promised anything, and the station comes again.

Until all of it is on the disk, a packet's folder bears a temporary name, in the end the hash of what must lie in it. By
that the next start tells what may have been answered for from what a crash cut off (ADR 113).
"""

import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from functools import partial
from hashlib import sha256
from pathlib import Path
from secrets import token_hex
from threading import Lock

from crypto import cms
from crypto.errors import CryptoError
from intake.errors import StoreFailed
from intake.store import Held, Upload
from intake.store.ahead import Ahead
from intake.store.disk import alone, open_lock, sync, sync_all, write_all, write_durably
from intake.store.evidence import Evidence, folders_of
from intake.store.faults import typed
from intake.store.flushing import Flushes
from intake.store.layout import (
    ACTIVITY,
    AHEAD,
    EVIDENCE,
    PACKET,
    PACKETS,
    RECEIPT,
    REGISTER,
    SIGNATURE,
    TEMPORARY,
    TRUST,
    WITNESSED,
    answers_of,
)
from intake.store.older import is_older, take_over
from intake.store.register import Entry, Register, proof_in, proof_of
from intake.store.upload import FileUpload, abandoned
from intake.store.whole import copy_packet, hashes_in, name_of_whole, require_packet
from station.domain.outbox import PacketId
from station.formats.receipt import decode_receipt


class EmbeddedStore:
    """PacketStore, from any thread."""

    def __init__(self, folder: Path, trusted: Callable[[], Mapping[str, bytes]] = dict, ahead: int = 0) -> None:
        """trusted: as of `Evidence`. ahead: as of `Ahead`. Raises StoreFailed, StoreFull.

        What a crash left under a temporary name is settled; a store in the form of 0.1.0 is brought into this one.
        """
        self._packets, self._register = folder / PACKETS, Register(folder / REGISTER)
        self._evidence = Evidence(folder / EVIDENCE, trusted)
        self._flushes, self._turn = Flushes(), Lock()
        with typed():
            for made in (self._packets, folder / EVIDENCE, folder / AHEAD):
                made.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._lock = open_lock(folder)
            with self._alone():
                names = os.listdir(self._packets)  # once: there may be very many
                for left in (folder / EVIDENCE).glob(f"{TEMPORARY}*"):
                    left.unlink(missing_ok=True)
                with os.scandir(folder / AHEAD) as left_over:
                    for unused in left_over:
                        if abandoned(Path(unused.path)):
                            shutil.rmtree(unused.path)
                for name in names:
                    if name.startswith(TEMPORARY):
                        with suppress(FileNotFoundError):  # another program that is at work here was faster
                            self._settle(self._packets / name)
                if is_older(folder, names):
                    take_over(folder, self._write_trusted)
        self._ahead = Ahead(ahead, partial(self._prepare, folder / AHEAD))

    def close(self) -> None:
        self._ahead.close()
        self._flushes.close()
        os.close(self._lock)

    def find(self, packet_id: PacketId) -> Held | None:
        with typed():
            try:
                with open(f"{self._packets}/{packet_id}/{RECEIPT}", "rb") as file:
                    message = file.read()
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

    def answer(self, packet_id: PacketId) -> bytes | None:
        with typed():
            found = answers_of(self._packets / packet_id / PACKET)
            return found[-1].read_bytes() if found else None

    def keep_activity(self, packet_id: PacketId, message: bytes) -> bytes:
        place = self._packets / packet_id
        with typed(), self._alone():
            with suppress(FileNotFoundError):
                return (place / ACTIVITY).read_bytes()
            write_durably(place / ACTIVITY, message)
            sync(place)
        return message

    def begin(self) -> FileUpload:
        return self._ahead.take() or FileUpload(self._packets)

    def _prepare(self, folder: Path) -> FileUpload:
        """One for a packet that has not come yet: with whom we believe in it, and that on the disk."""
        upload = FileUpload(folder)
        try:
            with typed():
                with self._turn:
                    upload.evidence = self._evidence.lay_beside(upload.folder)
                self._flushes.all(partial(sync, made) for made in folders_of(upload.folder))
        except BaseException:
            upload.discard()
            raise
        return upload

    def keep(
        self, upload: Upload, p7s: bytes, packet_id: PacketId, sign: Callable[[], bytes], witnessed: bytes = b""
    ) -> bytes:
        if not isinstance(upload, FileUpload):
            raise TypeError("this store keeps what it began itself")
        try:
            held = self.find(packet_id)
            if held is not None:
                return held.receipt
            beside = {SIGNATURE: p7s, RECEIPT: sign()} | ({WITNESSED: witnessed} if witnessed else {})
            with typed():
                self._lay(upload, beside)
                return self._name(upload, packet_id, beside)
        finally:
            upload.discard()
            self._ahead.note_kept()

    def _lay(self, upload: FileUpload, beside: Mapping[str, bytes]) -> None:
        """All that belongs to a packet into its folder, and all of that onto the disk, under the name that tells."""
        with self._turn:
            evidence = self._evidence.lay_beside(upload.folder, upload.evidence)
        hashes = {**evidence, PACKET: upload.digest}
        hashes |= {name: sha256(data).hexdigest() for name, data in beside.items()}
        with ExitStack() as written:
            files = [written.enter_context(open(f"{upload.folder}/{name}", "wb", buffering=0)) for name in beside]
            for file, data in zip(files, beside.values(), strict=True):
                write_all(file, data)
            upload.move(self._packets / name_of_whole(hashes))
            folders = [upload.folder, self._packets]
            if evidence is not upload.evidence:
                folders += folders_of(upload.folder)
            each = [*(partial(os.fsync, file.fileno()) for file in files), partial(sync_all, folders)]
            self._flushes.all([*each, upload.sync])

    def _name(self, upload: FileUpload, packet_id: PacketId, beside: Mapping[str, bytes]) -> bytes:
        """Under its name; of two that brought the same packet the first stays: its receipt. Whether the name is on the
        disk does not count: the one before tells as much."""
        with self._alone():
            held = self.find(packet_id)
            if held is not None:
                return held.receipt
            self._put(upload.folder, self._packets / packet_id)
            self._register.add([(packet_id, Entry(upload.size, proof_of(beside)))])
        return beside[RECEIPT]

    def _settle(self, left: Path) -> None:
        """A packet that was whole on the disk may have been answered for: it is held. To anything else nobody was
        promised anything: it goes, unless another program is writing it."""
        if not left.is_dir():
            left.unlink()
        elif abandoned(left):
            hashes = hashes_in(left)
            place = self._packets / hashes.get(PACKET, "")
            if left.name == name_of_whole(hashes) and not (place / RECEIPT).exists():
                self._put(left, place)
                sync(self._packets)
            else:
                shutil.rmtree(left)

    def take_in(self, packet_id: PacketId, source: Path) -> bool:
        """A packet that another store holds in `source`, with all that lies beside it there; of one that is held here
        already what is not here. Nothing here is replaced. Whether anything was taken. Raises PacketChanged where it is
        not the packet of that id.
        """
        place = self._packets / packet_id
        with typed(), self._alone():
            if self.find(packet_id) is not None:
                if not (place / PACKET).exists():
                    require_packet(source / PACKET, packet_id)
                return self._add(source, place)
            upload = FileUpload(self._packets)
            try:
                copy_packet(source / PACKET, packet_id, upload)
                self._add(source, upload.folder)
                self._put(upload.folder, place)
                sync(self._packets)
                self._register.add([(packet_id, Entry(upload.size, proof_in(place)))])
            finally:
                upload.discard()
        return True

    def hold(self, packet_id: PacketId, packet: Path, beside: Mapping[str, bytes]) -> None:
        """A copy of what another store is about to keep, on the disk when this returns; without a receipt, as nobody
        has one yet, it counts as cut off until `settle`. packet: its file there. Raises PacketChanged."""
        with typed():
            if self.find(packet_id) is not None:
                return
            upload = FileUpload(self._packets)
            try:
                copy_packet(packet, packet_id, upload)
                for name, data in beside.items():
                    write_durably(upload.folder / name, data)
                with self._alone():
                    self._write_trusted(upload.folder)
                    sync(upload.folder)
                    if self.find(packet_id) is None:
                        self._put(upload.folder, self._packets / packet_id)
                    sync(self._packets)
            finally:
                upload.discard()

    def settle(self, packet_id: PacketId, receipt: bytes) -> None:
        """The receipt that the other store gave, beside the copy that is held here; one that lies here stays."""
        place = self._packets / packet_id
        with typed(), self._alone():
            if self.find(packet_id) is None:
                write_durably(place / RECEIPT, receipt)
                sync(place)
                size = (place / PACKET).stat().st_size
                self._register.add([(packet_id, Entry(size, proof_in(place)))])

    def _put(self, folder: Path, place: Path) -> None:
        """Under its name."""
        if place.exists():  # an older version stored it once, and was cut off before it was receipted
            cut_off = self._packets / (TEMPORARY + token_hex(8))
            place.rename(cut_off)
            folder.rename(place)
            shutil.rmtree(cut_off, ignore_errors=True)
        else:
            folder.rename(place)

    def _add(self, source: Path, place: Path) -> bool:
        """The files of `source` that `place` has not; on the disk, names and all. Whether there were any."""
        missing = [file for file in sorted(source.rglob("*")) if not (place / file.relative_to(source)).exists()]
        for file in missing:
            target = place / file.relative_to(source)
            if file.is_dir():
                target.mkdir(mode=0o700)
            elif TRUST in target.relative_to(place).parts:
                self._evidence.keep(target, file.read_bytes())
            elif not file.name.startswith(TEMPORARY):
                with suppress(FileNotFoundError):  # a newer augmented copy took its place meanwhile
                    write_durably(target, file.read_bytes())
        if missing:
            for made in (*(path for path in place.rglob("*") if path.is_dir()), place):
                sync(made)
        return bool(missing)

    def _write_trusted(self, packet: Path) -> None:
        """Whom we believe now, beside a packet and on the disk."""
        self._evidence.lay_beside(packet)
        for made in folders_of(packet):
            sync(made)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """One thread of one program at a time gives packets their names."""
        with self._turn, alone(self._lock):
            yield
