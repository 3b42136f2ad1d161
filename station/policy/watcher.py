"""The thread "policy": asks the source now and then, and notices that time goes by. Nobody ever waits for it."""

import logging
from threading import Event, Thread

from station.domain.clock import Clock, SystemClock
from station.domain.errors import StationError
from station.incident import report
from station.policy.keeper import Keeper

_log = logging.getLogger(__name__)
LOOK_S = 30.0
ASK_S = 3600.0
ASK_AGAIN_S = 60.0  # after the source was out of reach
_JOIN_S = 1.0  # a transfer under way is abandoned: nothing of it was kept yet


class Watcher:
    def __init__(self, keeper: Keeper, clock: Clock | None = None) -> None:
        """The clock's count goes on in sleep: who opens the laptop after a week has the policy asked for at once."""
        self._keeper = keeper
        self._clock = clock or SystemClock()
        self._wake = Event()
        self._stopping = Event()
        self._thread = Thread(target=self._run, name="policy", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def wake(self) -> None:
        """Ask now: a stick was plugged in, the network is back. From any thread."""
        self._wake.set()

    def close(self) -> None:
        """From any thread, once or twice."""
        self._stopping.set()
        self._wake.set()
        if self._thread.is_alive():
            self._thread.join(_JOIN_S)

    def _run(self) -> None:
        ask_at_s = self._clock.monotonic_s()
        while not self._stopping.is_set():
            try:
                if self._clock.monotonic_s() >= ask_at_s or self._wake.is_set():
                    self._wake.clear()
                    ask_at_s = self._clock.monotonic_s() + (ASK_S if self._keeper.refresh() else ASK_AGAIN_S)
                else:
                    self._keeper.watch()
            except StationError as error:  # the disk: what is in force stays so
                _log.error("policy: %s", error)
            except Exception as error:  # noqa: BLE001 - a bug: reported with a number; keep watching
                report(error)
                ask_at_s = self._clock.monotonic_s() + ASK_S
            self._wake.wait(LOOK_S)
