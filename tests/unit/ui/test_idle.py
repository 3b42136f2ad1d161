"""The window locks by itself: by the computer's count, told before, nothing looked at more than once a second."""

from dataclasses import dataclass, field

import pytest

from station.domain.idle_lock import IdleLock
from station.domain.operator import CredentialId, Operator, Role
from ui.shell.idle import WARNED_S, Idle

LIMIT_S = 300.0


@dataclass
class Desk:
    now_s: float = 1000.0
    due: list[tuple[float, object]] = field(default_factory=list)
    said: list[int | None] = field(default_factory=list)
    locked_at: list[float] = field(default_factory=list)
    waits: list[float] = field(default_factory=list)

    def after(self, seconds: float, call: object) -> None:
        self.waits.append(seconds)
        self.due.append((self.now_s + seconds, call))

    def pass_s(self, seconds: float) -> None:
        """Time passes, and what is due comes when it is due."""
        end = self.now_s + seconds
        while self.due and min(at for at, _ in self.due) <= end:
            at, call = min(self.due, key=lambda each: each[0])
            self.due.remove((at, call))
            self.now_s = max(self.now_s, at)
            call()  # type: ignore[operator]
        self.now_s = end


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.fixture
def idle(desk: Desk) -> Idle:
    made = Idle(lambda: desk.now_s, desk.after, desk.said.append, lambda: desk.locked_at.append(desk.now_s))
    made.begin(LIMIT_S)
    return made


def test_it_is_said_half_a_minute_before_and_locks_when_the_time_is_over(desk: Desk, idle: Idle) -> None:
    desk.pass_s(LIMIT_S - WARNED_S - 1)
    assert desk.said == []
    desk.pass_s(WARNED_S)
    assert desk.said == [30, 25, 20, 15, 10, 5]
    assert desk.locked_at == []
    desk.pass_s(2)
    assert desk.locked_at == [1000.0 + LIMIT_S]
    desk.pass_s(10 * LIMIT_S)
    assert len(desk.locked_at) == 1, "it locks once"
    assert min(desk.waits) >= 1.0
    assert len(desk.waits) < 10, "nothing is looked at without need"


def test_a_hand_takes_the_words_away_and_the_time_begins_anew(desk: Desk, idle: Idle) -> None:
    desk.pass_s(LIMIT_S - 10)
    idle.touched()
    assert desk.said[-1] is None
    desk.pass_s(LIMIT_S - 1)
    assert desk.locked_at == []
    desk.pass_s(1)
    assert len(desk.locked_at) == 1


def test_who_types_on_is_never_locked_out_nor_waited_for_with_each_key(desk: Desk, idle: Idle) -> None:
    for _ in range(3000):
        desk.pass_s(1)
        idle.touched()
    assert (desk.said, desk.locked_at) == ([], [])
    assert len(desk.waits) < 20


def test_a_computer_that_slept_is_locked_before_the_first_key_does_anything(desk: Desk, idle: Idle) -> None:
    desk.now_s += 3600  # nothing came meanwhile, not even what was due
    idle.touched()
    assert desk.locked_at == [4600.0]


def test_nothing_is_locked_while_nobody_is_signed_in(desk: Desk, idle: Idle) -> None:
    desk.pass_s(LIMIT_S - 5)
    idle.end()
    assert desk.said[-1] is None
    desk.pass_s(10 * LIMIT_S)
    idle.touched()
    assert desk.locked_at == []


def test_a_volunteer_has_less_time_than_anybody_who_is_more() -> None:
    lock = IdleLock()
    assert lock.seconds(person("V", Role.VOLUNTEER)) == 120
    assert lock.seconds(person("O", Role.OPERATOR)) == 300
    assert lock.seconds(person("B", Role.OPERATOR, Role.VOLUNTEER)) == 300


def person(name: str, *roles: Role) -> Operator:
    return Operator(CredentialId(name), name, "", frozenset(roles))
