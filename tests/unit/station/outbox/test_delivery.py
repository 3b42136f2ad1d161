"""What the outbox does next: every answer of a receiver leads to the right state, and the packet is never lost."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest

from devices.api import Cancelled
from station.domain.enrollment import EnrollmentState
from station.domain.errors import StationError
from station.domain.events import EventKind
from station.domain.outbox import Handling, OutboxState, PacketId
from station.outbox import errors, retry
from station.receivers.mosip import errors as mosip_errors
from station.storage import enrollments
from station.storage.errors import DiskFull
from tests.support.clock import NOW
from tests.support.delivering import Bench
from tests.support.packets import queue_one


def test_receipt_then_erasure_by_rule(make: Callable[..., Bench]) -> None:
    bench = make(b"receipt", erase_after_s=3600.0)
    packet_id = queue_one(bench.db, bench.store)
    bench.run()
    assert bench.store.row(packet_id).state is OutboxState.RECEIPTED
    assert not bench.store.row(packet_id).erased
    assert bench.delivery.wait_s() == 3600.0
    bench.clock.advance(3600)
    bench.run()
    assert bench.store.row(packet_id).erased
    assert bench.kinds == [EventKind.PACKET_RECEIPTED, EventKind.PAYLOAD_ERASED]
    assert bench.delivery.wait_s() is None


def test_a_service_lets_its_packets_stay_for_less_than_the_desk_does(make: Callable[..., Bench]) -> None:
    """Counted as how late it is at least: a clock that is put ahead erases nothing."""
    day = 86400.0
    bench = make(b"receipt", erase_after_s=30 * day)
    week, usual, longer = (
        queue_one(bench.db, bench.store, handling=Handling(confidential=days == 7, keep_days=days))
        for days in (7, None, 365)
    )
    bench.run()

    def erased() -> list[PacketId]:
        return [each for each in (week, usual, longer) if bench.store.row(each).erased]

    assert bench.delivery.wait_s() == 7 * day
    bench.clock.set(NOW + timedelta(days=300))
    bench.run()
    assert erased() == []
    bench.clock.set(NOW)
    bench.clock.advance(7 * day - 1)
    bench.run()
    assert erased() == []
    bench.clock.advance(1)
    bench.run()
    assert erased() == [week]
    assert bench.delivery.wait_s() == 23 * day
    bench.clock.advance(23 * day)
    bench.run()
    assert erased() == [week, usual, longer], "no service lets a packet stay for longer than the desk"


def test_one_that_may_not_stay_goes_at_its_receipt(make: Callable[..., Bench]) -> None:
    bench = make(b"receipt", erase_after_s=3600.0)
    packet_id = queue_one(bench.db, bench.store, handling=Handling(keep_days=0))
    bench.run()
    assert bench.store.row(packet_id).erased


def test_what_was_delivered_without_a_signed_receipt_goes_by_no_services_days(make: Callable[..., Bench]) -> None:
    bench = make(b"our own word", unsigned=True, erase_after_s=3600.0)
    packet_id = queue_one(bench.db, bench.store, handling=Handling(keep_days=0))
    bench.run()
    bench.store.start_keeping(NOW)
    assert not bench.store.row(packet_id).erased
    assert bench.store.due_by_keeping(0, NOW + timedelta(days=999)) == ()


def test_receiver_gone_for_a_while(make: Callable[..., Bench]) -> None:
    """One packet knocks at a time; the others wait with it, and all go when the receiver is back."""
    bench = make(errors.TransportDown(), errors.TransportTimeout(), b"receipt")
    ids = [queue_one(bench.db, bench.store) for _ in range(3)]
    bench.run()
    assert len(bench.transport.sent) == 1
    states = sorted(row.state for row in bench.store.rows())
    assert states == [OutboxState.PENDING, OutboxState.PENDING, OutboxState.WAITING]
    assert bench.delivery.wait_s() == 2.0
    bench.clock.advance(2)
    bench.run()
    assert len(set(bench.transport.sent)) == 2, "the next knock is another packet's"
    assert bench.delivery.wait_s() == 4.0
    bench.clock.advance(4)
    bench.run()
    assert [bench.store.row(item).state for item in ids] == [OutboxState.RECEIPTED] * 3
    assert set(bench.transport.sent[:3]) == set(ids), "each knocks once before one knocks again"


def test_knocks_of_others_make_nobody_wait_once_the_receiver_is_back(make: Callable[..., Bench]) -> None:
    """Each packet that is sealed knocks, and the pause grows with each knock. Once one gets through, the others wait as
    long as their own tries ask for."""
    bench = make(*[errors.TransportDown()] * 8, b"receipt")
    ids = []
    for _ in range(9):
        bench.clock.advance(20)
        bench.delivery.forget_pause()
        ids.append(queue_one(bench.db, bench.store))
        bench.run()
    bench.clock.advance(max(retry.delay(row.attempts, 1.0) for row in bench.store.rows()).total_seconds())
    bench.run()
    assert [bench.store.row(item).state for item in ids] == [OutboxState.RECEIPTED] * 9


def test_who_is_asked_hears_when_the_door_is_knocked_at_again(make: Callable[..., Bench]) -> None:
    bench = make(errors.TransportDown())
    for _ in range(4):
        bench.delivery.forget_pause()
        which = queue_one(bench.db, bench.store)
        bench.run()
    row = bench.store.row(which)
    assert (row.attempts, row.next_try_at) == (1, bench.clock.now() + timedelta(seconds=16))
    assert bench.delivery.wait_s() == 16.0


@pytest.mark.parametrize(
    "error",
    [
        mosip_errors.SignInRefused(reason="x"),
        mosip_errors.CredentialsMissing(reason="file"),
        mosip_errors.RequestRefused(reason="x"),
    ],
)
def test_a_stations_own_fault_is_one_knock_for_all(make: Callable[..., Bench], error: StationError) -> None:
    bench = make(error, b"receipt")
    ids = [queue_one(bench.db, bench.store) for _ in range(2)]
    bench.run()
    assert len(bench.transport.sent) == 1
    assert sorted(bench.store.row(item).problem_code for item in ids) == ["", error.code]
    bench.clock.advance(2)
    bench.run()
    assert [bench.store.row(item).state for item in ids] == [OutboxState.RECEIPTED] * 2


def test_a_packet_under_work_does_not_hold_up_the_next(make: Callable[..., Bench]) -> None:
    bench = make(errors.StillProcessing(status="PROCESSING"), b"receipt")
    first, second = (queue_one(bench.db, bench.store) for _ in range(2))
    bench.run()
    assert {bench.store.row(item).state for item in (first, second)} == {OutboxState.WAITING, OutboxState.RECEIPTED}


def test_somebody_asks_to_try_now(make: Callable[..., Bench]) -> None:
    bench = make(errors.TransportDown(), b"receipt")
    packet_id = queue_one(bench.db, bench.store)
    bench.run()
    bench.store.retry(packet_id)
    assert not bench.step(), "the receiver was not there a moment ago"
    bench.delivery.forget_pause()
    bench.run()
    assert bench.store.row(packet_id).state is OutboxState.RECEIPTED


def test_busy_receiver_is_given_the_time_it_asks(make: Callable[..., Bench]) -> None:
    bench = make(errors.ReceiverBusy(reason="INT-030", retry_after_s=120), b"receipt")
    first, second = queue_one(bench.db, bench.store), queue_one(bench.db, bench.store)
    bench.run()
    waiting = [row for row in bench.store.rows() if row.state is OutboxState.WAITING]
    assert [row.problem_code for row in waiting] == ["INT-030"]
    assert waiting[0].next_try_at == bench.clock.now() + timedelta(seconds=120)
    assert {first, second} - {waiting[0].packet_id} == {row.packet_id for row in bench.store.rows() if row.erased}, (
        "it answers: the other packet may go"
    )


def test_as_long_as_more_of_it_arrives_patience_does_not_grow(make: Callable[..., Bench]) -> None:
    """A packet in pieces over a slow line takes many tries: each that brought something is followed by the next."""
    more, busy = errors.UploadUnfinished(), errors.ReceiverBusy(reason="HTTP 503", retry_after_s=0)
    bench = make(*[more] * 20, busy, busy, more, busy, b"receipt")
    packet_id = queue_one(bench.db, bench.store)
    waited = []
    for _ in range(24):
        bench.run()
        waited.append(bench.delivery.wait_s())
        bench.clock.advance(waited[-1] or 0.0)
    assert waited == [2.0] * 20 + [2.0, 4.0, 2.0, 2.0]
    bench.run()
    assert bench.store.row(packet_id).state is OutboxState.RECEIPTED


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (errors.PacketRefused(reason="INT-011"), "INT-011"),
        (errors.PacketRefused(reason="whatever"), "STN-302"),
    ],
)
def test_refusal_says_why_and_keeps_the_packet(make: Callable[..., Bench], error: StationError, code: str) -> None:
    bench = make(error)
    packet_id = queue_one(bench.db, bench.store)
    bench.run()
    row = bench.store.row(packet_id)
    assert (row.state, row.problem_code) == (OutboxState.REFUSED, code)
    assert bench.store.payload(packet_id)[0]
    assert bench.kinds == [EventKind.PACKET_REFUSED]
    assert bench.delivery.wait_s() is None, "a person must look"


@pytest.mark.parametrize(
    "error", [errors.ReceiptUntrusted(), errors.ReceiptOtherPacket(), errors.ReceiptOtherStation(),
              errors.ReceiptOtherNonce()]
)  # fmt: skip
def test_wrong_receipt_parks_the_packet(make: Callable[..., Bench], error: StationError) -> None:
    bench = make(b"receipt")
    bench.receipt_error = error
    packet_id = queue_one(bench.db, bench.store)
    bench.run()
    row = bench.store.row(packet_id)
    assert (row.state, row.problem_code, row.erased) == (OutboxState.PARKED, error.code, False)
    assert bench.store.payload(packet_id)[0]
    assert not bench.store.receipt_path(packet_id).exists()
    assert bench.kinds == [EventKind.RECEIPT_REJECTED, EventKind.PACKET_PARKED]
    bench.receipt_error = None
    bench.store.retry(packet_id)
    bench.run()
    assert bench.store.row(packet_id).state is OutboxState.RECEIPTED, "a person may try again"


@pytest.mark.parametrize("error", [errors.ClockDiffers(), errors.ReceiptNotJudged(reason="CRY-025")])
def test_what_time_or_a_newer_list_heals_waits_and_is_one_knock(
    make: Callable[..., Bench], error: StationError
) -> None:
    """Every other receipt of this receiver would say the same."""
    bench = make(b"receipt")
    bench.receipt_error = error
    ids = [queue_one(bench.db, bench.store) for _ in range(3)]
    for _ in range(4):
        bench.run()
        assert {bench.store.row(each).state for each in ids} <= {OutboxState.WAITING, OutboxState.PENDING}
        bench.clock.advance(600)
    assert len(bench.transport.sent) == 4
    assert bench.kinds == [], "nothing was rejected"
    bench.receipt_error = None
    bench.run()
    assert {bench.store.row(each).state for each in ids} == {OutboxState.RECEIPTED}


def test_cut_receipt_is_asked_for_again(make: Callable[..., Bench]) -> None:
    bench = make(b"receipt")
    bench.receipt_error = errors.ReceiptUnreadable()
    packet_id = queue_one(bench.db, bench.store)
    bench.run()
    assert bench.store.row(packet_id).state is OutboxState.WAITING
    bench.receipt_error = None
    bench.clock.advance(2)
    bench.run()
    assert bench.store.row(packet_id).state is OutboxState.RECEIPTED


@pytest.mark.parametrize("error", [errors.AnswerUnexpected(status=302), errors.ReceiverUntrusted()])
def test_strange_answers_are_tried_again(make: Callable[..., Bench], error: StationError) -> None:
    bench = make(error)
    packet_id = queue_one(bench.db, bench.store)
    bench.run()
    row = bench.store.row(packet_id)
    assert (row.state, row.problem_code) == (OutboxState.WAITING, error.code)


def test_damaged_payload_is_parked_unsent(make: Callable[..., Bench]) -> None:
    bench = make(b"receipt")
    packet_id = queue_one(bench.db, bench.store)
    bench.store.packet_path(packet_id).write_bytes(b"rot")
    bench.run()
    assert bench.transport.sent == []
    row = bench.store.row(packet_id)
    assert (row.state, row.problem_code) == (OutboxState.PARKED, "STN-310")


def test_full_disk_when_the_receipt_comes(make: Callable[..., Bench]) -> None:
    """The centre has it, we could not note it: it waits, is sent again and gets the same receipt."""
    bench = make(b"receipt")
    packet_id = queue_one(bench.db, bench.store)
    bench.disk.calls, bench.disk.fail_at = 0, 1
    bench.run()
    row = bench.store.row(packet_id)
    assert (row.state, row.problem_code) == (OutboxState.WAITING, DiskFull.code)
    bench.disk.fail_at = 0
    bench.clock.advance(60)
    bench.run()
    assert bench.store.row(packet_id).state is OutboxState.RECEIPTED
    assert bench.transport.sent == [packet_id, packet_id]


def test_closing_in_the_middle_leaves_it_pending(make: Callable[..., Bench]) -> None:
    bench = make(Cancelled())
    packet_id = queue_one(bench.db, bench.store)
    with pytest.raises(Cancelled):
        bench.step()
    assert bench.store.row(packet_id).state is OutboxState.PENDING


def test_start_after_a_crash(make: Callable[..., Bench]) -> None:
    bench = make(b"receipt")
    packet_id = queue_one(bench.db, bench.store)
    bench.store.mark_sending(packet_id)
    bench.delivery.start()
    assert bench.store.row(packet_id).state is OutboxState.PENDING
    assert bench.changes == 1


def test_found_files_are_settled_one_a_step_before_anything_is_sent(make: Callable[..., Bench]) -> None:
    settled: list[int] = []

    def settle() -> Iterator[int]:
        for number in range(3):
            settled.append(number)
            yield number

    bench = make(b"receipt", orphans=settle)
    queue_one(bench.db, bench.store)
    bench.delivery.start()
    for number in range(3):
        assert settled == list(range(number))
        assert bench.step()
        assert bench.transport.sent == []
    bench.run()
    assert bench.kinds == [EventKind.PACKET_RECEIPTED, EventKind.PAYLOAD_ERASED]
    bench.delivery.start()
    assert bench.step()
    assert settled == [0, 1, 2, 0], "and again at the next start"


@pytest.mark.parametrize("wrong", ["gone", "another's", "forged", "our own word"])
def test_nothing_is_erased_under_a_receipt_that_is_not_there(make: Callable[..., Bench], wrong: str) -> None:
    """The row says received. The file decides: it is delivered again, and what lay there is kept."""
    bench = make(b"receipt", erase_after_s=3600.0)
    packet_id = queue_one(bench.db, bench.store)
    bench.run()
    path = bench.store.receipt_path(packet_id)
    path.write_bytes(b"something else")
    if wrong == "gone":
        path.unlink()
    elif wrong == "our own word":
        bench.unsigned = True
    elif wrong == "forged":
        bench.receipt_error = errors.ReceiptUntrusted(reason="CRY-020")
    else:
        bench.receipt_error = errors.ReceiptOtherPacket()
    bench.clock.advance(3600)
    assert bench.step()
    row = bench.store.row(packet_id)
    assert (row.state, row.erased) == (OutboxState.PENDING, False)
    assert row.problem_code
    assert bench.kinds[-1] is EventKind.RECEIPT_LOST
    assert enrollments.state_of(bench.db, row.enrollment_id) is EnrollmentState.SEALED
    kept = [each.read_bytes() for each in bench.store.quarantine.files()]
    assert kept == ([] if wrong == "gone" else [b"something else"])
    bench.receipt_error, bench.unsigned = None, False
    bench.run()
    assert bench.transport.sent == [packet_id, packet_id]
    bench.clock.advance(3600)
    bench.run()
    assert bench.store.row(packet_id).erased


def test_a_state_set_by_hand_erases_nothing(make: Callable[..., Bench]) -> None:
    bench = make(b"receipt")
    packet_id = queue_one(bench.db, bench.store)
    bench.db.execute("UPDATE outbox SET state = 'receipted', receipted_at = queued_at")
    assert bench.step()
    assert bench.store.payload(packet_id)[0]
    assert bench.kinds == [EventKind.RECEIPT_LOST]


def test_what_only_time_stands_against_stays_and_stops_nothing(
    make: Callable[..., Bench], caplog: pytest.LogCaptureFixture
) -> None:
    """The revocation list is too old today: the receipt is no worse for it, and nothing is sent again."""
    bench = make(b"receipt", erase_after_s=3600.0)
    packet_id = queue_one(bench.db, bench.store)
    bench.run()
    bench.clock.advance(3600)
    bench.receipt_error = errors.ReceiptNotJudged(reason="CRY-025")
    bench.run()
    assert bench.store.row(packet_id).state is OutboxState.RECEIPTED
    assert not bench.store.row(packet_id).erased
    assert bench.delivery.wait_s() is None, "it does not spin"
    assert bench.kinds == [EventKind.PACKET_RECEIPTED]
    assert "STN-181" in caplog.text
    caplog.clear()
    bench.receipt_error = None
    bench.delivery.forget_pause()
    bench.run()
    assert bench.store.row(packet_id).erased


def test_another_receipt_is_not_written_over(make: Callable[..., Bench]) -> None:
    bench = make(b"receipt", erase_after_s=3600.0)
    packet_id = queue_one(bench.db, bench.store)
    bench.store.receipt_path(packet_id).write_bytes(b"an older one")
    bench.run()
    assert bench.store.receipt(packet_id) == b"receipt"
    assert [each.read_bytes() for each in bench.store.quarantine.files()] == [b"an older one"]


def test_every_change_is_told(make: Callable[..., Bench]) -> None:
    bench = make(b"receipt")
    queue_one(bench.db, bench.store)
    bench.run()
    assert bench.changes == 3, "sending, receipted, erased"
