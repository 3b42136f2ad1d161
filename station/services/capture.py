"""Live capture: borrows the best device of its kind and begins a session on it. Nothing here waits for a device.

The sessions are imported when the first of their kind begins: the vision libraries would cost the start half a second.
"""

from collections.abc import Callable
from concurrent.futures import Future
from functools import partial
from typing import TYPE_CHECKING, Protocol, TypeVar

from devices.api import DeviceKind
from devices.manager import DeviceManager, Lease
from station.domain.asking import Asking
from station.domain.capture import (
    CaptureFailed,
    CaptureRefused,
    CaptureStopped,
    PageEvent,
    PhotoEvent,
    PortraitEvent,
    SignatureEvent,
    SlapEvent,
)
from station.domain.clock import Clock
from station.domain.enrollment import EnrollmentId
from station.domain.errors import Problem
from station.domain.events import AuditEvent, EventKind
from station.domain.finger_checks import Before
from station.domain.leeway import EVERYTHING, Leeway
from station.domain.sample import Finger, Slap
from station.services.door import answering

if TYPE_CHECKING:
    from station.capture.portrait import FaceAnalyser, Second
    from station.capture.session import CaptureKind
    from station.quality.finger.lately import Lately, Measurer

PAPER_SIZES = {"ID_CARD": "ID-1", "PASSPORT": "ID-3", "OLD_DOCUMENT": "ID-3", "MILITARY_BOOK": "ID-3"}
"""Of papers that are not A4."""

T = TypeVar("T")
E = TypeVar("E")


class Session(Protocol):
    """A capture under way. Both calls return at once and are harmless once the session has ended."""

    def capture(self) -> None:
        """Take it now, with the same checks."""
        ...

    def stop(self) -> None: ...


class Capture:
    """From any thread. Where no device can be borrowed the answer is a Problem and no event comes.

    `on_event` is called on the device's lane and on the session's thread; it must not wait. The last event is the end.
    device: the beginning of a device's id; empty: the best one that is free.
    """

    def __init__(
        self,
        manager: DeviceManager,
        faces: "FaceAnalyser",
        fingers: "Measurer",
        clock: Clock,
        audit: Callable[[AuditEvent], object],
        before: "Callable[[EnrollmentId, Slap], Future[Before | Problem]]",
        pitch_offset: Callable[[str], float] = lambda camera: 0.0,
        second: "Second | None" = None,
    ) -> None:
        """audit: queues an event for the log; called on a session's thread. before: asks what a capture of fingers is
        to know of a person. pitch_offset: of a camera, by the id of its device; on the caller's thread. second: what
        another engine says of a portrait."""
        self._manager = manager
        self._faces = faces
        self._fingers = fingers
        self._clock = clock
        self._audit = audit
        self._before = before
        self._pitch_offset, self._second = pitch_offset, second
        self._lately: Lately | None = None
        self._whose: EnrollmentId | None = None
        self._refused: dict[tuple[EnrollmentId | None, Slap], str] = {}

    @staticmethod
    def warm_up() -> None:
        """Load what the first capture would load on its caller's thread. For the work thread, once everything runs."""
        import station.capture.page
        import station.capture.photo
        import station.capture.portrait
        import station.capture.session
        import station.capture.signature
        import station.capture.slap
        import station.quality.finger.lately  # noqa: F401 - to have it loaded

    @answering
    def portrait(
        self,
        on_event: Callable[[PortraitEvent], None],
        device: str = "",
        leeway: Leeway = EVERYTHING,
        asking: Asking | None = None,
    ) -> Session:
        """leeway: what is not judged of this person (`EnrollmentView.leeway`). asking: what people ask of them.

        Ends in PortraitCandidate, CaptureRefused, CaptureFailed or CaptureStopped."""
        from station.capture.portrait import PortraitCapture

        lease = self._borrow(DeviceKind.CAMERA, device)
        offset = self._pitch_offset(lease.info.device_id)
        what = PortraitCapture(lease.info, self._faces, self._clock, leeway, offset, asking, self._second)
        return self._begin(lease, "portrait", what, on_event)

    @answering
    def slap(
        self,
        slap: Slap,
        expected: tuple[Finger, ...],
        on_event: Callable[[SlapEvent], None],
        device: str = "",
        whose: EnrollmentId | None = None,
    ) -> Session:
        """expected: fingers to be presented, left to right. whose: prints taken of that person before are held against
        these. Ends in SlapCandidate, CaptureRefused, ... as above."""
        from station.capture.slap import SlapCapture, nothing_before

        lease = self._borrow(DeviceKind.FINGERPRINT, device)
        asked = nothing_before if whose is None else partial(self._before, whose, slap)
        doubted = self._refused.pop((whose, slap), "")
        what = SlapCapture(lease.info, slap, expected, self._measurer(whose), self._clock, asked, doubted)

        def hear(event: SlapEvent) -> None:
            if isinstance(event, CaptureRefused):
                self._refused[whose, slap] = event.problem.code
            on_event(event)

        return self._begin(lease, slap.value, what, hear)

    def _measurer(self, whose: EnrollmentId | None) -> "Lately":
        """What was measured lately is of one person; with the next it is forgotten."""
        from station.quality.finger.lately import Lately

        if self._lately is None:
            self._lately = Lately(self._fingers)
        if whose is None or whose != self._whose:
            self._lately.forget()
            self._refused.clear()
        self._whose = whose
        return self._lately

    @answering
    def signature(self, on_event: Callable[[SignatureEvent], None], device: str = "") -> Session:
        """The pad's area, then points as they are written, until `stop`; then CaptureStopped."""
        from station.capture.signature import SignatureCapture

        lease = self._borrow(DeviceKind.SIGNATURE, device)
        return self._begin(lease, "signature", SignatureCapture(lease.info), on_event)

    @answering
    def page(self, paper: str, on_event: Callable[[PageEvent], None], device: str = "") -> Session:
        """A page of this kind of paper, when `capture` asks for it. Ends in PageCandidate, CaptureRefused, ...

        With the camera over the desk; a desk without one uses that for faces."""
        from station.capture.page import PageCapture

        over_desk = any(status.state != "gone" for status in self._manager.devices(DeviceKind.DOCUMENT))
        lease = self._borrow(DeviceKind.DOCUMENT if over_desk else DeviceKind.CAMERA, device)
        what = PageCapture(lease.info, PAPER_SIZES.get(paper, "A4"), self._clock)
        return self._begin(lease, "page", what, on_event)

    @answering
    def photo(self, on_event: Callable[[PhotoEvent], None], device: str = "") -> Session:
        """Of what cannot be taken, when `capture` asks for it. Ends in PhotoCandidate, CaptureRefused, ..."""
        from station.capture.photo import PhotoCapture

        lease = self._borrow(DeviceKind.CAMERA, device)
        return self._begin(lease, "photo", PhotoCapture(lease.info, self._clock), on_event)

    def _borrow(self, kind: DeviceKind, device: str) -> Lease:
        """The best free device, or the one whose id begins with `device`. Raises DeviceMissing, DeviceBusy."""
        if not device:
            return self._manager.borrow(kind)
        ids = (status.info.device_id for status in self._manager.devices(kind) if status.state != "gone")
        return self._manager.borrow(kind, next((each for each in ids if each.startswith(device)), device))

    def _begin(
        self,
        lease: Lease,
        sample: str,
        kind: "CaptureKind[T, E]",
        on_event: "Callable[[E | CaptureFailed | CaptureStopped], None]",
    ) -> Session:
        from station.capture.session import CaptureSession

        def hear(event: "E | CaptureFailed | CaptureStopped") -> None:
            if isinstance(event, CaptureRefused):
                details = {"sample": sample, "device": lease.info.device_id, "code": event.problem.code}
                self._audit(AuditEvent(EventKind.CAPTURE_REFUSED, details=details))
            on_event(event)

        session = CaptureSession(lease, kind, hear)
        session.start()
        return session
