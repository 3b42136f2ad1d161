"""The mailbox of one."""

from threading import Event, Thread

import pytest

from station.capture.mailbox import Mailbox


def test_the_newest_letter_wins() -> None:
    box: Mailbox[int] = Mailbox()
    for letter in (1, 2, 3):
        box.put(letter)
    assert box.take() == 3


def test_a_closed_box_gives_nothing_more() -> None:
    box: Mailbox[int] = Mailbox()
    box.put(1)
    box.close()
    box.put(2)
    assert box.take() is None
    assert box.take() is None


def test_a_waiting_reader_is_woken_by_letter_and_by_close() -> None:
    box: Mailbox[int] = Mailbox()
    read: list[int | None] = []
    got = Event()

    def reader() -> None:
        read.append(box.take())
        got.set()
        read.append(box.take())

    thread = Thread(target=reader)
    thread.start()
    box.put(7)
    assert got.wait(5)
    box.close()
    thread.join(5)
    assert read == [7, None]


def test_patience_ends_and_a_letter_that_lies_there_needs_none() -> None:
    box: Mailbox[int] = Mailbox()
    with pytest.raises(TimeoutError):
        box.take(0.001)
    box.put(1)
    assert box.take(0.0) == 1
