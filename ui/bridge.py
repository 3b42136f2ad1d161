"""The only place where threads meet Qt: a queued signal carries a callable to the UI thread."""

from collections.abc import Callable, Mapping
from concurrent.futures import Future
from typing import Generic, Protocol, TypeVar

from PySide6.QtCore import QObject, Qt, Signal

from station.domain.errors import Problem

T = TypeVar("T")


class Worker(Protocol):
    """The station's one work thread."""

    def submit(self, fn: Callable[[], T], /) -> "Future[T]": ...


class Bridge(QObject):
    """Lives on the UI thread. What it calls there may raise: that is a bug and reaches `sys.excepthook`."""

    _posted = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
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


class FieldSaver(Generic[T]):
    """Carries typed text to the work thread: at most one call under way, the newest text of each field wins.

    What could not be saved (`failed(answer)`) waits on and goes along with whatever is typed next. That holds for a bug
    in saving too, whatever `run` does with those: it is answered as a Problem.
    """

    def __init__(
        self,
        run: Callable[[Callable[[], T | Problem], Callable[[T | Problem], None]], None],
        save: Callable[[Mapping[str, str]], T],
        on_saved: Callable[[T | Problem], None],
        failed: Callable[[T | Problem], bool],
    ) -> None:
        self._run, self._save, self._on_saved, self._failed = run, save, on_saved, failed
        self._waiting: dict[str, str] = {}
        self._under_way: list[dict[str, str]] = []

    @property
    def idle(self) -> bool:
        """Everything typed is saved."""
        return not self._waiting and not self._under_way

    def pending(self) -> frozenset[str]:
        """Fields whose newest text is not known to be saved."""
        return frozenset(self._waiting).union(*self._under_way)

    def put(self, changes: Mapping[str, str]) -> None:
        self._waiting.update(changes)
        if not self._under_way:
            self.flush()

    def flush(self) -> None:
        """Hand what waits to the work thread now, so that whatever is asked next comes after it."""
        if not self._waiting:
            return
        changes, self._waiting = self._waiting, {}
        self._under_way.append(changes)
        self._run(lambda: _answer(lambda: self._save(changes)), self._done)

    def _done(self, answer: T | Problem) -> None:
        changes = self._under_way.pop(0)
        if self._failed(answer):
            newer = set(self._waiting).union(*self._under_way)  # typed since, and on its way already or soon
            self._waiting |= {field: text for field, text in changes.items() if field not in newer}
        elif self._waiting and not self._under_way:
            self.flush()
        self._on_saved(answer)
