"""One daemon thread a device: open, calls and close run there, so adapters are written plain and single-threaded."""

import logging
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from queue import SimpleQueue
from threading import Lock, Thread, current_thread
from time import monotonic
from types import TracebackType
from typing import Any, Self, TypeVar

from devices.api import Adapter, Cancelled, CancelScope, Device, DeviceError, DeviceFaulted, DeviceGone, DeviceInfo
from devices.api import Options as AdapterOptions

T = TypeVar("T")

_log = logging.getLogger(__name__)

SILENT_AFTER_S = 5.0
"""A lane that has not ended so long after its cancel is abandoned (house.md, Threads)."""


class Lane:
    """Runs calls one after the other on its own daemon thread. `run` and `close` may be called from any thread."""

    def __init__(self, device_id: str) -> None:
        self._calls: SimpleQueue[Callable[[], None]] = SimpleQueue()
        self._lock = Lock()
        self._closing = False
        self._ended: Future[None] = Future()
        self._thread = Thread(target=self._work, name=f"lane-{device_id}", daemon=True)
        self._thread.start()

    @property
    def is_current(self) -> bool:
        """True when asked on the lane's own thread."""
        return current_thread() is self._thread

    def run(self, call: Callable[[], T]) -> Future[T]:
        """Queue a call. Once the lane is closing, the future holds Cancelled."""
        future: Future[T] = Future()
        with self._lock:
            if self._closing:
                future.set_exception(Cancelled())
            else:
                self._calls.put(lambda: self._settle(future, call))
        return future

    def close(self, last: Callable[[], None]) -> Future[None]:
        """Take no more calls, cancel the waiting ones, run `last`, end the thread. The future is done after that."""
        with self._lock:
            if not self._closing:
                self._closing = True
                self._calls.put(lambda: self._settle(self._ended, last, is_last=True))
        return self._ended

    def _work(self) -> None:
        while not self._ended.done():
            self._calls.get()()

    def _settle(self, future: Future[T], call: Callable[[], T], *, is_last: bool = False) -> None:
        if not future.set_running_or_notify_cancel():
            return
        if self._closing and not is_last:
            future.set_exception(Cancelled())
            return
        try:
            result = call()
        except BaseException as error:  # noqa: BLE001 - nothing is swallowed: whoever holds the future gets it
            future.set_exception(error)
        else:
            future.set_result(result)


@dataclass(frozen=True)
class _Ending:
    """done: once the lane has ended. since_s: when it was told to, monotonic."""

    done: Future[None]
    since_s: float


class Lease:
    """One borrower's exclusive hold on one device, opened on its lane at first use and closed at release.

    A device that was gone or faulted is closed and opened anew by the next call, so a capture can go on after a replug.
    """

    def __init__(
        self,
        adapter: Adapter,
        info: DeviceInfo,
        options: AdapterOptions,
        *,
        report: Callable[[DeviceError | None], None],
        closed: Callable[[], None],
        silent_after_s: float = SILENT_AFTER_S,
    ) -> None:
        """`report` hears each DeviceError, and None when the device opened well; `closed` that the lane has ended."""
        self.info = info
        self._adapter = adapter
        self._options = options
        self._report = report
        self._closed = closed
        self._silent_after_s = silent_after_s
        self._lane = Lane(info.device_id)
        self._device: Device | None = None  # touched on the lane only
        self._lock = Lock()
        self._scopes: list[CancelScope] = []
        self._ending: _Ending | None = None  # one value, set once: it is read without the lock

    def scope(self, timeout_s: float = float("inf")) -> CancelScope:
        """A scope that `release` cancels. A scope made elsewhere must be cancelled by its maker."""
        scope = CancelScope(timeout_s)
        with self._lock:
            if self._ending is None:
                self._scopes = [*(old for old in self._scopes if not old.cancelled and old.left_s > 0), scope]
            else:
                scope.cancel()
        return scope

    def run(self, call: Callable[[Any], T]) -> Future[T]:
        """Run `call(device)` on the lane. The future holds DeviceError or Cancelled where it failed, nothing else:
        what a driver raises untyped is logged and counts as DeviceFaulted."""
        return self._lane.run(lambda: self._on_lane(call))

    def end(self) -> Future[None]:
        """Cancel the scopes and let the lane close the device; does not wait."""
        return self._end().done

    def release(self) -> None:
        """Close the device and wait for it, at most until the lane counts as silent. Never raises; harmless when called
        again."""
        ending = self._end()
        if self._lane.is_current:  # asked by a callback of its own call: the close comes right after that call
            return
        try:
            ending.done.result(timeout=max(0.0, ending.since_s + self._silent_after_s - monotonic()))
        except TimeoutError:
            self._report(self.silence())

    def _end(self) -> _Ending:
        with self._lock:
            if self._ending is None:
                since_s = monotonic()
                self._ending = _Ending(self._lane.close(self._drop), since_s)
                self._ending.done.add_done_callback(lambda _: self._closed())
            scopes, self._scopes = self._scopes, []
            ending = self._ending
        for scope in scopes:
            scope.cancel()
        return ending

    @property
    def silent(self) -> bool:
        """True when the lane was told to end and has not for too long: the driver hangs, the lane is abandoned."""
        ending = self._ending
        return ending is not None and not ending.done.done() and monotonic() - ending.since_s >= self._silent_after_s

    def silence(self) -> DeviceFaulted:
        """The error that stands for an abandoned lane."""
        return DeviceFaulted(self.info.device_id, silent_for_s=self._silent_after_s)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()

    def _on_lane(self, call: Callable[[Any], T]) -> T:
        try:
            if self._device is None:
                self._device = self._adapter.open(self.info, self._options)
                self._report(None)
            return call(self._device)
        except DeviceError as error:
            if isinstance(error, DeviceGone | DeviceFaulted):
                self._drop()
            self._report(error)
            raise
        except Cancelled:
            raise
        except BaseException as error:  # a stranger's driver, which may even want to end the program
            fault = self._fault("broke", error)
            self._drop()
            self._report(fault)
            raise fault from error

    def _drop(self) -> None:
        """What a driver says no with when it is to let go is told, and keeps nobody from going on."""
        device, self._device = self._device, None
        if device is None:
            return
        try:
            device.close()
        except DeviceError as error:
            self._report(error)
        except BaseException as error:  # noqa: BLE001 - a stranger's driver
            self._report(self._fault("did not close", error))

    def _fault(self, what: str, error: BaseException) -> DeviceFaulted:
        _log.error("%s %s", self.info.device_id, what, exc_info=error)
        return DeviceFaulted(self.info.device_id, reason=type(error).__name__)
