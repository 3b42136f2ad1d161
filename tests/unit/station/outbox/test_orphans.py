"""Files whose row is gone: what this station sealed is sent, what was received stays received, nothing is destroyed."""

from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from secrets import token_hex
from uuid import uuid4

import pytest

from station.domain.enrollment import EnrollmentId, EnrollmentState
from station.domain.events import EventKind
from station.domain.outbox import Logged, OutboxState, PacketId, Proof
from station.outbox.orphans import TakenUp
from station.outbox.outgoing import Outgoing
from station.outbox.quarantine import Reason
from station.packet.sealed import seal
from station.receivers.mosip.announcement import Announcement, encode_announcement
from station.storage import enrollments
from tests.support.clock import NOW
from tests.support.orphans import LATER, NOTE, Place, place
from tests.support.packets import new_draft, queue_alone, random_packet
from tests.support.pki import Pki

__all__ = ["place"]


def test_a_packet_without_its_row_is_sent_as_if_nothing_had_happened(place: Place) -> None:
    before = place.queue()
    place.lose_database()
    assert place.settle() == [TakenUp(before.packet_id, Proof.NONE)]
    after = place.store.row(before.packet_id)
    assert after == replace(before, queued_at=after.queued_at), "nonce, enrollment and checkpoint came from the slip"
    assert abs(after.queued_at - before.queued_at) < timedelta(milliseconds=1)
    assert place.store.payload(before.packet_id)[0]
    assert enrollments.state_of(place.db, before.enrollment_id) is EnrollmentState.SEALED
    assert place.kinds == [EventKind.PACKET_TAKEN_UP]
    assert place.settle() == [], "once"


def test_a_database_of_yesterday_knows_the_draft_and_not_the_packet(place: Place) -> None:
    """The row was rolled back with the database; the enrollment stands there as the draft it was."""
    row = place.queue()
    place.db.execute("DELETE FROM outbox")
    place.db.execute("UPDATE enrollment SET state = 'draft'")
    assert place.settle() == [TakenUp(row.packet_id, Proof.NONE)]
    assert enrollments.state_of(place.db, row.enrollment_id) is EnrollmentState.SEALED


def test_a_packet_with_its_receipt_is_received(place: Place) -> None:
    row = place.queue()
    place.store.mark_receipted(row.packet_id, place.receipt(row), NOW)
    place.lose_database()
    assert place.settle() == [TakenUp(row.packet_id, Proof.RECEIPT)]
    after = place.store.row(row.packet_id)
    assert (after.state, after.erased) == (OutboxState.RECEIPTED, False)
    assert enrollments.state_of(place.db, row.enrollment_id) is EnrollmentState.RECEIPTED
    assert place.store.due_for_erasure(None) == (row.packet_id,)


@pytest.mark.parametrize("slips", [True, False])
def test_a_receipt_whose_packet_was_erased_is_knowledge(place: Place, slips: bool) -> None:
    row = place.queue()
    message = place.receipt(row)
    place.store.mark_receipted(row.packet_id, message, NOW)
    place.store.erase(row.packet_id, NOW)
    if not slips:
        place.no_slips()
    place.lose_database()
    assert place.settle() == [TakenUp(row.packet_id, Proof.RECEIPT)]
    after = place.store.row(row.packet_id)
    assert (after.state, after.erased) == (OutboxState.RECEIPTED, True)
    assert (after.nonce, after.logged) == (row.nonce, row.logged), "told by the slip, or by the receipt itself"
    assert place.store.receipt_path(row.packet_id).read_bytes() == message
    assert place.store.due_for_erasure(None) == ()


@pytest.mark.parametrize("erased", [True, False])
def test_a_row_older_than_its_receipt_learns_of_it(place: Place, erased: bool) -> None:
    """A database of before the delivery: the packet would be sent again, or, erased, be called damaged."""
    row = place.queue()
    place.store.mark_receipted(row.packet_id, place.receipt(row), NOW)
    if erased:
        place.store.erase(row.packet_id, NOW)
    place.db.execute("UPDATE outbox SET state = 'pending', erased = 0, receipted_at = NULL")
    assert place.settle() == [TakenUp(row.packet_id, Proof.RECEIPT)]
    after = place.store.row(row.packet_id)
    assert (after.state, after.erased) == (OutboxState.RECEIPTED, erased)


def test_a_packet_of_the_first_version_is_sent_under_a_new_nonce(place: Place) -> None:
    row = place.queue()
    place.no_slips()
    place.lose_database()
    assert place.settle() == [TakenUp(row.packet_id, Proof.NONE)]
    after = place.store.row(row.packet_id)
    assert after.nonce != row.nonce
    assert after.logged is None
    assert after.state is OutboxState.PENDING


def test_a_packet_of_the_first_version_whose_draft_may_be_here_waits_for_a_person(place: Place) -> None:
    place.queue()
    place.no_slips()
    place.draft_left("7b1f2d3c-0a4e-4c8e-9a57-0d6b6f0f9a11")
    place.lose_database()
    assert place.settle() == [Reason.DOUBTFUL]
    assert place.names() == set()
    assert place.quarantine.counts() == {Reason.DOUBTFUL: 1}
    assert len(place.quarantine.files()) == 2


def test_a_crash_before_the_commit_makes_no_second_packet(place: Place) -> None:
    """The draft is still here: it is sealed again, and its first packet goes nowhere."""
    packet, draft = place.packet(), new_draft(place.db)
    with pytest.raises(ZeroDivisionError):
        queue_alone(place.store, draft, packet, token_hex(16), NOW, lambda: Logged(1 // 0, ""))
    assert place.names() == set(), "what fails before the files leaves none"
    queue_alone(place.store, draft, packet, token_hex(16), NOW)
    place.db.execute("DELETE FROM outbox")  # as a cut before the commit leaves it
    place.db.execute("UPDATE enrollment SET state = 'draft'")
    place.draft_left(draft)
    assert place.settle() == [Reason.UNFINISHED]
    again = place.packet()
    queue_alone(place.store, draft, again, token_hex(16), LATER)
    assert [row.packet_id for row in place.store.rows()] == [again.packet_id]


def together(place: Place) -> tuple[EnrollmentId, list[Outgoing]]:
    case = new_draft(place.db)
    ids = [case, *(EnrollmentId(str(uuid4())) for _ in range(2))]
    return case, [Outgoing(each, place.packet(), token_hex(16), lambda: Logged(7, NOTE)) for each in ids]


def test_packets_of_a_case_find_their_case_again(place: Place) -> None:
    """The database is lost: the slips know who belongs together, and how many they are."""
    case, packets = together(place)
    place.store.seal_case(case, packets, NOW)
    place.lose_database()
    taken = place.settle()
    assert len(taken) == 3
    assert set(taken) == {TakenUp(each.packet.packet_id, Proof.NONE) for each in packets}
    assert place.store.keeps(case)
    rows = place.db.execute("SELECT DISTINCT case_id FROM outbox").fetchall()
    assert rows == [(case,)]
    assert place.db.execute("SELECT id, state, packets FROM enrollment").fetchall() == [(case, "sealed", 3)]


def test_of_a_case_with_one_packet_nowhere_not_all_is_kept(place: Place) -> None:
    case, packets = together(place)
    place.store.seal_case(case, packets, NOW)
    place.lose_database()
    for path in place.store.files_of(packets[1].packet.name).present:
        path.unlink()
    assert len(place.settle()) == 2
    assert not place.store.keeps(case)


def test_a_crash_between_the_packets_of_a_case_makes_none_twice(place: Place) -> None:
    """Two of three had their files, none a row: the draft is still here, and all three are sealed again."""
    case, packets = together(place)
    place.store.seal_case(case, packets, NOW)
    place.db.execute("DELETE FROM outbox")  # as a cut before the commit leaves it
    place.db.execute("UPDATE enrollment SET state = 'draft'")
    for path in place.store.files_of(packets[2].packet.name).present:
        path.unlink()
    place.draft_left(case)
    assert place.settle() == [Reason.UNFINISHED] * 2
    again = [replace(each, packet=place.packet()) for each in packets]
    place.store.seal_case(case, again, LATER)
    assert {row.packet_id for row in place.store.rows()} == {each.packet.packet_id for each in again}
    assert {row.enrollment_id for row in place.store.rows()} == {each.enrollment_id for each in packets}


def test_of_two_packets_of_one_draft_the_later_one_goes(place: Place) -> None:
    draft = new_draft(place.db)
    first, second = place.packet(), place.packet()
    for packet, at in ((first, NOW), (second, LATER)):
        queue_alone(place.store, draft, packet, token_hex(16), at)
        place.db.execute("DELETE FROM outbox")
        place.db.execute("UPDATE enrollment SET state = 'draft'")
    assert place.settle() == [TakenUp(second.packet_id, Proof.NONE), Reason.TWICE]
    assert place.quarantine.counts() == {Reason.TWICE: 1}


def test_a_copy_of_a_packet_that_has_its_row_is_put_aside(place: Place) -> None:
    row = place.queue()
    path = place.store.packet_path(row.packet_id)
    for end in ("", ".p7s"):
        (place.outbox / f"packet-{'c' * 32}.p7m{end}").write_bytes(path.with_name(path.name + end).read_bytes())
    assert place.settle() == [Reason.TWICE]
    assert place.store.payload(row.packet_id)


def test_former_certificates_count_and_strangers_do_not(pki: Pki, other_pki: Pki, tmp_path: Path) -> None:
    former = seal(b"sealed before the renewal", pki.recipients, other_pki.station, NOW)
    ours = Place(pki, tmp_path / "a", (pki.station.certificate, other_pki.station.certificate))
    with closing(ours.db):
        ours.queue(former)
        ours.db.execute("DELETE FROM outbox")
        assert ours.settle() == [TakenUp(former.packet_id, Proof.NONE)]
    theirs = Place(pki, tmp_path / "b")
    with closing(theirs.db):
        theirs.queue(former)
        theirs.db.execute("DELETE FROM outbox")
        assert theirs.settle() == [Reason.FOREIGN]
        assert len(theirs.quarantine.files()) == 3


def test_a_mosip_packet_is_known_by_its_announcement(place: Place) -> None:
    packet = random_packet()
    rid = "10001100770000120261129101112"

    def announced(packet_hash: str, reference: str) -> bytes:
        name = f"{rid}-{reference}-20261129101112"
        told = Announcement(rid, name, reference, "NEW", "hye", PacketId(packet_hash), len(packet.p7m))
        return encode_announcement(told)

    ours = replace(packet, p7s=announced(packet.packet_id, "10001_10077"))
    place.queue(ours)
    other = random_packet()
    place.queue(replace(other, p7s=announced(other.packet_id, "10001_10078")))
    wrong = random_packet()
    place.queue(replace(wrong, p7s=announced(packet.packet_id, "10001_10077")))
    place.lose_database()
    assert sorted(place.settle(), key=str) == sorted(
        [TakenUp(ours.packet_id, Proof.NONE), Reason.FOREIGN, Reason.FOREIGN], key=str
    )


def test_all_of_it_is_in_the_audit_log(place: Place) -> None:
    row = place.queue()
    place.lose_database()
    (place.outbox / "notes.txt").write_text("of a technician")
    (place.outbox / ".tmp-1").write_bytes(b"torn")
    place.settle()
    swept, aside, taken = place.events
    assert (swept.kind, swept.details) == (EventKind.ORPHAN_SWEPT, {"files": 1})
    assert (aside.kind, aside.details) == (EventKind.PUT_IN_QUARANTINE, {"reason": "unreadable", "files": 1})
    assert (taken.kind, taken.subject, taken.details) == (
        EventKind.PACKET_TAKEN_UP,
        row.packet_id,
        {"proof": "none"},
    )


def test_an_unknown_enrollment_is_no_draft(place: Place) -> None:
    row = place.queue()
    place.no_slips()
    place.lose_database()
    place.settle()
    made_up = place.store.row(row.packet_id).enrollment_id
    assert enrollments.ids(place.db, EnrollmentState.SEALED) == (EnrollmentId(made_up),)
