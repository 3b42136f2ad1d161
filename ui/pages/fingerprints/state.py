"""States of the fingerprints page, and what it asks of services and view."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from station.domain.capture import FingerBox, SlapCandidate, SlapEvent, SlapGuidance
from station.domain.enrollment import EnrollmentId
from station.domain.errors import Problem
from station.domain.sample import Digest, Finger, Slap, VetoReason
from station.services.views import DeviceView, EnrollmentView, EnrollResult, SlapView
from ui.live import Session
from ui.pages.fingerprints.marks import Marks


class Phase(StrEnum):
    EXEMPT = "exempt"  # not taken at this age
    OPENING = "opening"
    WAITING = "waiting"  # no scanner, or it failed
    LIVE = "live"
    SAVING = "saving"
    REFUSED = "refused"  # must not be used: too few fingers, the other hand
    UNSAVED = "unsaved"
    ASKED = "asked"  # something about them could not be decided: people say
    WEAK = "weak"  # kept, but below the threshold, with attempts left
    LOW = "low"  # the same after all attempts: people take it with a reason
    TAKEN = "taken"  # kept and settled
    STOPPED = "stopped"
    DONE = "done"  # every placement is settled


@dataclass(frozen=True)
class FingerprintsState:
    """All the page shows beside the moving picture. slap: the placement it is about. goes_on: by itself, soon."""

    phase: Phase
    slap: SlapView | None = None
    problem: Problem | None = None
    device: DeviceView | None = None
    goes_on: bool = False


class Capture(Protocol):
    def slap(
        self,
        slap: Slap,
        expected: tuple[Finger, ...],
        on_event: Callable[[SlapEvent], None],
        device: str,
        whose: EnrollmentId | None,
        /,
    ) -> Session | Problem: ...


class Enroll(Protocol):
    def accept_slap(self, enrollment_id: EnrollmentId, candidate: SlapCandidate, /) -> EnrollResult: ...
    def set_exceptions(self, enrollment_id: EnrollmentId, exceptions: Marks, /) -> EnrollResult: ...
    def take_singly(self, enrollment_id: EnrollmentId, slap: Slap, /) -> EnrollResult: ...
    def veto(self, enrollment_id: EnrollmentId, slap: Slap, reason: VetoReason, /) -> EnrollResult: ...
    def image(self, enrollment_id: EnrollmentId, digest: Digest, /) -> bytes | Problem: ...


class FingerprintsView(Protocol):
    def show_state(self, state: FingerprintsState) -> None: ...
    def show_frame(self, pixels: NDArray[np.uint8], boxes: tuple[FingerBox, ...] | None) -> None: ...
    def show_guidance(self, guidance: SlapGuidance) -> None: ...
    def clear_frame(self) -> None: ...
    def enrollment_changed(self, view: EnrollmentView) -> None: ...
    def tell(self, problem: Problem) -> None: ...
