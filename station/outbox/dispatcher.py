"""The thread "outbox": delivers as long as the station runs, with a database connection of its own."""

import logging
from collections.abc import Callable, Sequence
from contextlib import closing
from sqlite3 import Connection
from threading import Event, Thread
from typing import Protocol

from devices.api import Cancelled, CancelScope
from station.domain.errors import StationError
from station.incident import report

_log = logging.getLogger(__name__)
_LONGEST_WAIT_S = 60.0  # the clock may jump
_AFTER_FAULT_S = 5.0
_JOIN_S = 5.0


class Duty(Protocol):
    """What the thread does, one step at a time. patience_s: how long a step may take."""

    @property
    def patience_s(self) -> float: ...
    def start(self) -> None: ...
    def step(self, scope: CancelScope) -> bool:
        """Whether there was anything to do."""
        ...

    def wait_s(self) -> float | None:
        """Seconds until there is again; None when only somebody else can change that."""
        ...

    def forget_pause(self) -> None: ...


class Dispatcher:
    def __init__(
        self,
        connect: Callable[[], Connection],
        make_duties: Callable[[Connection], Sequence[Duty]],
        abort: Callable[[], None],
    ) -> None:
        """connect and make_duties run on the thread; abort breaks off a transfer under way (`Transport.close`). A duty
        has its step only where those before it have nothing to do."""
        self._connect = connect
        self._make_duties = make_duties
        self._abort = abort
        self._wake = Event()
        self._stopping = Event()
        self._scope = CancelScope()
        self._thread = Thread(target=self._run, name="outbox", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def wake(self) -> None:
        """Look now: a packet was queued, or a person asked for another try. From any thread."""
        self._wake.set()

    def close(self) -> None:
        """Stop, breaking off a transfer under way; it is sent again next time. From any thread, once or twice."""
        self._stopping.set()
        self._scope.cancel()
        self._wake.set()
        self._abort()
        if self._thread.is_alive():
            self._thread.join(_JOIN_S)

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                with closing(self._connect()) as db:
                    self._serve(self._make_duties(db))
            except Cancelled:
                return
            except StationError as error:  # the disk failed: nothing is lost, the next round starts from what is there
                _log.error("outbox: %s", error)
                self._stopping.wait(_AFTER_FAULT_S)
            except Exception as error:  # noqa: BLE001 - a bug: reported with a number; keep delivering
                report(error)
                self._stopping.wait(_LONGEST_WAIT_S)

    def _serve(self, duties: Sequence[Duty]) -> None:
        for duty in duties:
            duty.start()
        while not self._stopping.is_set():
            if any(self._step(duty) for duty in duties):
                continue
            wait_s = min((wait for duty in duties if (wait := duty.wait_s()) is not None), default=_LONGEST_WAIT_S)
            if self._wake.wait(min(wait_s, _LONGEST_WAIT_S)):
                self._wake.clear()
                for duty in duties:
                    duty.forget_pause()

    def _step(self, duty: Duty) -> bool:
        self._scope = CancelScope(duty.patience_s)
        if self._stopping.is_set():  # closed between the check and the new scope
            return False
        return duty.step(self._scope)
