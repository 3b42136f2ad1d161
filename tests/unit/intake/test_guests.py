"""One station never takes what others need: who gives way, who is ended, what the log says of it."""

import logging
from dataclasses import dataclass, field

import pytest

from intake.gateway.guests import STALLED_S, Guests
from intake.gateway.limits import Limits
from intake.gateway.pace import HEAD_S, LEAST_BYTES_S, SETTLED_S, SILENT_S, Pace, Phase
from intake.gateway.tally import EVERY_S, Tally

LIMITS = Limits(greeting=4, guests=6, each=3)


@dataclass(eq=False)
class Caller:
    certificate: str
    pace: Pace = field(default_factory=lambda: Pace(0.0))
    dismissed: int = 0

    def dismiss(self) -> None:
        self.dismissed += 1


@pytest.fixture
def guests(caplog: pytest.LogCaptureFixture) -> Guests:
    caplog.set_level(logging.CRITICAL)
    return Guests(LIMITS, Tally(lambda: 0.0))


def at_work(certificate: str, since: float = 0.0) -> Caller:
    caller = Caller(certificate)
    caller.pace.enter(Phase.BODY, since)
    return caller


def test_the_longest_idle_of_the_same_certificate_gives_way(guests: Guests) -> None:
    callers = [Caller("one", Pace(float(number))) for number in range(3)]
    other = Caller("two")
    for caller in (*callers, other, newest := Caller("one")):
        assert guests.enter(caller, 3.0)
    assert [caller.dismissed for caller in (*callers, other, newest)] == [1, 0, 0, 0, 0]
    assert len(guests) == 4


def test_idle_ones_give_way_before_stalled_ones_and_these_only_once_they_stall(guests: Guests) -> None:
    working, idle = [at_work("one"), at_work("one")], Caller("one", Pace(1.0))
    for caller in (*working, idle):
        assert guests.enter(caller, 1.0)
    assert guests.enter(at_work("one", 1.0), 1.0)
    assert idle.dismissed == 1
    assert not guests.enter(at_work("one", 1.0), STALLED_S - 0.1), "nobody's work is broken off that may still move"
    working[0].pace.moved(1, STALLED_S)
    assert guests.enter(at_work("one", STALLED_S), STALLED_S)
    assert [caller.dismissed for caller in working] == [0, 1]


def test_what_waits_for_us_never_gives_way(guests: Guests) -> None:
    stored = [at_work("one") for _ in range(3)]
    for caller in stored:
        assert guests.enter(caller, 0.0)
        caller.pace.enter(Phase.OURS, 0.0)
    assert not guests.enter(Caller("one"), 1000.0)
    guests.sweep(1000.0)
    assert [caller.dismissed for caller in stored] == [0, 0, 0]


def test_when_all_is_full_who_has_most_gives_way(guests: Guests) -> None:
    many = [Caller("greedy") for _ in range(3)]
    modest = [Caller("one"), Caller("two"), Caller("three")]
    for caller in (*many, *modest):
        assert guests.enter(caller, 0.0)
    assert guests.enter(Caller("four"), 0.0)
    assert sum(caller.dismissed for caller in many) == 1
    assert [caller.dismissed for caller in modest] == [0, 0, 0]
    assert len(guests) == LIMITS.guests


def test_when_all_work_the_newcomer_comes_again(guests: Guests) -> None:
    for number in range(LIMITS.guests):
        assert guests.enter(at_work(str(number)), 0.0)
    assert not guests.enter(Caller("late"), 0.0)
    assert len(guests) == LIMITS.guests


def test_who_left_makes_room_once(guests: Guests) -> None:
    callers = [at_work("one") for _ in range(3)]
    for caller in callers:
        assert guests.enter(caller, 0.0)
    for _ in range(2):
        guests.leave(callers[0])
    assert len(guests) == 2
    assert guests.enter(at_work("one"), 0.0)
    assert not guests.enter(at_work("one"), 0.0)


def test_a_crowd_of_one_certificate_never_grows(guests: Guests) -> None:
    for number in range(1000):
        guests.enter(Caller("one", Pace(float(number))), float(number))
    assert len(guests) == LIMITS.each


# --- getting on -------------------------------------------------------------------------------------------------------


def test_a_head_has_its_time_however_many_bytes_drip() -> None:
    pace = Pace(0.0)
    pace.moved(1, HEAD_S - 0.1)
    assert pace.fault(HEAD_S) == ""
    assert pace.fault(HEAD_S + 0.1) == "head"


def test_a_body_may_not_be_silent_nor_drip() -> None:
    pace = Pace(0.0)
    pace.enter(Phase.BODY, 0.0)
    assert pace.fault(SILENT_S) == ""
    assert pace.fault(SILENT_S + 0.1) == "silent"
    now = 0.0
    while now <= SETTLED_S:
        now += 10
        pace.moved(int(LEAST_BYTES_S * 10) + 1, now)
        assert pace.fault(now) == ""
    pace.enter(Phase.BODY, 0.0)
    for second in range(int(SETTLED_S) + 2):
        pace.moved(100, float(second))
    assert pace.fault(SETTLED_S + 1) == "slow"


def test_the_rest_of_an_answered_body_may_come_and_gives_way_first() -> None:
    """A large packet that is here already, over a weak line: its station reads the receipt when all is sent."""
    pace = Pace(0.0)
    pace.enter(Phase.DRAIN, 0.0)
    for second in range(600):
        pace.moved(10_000, float(second))
        assert pace.fault(float(second)) == ""
    assert pace.fault(599 + SILENT_S + 1) == "silent"
    assert not pace.working


def test_who_does_not_get_on_is_ended(guests: Guests) -> None:
    silent, idle, fine = at_work("one"), Caller("two"), at_work("three")
    for caller in (silent, idle, fine):
        assert guests.enter(caller, 0.0)
    fine.pace.moved(10**6, SILENT_S)
    guests.sweep(SILENT_S + 1)
    assert [caller.dismissed for caller in (silent, idle, fine)] == [1, 1, 0]
    assert len(guests) == 1


def test_a_stop_waits_for_those_that_move_and_for_no_other(guests: Guests) -> None:
    silent, fine, ours = at_work("one"), at_work("two"), at_work("three")
    for caller in (silent, fine, ours):
        assert guests.enter(caller, 0.0)
    ours.pace.enter(Phase.OURS, 0.0)
    guests.end_stalled(STALLED_S - 0.1)
    assert len(guests) == 3
    fine.pace.moved(1, STALLED_S)
    guests.end_stalled(STALLED_S)
    assert [caller.dismissed for caller in (silent, fine, ours)] == [1, 0, 0]
    guests.end_stalled(2 * STALLED_S)
    assert [caller.dismissed for caller in (silent, fine, ours)] == [1, 1, 0]


# --- how many ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("descriptors", [64, 100, 256, 1024, 4096, 1 << 20])
def test_limits_stay_below_what_may_be_open(descriptors: int) -> None:
    limits = Limits.below(descriptors)
    assert limits.greeting >= 4
    assert 1 <= limits.each <= limits.guests
    assert limits.greeting + 2 * limits.guests <= max(descriptors - 64, 16)
    assert limits.guests <= 256


# --- the log ----------------------------------------------------------------------------------------------------------


def test_a_flood_is_two_lines_a_minute(caplog: pytest.LogCaptureFixture) -> None:
    now = 0.0
    tally = Tally(lambda: now)

    def lines() -> list[str]:
        found = [record.getMessage() for record in caplog.records]
        caplog.clear()
        return found

    for _ in range(1000):
        tally.note("refused: INT-011")
    tally.note("another")
    tally.sum_up()
    assert lines() == ["refused: INT-011", "another"]
    now = EVERY_S
    tally.sum_up()
    assert lines() == ["refused: INT-011 (999 more)"]
    tally.note("refused: INT-011")
    tally.note("another")
    tally.sum_up(all_of_it=True)
    assert lines() == ["another", "refused: INT-011 (1 more)"]
    now = 2 * EVERY_S
    tally.sum_up()
    tally.note("refused: INT-011")
    assert lines() == ["refused: INT-011"]


def test_kinds_without_number_are_one_kind(caplog: pytest.LogCaptureFixture) -> None:
    tally = Tally(lambda: 0.0)
    for number in range(5000):
        tally.note(f"certificate {number}")
    assert len(caplog.records) == 201
    caplog.clear()


def test_a_library_that_warns_is_counted_and_its_errors_are_said() -> None:
    tally = Tally(lambda: 0.0)
    heard: list[str] = []
    tally.note = heard.append  # type: ignore[method-assign]

    def record(level: int) -> logging.LogRecord:
        return logging.LogRecord("uvicorn.error", level, "", 0, "Invalid HTTP request received.", None, None)

    assert [tally.filter(record(level)) for level in (logging.INFO, logging.WARNING, logging.ERROR)] == [
        True,
        False,
        True,
    ]
    assert heard == ["Invalid HTTP request received."]
