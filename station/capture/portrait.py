"""What a capture session does for a portrait: the camera's preview, live guidance, the picture."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Protocol, TypeAlias, cast

import numpy as np
from numpy.typing import NDArray

from devices.api import STILL, Camera, CancelScope, DeviceInfo, Frame, StillCamera
from station.capture.camera import CameraCapture
from station.capture.challenges import Challenges
from station.capture.leeway import judged, measures_left_out, rules_for
from station.capture.lending import capture_device
from station.capture.pitch import zeroed
from station.capture.rest import Rest
from station.capture.shutter import Refusal, Shot, Shutter
from station.capture.stills import SAME_FACE, Stills, likeness
from station.domain.asking import Asking
from station.domain.capture import CaptureRefused, PortraitCandidate, PortraitEvent, PortraitGuidance
from station.domain.clock import Clock, SystemClock
from station.domain.errors import Problem, StationError
from station.domain.face_facts import Challenge, Pitch, Still
from station.domain.leeway import EVERYTHING, Leeway
from station.domain.override import MAY_PASS, may_pass
from station.domain.sample import QualityScore
from station.quality.face.analysis import FaceAnalysis
from station.quality.face.components import scores
from station.quality.face.geometry import PortraitGeometry

TOLD_S = 2.0
"""How long it is told why the picture that was to be taken was not."""

BEST_AFTER_S = 30.0
"""So long after a face was first seen the best of what was refused is shown with its reasons."""

DO = {
    Challenge.TURN_LEFT: "FACE-DO-TURN-LEFT",
    Challenge.TURN_RIGHT: "FACE-DO-TURN-RIGHT",
    Challenge.BLINK: "FACE-DO-BLINK",
}
"""What the person is told while it is asked."""

FROZEN, FROZEN_AFTER = "FACE-FROZEN", 5
"""After so many repetitions of one picture the camera counts as stuck."""


class FaceAnalyser(Protocol):
    """What a portrait needs of `FaceEngine`. Used on the session's thread only."""

    def load(self) -> None: ...
    def forget(self) -> None: ...
    def analyse(self, pixels: NDArray[np.uint8], /) -> FaceAnalysis | None: ...
    def assess(self, pixels: NDArray[np.uint8], /) -> FaceAnalysis | None: ...
    def crop(self, pixels: NDArray[np.uint8], geometry: PortraitGeometry, /) -> NDArray[np.uint8]: ...


Second: TypeAlias = Callable[[NDArray[np.uint8]], tuple[QualityScore, ...]]
"""What another engine says of a portrait as it is kept: beside ours, and judged by nobody here."""


class PortraitCapture(CameraCapture):
    """One attempt: taken by itself after the hold, or at once when asked, where all checks hold; else refused."""

    def __init__(
        self,
        info: DeviceInfo,
        analyser: FaceAnalyser,
        clock: Clock | None = None,
        leeway: Leeway = EVERYTHING,
        pitch_offset: float = 0.0,
        asking: Asking | None = None,
        second: Second | None = None,
    ) -> None:
        """pitch_offset: degrees that this camera's zero of pitch lies off the program's. asking: what people ask of the
        person before the camera."""
        super().__init__(info)
        self._analyser, self._clock = analyser, clock or SystemClock()
        self._leeway, self._pitch_offset, self._second = leeway, pitch_offset, second
        self._challenges = Challenges(asking or Asking())
        self._shutter = Shutter(rules_for(self._leeway))
        self._last: NDArray[np.uint8] | None = None
        self._repeated = 0
        self._rest = Rest()
        self._stills = Stills()
        self._told: PortraitGuidance | None = None  # what the assessed picture was refused for
        self._told_until_s = 0.0
        self._best: Refusal | None = None
        self._first_seen_s: float | None = None

    def prepare(self) -> None:
        self._analyser.load()
        self._analyser.forget()

    def give(self, camera: Camera, scope: CancelScope, /) -> Iterator[Frame]:
        return self._stills.frames(cast(StillCamera, camera), scope) if self._takes_stills else camera.frames(scope)

    @property
    def _takes_stills(self) -> bool:
        return STILL in self._info.capabilities

    def look(self, frame: Frame, /, *, asked: bool) -> Iterator[PortraitEvent]:
        if self._frozen(frame):
            yield from self._stuck(frame, asked=asked)
            return
        seen = self._analyser.analyse(frame.pixels)
        face = self._judged(seen)
        self._challenges.see(seen, frame.captured_at_s)
        if self._challenges.under_way is not None and not asked:
            yield self._asked_now(seen, self._challenges.under_way)
            return
        guidance, decision = self._shutter.see(frame.pixels, face, frame.captured_at_s, asked=asked)
        guidance = replace(guidance, hints=self._challenges.hints)
        if isinstance(decision, Shot):
            found = self._judged(self._analyser.assess(decision.pixels))
            decision = self._shutter.assessed(decision, found)
            if isinstance(decision, Refusal) and not asked:
                self._go_on(decision, guidance, frame.captured_at_s)
                decision = None
        if decision is None and face is not None:
            decision = self._best_so_far(Refusal(guidance.advice, frame.pixels, face, guidance.checks), frame)
        yield self._told if self._told is not None and frame.captured_at_s < self._told_until_s else guidance
        if isinstance(decision, Refusal):
            decision = self._measured(decision)
            yield CaptureRefused(Problem(decision.code), decision.pixels, unfit=self._unfit(decision))
        if isinstance(decision, Shot):
            yield self._taken(*self._in_full(decision))

    def _in_full(self, shot: Shot) -> tuple[Shot, Still | None]:
        """The shot as a still of the camera shows it, where that holds all the shot did; else the shot, and why."""
        if not self._takes_stills:
            return shot, None
        taken = self._stills.take()
        if isinstance(taken, Still):
            return shot, taken
        if taken.pixels.size <= shot.pixels.size:
            return shot, Still.NO_LARGER
        found = self._judged(self._analyser.assess(taken.pixels))
        larger = self._shutter.assessed(replace(shot, pixels=taken.pixels), found)
        if not isinstance(larger, Shot):
            return shot, Still.REFUSED
        if larger.face.geometry.scale <= shot.face.geometry.scale:
            return shot, Still.NO_LARGER
        try:
            alike = likeness(*(self._analyser.crop(each.pixels, each.face.geometry) for each in (shot, larger)))
        except StationError:  # no portrait can be cut out of it
            return shot, Still.REFUSED
        return (larger, Still.TAKEN) if alike >= SAME_FACE else (shot, Still.OTHER_FACE)

    def _asked_now(self, seen: FaceAnalysis | None, what: Challenge) -> PortraitGuidance:
        """Whoever turns their head is not told to look straight, and is not taken."""
        self._shutter.again()
        box, eyes = (None, None) if seen is None else (seen.box, seen.pupils)
        hints = self._challenges.hints
        return PortraitGuidance(DO[what], box, eyes, (), 0.0, hints=hints, asked=what)

    def _judged(self, face: FaceAnalysis | None) -> FaceAnalysis | None:
        """As this person is judged before this camera, and beside their own rest."""
        return face and self._rest.beside(judged(zeroed(face, self._pitch_offset), self._leeway))

    def _measured(self, refusal: Refusal) -> Refusal:
        """Whoever takes it all the same is told everything that is wrong with it, not only what a live frame shows."""
        if refusal.face is None or refusal.face.traces is not None:
            return refusal
        found = self._judged(self._analyser.assess(refusal.pixels))
        shot = Shot(refusal.pixels, refusal.face, refusal.checks, automatic=True)
        whole = self._shutter.assessed(shot, found)
        return replace(whole, code=refusal.code) if isinstance(whole, Refusal) and whole.face is not None else refusal

    def _best_so_far(self, found: Refusal, frame: Frame) -> Refusal | None:
        """The refused frame of which least was wrong and that people may take all the same, once it is time."""
        if self._first_seen_s is None:
            self._first_seen_s = frame.captured_at_s
        failed = _failed(found)
        if failed and failed <= MAY_PASS and (self._best is None or len(failed) <= len(_failed(self._best))):
            self._best = found
        return self._best if failed and frame.captured_at_s - self._first_seen_s >= BEST_AFTER_S else None

    def _go_on(self, refusal: Refusal, guidance: PortraitGuidance, at_s: float) -> None:
        """Nobody asked: the advice stands long enough to be read, and the hold begins anew."""
        self._told = replace(guidance, advice=refusal.code, checks=refusal.checks, holding=0.0)
        self._told_until_s = at_s + TOLD_S
        self._shutter.again()

    def _frozen(self, frame: Frame) -> bool:
        """Whether a camera that should be live gives one picture again and again. A replay may."""
        same = self._last is not None and not self._info.simulated and np.array_equal(self._last, frame.pixels)
        self._last, self._repeated = frame.pixels, self._repeated + 1 if same else 0
        return same

    def _stuck(self, frame: Frame, *, asked: bool) -> Iterator[PortraitEvent]:
        if self._repeated >= FROZEN_AFTER:
            self._shutter.again()
            yield PortraitGuidance(FROZEN, None, None, (), 0.0)
        if asked:
            yield CaptureRefused(Problem(FROZEN), frame.pixels)

    def _taken(self, shot: Shot, still: Still | None) -> PortraitCandidate | CaptureRefused:
        try:
            return self._candidate(shot, still)
        except StationError as error:
            return CaptureRefused(error.problem(), shot.pixels)

    def _unfit(self, refusal: Refusal) -> PortraitCandidate | None:
        """What people may take all the same; None where nobody may, or no portrait can be cut out of it."""
        if refusal.face is None:
            return None
        try:
            found = self._candidate(Shot(refusal.pixels, refusal.face, refusal.checks, automatic=False))
        except StationError:  # why it is refused is told already
            return None
        return found if may_pass(found.failed) else None

    def _candidate(self, shot: Shot, still: Still | None = None) -> PortraitCandidate:
        geometry = shot.face.geometry
        crop = self._analyser.crop(shot.pixels, geometry)
        return PortraitCandidate(
            source=shot.pixels,
            crop=crop,
            device=capture_device(self._info),
            captured_at=self._clock.now(),
            automatic=shot.automatic,
            quality=(
                *scores(shot.face, measures_left_out(self._leeway)),
                *(self._second(crop) if self._second else ()),
            ),
            checks=shot.checks,
            original=self._analyser.crop(shot.pixels, geometry.original()),
            detail=geometry.scale,
            hints=self._challenges.hints,
            still=still,
            pitch=Pitch(shot.face.pose.pitch + self._pitch_offset, self._pitch_offset),
        )


def _failed(refusal: Refusal) -> frozenset[str]:
    """Codes of the checks that refuse; what is only asked about is none."""
    return frozenset(check.code for check in refusal.checks if not check.ok and not check.asks)
