"""Who has not greeted yet: a crowd that says nothing gives way, the oldest of its address first, and costs no TLS."""

import asyncio
import logging
import socket
import ssl
from collections.abc import Awaitable, Callable

import pytest

from intake.gateway.door import GREETING_S, Door
from intake.gateway.tally import Tally

MOST = 4
CROWD, LONELY = "127.0.0.2", "127.0.0.1"


def no_greeting() -> asyncio.Protocol:
    raise AssertionError("nobody here gets as far as TLS")


class Street:
    """Where connections come from; `closed` says whether ours was ended by the door."""

    def __init__(self, listener: socket.socket) -> None:
        self._address = listener.getsockname()
        self._mine: list[socket.socket] = []

    async def come(self, source: str) -> socket.socket:
        connection = socket.create_connection(self._address, source_address=(source, 0))
        self._mine.append(connection)
        await self.settled()
        return connection

    async def settled(self) -> None:
        """Until the loop has taken in what waited."""
        for _ in range(5):
            await asyncio.sleep(0)

    def closed(self, connection: socket.socket) -> bool:
        connection.setblocking(False)
        try:
            return connection.recv(1) == b""
        except BlockingIOError:
            return False

    def leave(self) -> None:
        for connection in self._mine:
            connection.close()


def at_the_door(story: Callable[[Door, Street], Awaitable[None]]) -> None:
    async def play() -> None:
        with socket.create_server(("127.0.0.1", 0)) as listener:
            loop, street = asyncio.get_running_loop(), Street(listener)
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            door = Door(context, no_greeting, MOST, Tally(loop.time))
            door.open(listener)
            try:
                await story(door, street)
            finally:
                door.close()
                street.leave()

    asyncio.run(play())


@pytest.fixture(autouse=True)
def _quiet(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.CRITICAL, "intake")


def test_a_crowd_gives_way_and_not_who_came_from_elsewhere() -> None:
    async def story(_: Door, street: Street) -> None:
        lonely = await street.come(LONELY)
        crowd = [await street.come(CROWD) for _ in range(20)]
        assert [street.closed(each) for each in crowd] == [True] * 17 + [False] * 3
        assert not street.closed(lonely)

    at_the_door(story)


def test_who_says_nothing_is_ended() -> None:
    async def story(door: Door, street: Street) -> None:
        first, second = await street.come(LONELY), await street.come(CROWD)
        now = asyncio.get_running_loop().time()
        door.sweep(now)
        assert not street.closed(first)
        door.sweep(now + GREETING_S)
        assert (street.closed(first), street.closed(second)) == (True, True)

    at_the_door(story)


def test_who_hangs_up_makes_room() -> None:
    async def story(_: Door, street: Street) -> None:
        here = [await street.come(LONELY) for _ in range(MOST)]
        here.pop().close()
        await street.settled()
        await street.come(LONELY)
        assert not any(street.closed(each) for each in here)

    at_the_door(story)


def test_an_answer_waits_for_no_confirming(monkeypatch: pytest.MonkeyPatch) -> None:
    """Else the second part of each answer waits until the other end has confirmed the first, which takes it 40 ms."""
    told, setting = [], socket.socket.setsockopt

    def watched(connection: socket.socket, *option: int) -> None:
        told.append(option)
        setting(connection, *option)

    async def story(_: Door, street: Street) -> None:
        monkeypatch.setattr(socket.socket, "setsockopt", watched)
        await street.come(LONELY)
        assert told == [(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)]

    at_the_door(story)


def test_closing_ends_them_all() -> None:
    async def story(door: Door, street: Street) -> None:
        waiting = await street.come(LONELY)
        door.close()
        assert street.closed(waiting)

    at_the_door(story)
