"""What the outbox does next while the clock is set, or the computer started anew."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from station.domain.outbox import OutboxState
from station.outbox import errors
from station.storage.signed_time import Source
from tests.support.clock import NOW
from tests.support.delivering import Bench
from tests.support.packets import queue_one

YEARS = timedelta(days=3650)


@pytest.mark.parametrize("ahead", [YEARS, -YEARS])
def test_a_wait_lasts_as_long_as_it_should_wherever_the_clock_is_set(
    make: Callable[..., Bench], ahead: timedelta
) -> None:
    bench = make(errors.AnswerUnexpected(status=502), b"receipt")
    packet_id = queue_one(bench.db, bench.store)
    bench.run()
    bench.clock.set(bench.clock.now() + ahead)
    assert not bench.step()
    assert bench.delivery.wait_s() == 2.0
    bench.clock.advance(2)
    bench.run()
    assert bench.store.row(packet_id).state is OutboxState.RECEIPTED


def test_nobody_there_is_not_years_long_either(make: Callable[..., Bench]) -> None:
    bench = make(errors.TransportDown(), b"receipt")
    bench.clock.set(NOW + YEARS)
    queue_one(bench.db, bench.store)
    bench.run()
    bench.clock.set(NOW)
    bench.clock.advance(2)
    assert bench.delivery.wait_s() == 0.0
    bench.run()
    assert len(bench.transport.sent) == 2


@pytest.mark.parametrize("what", ["program", "computer"])
def test_what_waits_since_a_clock_was_years_ahead_goes_after_a_restart(make: Callable[..., Bench], what: str) -> None:
    bench = make(errors.ReceiverBusy(reason="INT-030", retry_after_s=3600), b"receipt")
    bench.clock.set(NOW + YEARS)
    packet_id = queue_one(bench.db, bench.store)
    bench.run()
    bench.clock.set(NOW)
    if what == "computer":
        bench.clock.restart()
    bench.delivery.start()
    bench.run()
    assert bench.store.row(packet_id).state is OutboxState.RECEIPTED


def test_a_row_of_the_first_version_that_waits_is_sent(make: Callable[..., Bench]) -> None:
    """It knows the clock only."""
    bench = make(b"receipt")
    packet_id = queue_one(bench.db, bench.store)
    bench.db.execute("UPDATE outbox SET state = 'waiting', next_try_at = '2036-01-01T00:00:00.000000+00:00'")
    bench.run()
    assert bench.store.row(packet_id).state is OutboxState.RECEIPTED


def test_a_clock_that_jumps_ahead_erases_nothing_early(make: Callable[..., Bench]) -> None:
    bench = make(b"receipt", erase_after_s=3600.0)
    packet_id = queue_one(bench.db, bench.store)
    bench.run()
    bench.clock.set(NOW + YEARS)
    bench.run()
    assert bench.store.payload(packet_id)[0]
    assert bench.delivery.wait_s() == 3600.0
    bench.clock.advance(3600)
    bench.run()
    assert bench.store.row(packet_id).erased


def test_after_a_restart_of_the_computer_only_signed_time_erases(make: Callable[..., Bench]) -> None:
    bench = make(b"receipt", erase_after_s=3600.0)
    packet_id = queue_one(bench.db, bench.store)
    bench.run()
    bench.clock.restart()
    bench.clock.advance(1800)
    bench.run()
    assert not bench.store.row(packet_id).erased
    bench.signed.learn(Source.LIST, NOW + timedelta(hours=1))
    bench.run()
    assert bench.store.row(packet_id).erased


def test_as_long_as_nobody_has_said_how_late_it_is_the_rule_waits(make: Callable[..., Bench]) -> None:
    bench = make(b"our own word", unsigned=True, erase_unsigned_after_s=3600.0)
    bench.signed.learn = lambda *_: None  # type: ignore[method-assign]
    packet_id = queue_one(bench.db, bench.store)
    bench.run()
    bench.clock.advance(10 * 3600)
    bench.run()
    assert not bench.store.row(packet_id).erased
    del bench.signed.learn
    bench.signed.learn(Source.POLICY, NOW)
    bench.run()
    assert not bench.store.row(packet_id).erased, "the hour begins now"
    bench.clock.advance(3600)
    bench.run()
    assert bench.store.row(packet_id).erased
