"""States of the portrait page, and what it asks of services and view."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from station.domain.asking import Asking
from station.domain.capture import LiveCheck, PortraitCandidate, PortraitEvent, PortraitGuidance
from station.domain.enrollment import EnrollmentId
from station.domain.errors import Problem
from station.domain.leeway import EVERYTHING, Leeway
from station.domain.sample import Digest, ExceptionReason, Eye, Modality, Portrait
from station.services.views import DeviceView, EnrollmentView, EnrollResult
from ui.live import Session


class Phase(StrEnum):
    OPENING = "opening"  # the camera was asked for, no frame yet
    WAITING = "waiting"  # no camera, or it failed; goes on by itself when one comes back
    LIVE = "live"
    SAVING = "saving"
    REFUSED = "refused"  # taken, but must not be used
    UNSAVED = "unsaved"  # taken and good, but could not be kept yet
    ACCEPTED = "accepted"
    STOPPED = "stopped"  # cancelled by the operator
    EXCEPTED = "excepted"  # none is taken, for a reason


@dataclass(frozen=True)
class PortraitState:
    """All the page shows beside the moving picture."""

    phase: Phase
    problem: Problem | None = None
    device: DeviceView | None = None
    portrait: Portrait | None = None  # the one that is kept, if any
    reason: ExceptionReason | None = None  # why none is taken, or why another than usual


@dataclass(frozen=True)
class Reason:
    """reason: None where the portrait is taken as usual after all. eye: of which alone it is said."""

    reason: ExceptionReason | None
    eye: Eye | None = None


class Capture(Protocol):
    def portrait(
        self,
        on_event: Callable[[PortraitEvent], None],
        /,
        *,
        leeway: Leeway = EVERYTHING,
        asking: Asking | None = None,
    ) -> Session | Problem: ...


class Enroll(Protocol):
    def accept_portrait(self, enrollment_id: EnrollmentId, candidate: PortraitCandidate, /) -> EnrollResult: ...
    def set_exception(
        self, enrollment_id: EnrollmentId, what: Modality, reason: ExceptionReason | None, /
    ) -> EnrollResult: ...
    def set_eye(self, enrollment_id: EnrollmentId, eye: Eye, reason: ExceptionReason | None, /) -> EnrollResult: ...
    def image(self, enrollment_id: EnrollmentId, digest: Digest, /) -> bytes | Problem: ...


class PortraitView(Protocol):
    def show_state(self, state: PortraitState) -> None: ...
    def show_frame(self, pixels: NDArray[np.uint8]) -> None: ...
    def freeze(self, pixels: NDArray[np.uint8]) -> None:
        """The picture that was taken: it stands."""

    def show_guidance(self, guidance: PortraitGuidance) -> None: ...
    def show_picture(self, pixels: NDArray[np.uint8], checks: tuple[LiveCheck, ...]) -> None: ...
    def enrollment_changed(self, view: EnrollmentView) -> None: ...
    def tell(self, problem: Problem) -> None: ...
