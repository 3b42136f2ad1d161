"""Noticing that a card was put in or pulled, while somebody wants to know."""

from collections.abc import Callable, Sequence
from threading import Event, Lock, Thread
from typing import Protocol

from station.incident import report
from station.listeners import Listeners

EVERY_S = 1.0


class Slots(Protocol):
    def present(self) -> tuple[str, ...]:
        """Which tokens are there now."""
        ...


class CardWatch:
    """Asks on a thread of its own, once a second, and only while there is a subscriber. Thread-safe."""

    def __init__(self, slots: Sequence[Slots], every_s: float = EVERY_S) -> None:
        self._slots = tuple(slots)
        self._every_s = every_s
        self._lock = Lock()
        self._listeners = Listeners()
        self._closing, self._wanted = Event(), Event()
        self._seen: tuple[tuple[str, ...], ...] | None = None
        self._thread: Thread | None = None

    def start(self) -> None:
        """Nothing runs on a station without modules for cards."""
        if self._slots:
            self._thread = Thread(target=self._run, name="cards", daemon=True)
            self._thread.start()

    def close(self) -> None:
        """Does not wait for a module that hangs: the thread is a daemon, and ends with its answer."""
        self._closing.set()
        self._wanted.set()

    def subscribe(self, on_change: Callable[[], None]) -> Callable[[], None]:
        """on_change comes on the watch's thread; returns how to end it."""
        with self._lock:
            take_out = self._listeners.add(on_change)
            self._wanted.set()

        def unsubscribe() -> None:
            with self._lock:
                take_out()
                if not self._listeners:
                    self._wanted.clear()
                    self._seen = None

        return unsubscribe

    def look(self) -> None:
        """One round."""
        found = tuple(each.present() for each in self._slots)
        with self._lock:
            changed = found != self._seen  # the first round too: a card may have come before it
            self._seen = found if self._listeners else None
        if changed:
            self._listeners.tell()

    def _run(self) -> None:
        broken = False  # reported once, not once a second
        while not self._closing.is_set():
            self._wanted.wait()
            try:
                if not self._closing.is_set():
                    self.look()
                broken = False
            except Exception as error:  # noqa: BLE001 - a bug: reported with a number; keep watching
                if not broken:
                    report(error)
                broken = True
            self._closing.wait(self._every_s)
