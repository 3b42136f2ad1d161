"""A lease on a camera that shows what the test gives it, frame by frame, in step with the analysis."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from threading import Semaphore, Thread
from typing import Any

import numpy as np
from numpy.typing import NDArray

from devices.api import CancelScope, DeviceInfo, DeviceKind, Frame

INFO = DeviceInfo("fake:camera:1", DeviceKind.CAMERA, "Fake", "Camera", "7", "1.0", simulated=True)


class SteppedCamera:
    """Shows the next picture when `step` was called, time stamps `interval_s` apart. After the last raises `error`."""

    def __init__(
        self, pictures: Sequence[NDArray[np.uint8]], error: Exception | None = None, interval_s: float = 0.1
    ) -> None:
        self._pictures, self._error, self._interval_s = pictures, error, interval_s
        self._turn = Semaphore(1)
        self.shown = 0

    def step(self) -> None:
        self._turn.release()

    def frames(self, scope: CancelScope) -> Iterator[Frame]:
        for number, pixels in enumerate(self._pictures):
            self._await_turn(scope)
            self.shown += 1
            yield Frame(pixels, 100.0 + number * self._interval_s)
        self._await_turn(scope)
        if self._error is not None:
            raise self._error

    def _await_turn(self, scope: CancelScope) -> None:
        while not self._turn.acquire(timeout=0.005):
            scope.check(INFO.device_id)


class LaneLease:
    """Runs each call on a thread of its own and waits for it in `release`, as the real lease does."""

    def __init__(self, camera: Any) -> None:
        self.info = INFO
        self.released = 0
        self._camera = camera
        self._threads: list[Thread] = []

    def scope(self) -> CancelScope:
        return CancelScope()

    def run(self, call: Callable[[Any], None], /) -> Future[None]:
        future: Future[None] = Future()

        def work() -> None:
            try:
                future.set_result(call(self._camera))
            except BaseException as error:  # noqa: BLE001 - the future carries it
                future.set_exception(error)

        self._threads.append(Thread(target=work, daemon=True))
        self._threads[-1].start()
        return future

    def release(self) -> None:
        self.released += 1
        for thread in self._threads:
            thread.join(5)
            assert not thread.is_alive()
