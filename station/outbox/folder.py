"""The outbox's folder: the files of packets, found by their rows, and files of which the rows know nothing yet."""

from hashlib import sha256
from pathlib import Path
from sqlite3 import Connection

from station.domain.enrollment import EnrollmentId
from station.domain.outbox import PacketId, SealedPacket
from station.outbox.errors import PayloadDamaged, ReceiptMissing
from station.outbox.files import PacketFiles, name_in, proofs_among
from station.outbox.quarantine import Quarantine, Reason, quarantine_beside
from station.outbox.rows import OutboxRows
from station.storage.database import transaction, typed_errors
from station.storage.enrollments import packets_of
from station.storage.errors import DiskFailed
from station.storage.files import DISK, TEMPORARY, Disk, disk_error, durable_folder, durable_remove, durable_write


class OutboxFolder(OutboxRows):
    """Reads files and puts single ones beside a packet; changes no row."""

    def __init__(self, db: Connection, folder: Path, disk: Disk = DISK) -> None:
        durable_folder(folder, disk)
        super().__init__(db)
        self._folder = folder
        self._disk = disk
        self.quarantine = Quarantine(quarantine_beside(folder), disk)

    def files_of(self, name: str) -> PacketFiles:
        return PacketFiles(self._folder, name)

    def payload(self, packet_id: PacketId) -> tuple[bytes, bytes]:
        """(p7m, p7s), checked against the packet's id. Raises PacketUnknown, PayloadDamaged."""
        files = self.files_of(self.name_of(packet_id))
        try:
            p7m, p7s = files.packet.read_bytes(), files.signature.read_bytes()
        except FileNotFoundError as error:
            raise PayloadDamaged from error
        except OSError as error:
            raise disk_error(error) from error
        if sha256(p7m).hexdigest() != packet_id:
            raise PayloadDamaged
        return p7m, p7s

    def signature(self, packet_id: PacketId) -> bytes | None:
        """The station's over it; None once it was erased. Raises PacketUnknown, DiskFailed."""
        try:
            return self.files_of(self.name_of(packet_id)).signature.read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise disk_error(error) from error

    def receipt(self, packet_id: PacketId) -> bytes:
        """The receipt, or our own statement, as it lies there. Raises PacketUnknown, ReceiptMissing, DiskFailed."""
        try:
            return self.receipt_path(packet_id).read_bytes()
        except FileNotFoundError as error:
            raise ReceiptMissing from error
        except OSError as error:
            raise disk_error(error) from error

    def packet_path(self, packet_id: PacketId) -> Path:
        """Where the packet lies, or lay before it was erased; its signature has the same name and `.p7s`."""
        return self.files_of(self.name_of(packet_id)).packet

    def path_of(self, packet: SealedPacket) -> Path:
        """The same, without asking the database."""
        return self.files_of(packet.name).packet

    def receipt_path(self, packet_id: PacketId) -> Path:
        """Where its receipt lies once there is one: CMS SignedData, DER; or our statement, JSON, that none is given."""
        files = self.files_of(self.name_of(packet_id))
        return files.statement if self.row(packet_id).unsigned else files.receipt

    def activity(self, packet_id: PacketId) -> bytes | None:
        """That the visit of the packet ended, as it was signed; None once it was told. Raises PacketUnknown."""
        try:
            return self.files_of(self.name_of(packet_id)).activity.read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise disk_error(error) from error

    def contact(self, packet_id: PacketId) -> bytes | None:
        """Whose it is, sealed; None where that is not kept, or not any more. Raises PacketUnknown, DiskFailed."""
        try:
            return self.files_of(self.name_of(packet_id)).contact.read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise disk_error(error) from error

    def forget_contact(self, packet_id: PacketId) -> None:
        """Overwrite and remove it. Harmless where there is none. Raises PacketUnknown, DiskFailed."""
        self._forget(self.files_of(self.name_of(packet_id)).contact)

    def forget_contacts_of_accepted(self) -> None:
        """Those that a crash after the centre's answer left. Raises DiskFailed, DatabaseFailed."""
        query = "SELECT o.name FROM outbox o JOIN outbox_answer a USING (packet_id) WHERE a.verdict = 'accepted'"
        there = {name for path in self._listed() if path.suffix == ".sealed" and (name := name_in(path)) is not None}
        for name in there & self._names(query) if there else ():
            self._forget(self.files_of(name).contact)

    def _forget(self, path: Path) -> None:
        try:
            if path.exists():
                self._disk.overwrite(path)
        except OSError as error:
            raise disk_error(error, path) from error
        durable_remove((path,), self._disk)

    def keep_answer(self, packet_id: PacketId, answer: bytes) -> None:
        """Beside the packet's receipt, over the one before it; the row is `station.outbox.answers`'. Within a
        transaction of the caller's."""
        durable_write(self.files_of(self.name_of(packet_id)).answer, answer, self._disk)

    def _keep(self, path: Path, proof: bytes) -> None:
        """Write a receipt; another one that lies there already is put aside, not written over."""
        if path.exists() and not _holds(path, proof):
            self.quarantine.put((path,), Reason.RECEIPT)
        durable_write(path, proof, self._disk)

    def strangers(self) -> tuple[Path, ...]:
        """What lies in the folder and belongs to no row. Something may be on its way into a row: look again, holding
        the write lock, before anything is done with it."""
        known = self._names("SELECT name FROM outbox UNION ALL SELECT name FROM outbox_archive")
        return tuple(
            path for path in self._listed() if name_in(path) not in known and not path.name.startswith(TEMPORARY)
        )

    def unproven(self) -> tuple[PacketId, ...]:
        """Packets whose row knows no receipt, although one lies in the folder: the row is older than the file."""
        open_rows = self._names("SELECT name FROM outbox WHERE state <> 'receipted'")
        names = proofs_among(self._listed()) & open_rows
        with typed_errors():
            found = [self._db.execute("SELECT packet_id FROM outbox WHERE name = ?", (name,)) for name in names]
            return tuple(PacketId(each.fetchone()[0]) for each in found)

    def keeps(self, case_id: EnrollmentId) -> bool:
        """Whether every packet of that case lies here whole, or was received: nothing else of it is needed."""
        query = "SELECT packet_id FROM outbox WHERE case_id = ?1"
        query += " UNION ALL SELECT packet_id FROM outbox_archive WHERE case_id = ?1"
        with typed_errors():
            found = self._db.execute(query, (case_id,)).fetchall()
        if len(found) < max(1, packets_of(self._db, case_id)):
            return False
        return all(self._is_safe(PacketId(packet_id)) for (packet_id,) in found)

    def _is_safe(self, packet_id: PacketId) -> bool:
        try:
            return self.receipt_path(packet_id).exists() or bool(self.payload(packet_id))
        except (PayloadDamaged, DiskFailed):
            return False

    def remove_temporary(self) -> int:
        """Remove what was never finished: our own temporary files, and nothing else. Returns how many."""
        mine = tuple(path for path in self._listed() if path.name.startswith(TEMPORARY) and path.is_file())
        with transaction(self._db):  # who writes one holds this lock: none of them is still being written
            durable_remove(mine, self._disk)
        return len(mine)

    def _listed(self) -> list[Path]:
        try:
            return list(self._folder.iterdir())
        except OSError as error:
            raise disk_error(error) from error


def _holds(path: Path, data: bytes) -> bool:
    try:
        return path.read_bytes() == data
    except OSError:
        return False
