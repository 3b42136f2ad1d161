"""The only place where threads meet Qt: a queued signal carries a callable to the UI thread."""

from collections.abc import Callable
from concurrent.futures import Future
from sys import setswitchinterval
from typing import Protocol, TypeVar

from PySide6.QtCore import QObject, Qt, Signal

from station.domain.errors import Problem

T = TypeVar("T")
HAND_ON_S = 0.0005
"""After which a thread that computes in Python hands on to one that waits. With Python's own 5 ms the window waits so
long at each of its calls while another works, and a turn has hundreds."""


class Worker(Protocol):
    """The station's one work thread."""

    def submit(self, fn: Callable[[], T], /) -> "Future[T]": ...


class Bridge(QObject):
    """Lives on the UI thread. What it calls there may raise: that is a bug and reaches `sys.excepthook`."""

    _posted = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        setswitchinterval(HAND_ON_S)
        self._open = True
        self._posted.connect(self._call, Qt.ConnectionType.QueuedConnection)

    def post(self, call: Callable[[], None]) -> None:
        """Run `call` on the UI thread, soon. From any thread; after `close` it is dropped."""
        if self._open:
            self._posted.emit(call)

    def run(self, work: Worker, fn: Callable[[], T], on_done: Callable[[T | Problem], None]) -> None:
        """Run `fn` on the work thread, then `on_done(result)` on the UI thread. Never waits.

        A page that waits is always answered: what `fn` raises, a bug too, comes as a Problem. Only once the work thread
        has ended nothing comes any more.
        """

        def finished(future: "Future[T | Problem]") -> None:
            if not future.cancelled():
                self.post(lambda: on_done(future.result()))

        work.submit(lambda: _answer(fn)).add_done_callback(finished)

    def close(self) -> None:
        """Deliver nothing any more."""
        self._open = False

    def _call(self, call: Callable[[], None]) -> None:
        if self._open:
            call()


def _answer(fn: Callable[[], T]) -> T | Problem:
    from station.services.door import answer_of  # numpy comes with it: not before the window is there

    return answer_of(fn)
