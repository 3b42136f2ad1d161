"""The thread "outbox": delivers as long as the station runs, with a database connection of its own."""

import logging
from collections.abc import Callable
from contextlib import closing
from sqlite3 import Connection
from threading import Event, Thread

from devices.api import Cancelled, CancelScope
from station.domain.errors import StationError
from station.incident import report
from station.outbox.delivery import SEND_S, Delivery

_log = logging.getLogger(__name__)
_LONGEST_WAIT_S = 60.0  # the clock may jump
_AFTER_FAULT_S = 5.0
_JOIN_S = 5.0


class Dispatcher:
    def __init__(
        self,
        connect: Callable[[], Connection],
        make_delivery: Callable[[Connection], Delivery],
        abort: Callable[[], None],
    ) -> None:
        """connect and make_delivery run on the thread; abort breaks off a transfer under way (`Transport.close`)."""
        self._connect = connect
        self._make_delivery = make_delivery
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
                    self._serve(self._make_delivery(db))
            except Cancelled:
                return
            except StationError as error:  # the disk failed: nothing is lost, the next round starts from what is there
                _log.error("outbox: %s", error)
                self._stopping.wait(_AFTER_FAULT_S)
            except Exception as error:  # noqa: BLE001 - a bug: reported with a number; keep delivering
                report(error)
                self._stopping.wait(_LONGEST_WAIT_S)

    def _serve(self, delivery: Delivery) -> None:
        delivery.start()
        while not self._stopping.is_set():
            self._scope = CancelScope(SEND_S)
            if self._stopping.is_set():  # closed between the check and the new scope
                return
            if delivery.step(self._scope):
                continue
            wait_s = delivery.wait_s()
            if self._wake.wait(_LONGEST_WAIT_S if wait_s is None else min(wait_s, _LONGEST_WAIT_S)):
                self._wake.clear()
                delivery.forget_pause()
