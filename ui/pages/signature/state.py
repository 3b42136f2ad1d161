"""States of the signature page, and what it asks of services and view."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from station.domain.capture import InkPoint, SignatureEvent
from station.domain.enrollment import EnrollmentId
from station.domain.errors import Problem
from station.domain.sample import CaptureDevice, Digest, ExceptionReason, Modality, SignatureSample
from station.services.views import DeviceView, EnrollmentView, EnrollResult
from ui.live import Session

WINDOW_DEVICES = {
    "mouse": CaptureDevice("window:mouse", "", "mouse"),
    "pen": CaptureDevice("window:pen", "", "pen tablet"),
}


class Phase(StrEnum):
    EMPTY = "empty"
    WRITING = "writing"
    PAD = "pad"  # a connected pad is being written on
    WAITING = "waiting"  # no pad, or it failed
    SAVING = "saving"
    UNSAVED = "unsaved"
    KEPT = "kept"
    EXCEPTED = "excepted"  # none is taken, for a reason


@dataclass(frozen=True)
class SignatureState:
    phase: Phase
    problem: Problem | None = None
    pad: DeviceView | None = None  # the connected pad, if any
    signature: SignatureSample | None = None  # the one that is kept
    reason: ExceptionReason | None = None  # why there is none, or that it is a mark


@dataclass(frozen=True)
class Ink:
    """A signature as written. points: millimetres on an area of size_mm."""

    points: tuple[InkPoint, ...]
    size_mm: tuple[float, float]
    device: CaptureDevice


WIPED = Ink((), (0.0, 0.0), WINDOW_DEVICES["mouse"])
"""Nothing is to be kept: the signature that was is taken out of the draft."""


@dataclass(frozen=True)
class Reason:
    """reason: None where the signature is taken as usual after all."""

    reason: ExceptionReason | None


class Capture(Protocol):
    def signature(self, on_event: Callable[[SignatureEvent], None], /) -> Session | Problem: ...


class Enroll(Protocol):
    def accept_signature(
        self,
        enrollment_id: EnrollmentId,
        points: tuple[InkPoint, ...],
        size_mm: tuple[float, float],
        device: CaptureDevice,
        /,
    ) -> EnrollResult: ...
    def clear_signature(self, enrollment_id: EnrollmentId, /) -> EnrollResult: ...
    def set_exception(
        self, enrollment_id: EnrollmentId, what: Modality, reason: ExceptionReason | None, /
    ) -> EnrollResult: ...
    def image(self, enrollment_id: EnrollmentId, digest: Digest, /) -> bytes | Problem: ...


class SignatureView(Protocol):
    def show_state(self, state: SignatureState) -> None: ...
    def show_ink(self, ink: Ink) -> None: ...
    def show_picture(self, pixels: NDArray[np.uint8]) -> None: ...
    def clear_ink(self) -> None: ...
    def enrollment_changed(self, view: EnrollmentView) -> None: ...
    def tell(self, problem: Problem) -> None: ...
