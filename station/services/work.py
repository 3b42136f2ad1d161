"""The one thread on which the use cases run: it owns the station's database connection and every signature."""

import logging
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Lock, current_thread
from typing import ParamSpec, TypeVar

from station.domain.errors import Problem
from station.incident import report, unforeseen
from station.services.door import EXPECTED, problem_of

P = ParamSpec("P")
T = TypeVar("T")

_log = logging.getLogger(__name__)


class Work:
    """One thing at a time, in the order asked. May be asked from any thread."""

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(max_workers=1, initializer=_name_thread)
        self._lock = Lock()
        self._closed = False
        self._endings: list[Callable[[], object]] = []
        self.ended_with: Problem | None = None
        """After `close`: the first that an ending could not do."""

    def submit(self, call: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> "Future[T]":
        """Queue `call`; the future holds its result or exception. Never waits. After `close` it is cancelled."""
        with self._lock:
            if not self._closed:
                return self._pool.submit(call, *args, **kwargs)
        refused: Future[T] = Future()
        refused.cancel()
        return refused

    def call(self, call: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """Run `call` on the work thread and wait for it. Not for the work thread itself nor for a UI thread."""
        return self.submit(call, *args, **kwargs).result()

    def post(self, call: Callable[P, object], /, *args: P.args, **kwargs: P.kwargs) -> None:
        """Queue `call` when nobody waits for its answer; what it raises is logged."""
        self.submit(call, *args, **kwargs).add_done_callback(_log_failure)

    def at_end(self, call: Callable[[], object]) -> None:
        """Run `call` on the work thread when it closes; the latest first."""
        self._endings.append(call)

    def close(self) -> None:
        """Finish what is queued, then the endings, then the thread. Harmless when called twice."""
        with self._lock:
            if not self._closed:
                self._closed = True
                for call in reversed(self._endings):
                    self._pool.submit(self._end, call)
        self._pool.shutdown(wait=True)

    def _end(self, call: Callable[[], object]) -> None:
        try:
            call()
            return
        except EXPECTED as error:
            _log.error("work: %s", error)
            problem = problem_of(error)
        except Exception as error:  # noqa: BLE001 - a bug: reported with a number; the other endings come all the same
            problem = unforeseen(error).problem()
        self.ended_with = self.ended_with or problem


def _name_thread() -> None:
    current_thread().name = "work"


def _log_failure(done: "Future[object]") -> None:
    if done.cancelled() or (error := done.exception()) is None:
        return
    if isinstance(error, EXPECTED):
        _log.error("work: %s", error)
    else:
        report(error)
