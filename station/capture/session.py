"""One capture on one device, of whatever kind: what is shown, what is found in it, and exactly one end.

What the device gives goes straight from its lane to `on_event`; a thread of the session looks at the newest of it only,
so a slow look drops frames and never the preview. That thread also tells the end, after the device is given back.
"""

from collections.abc import Callable, Iterator
from concurrent.futures import Future
from dataclasses import replace
from threading import Event, Thread
from typing import Any, Generic, Protocol, TypeVar

from devices.api import Cancelled, CancelScope, DeviceError, DeviceFaulted, DeviceInfo, DeviceTimeout
from station.capture.lending import device_problem
from station.capture.mailbox import Mailbox
from station.domain.capture import ENDS, CaptureFailed, CaptureStopped
from station.domain.errors import Problem, StationError
from station.incident import unforeseen

T = TypeVar("T")
E = TypeVar("E")
E_co = TypeVar("E_co", covariant=True)


class DeviceLease(Protocol):
    """What a session needs of `devices.manager.Lease`."""

    info: DeviceInfo

    def scope(self) -> CancelScope: ...
    def run(self, call: Callable[[Any], Any], /) -> Future[Any]: ...
    def release(self) -> None: ...


class CaptureKind(Protocol[T, E_co]):
    """What one capture does inside its session. `give` and `show` are called on the device's lane, the rest on the
    session's thread; what they raise, typed or not, ends the session."""

    @property
    def field(self) -> str:
        """What a problem of this capture is about; may be empty."""
        ...

    @property
    def patience_s(self) -> float | None:
        """How long a device that works may give nothing; None: as long as it likes."""
        ...

    def give(self, device: Any, scope: CancelScope, /) -> Iterator[T]:
        """What the device gives, until the scope ends."""
        ...

    def show(self, given: T, /) -> E_co | None:
        """What is told of it at once. None: this is the sample itself, nothing more is wanted of the device."""
        ...

    def prepare(self) -> None:
        """Before anything is looked at; the device is on its way meanwhile."""
        ...

    def look(self, given: T, /, *, asked: bool) -> Iterator[E_co]:
        """What is found in the newest that was given, or in the sample: advice, and what ends the session.

        asked: a person wants it taken now.
        """
        ...


class CaptureSession(Generic[T, E]):
    """`start`, `capture` and `stop` return at once and may be called from any thread.

    `on_event` hears what is shown on the lane and everything else on the session's thread; it must not wait. After
    `start` exactly one of ENDS comes, last of all and with the lease released, so that the next session may borrow the
    device: whatever the driver raises, untyped and while it closes too. A driver that hangs delays the end until its
    lane counts as silent. After `stop` nothing is found any more: the end is CaptureStopped.
    """

    def __init__(
        self,
        lease: DeviceLease,
        kind: CaptureKind[T, E],
        on_event: Callable[[E | CaptureFailed | CaptureStopped], None],
    ) -> None:
        self._lease = lease
        self._kind = kind
        self._on_event = on_event
        self._scope = lease.scope()
        self._newest: Mailbox[T] = Mailbox()
        self._asked, self._stopped = Event(), Event()
        self._thread = Thread(target=self._run, name="capture", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def capture(self) -> None:
        """Take it now, with the same checks, where it is for a person to say so."""
        self._asked.set()

    def stop(self) -> None:
        """Harmless when the session has ended."""
        self._stopped.set()
        self._scope.cancel()
        self._newest.close()

    def join(self, timeout_s: float) -> bool:
        """Wait until the end has been told; False when it was not in time."""
        self._thread.join(timeout_s)
        return not self._thread.is_alive()

    def _run(self) -> None:
        stream = self._lease.run(self._stream)
        stream.add_done_callback(lambda _: self._newest.close())
        end: E | CaptureFailed | CaptureStopped
        try:
            end = self._follow(stream)
        except DeviceError as error:
            end = self._failed(device_problem(error))
        except StationError as error:
            end = self._failed(error.problem())
        except Cancelled:  # stopped, or the lease was taken away: the station is closing
            end = CaptureStopped()
        except Exception as error:  # noqa: BLE001 - a bug: reported with a number; it ends the session as any error does
            end = self._failed(unforeseen(error).problem())
        if self._stopped.is_set():
            end = CaptureStopped()
        self._scope.cancel()
        self._lease.release()
        self._on_event(end)

    def _stream(self, device: Any) -> T:
        """On the lane, until the sample itself is there; most kinds are stopped before."""
        for given in self._kind.give(device, self._scope):
            if self._scope.cancelled:
                raise Cancelled
            event = self._kind.show(given)
            if event is None:
                return given
            self._on_event(event)
            self._newest.put(given)
        raise DeviceFaulted(self._lease.info.device_id, reason="ended by itself")

    def _follow(self, stream: Future[T]) -> E:
        """On the session's thread, until there is a reason to end."""
        self._kind.prepare()
        while (given := self._next()) is not None:
            if (end := self._look(given)) is not None:
                return end
        if self._stopped.is_set():  # not waited for: the lane may hang
            raise Cancelled
        end = self._look(stream.result())
        if end is None:
            raise RuntimeError("nothing was made of the sample")
        return end

    def _next(self) -> T | None:
        try:
            return self._newest.take(self._kind.patience_s)
        except TimeoutError:  # the driver hangs, whatever it was told about deadlines
            raise DeviceTimeout(self._lease.info.device_id) from None

    def _look(self, given: T) -> E | None:
        for found in self._kind.look(given, asked=self._asked.is_set()):
            if self._stopped.is_set():
                raise Cancelled
            if isinstance(found, ENDS):
                return found
            self._on_event(found)
        return None

    def _failed(self, problem: Problem) -> CaptureFailed:
        return CaptureFailed(replace(problem, field=problem.field or self._kind.field))
