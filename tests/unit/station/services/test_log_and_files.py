"""The log, the rows and the files beside each other: whichever trace of a packet is taken away, others show it."""

import shutil
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from crypto import cms
from crypto.keys.machine import load_machine_key
from crypto.keys.station import tls_certificate
from station.audit.seen import SeenLog
from station.domain.errors import Problem
from station.domain.events import AuditEvent, EventKind
from station.domain.outbox import OutboxState, PacketId
from station.formats.receipt import Receipt, encode_receipt
from station.outbox.quarantine import Reason
from station.services.log_book import open_log_book
from station.services.views import SealedView
from station.settings import Settings
from tests.support.desk import OPERATOR, Bench, approved_draft, open_desk
from tests.support.disks import allow_commits, refuse_commits


@contextmanager
def desk_of(settings: Settings) -> Iterator[Bench]:
    bench = open_desk(settings)
    with closing(bench.db):
        yield bench


@pytest.fixture
def packet(demo_settings: Settings) -> PacketId:
    """Sealed, received and erased; the log tells it."""
    with desk_of(demo_settings) as desk:
        desk.sign_in_as(OPERATOR)
        sealed = desk.enroll.seal(approved_draft(desk))
        assert isinstance(sealed, SealedView), sealed
        row, at = desk.outbox.row(sealed.packet_id), desk.clock.now()
        assert row.logged is not None
        gateway = demo_settings.intake_home / "gateway"
        station_id = tls_certificate(demo_settings.keys).fingerprint
        told = Receipt(row.packet_id, station_id, row.nonce, at, checkpoint=row.logged.checkpoint)
        key = load_machine_key(gateway, gateway / "secret", "receipt")
        desk.outbox.mark_receipted(row.packet_id, cms.sign_attached(encode_receipt(told), key, at), at)
        with open_log_book(demo_settings) as book:
            book.log.append(AuditEvent(EventKind.PACKET_RECEIPTED, subject=row.packet_id))
            desk.outbox.erase(row.packet_id, at)
            book.log.append(AuditEvent(EventKind.PAYLOAD_ERASED, subject=row.packet_id))
        return row.packet_id


def found(settings: Settings) -> set[str]:
    with open_log_book(settings) as book:
        return {problem.code for problem in book.verify().problems}


def receipt_of(settings: Settings) -> Path:
    (path,) = settings.outbox.glob("*.receipt.p7m")
    return path


def test_what_happened_as_it_should_is_no_finding(demo_settings: Settings, packet: PacketId) -> None:
    assert found(demo_settings) == set()


def test_a_sealing_that_was_rolled_back_is_no_finding(demo_settings: Settings) -> None:
    """Its files stay until somebody settles them: the checkpoint beside them is of a log that never was."""
    with desk_of(demo_settings) as desk:
        desk.sign_in_as(OPERATOR)
        which = approved_draft(desk)
        refuse_commits(desk.db)
        assert isinstance(desk.enroll.seal(which), Problem)
        allow_commits(desk.db)
        assert len(list(demo_settings.outbox.glob("*.slip.json"))) == 1
        assert found(demo_settings) == set(), "the log is shorter than the slip says"
        assert isinstance(desk.enroll.seal(which), SealedView)
        assert len(list(demo_settings.outbox.glob("*.slip.json"))) == 2
        assert found(demo_settings) == set(), "the log says something else at that length"


def test_a_received_packet_without_its_receipt(demo_settings: Settings, packet: PacketId) -> None:
    receipt_of(demo_settings).unlink()
    assert found(demo_settings) == {"LOG-008", "LOG-011"}


def test_a_receipt_that_is_another_file_now(demo_settings: Settings, packet: PacketId) -> None:
    receipt_of(demo_settings).write_bytes(b"{}")
    assert "LOG-009" in found(demo_settings)


def test_a_row_that_was_set_to_received(demo_settings: Settings) -> None:
    with desk_of(demo_settings) as desk:
        desk.sign_in_as(OPERATOR)
        assert isinstance(desk.enroll.seal(approved_draft(desk)), SealedView)
        assert found(demo_settings) == set()
        desk.db.execute("UPDATE outbox SET state = 'receipted', receipted_at = queued_at")
        assert found(demo_settings) == {"LOG-008"}


def test_an_erasure_that_nothing_allowed(demo_settings: Settings) -> None:
    with open_log_book(with_log(demo_settings)) as book:
        book.log.append(AuditEvent(EventKind.PAYLOAD_ERASED, subject="ab" * 32))
        assert {problem.code for problem in book.verify().problems} == {"LOG-010"}


def with_log(settings: Settings) -> Settings:
    open_desk(settings).db.close()
    return settings


@pytest.mark.parametrize("how", ["files and row", "row only", "quarantine"])
def test_a_sealed_packet_of_which_nothing_is_left(demo_settings: Settings, how: str) -> None:
    with desk_of(demo_settings) as desk:
        desk.sign_in_as(OPERATOR)
        sealed = desk.enroll.seal(approved_draft(desk))
        assert isinstance(sealed, SealedView)
        name = desk.outbox.name_of(sealed.packet_id)
        desk.db.execute("DELETE FROM outbox")
        if how == "files and row":
            for path in desk.outbox.files_of(name).present:
                path.unlink()
        elif how == "quarantine":
            desk.outbox.quarantine.put(desk.outbox.files_of(name).present, Reason.DOUBTFUL)
    assert found(demo_settings) == ({"LOG-011"} if how == "files and row" else set())


def cut(settings: Settings, size: int) -> None:
    """Take the end off the log, as somebody with the database in hand would."""
    with desk_of(settings) as desk:
        for table, column in (("audit", "seq"), ("audit_checkpoint", "size")):
            desk.db.execute(f"DELETE FROM {table} WHERE {column} > ?", (size,))
        level, count = 0, size
        while desk.db.execute("SELECT 1 FROM audit_node WHERE level = ?", (level,)).fetchone():
            desk.db.execute("DELETE FROM audit_node WHERE level = ? AND place >= ?", (level, count))
            level, count = level + 1, count // 2


@pytest.mark.parametrize("witness", ["slip", "kept apart"])
def test_the_end_of_the_log_cut_off_together_with_the_receipts(
    demo_settings: Settings, packet: PacketId, witness: str
) -> None:
    with desk_of(demo_settings) as desk:
        logged = desk.outbox.row(packet).logged
        assert logged is not None
        desk.db.execute("DELETE FROM outbox")
    SeenLog(demo_settings.log_seen).keep(logged.checkpoint)
    slips = list(demo_settings.outbox.glob("*.slip.json"))
    shutil.rmtree(demo_settings.outbox) if witness == "kept apart" else receipt_of(demo_settings).unlink()
    if witness == "slip":
        demo_settings.log_seen.unlink()
        assert slips
    cut(demo_settings, 3)
    assert found(demo_settings) == {"LOG-005"}
    demo_settings.log_seen.unlink(missing_ok=True)
    for slip in slips:
        slip.unlink(missing_ok=True)
    assert found(demo_settings) == set(), "nobody is left who saw it"


@pytest.mark.parametrize("told_by", ["event", "cosignature"])
def test_a_witness_that_was_here_and_is_gone(demo_settings: Settings, packet: PacketId, told_by: str) -> None:
    with open_log_book(demo_settings) as book:
        note = book.log.newest_checkpoint()
        if told_by == "event":
            book.log.append(AuditEvent(EventKind.CHECKPOINT_WITNESSED, details={"size": 4}))
        else:
            line = note.splitlines()[-1].replace("enrollment-station/", "enrollment-station/another-")
            book.db.execute("UPDATE audit_checkpoint SET note = ? WHERE note = ?", (f"{note}{line}\n", note))
        assert "LOG-012" in {problem.code for problem in book.verify().problems}


def test_what_left_is_kept_and_never_shortened(demo_settings: Settings, packet: PacketId) -> None:
    with open_log_book(demo_settings) as book:
        long = book.log.newest_checkpoint()
        short = book.db.execute("SELECT note FROM audit_checkpoint ORDER BY size LIMIT 1").fetchone()[0]
    seen = SeenLog(demo_settings.log_seen)
    seen.keep("")
    assert not seen.file.exists()
    for note, kept in ((short, short), (long, long), (short, long), (long.replace("enrollment", "other"), long)):
        seen.keep(note)
        assert seen.file.read_text() == kept
    seen.replace(short)
    assert seen.file.read_text() == short
    assert found(demo_settings) == set()
    seen.file.write_bytes(b"\xff")
    assert found(demo_settings) == {"LOG-007"}


def test_rows_in_the_archive_are_judged_too(demo_settings: Settings, packet: PacketId) -> None:
    with desk_of(demo_settings) as desk:
        assert desk.outbox.archive(desk.clock.now()) == 1
        assert desk.outbox.row(packet).state is OutboxState.RECEIPTED
    assert found(demo_settings) == set()
    receipt_of(demo_settings).unlink()
    assert "LOG-008" in found(demo_settings)
