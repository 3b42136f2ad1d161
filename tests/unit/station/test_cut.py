"""A connection is ended from outside, also when its time was up before it was there."""

from collections.abc import Iterator
from socket import socket, socketpair

import pytest

from station.cut import Cut


@pytest.fixture
def pair() -> Iterator[tuple[socket, socket]]:
    ours, theirs = socketpair()
    ours.settimeout(10)
    with ours, theirs:
        yield ours, theirs


def test_what_is_under_way_ends_at_the_deadline(pair: tuple[socket, socket]) -> None:
    cut = Cut("deadline")
    with cut.after(0.01):
        cut.holds(pair[0])
        assert pair[0].recv(1) == b""


def test_a_connection_that_came_too_late_ends_at_once(pair: tuple[socket, socket]) -> None:
    cut = Cut("deadline")
    with cut.after(1e12):
        cut.now()
        cut.holds(pair[0])
        assert pair[0].recv(1) == b""


def test_the_next_one_has_its_own_time_and_nothing_is_held_afterwards(pair: tuple[socket, socket]) -> None:
    cut = Cut("deadline")
    cut.now()
    with cut.after(1e12):
        cut.holds(pair[0])
        pair[1].send(b"x")
        assert pair[0].recv(1) == b"x"
    cut.now()
    pair[1].send(b"y")
    assert pair[0].recv(1) == b"y"
