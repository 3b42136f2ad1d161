"""What the outbox does next where a receiver signs no receipts."""

from collections.abc import Callable

import pytest

from station.domain.errors import StationError
from station.domain.events import EventKind
from station.domain.outbox import OutboxState
from station.receivers.osia import errors as osia_errors
from tests.support.delivering import Bench
from tests.support.packets import queue_one


def test_delivered_without_a_receipt_is_said_and_kept(make: Callable[..., Bench]) -> None:
    """The rule: nothing is erased on our own word, however long it lies."""
    bench = make(b"our own word", unsigned=True)
    packet_id = queue_one(bench.db, bench.store)
    bench.run()
    row = bench.store.row(packet_id)
    assert (row.state, row.unsigned, row.erased) == (OutboxState.RECEIPTED, True, False)
    assert bench.kinds == [EventKind.PACKET_DELIVERED]
    assert bench.store.receipt_path(packet_id).name.endswith(".delivered.json")
    assert bench.store.receipt_path(packet_id).read_bytes() == b"our own word"
    bench.clock.advance(10 * 365 * 24 * 3600)
    assert not bench.step()
    assert bench.delivery.wait_s() is None
    assert bench.store.payload(packet_id)[0]


@pytest.mark.parametrize("after_s", [0.0, 3600.0])
def test_delivered_without_a_receipt_is_erased_where_a_rule_says_so(make: Callable[..., Bench], after_s: float) -> None:
    bench = make(b"our own word", unsigned=True, erase_unsigned_after_s=after_s)
    packet_id = queue_one(bench.db, bench.store)
    bench.run()
    if after_s:
        assert not bench.store.row(packet_id).erased
        assert bench.delivery.wait_s() == after_s
        bench.clock.advance(after_s)
        bench.run()
    assert bench.store.row(packet_id).erased
    assert bench.kinds == [EventKind.PACKET_DELIVERED, EventKind.PAYLOAD_ERASED]


def test_a_signed_receipt_is_not_erased_by_the_rule_for_unsigned_ones(make: Callable[..., Bench]) -> None:
    bench = make(b"receipt", erase_after_s=3600.0, erase_unsigned_after_s=0.0)
    packet_id = queue_one(bench.db, bench.store)
    bench.run()
    row = bench.store.row(packet_id)
    assert (row.unsigned, row.erased) == (False, False)
    assert bench.delivery.wait_s() == 3600.0


@pytest.mark.parametrize(
    "error", [osia_errors.TokenMissing(reason="x"), osia_errors.TokenExpired(), osia_errors.TokenRefused()]
)
def test_a_bad_token_is_one_knock_for_all(make: Callable[..., Bench], error: StationError) -> None:
    bench = make(error, b"receipt")
    ids = [queue_one(bench.db, bench.store) for _ in range(2)]
    bench.run()
    assert len(bench.transport.sent) == 1
    assert sorted(bench.store.row(item).problem_code for item in ids) == ["", error.code]


@pytest.mark.parametrize(
    "error", [osia_errors.EnrollmentMalformed(reason="OSIA 3"), osia_errors.EnrollmentForbidden(reason="OSIA 403")]
)
def test_refusals_of_an_enrollment_server_keep_their_own_code(make: Callable[..., Bench], error: StationError) -> None:
    bench = make(error)
    packet_id = queue_one(bench.db, bench.store)
    bench.run()
    row = bench.store.row(packet_id)
    assert (row.state, row.problem_code) == (OutboxState.REFUSED, error.code)


def test_another_enrollment_under_the_id_needs_a_person(make: Callable[..., Bench]) -> None:
    bench = make(osia_errors.EnrollmentTaken())
    packet_id = queue_one(bench.db, bench.store)
    bench.run()
    assert bench.store.row(packet_id).state is OutboxState.PARKED
