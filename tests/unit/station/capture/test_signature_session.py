"""A signature session: the points as written, one end, the pad given back before it."""

from collections.abc import Callable, Iterator
from typing import Any

from devices.adapters.sim_signature.adapter import SIZE_MM, SimSignatureAdapter
from devices.adapters.sim_signature.pen import sign
from devices.api import CancelScope, DeviceGone, PenPoint
from station.capture.lending import capture_device
from station.capture.session import CaptureSession
from station.capture.signature import SignatureCapture
from station.domain.capture import CaptureFailed, CaptureStopped, InkPoint, SignatureEvent, WritingArea
from tests.support.cameras import INFO, LaneLease

POINTS = sign(2, SIZE_MM)


class Pad:
    size_mm = SIZE_MM

    def __init__(self, points: tuple[PenPoint, ...], error: Exception | None = None, *, ends: bool = False) -> None:
        self._points, self._error, self._ends = points, error, ends

    def points(self, scope: CancelScope) -> Iterator[PenPoint]:
        yield from self._points
        if self._error is not None:
            raise self._error
        if not self._ends:
            scope.wait(30.0, "fake")


def run(
    pad: Any,
    during: Callable[[CaptureSession[SignatureEvent, SignatureEvent], SignatureEvent], None] = lambda session, event: (
        None
    ),
) -> list[SignatureEvent]:
    lease = LaneLease(pad)
    events: list[SignatureEvent] = []

    def hear(event: SignatureEvent) -> None:
        if isinstance(event, CaptureFailed | CaptureStopped):
            assert lease.released == 1
        events.append(event)
        during(session, event)

    session = CaptureSession(lease, SignatureCapture(INFO), hear)
    session.start()
    assert session.join(30)
    assert events[0] == WritingArea(SIZE_MM, capture_device(INFO))
    assert [isinstance(event, InkPoint) for event in events[1:]] == [True] * (len(events) - 2) + [False]
    return events[1:]


def stop_at(count: int) -> Callable[[CaptureSession[SignatureEvent, SignatureEvent], SignatureEvent], None]:
    seen = iter(range(count - 1, -1, -1))

    def during(session: CaptureSession[SignatureEvent, SignatureEvent], event: SignatureEvent) -> None:
        if isinstance(event, InkPoint) and next(seen) == 0:
            session.stop()

    return during


def test_every_point_comes_as_it_was_written() -> None:
    events = run(Pad(POINTS), stop_at(len(POINTS)))
    written = [(p.x_mm, p.y_mm, p.t_ms, p.pressure, p.down) for p in POINTS]
    heard = [(p.x_mm, p.y_mm, p.t_ms, p.pressure, p.down) for p in events if isinstance(p, InkPoint)]
    assert heard == written
    assert events[-1] == CaptureStopped()


def test_nothing_comes_after_stop() -> None:
    events = run(Pad(POINTS), stop_at(10))
    assert len(events) == 11


def test_a_pulled_pad_ends_the_session_and_can_be_tried_again() -> None:
    events = run(Pad(POINTS[:5], DeviceGone("fake")))
    assert len(events) == 6
    assert isinstance(events[-1], CaptureFailed)
    assert (events[-1].problem.code, events[-1].problem.retryable) == ("DEV-010", True)


def test_a_pad_that_ends_by_itself_is_faulted() -> None:
    events = run(Pad(POINTS[:5], ends=True))
    assert isinstance(events[-1], CaptureFailed)
    assert events[-1].problem.code == "DEV-030"


def test_stop_before_any_point_and_again_after_the_end() -> None:
    lease = LaneLease(Pad(()))
    events: list[SignatureEvent] = []
    session = CaptureSession(lease, SignatureCapture(INFO), events.append)
    session.start()
    session.capture()
    session.stop()
    assert session.join(30)
    session.stop()
    assert [event for event in events if not isinstance(event, WritingArea)] == [CaptureStopped()]


def test_the_simulated_pad_signs() -> None:
    adapter = SimSignatureAdapter()
    pad = adapter.open(adapter.discover({})[0], {"speed": 0, "seed": 3})
    expected = sign(3, SIZE_MM)
    events = run(pad, stop_at(len(expected)))
    assert len(events) == len(expected) + 1
