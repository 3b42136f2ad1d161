"""Cards put in and pulled are told once, to whoever wants to know, and only then is anybody asked."""

from threading import Event

import pytest

from station.services.cards import CardWatch


class Reader:
    def __init__(self) -> None:
        self.tokens: tuple[str, ...] = ()
        self.asked = Event()

    def present(self) -> tuple[str, ...]:
        self.asked.set()
        return self.tokens


def test_changes_are_told_once() -> None:
    reader, other, told = Reader(), Reader(), []
    watch = CardWatch((reader, other))
    watch.look()
    unsubscribe = watch.subscribe(lambda: told.append(1))
    watch.look()  # a card may have come between the last question and the subscription
    watch.look()
    assert told == [1]
    told.clear()
    reader.tokens = ("1/card",)
    watch.look()
    watch.look()
    assert told == [1]
    other.tokens = ("2/card",)
    watch.look()
    reader.tokens = ()
    watch.look()
    assert told == [1, 1, 1]
    unsubscribe()
    unsubscribe()
    reader.tokens = ("1/card",)
    watch.look()
    assert told == [1, 1, 1]


def test_the_thread_asks_only_while_somebody_wants_to_know() -> None:
    reader, changed = Reader(), Event()
    watch = CardWatch((reader,), every_s=0.001)
    watch.start()
    assert not reader.asked.is_set()
    unsubscribe = watch.subscribe(changed.set)
    assert reader.asked.wait(10)
    reader.asked.clear()
    assert reader.asked.wait(10)
    reader.tokens = ("1/card",)
    assert changed.wait(10)
    unsubscribe()
    watch.close()


def test_without_readers_there_is_no_thread() -> None:
    watch = CardWatch(())
    watch.start()
    assert watch._thread is None
    watch.close()


def test_a_bug_in_a_reader_or_a_listener_ends_neither_the_watch_nor_the_others_hearing(
    caplog: pytest.LogCaptureFixture,
) -> None:
    class Broken(Reader):
        rounds = 0

        def present(self) -> tuple[str, ...]:
            self.rounds += 1
            if self.rounds < 4:
                raise ZeroDivisionError
            return super().present()

    reader, changed = Broken(), Event()
    watch = CardWatch((reader,), every_s=0.001)
    watch.subscribe(lambda: 1 / 0)  # type: ignore[arg-type,return-value]
    watch.subscribe(changed.set)
    watch.start()
    assert changed.wait(10)
    watch.close()
    assert caplog.text.count("ZeroDivisionError") == 2, "once for the reader, not once a round; once for the listener"
