"""The outbox on disk: queued means kept, whatever fails; nothing is erased before a receipt."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from sqlite3 import Connection

import pytest

from station.domain.clock import Count
from station.domain.enrollment import EnrollmentState
from station.domain.outbox import OutboxState, PacketId
from station.outbox.errors import PacketNotReceipted, PacketUnknown, PayloadDamaged
from station.outbox.store import OutboxStore
from station.storage import enrollments
from station.storage.database import connect
from station.storage.errors import DatabaseFailed, DiskFailed, DiskFull, EnrollmentNotDraft
from tests.support.clock import NOW
from tests.support.disks import FailingDisk
from tests.support.packets import new_draft, queue_alone, queue_one, random_packet

NONCE = "0123456789abcdef" * 2
QUEUED = (".p7m", ".p7m.p7s", ".slip.json")
AT = Count("one start", 100.0)


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Connection]:
    with closing(connect(tmp_path / "station.db")) as connection:
        yield connection


@pytest.fixture
def store(db: Connection, tmp_path: Path) -> OutboxStore:
    return OutboxStore(db, tmp_path / "outbox")


def files(tmp_path: Path) -> set[str]:
    return {path.name for path in (tmp_path / "outbox").iterdir()}


def test_sealing_and_queueing_are_one_step(db: Connection, store: OutboxStore, tmp_path: Path) -> None:
    draft, packet = new_draft(db), random_packet()
    packet_id = queue_alone(store, draft, packet, NONCE, NOW)
    assert packet_id == packet.packet_id
    assert enrollments.state_of(db, draft) is EnrollmentState.SEALED
    row = store.row(packet_id)
    assert (row.state, row.attempts, row.nonce, row.size) == (OutboxState.PENDING, 0, NONCE, 1000)
    assert store.rows() == (row,)
    assert store.payload(packet_id) == (packet.p7m, packet.p7s)
    assert files(tmp_path) == {f"packet-{packet.name}{end}" for end in QUEUED}
    assert store.packet_path(packet_id).name == f"packet-{packet.name}.p7m"


def test_delivered_unsigned_is_no_receipt(db: Connection, store: OutboxStore, tmp_path: Path) -> None:
    draft, packet = new_draft(db), random_packet()
    packet_id = queue_alone(store, draft, packet, NONCE, NOW)
    store.mark_delivered(packet_id, b"statement", NOW)
    assert store.row(packet_id).unsigned
    assert enrollments.state_of(db, draft) is EnrollmentState.SEALED, "nobody gave a receipt for it"
    assert files(tmp_path) == {
        f"packet-{packet.name}{end}" for end in (".p7m", ".p7m.p7s", ".slip.json", ".delivered.json")
    }
    assert store.due_for_erasure(None) == ()
    assert store.due_for_erasure(None, unsigned=True) == (packet_id,)
    assert store.strangers() == (), "the statement belongs to the row"
    store.mark_delivered(packet_id, b"statement", NOW + timedelta(hours=1))
    assert store.due_for_erasure(None, unsigned=True) == (packet_id,)
    store.erase(packet_id, NOW)
    assert files(tmp_path) == {f"packet-{packet.name}{end}" for end in (".delivered.json", ".slip.json")}
    assert enrollments.state_of(db, draft) is EnrollmentState.ERASED


def test_a_draft_is_sealed_once(db: Connection, store: OutboxStore) -> None:
    draft, packet = new_draft(db), random_packet()
    queue_alone(store, draft, packet, NONCE, NOW)
    with pytest.raises(EnrollmentNotDraft):
        queue_alone(store, draft, packet, NONCE, NOW)
    with pytest.raises(EnrollmentNotDraft):
        queue_alone(store, draft, random_packet(), NONCE, NOW)
    assert store.payload(packet.packet_id) == (packet.p7m, packet.p7s), "the refusal must not touch what is queued"
    assert len(store.rows()) == 1


@pytest.mark.parametrize("fail_at", range(1, 10))
def test_full_disk_on_the_nth_call_loses_nothing(db: Connection, tmp_path: Path, fail_at: int) -> None:
    """Nine calls change the disk while one packet is queued: write, rename and flush of each file."""
    disk = FailingDisk()
    store = OutboxStore(db, tmp_path / "outbox", disk)
    before = queue_one(db, store)
    draft, packet = new_draft(db), random_packet()
    disk.calls, disk.fail_at = 0, fail_at
    with pytest.raises(DiskFull):
        queue_alone(store, draft, packet, NONCE, NOW)
    assert enrollments.state_of(db, draft) is EnrollmentState.DRAFT
    assert [row.packet_id for row in store.rows()] == [before]
    assert len(files(tmp_path)) == 3, "no half file stays"
    assert store.payload(before)[0]

    disk.fail_at = 0
    queue_alone(store, draft, packet, NONCE, NOW)
    assert store.payload(packet.packet_id) == (packet.p7m, packet.p7s)


def test_full_database_loses_nothing(db: Connection, store: OutboxStore, tmp_path: Path) -> None:
    draft, packet = new_draft(db), random_packet()
    db.execute("CREATE TRIGGER full BEFORE INSERT ON outbox BEGIN SELECT raise(ABORT, 'full'); END")
    with pytest.raises(Exception, match="STN-103"):
        queue_alone(store, draft, packet, NONCE, NOW)
    assert enrollments.state_of(db, draft) is EnrollmentState.DRAFT
    assert files(tmp_path) == set()


def test_the_oldest_due_packet_comes_first(db: Connection, store: OutboxStore) -> None:
    first, second = queue_one(db, store), None
    second = queue_alone(store, new_draft(db), random_packet(), NONCE, NOW + timedelta(seconds=1))
    due = store.next_due(AT)
    assert due is not None
    assert due.packet_id == first
    store.mark_waiting(first, "STN-301", NOW, AT.after(timedelta(seconds=30)))
    due = store.next_due(AT)
    assert due is not None
    assert due.packet_id == second
    store.mark_parked(second, "STN-321")
    assert store.next_due(AT) is None
    assert store.next_wait_s(AT) == 30.0
    for over in (AT.after(timedelta(seconds=30)), Count("another start", 1.0)):
        due = store.next_due(over)
        assert due is not None
        assert due.packet_id == first
        assert due.problem_code == "STN-301"
        assert store.next_wait_s(over) == 0.0


def test_a_wait_that_no_clock_can_mean_is_forgotten(db: Connection, store: OutboxStore) -> None:
    """The clock was years ahead when it was written down."""
    absurd, sound = queue_one(db, store), queue_one(db, store)
    store.mark_waiting(absurd, "STN-301", NOW + timedelta(days=3650), AT.after(timedelta(seconds=30)))
    store.mark_waiting(sound, "STN-301", NOW + timedelta(seconds=30), AT.after(timedelta(seconds=30)))
    assert store.forget_waits(NOW + timedelta(hours=1)) == 1
    assert (store.row(absurd).state, store.row(sound).state) == (OutboxState.PENDING, OutboxState.WAITING)
    assert store.row(absurd).next_try_at is None


def test_how_long_a_packet_is_kept_counts_from_when_that_was_known(db: Connection, store: OutboxStore) -> None:
    """Not from what the clock said when the receipt came."""
    packet_id = queue_one(db, store)
    store.mark_receipted(packet_id, b"receipt", NOW + timedelta(days=3650))
    assert store.due_for_erasure(NOW + timedelta(days=9999)) == ()
    assert store.longest_kept() is None
    for least in (NOW, NOW + timedelta(hours=2)):
        store.start_keeping(least)
        assert store.longest_kept() == NOW, "the first time counts"
    assert store.due_for_erasure(NOW - timedelta(seconds=1)) == ()
    assert store.due_for_erasure(NOW) == (packet_id,)


def test_attempts_are_counted_and_sending_is_pending_after_a_crash(db: Connection, store: OutboxStore) -> None:
    packet_id = queue_one(db, store)
    assert store.mark_sending(packet_id) == 1
    assert store.next_due(AT) is None
    assert store.recover() == 1
    assert store.mark_sending(packet_id) == 2
    assert store.row(packet_id).state is OutboxState.SENDING


def test_receipt_is_kept_and_never_taken_back(db: Connection, store: OutboxStore) -> None:
    draft, packet = new_draft(db), random_packet()
    packet_id = queue_alone(store, draft, packet, NONCE, NOW)
    store.mark_receipted(packet_id, b"receipt", NOW)
    for comes_late in (
        lambda: store.mark_waiting(packet_id, "STN-301", NOW, AT),
        lambda: store.mark_refused(packet_id, "INT-002"),
        lambda: store.mark_parked(packet_id, "STN-308"),
        lambda: store.retry(packet_id),
        lambda: store.mark_receipted(packet_id, b"receipt", NOW + timedelta(hours=1)),
    ):
        comes_late()
        assert store.row(packet_id).state is OutboxState.RECEIPTED
    assert store.receipt_path(packet_id).read_bytes() == b"receipt"
    assert enrollments.state_of(db, draft) is EnrollmentState.RECEIPTED
    assert store.due_for_erasure(None) == (packet_id,)


@pytest.mark.parametrize("mark", ["pending", "sending", "waiting", "refused", "parked"])
def test_nothing_is_erased_before_its_receipt(db: Connection, store: OutboxStore, mark: str) -> None:
    packet_id = queue_one(db, store)
    {
        "pending": lambda: None,
        "sending": lambda: store.mark_sending(packet_id),
        "waiting": lambda: store.mark_waiting(packet_id, "STN-301", NOW, AT),
        "refused": lambda: store.mark_refused(packet_id, "INT-003"),
        "parked": lambda: store.mark_parked(packet_id, "STN-321"),
    }[mark]()
    assert store.due_for_erasure(None) == ()
    with pytest.raises(PacketNotReceipted):
        store.erase(packet_id, NOW)
    assert store.payload(packet_id)[0]


def test_erasing_keeps_row_and_receipt(db: Connection, store: OutboxStore, tmp_path: Path) -> None:
    draft, packet = new_draft(db), random_packet()
    packet_id = queue_alone(store, draft, packet, NONCE, NOW)
    store.mark_receipted(packet_id, b"receipt", NOW)
    assert store.due_for_erasure(None) == (packet_id,)
    store.erase(packet_id, NOW)
    assert files(tmp_path) == {f"packet-{packet.name}{end}" for end in (".receipt.p7m", ".slip.json")}
    assert store.row(packet_id).erased
    assert store.due_for_erasure(None) == ()
    assert enrollments.state_of(db, draft) is EnrollmentState.ERASED
    with pytest.raises(PayloadDamaged):
        store.payload(packet_id)


def test_erasing_goes_on_after_a_failure_half_way(db: Connection, tmp_path: Path) -> None:
    disk = FailingDisk()
    store = OutboxStore(db, tmp_path / "outbox", disk)
    packet_id = queue_one(db, store)
    store.mark_receipted(packet_id, b"receipt", NOW)
    disk.calls, disk.fail_at = 0, 2
    with pytest.raises(DiskFull):
        store.erase(packet_id, NOW)
    assert not store.row(packet_id).erased, "the payload is not gone until it is gone"
    disk.fail_at = 0
    store.erase(packet_id, NOW)
    assert store.row(packet_id).erased


def test_failed_receipt_write_leaves_the_packet_unreceipted(db: Connection, tmp_path: Path) -> None:
    disk = FailingDisk()
    store = OutboxStore(db, tmp_path / "outbox", disk)
    packet_id = queue_one(db, store)
    disk.calls, disk.fail_at = 0, 1
    with pytest.raises(DiskFull):
        store.mark_receipted(packet_id, b"receipt", NOW)
    assert store.row(packet_id).state is OutboxState.PENDING


def test_only_our_own_temporary_files_are_ever_removed(db: Connection, store: OutboxStore, tmp_path: Path) -> None:
    packet_id = queue_one(db, store)
    store.mark_receipted(packet_id, b"receipt", NOW)
    strangers = {f"packet-{'f' * 32}.p7m", f"packet-{'f' * 32}.p7m.p7s", "packet-.p7m", "notes.tmp-1"}
    for name in (".tmp-0123", *strangers):
        (tmp_path / "outbox" / name).write_bytes(b"torn")
    (tmp_path / "outbox" / ".tmp-folder").mkdir()
    before = files(tmp_path)
    assert store.remove_temporary() == 1
    assert files(tmp_path) == before - {".tmp-0123"}
    assert {path.name for path in store.strangers()} == strangers
    assert store.remove_temporary() == 0


def test_a_commit_that_fails_leaves_the_files(db: Connection, store: OutboxStore, tmp_path: Path) -> None:
    """Whether it is on the disk after all nobody knows: a packet whose row came through would be lost."""
    draft, packet = new_draft(db), random_packet()
    db.execute("CREATE TABLE asked (id TEXT REFERENCES nobody (id) DEFERRABLE INITIALLY DEFERRED)")
    db.execute("CREATE TABLE nobody (id TEXT PRIMARY KEY)")
    db.execute("CREATE TRIGGER late AFTER INSERT ON outbox BEGIN INSERT INTO asked VALUES ('x'); END")
    with pytest.raises(DatabaseFailed):
        queue_alone(store, draft, packet, NONCE, NOW)
    assert enrollments.state_of(db, draft) is EnrollmentState.DRAFT
    assert len(files(tmp_path)) == 3
    db.execute("DROP TRIGGER late")
    again = random_packet()
    queue_alone(store, draft, again, NONCE, NOW)
    assert [row.packet_id for row in store.rows()] == [again.packet_id]


def test_a_second_packet_of_that_name_touches_nothing(db: Connection, store: OutboxStore) -> None:
    packet = random_packet()
    queue_alone(store, new_draft(db), packet, NONCE, NOW)
    with pytest.raises(DatabaseFailed):
        queue_alone(store, new_draft(db), replace(random_packet(), name=packet.name), NONCE, NOW)
    assert store.payload(packet.packet_id) == (packet.p7m, packet.p7s)


def test_altered_payload_is_never_sent(db: Connection, store: OutboxStore) -> None:
    packet_id = queue_one(db, store)
    path = store.packet_path(packet_id)
    data = path.read_bytes()
    path.write_bytes(data[:-1])
    with pytest.raises(PayloadDamaged):
        store.payload(packet_id)
    path.unlink()
    with pytest.raises(PayloadDamaged):
        store.payload(packet_id)
    path.mkdir()
    with pytest.raises(DiskFailed):
        store.payload(packet_id)


def test_unknown_packet(store: OutboxStore) -> None:
    nobody = PacketId("0" * 64)
    for call in (store.row, store.payload, store.packet_path, store.mark_sending, store.retry):
        with pytest.raises(PacketUnknown):
            call(nobody)


def test_two_processes_share_the_outbox(db: Connection, store: OutboxStore, tmp_path: Path) -> None:
    """What the one has queued is no stranger to the other."""
    with closing(connect(tmp_path / "station.db")) as other_db:
        other = OutboxStore(other_db, tmp_path / "outbox")
        ids = [queue_one(db, store), queue_one(other_db, other)]
        assert other.strangers() == store.strangers() == ()
        assert sorted(row.packet_id for row in other.rows()) == sorted(ids)
