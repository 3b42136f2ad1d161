"""What lies in the outbox and is not ours, not whole or not believed is put aside, and stops nothing."""

import json

import pytest

from crypto import cms
from station.domain.enrollment import EnrollmentState
from station.domain.outbox import OutboxState, Proof
from station.formats.receipt import Receipt, encode_receipt
from station.outbox.orphans import TakenUp
from station.outbox.quarantine import Reason
from station.receivers.osia.receipt import check_statement
from station.receivers.osia.statement import Statement, encode_statement
from station.storage import enrollments
from tests.support.clock import NOW
from tests.support.disks import FailingDisk
from tests.support.orphans import NOTE, Place, place
from tests.support.pki import Pki

__all__ = ["place"]


@pytest.mark.parametrize("gone", [".p7m", ".p7m.p7s"])
def test_half_a_pair_is_put_aside(place: Place, gone: str) -> None:
    row = place.queue()
    name = place.store.name_of(row.packet_id)
    place.lose_database()
    (place.outbox / f"packet-{name}{gone}").unlink()
    assert place.settle() == [Reason.HALF]
    assert len(place.quarantine.files()) == 2


@pytest.mark.parametrize("part", [".p7m", ".p7m.p7s"])
def test_one_altered_byte_is_not_ours(place: Place, part: str) -> None:
    row = place.queue()
    path = place.outbox / f"packet-{place.store.name_of(row.packet_id)}{part}"
    data = bytearray(path.read_bytes())
    data[-1] ^= 1
    place.lose_database()
    path.write_bytes(data)
    assert place.settle() == [Reason.FOREIGN]


def test_a_wrong_receipt_is_put_aside_and_the_packet_sent(place: Place, other_pki: Pki) -> None:
    row = place.queue()
    told = Receipt(row.packet_id, place.pki.station.certificate.fingerprint, row.nonce, NOW, checkpoint=NOTE)
    forged = cms.sign_attached(encode_receipt(told), other_pki.receipt_key, NOW)
    place.store.mark_receipted(row.packet_id, forged, NOW)
    place.lose_database()
    assert place.settle() == [Reason.RECEIPT, TakenUp(row.packet_id, Proof.NONE)]
    assert place.store.row(row.packet_id).state is OutboxState.PENDING
    assert [path.read_bytes() for path in place.quarantine.files()] == [forged]


def test_a_wrong_receipt_beside_a_row_is_put_aside(place: Place) -> None:
    row = place.queue()
    place.store.receipt_path(row.packet_id).write_bytes(place.receipt(row, nonce="0" * 32))
    assert place.settle() == [Reason.RECEIPT]
    assert place.store.row(row.packet_id).state is OutboxState.PENDING
    assert place.store.payload(row.packet_id)


def test_a_receipt_of_another_packet_never_goes_under_this_name(place: Place) -> None:
    row, other = place.queue(), place.queue()
    place.store.mark_receipted(row.packet_id, place.receipt(other), NOW)
    place.db.execute("DELETE FROM outbox")
    assert sorted(place.settle(), key=str) == sorted(
        [Reason.RECEIPT, TakenUp(row.packet_id, Proof.NONE), TakenUp(other.packet_id, Proof.NONE)], key=str
    )


def test_our_own_word_is_never_a_receipt(place: Place) -> None:
    place.check = check_statement
    row = place.queue()
    word = encode_statement(Statement(row.packet_id, row.enrollment_id, row.nonce, "https://osia.example"))
    place.store.mark_delivered(row.packet_id, word, NOW)
    place.lose_database()
    assert place.settle() == [TakenUp(row.packet_id, Proof.STATEMENT)]
    after = place.store.row(row.packet_id)
    assert (after.state, after.unsigned) == (OutboxState.RECEIPTED, True)
    assert enrollments.state_of(place.db, row.enrollment_id) is EnrollmentState.SEALED
    place.lose_database()
    files = place.store.files_of(place.store.files_of("").name)
    assert not files.packet.exists()
    (statement,) = place.outbox.glob("*.delivered.json")
    statement.rename(statement.with_name(statement.name.replace("delivered.json", "receipt.p7m")))
    assert place.settle()[0] is Reason.RECEIPT


def test_what_is_no_file_of_an_outbox_is_put_aside_and_counted(place: Place) -> None:
    place.queue()
    (place.outbox / "notes.txt").write_text("of a technician")
    (place.outbox / ".tmp-folder").mkdir()
    (place.outbox / "somebody's").mkdir()
    (place.outbox / f"packet-{'a' * 32}.p7m").symlink_to("/nowhere")
    found = place.settle()
    assert sorted(found) == [Reason.HALF, Reason.UNREADABLE, Reason.UNREADABLE]
    assert place.quarantine.counts() == {Reason.HALF: 1, Reason.UNREADABLE: 2}
    (place.outbox / "notes.txt").write_text("another")
    place.settle()
    assert place.quarantine.counts()[Reason.UNREADABLE] == 3, "nothing in there is written over"


def test_a_slip_that_says_something_else_is_not_believed(place: Place) -> None:
    row = place.queue()
    (path,) = place.outbox.glob("*.slip.json")
    value = json.loads(path.read_text())
    path.write_text(json.dumps({**value, "packetId": "0" * 64}))
    place.lose_database()
    assert place.settle() == [TakenUp(row.packet_id, Proof.NONE)]
    assert place.store.row(row.packet_id).enrollment_id.startswith("unknown-")


def test_one_that_cannot_be_moved_stops_nothing(place: Place, caplog: pytest.LogCaptureFixture) -> None:
    row = place.queue()
    place.lose_database()
    (place.outbox / "notes.txt").write_text("of a technician")
    assert place.settle(FailingDisk(fail_at=1)) == [TakenUp(row.packet_id, Proof.NONE)]
    assert "STN-101" in caplog.text
    assert (place.outbox / "notes.txt").exists()
    caplog.clear()


def test_what_was_put_aside_is_looked_at_again_when_somebody_asks(place: Place) -> None:
    """The missing half came back from where the data had been copied; the technician's notes are no packet still."""
    row = place.queue()
    name = place.store.name_of(row.packet_id)
    place.lose_database()
    half = place.outbox / f"packet-{name}.p7m.p7s"
    half.rename(place.folder / "elsewhere")
    (place.outbox / "notes.txt").write_text("of a technician")
    assert place.settle() == [Reason.UNREADABLE, Reason.HALF]
    (place.folder / "elsewhere").rename(half)
    (place.outbox / "notes.txt").write_text("more of them")
    assert place.quarantine.give_back(place.outbox) == 2, "packet and slip; the notes' name is taken"
    assert place.settle() == [Reason.UNREADABLE, TakenUp(row.packet_id, Proof.NONE)]
    assert place.quarantine.counts() == {Reason.UNREADABLE: 2}
