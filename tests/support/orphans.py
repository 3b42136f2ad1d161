"""An outbox whose files have no rows."""

from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from secrets import token_hex

import pytest

from crypto import cms
from crypto.certificate import Certificate
from station.domain.events import AuditEvent, EventKind
from station.domain.outbox import Logged, OutboxRow, SealedPacket
from station.formats.checkpoint import Checkpoint
from station.formats.note import Line, Note
from station.formats.receipt import Receipt, encode_receipt
from station.outbox.orphans import Orphans, Outcome
from station.outbox.provenance import Provenance
from station.outbox.store import OutboxStore
from station.packet.sealed import seal
from station.receivers.intake.receipt import check_receipt
from station.receivers.mosip import receiver as mosip
from station.receivers.table import every_receiver
from station.settings import Settings
from station.storage.database import connect
from tests.support.clock import NOW, FakeClock
from tests.support.disks import FailingDisk
from tests.support.packets import new_draft, queue_alone
from tests.support.pki import Pki

MACHINE = Settings(Path("data"), Path("config"), receivers={"mosip": {"centre": "10001", "machine": "10077"}})


LATER = NOW + timedelta(hours=1)


NOTE = Note(Checkpoint("station/log", 7, bytes(32)).body, (Line("station/log", b"\0\0\0\1", b"signature"),)).text


class Place:
    """An outbox with real signatures, whose database is put back, emptied or lost."""

    def __init__(self, pki: Pki, folder: Path, own: tuple[Certificate, ...] = ()) -> None:
        self.pki, self.folder = pki, folder
        self.outbox, self.drafts = folder / "outbox", folder / "drafts"
        readers = [receiver.read_receipt for receiver in every_receiver()]
        self.provenance = Provenance(own or (pki.station.certificate,), mosip.RECEIVER.open_mark(MACHINE), readers)
        self.check: Callable[[bytes, OutboxRow], object] = self._check
        self.events: list[AuditEvent] = []
        folder.mkdir(exist_ok=True)
        self.open()

    def open(self) -> None:
        self.db = connect(self.folder / "station.db")
        self.store = OutboxStore(self.db, self.outbox)
        self.quarantine = self.store.quarantine

    def lose_database(self) -> None:
        self.db.close()
        for path in self.folder.glob("station.db*"):
            path.unlink()
        self.open()

    def settle(self, disk: FailingDisk | None = None) -> list[Outcome]:
        store = OutboxStore(self.db, self.outbox, disk) if disk else self.store
        orphans = Orphans(
            self.db, store, self.provenance, self.check, self.drafts, self.events.append, FakeClock(LATER)
        )
        return list(orphans.settle())

    def packet(self) -> SealedPacket:
        return seal(token_hex(200).encode(), self.pki.recipients, self.pki.station, NOW)

    def queue(self, packet: SealedPacket | None = None) -> OutboxRow:
        packet = packet or self.packet()
        packet_id = queue_alone(self.store, new_draft(self.db), packet, token_hex(16), NOW, lambda: Logged(7, NOTE))
        return self.store.row(packet_id)

    def receipt(self, row: OutboxRow, **changes: str) -> bytes:
        told = Receipt(row.packet_id, self.pki.station.certificate.fingerprint, row.nonce, NOW, checkpoint=NOTE)
        return cms.sign_attached(encode_receipt(replace(told, **changes)), self.pki.receipt_key, NOW)  # type: ignore[arg-type]

    def _check(self, message: bytes, row: OutboxRow) -> object:
        return check_receipt(message, row, self.pki.station.certificate.fingerprint, self.pki.trust, LATER)

    def draft_left(self, enrollment_id: str) -> None:
        (self.drafts / enrollment_id).mkdir(parents=True)
        (self.drafts / enrollment_id / "draft.sealed").write_bytes(b"sealed")

    def no_slips(self) -> None:
        """As the first version left its packets."""
        for path in self.outbox.glob("*.slip.json"):
            path.unlink()

    def names(self) -> set[str]:
        return {path.name for path in self.outbox.iterdir()}

    @property
    def kinds(self) -> list[EventKind]:
        return [event.kind for event in self.events]


@pytest.fixture
def place(pki: Pki, tmp_path: Path) -> Iterator[Place]:
    made = Place(pki, tmp_path)
    with closing(made.db):
        yield made
    made.db.close()
