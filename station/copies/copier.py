"""The thread "copies": keeps the second place up to date. Nobody ever waits for it."""

import logging
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from sqlite3 import Connection
from threading import Event, Lock, Thread

from station.copies.errors import PlaceAway
from station.copies.mirror import Mirror
from station.domain.clock import Clock
from station.domain.enrollment import EnrollmentId
from station.domain.errors import Problem, StationError
from station.incident import unforeseen
from station.listeners import Listeners

_log = logging.getLogger(__name__)
LOOK_S = 30.0  # a stick is pulled and comes back without a word
SILENT_S = 60.0  # a look that takes longer waits for a place that does not answer
_JOIN_S = 2.0  # a copy under way is abandoned: the state before it is whole


@dataclass(frozen=True)
class CopiesState:
    """problem: why copies are late. behind: drafts that are further than their copies; newest: when the last copy was
    made; left: copies whose drafts ended and that could not be removed yet."""

    problem: Problem | None = None
    behind: int = 0
    newest: datetime | None = None
    left: int = 0


class Copier:
    """`wake`, `state`, `subscribe` and `close` from any thread."""

    def __init__(
        self,
        mirror: Mirror,
        database: Callable[[], AbstractContextManager[Connection]],
        ended: Callable[[Connection, EnrollmentId], bool],
        elsewhere: Callable[[Connection], Iterable[tuple[EnrollmentId, str]]],
        wanted: Callable[[], bool],
        clock: Clock,
    ) -> None:
        """database: for looking. ended, elsewhere, wanted: as `Mirror.look`; asked on the thread."""
        self._mirror = mirror
        self._database = database
        self._ended = ended
        self._elsewhere = elsewhere
        self._wanted = wanted
        self._clock = clock
        self._lock = Lock()
        self._state: CopiesState | None = None
        self._since_s: float | None = None  # when the look under way began
        self._listeners = Listeners()
        self._wake = Event()
        self._looked = Event()
        self._stopping = Event()
        self._thread = Thread(target=self._run, name="copies", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def wake(self) -> None:
        """A draft was kept, or it ended."""
        self._wake.set()

    def close(self) -> None:
        """From any thread, once or twice."""
        self._stopping.set()
        self._wake.set()
        if self._thread.is_alive():
            self._thread.join(_JOIN_S)

    def state(self, wait_s: float = 0.0) -> CopiesState:
        """As of the last look; of the first one is waited for at most so long."""
        self._looked.wait(wait_s)
        with self._lock:
            known, since_s = self._state or CopiesState(), self._since_s
        if since_s is not None and self._clock.monotonic_s() - since_s > SILENT_S:
            silent = PlaceAway(reason="ETIMEDOUT").problem()
            return CopiesState(silent, known.behind, known.newest, known.left)
        return known

    def subscribe(self, on_change: Callable[[], None]) -> Callable[[], None]:
        """`on_change` is called on the thread when `state` is another. Returns the unsubscribe."""
        return self._listeners.add(on_change)

    def look(self) -> None:
        """Once, on the calling thread."""
        with self._lock:
            self._since_s = self._clock.monotonic_s()
        try:
            found = self._look()
        except StationError as error:
            found = self._late(error.problem())
        except Exception as error:  # noqa: BLE001 - a bug: reported with a number; keep copying
            found = self._late(unforeseen(error).problem())
        with self._lock:
            news, self._state, self._since_s = found != self._state, found, None
        self._looked.set()
        if news:
            if found.problem is not None:
                _log.error("copies of drafts: %s", found.problem.code)
            self._listeners.tell()

    def _look(self) -> CopiesState:
        problem, left = None, 0
        with self._database() as db:

            def ended(enrollment_id: EnrollmentId) -> bool:
                return self._ended(db, enrollment_id)

            wanted = self._wanted()
            try:
                left = self._mirror.look(ended, self._elsewhere(db), wanted)
            except StationError as error:
                problem = error.problem()
            behind, newest = self._mirror.behind(ended) if wanted else (0, None)
        return CopiesState(problem, behind, newest, left)

    def _late(self, problem: Problem) -> CopiesState:
        """As it was known, but for the problem."""
        known = self._state or CopiesState()
        return CopiesState(problem, known.behind, known.newest, known.left)

    def _run(self) -> None:
        while not self._stopping.is_set():
            self._wake.clear()
            self.look()
            self._wake.wait(LOOK_S)
