"""What live capture tells: preview, guidance, candidates, ends. Frozen; arrays are read-only; safe across threads."""

from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from station.domain.errors import Problem
from station.domain.face_facts import Challenge, Hint, Pitch, Still
from station.domain.failed import FailedCheck
from station.domain.sample import CaptureDevice, Finger, NamedBy, QualityScore, Slap


@dataclass(frozen=True)
class LiveCheck:
    """One live check of the preview. `code` finds name and remedy; value and limit are for the details drawer.

    `amber`: it passes, but outside of what is best. `asks`: people decide it by looking, it refuses nothing. value:
    None when it could not be measured.
    """

    code: str
    ok: bool
    value: float | None
    limit: str  # e.g. "|x| <= 5"
    unit: str = ""
    amber: bool = False
    asks: bool = False


@dataclass(frozen=True)
class PreviewFrame:
    """pixels: (height, width, 3) uint8 R, G, B for a camera; (height, width) uint8 grey for a platen."""

    pixels: NDArray[np.uint8]
    captured_at_s: float


@dataclass(frozen=True)
class PortraitGuidance:
    """What the newest analysed frame said. box: x, y, width, height in frame pixels; None when no face is seen."""

    advice: str  # one code, e.g. "FACE-COME-CLOSER"; "FACE-HOLD" while all checks hold
    box: tuple[float, float, float, float] | None
    eyes: tuple[tuple[float, float], tuple[float, float]] | None
    checks: tuple[LiveCheck, ...]
    holding: float  # 0..1 of the time all checks must hold before the automatic capture
    place: tuple[float, float, float, float] | None = None  # what the advice is about, as box; None: no one place
    hints: tuple[Hint, ...] = ()  # what was asked of the person so far, and whether it was seen
    asked: Challenge | None = None  # what is asked of them now


@dataclass(frozen=True)
class PortraitCandidate:
    """A portrait taken but not yet accepted. source: the untouched frame; crop: (531, 413, 3). original, detail, pitch,
    hints, still: as of a portrait that is kept."""

    source: NDArray[np.uint8]
    crop: NDArray[np.uint8]
    device: CaptureDevice
    captured_at: datetime
    automatic: bool
    quality: tuple[QualityScore, ...]
    checks: tuple[LiveCheck, ...]
    original: NDArray[np.uint8] | None = None
    detail: float = 0.0
    pitch: Pitch | None = None
    hints: tuple[Hint, ...] = ()
    still: Still | None = None

    @property
    def failed(self) -> tuple[FailedCheck, ...]:
        """Of the checks those that did not hold, as they were measured."""
        return tuple(
            FailedCheck(each.code, "", each.value, each.limit, each.unit)
            for each in self.checks
            if not each.ok and not each.asks
        )


@dataclass(frozen=True)
class FingerBox:
    """Where one finger lies on the platen. corners: four (x, y) in pixels of the frame it belongs to."""

    finger: Finger | None
    corners: tuple[tuple[float, float], ...]
    score: int | None = None  # NFIQ 2, on the final frame only
    doubted: bool = False  # a check says something against this one


@dataclass(frozen=True)
class SlapGuidance:
    """advice: one code, e.g. "FNG-PLACE", "FNG-TOO-FEW", "FNG-KEEP-STILL", "FNG-ASSESSING"."""

    advice: str
    boxes: tuple[FingerBox, ...]
    seen: int
    expected: int


@dataclass(frozen=True)
class SegmentedFinger:
    """pixels: (height, width) uint8, upright, 500 ppi, first phalanx."""

    finger: Finger
    pixels: NDArray[np.uint8]
    quality: QualityScore
    box: FingerBox
    named_by: NamedBy | None = None


@dataclass(frozen=True)
class SlapCandidate:
    """A slap taken but not yet accepted; it has exactly the expected fingers. questions: what people are to say before
    it may be kept; answered: somebody who saw hand and glass said that it is right. noted: as of an impression."""

    slap: Slap
    source: NDArray[np.uint8]
    resolution_ppi: int
    fingers: tuple[SegmentedFinger, ...]
    device: CaptureDevice
    captured_at: datetime
    questions: tuple[FailedCheck, ...] = ()
    answered: bool = False
    noted: tuple[FailedCheck, ...] = ()


@dataclass(frozen=True)
class WritingArea:
    """The pad is ready. size_mm: width and height of the area that is written on."""

    size_mm: tuple[float, float]
    device: CaptureDevice


@dataclass(frozen=True)
class InkPoint:
    """x, y: millimetres from the pad's top left; t_ms since the first point; down False where the pen lifts."""

    x_mm: float
    y_mm: float
    t_ms: int
    pressure: float = 1.0
    down: bool = True


@dataclass(frozen=True)
class PageGuidance:
    """corners: four (x, y) of the page in the preview; None where no page is seen."""

    corners: tuple[tuple[float, float], ...] | None


@dataclass(frozen=True)
class PageCandidate:
    """A page taken and not yet kept. pixels: (height, width, 3), laid straight. size, ppi, warnings, likeness: as
    `station.quality.page.look`."""

    pixels: NDArray[np.uint8]
    device: CaptureDevice
    captured_at: datetime
    size: str
    ppi: int
    warnings: tuple[str, ...]
    likeness: int


@dataclass(frozen=True)
class PhotoCandidate:
    """A photograph of what cannot be taken, not kept yet. pixels: (height, width, 3), the untouched frame."""

    pixels: NDArray[np.uint8]
    device: CaptureDevice
    captured_at: datetime


@dataclass(frozen=True)
class CaptureRefused:
    """The sample came, but must not be used (too few fingers, not a finger, no face). The session has ended.

    unfit: the portrait, where people may let it pass all the same (station.domain.override)."""

    problem: Problem
    pixels: NDArray[np.uint8] | None = None
    boxes: tuple[FingerBox, ...] = ()
    unfit: PortraitCandidate | None = None


@dataclass(frozen=True)
class CaptureFailed:
    """The device failed; the session has ended. `problem.retryable` says whether trying again makes sense."""

    problem: Problem


@dataclass(frozen=True)
class CaptureStopped:
    """Cancelled by a person; the session has ended."""


PortraitEvent: TypeAlias = (
    PreviewFrame | PortraitGuidance | PortraitCandidate | CaptureRefused | CaptureFailed | CaptureStopped
)
SlapEvent: TypeAlias = PreviewFrame | SlapGuidance | SlapCandidate | CaptureRefused | CaptureFailed | CaptureStopped
PageEvent: TypeAlias = PreviewFrame | PageGuidance | PageCandidate | CaptureRefused | CaptureFailed | CaptureStopped
PhotoEvent: TypeAlias = PreviewFrame | PhotoCandidate | CaptureRefused | CaptureFailed | CaptureStopped
SignatureEvent: TypeAlias = WritingArea | InkPoint | CaptureFailed | CaptureStopped
"""The area comes first."""

ENDS = (
    PortraitCandidate, SlapCandidate, PageCandidate, PhotoCandidate, CaptureRefused, CaptureFailed, CaptureStopped,
)  # fmt: skip
"""What ends a session: one of them comes, once, last of all."""
