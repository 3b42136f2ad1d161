"""Hand-made services for tests of the capture pages: everything happens when the test says so, on one thread."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from hashlib import sha256
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from station.domain.answers import ITEMS_BEFORE
from station.domain.asking import Asking
from station.domain.capture import (
    ENDS,
    CaptureStopped,
    FingerBox,
    InkPoint,
    LiveCheck,
    PortraitCandidate,
    SegmentedFinger,
    SlapCandidate,
    WritingArea,
)
from station.domain.enrollment import Enrollment, EnrollmentId
from station.domain.errors import Problem
from station.domain.fingers_taken import one_by_one, vetoed
from station.domain.leeway import EVERYTHING, Leeway
from station.domain.operator import CredentialId, Operator, Role
from station.domain.sample import (
    BiometricException,
    Blob,
    CaptureDevice,
    Digest,
    ExceptionReason,
    Finger,
    FingerImage,
    Modality,
    Portrait,
    QualityScore,
    SignatureSample,
    Slap,
    SlapImpression,
    Veto,
    VetoReason,
)
from station.services.placement_views import placement_views
from station.services.views import CredentialView, DeviceView, EnrollmentView, SlapView
from station.workflow.slaps import SlapPolicy
from tests.support.step_views import step_views

T = TypeVar("T")
NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
OPERATOR = Operator(CredentialId("op"), "Անի Հակոբյան", "Gyumri office", frozenset({Role.OPERATOR}))
DEVICE = CaptureDevice("sim:one", "Sim", "One", simulated=True)
THRESHOLD = 30


def blob(name: str, media_type: str = "image/png") -> Blob:
    return Blob(Digest(sha256(name.encode()).hexdigest()), media_type, len(name))


def enrollment(fields: Mapping[str, str] | None = None, **changes: object) -> Enrollment:
    made = Enrollment(EnrollmentId("e-1"), "biometric_passport", NOW, OPERATOR, "portrait")
    return replace(made, **changes).with_fields(fields or {})  # type: ignore[arg-type]


POLICY = SlapPolicy(dict.fromkeys(Finger, THRESHOLD), 3)


def slap_view(of: Enrollment, slap: Slap) -> SlapView:
    return next(each for each in placement_views(of, POLICY, ()) if each.slap is slap)


def view(of: Enrollment | None = None, **changes: object) -> EnrollmentView:
    of = enrollment() if of is None else of
    made = EnrollmentView(
        enrollment=of,
        title="Անահիտ Սարգսյան",
        steps=step_views(of),
        current=of.step,
        slaps=placement_views(of, POLICY, ()),
        fingerprints_required=True,
        ready_to_sign=False,
        ready_to_seal=False,
        nameable={item: {} for item in ITEMS_BEFORE},
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def grey(value: int = 200, size: tuple[int, int] = (40, 60)) -> NDArray[np.uint8]:
    return np.full(size, value, dtype=np.uint8)


def portrait_candidate(*, automatic: bool = True) -> PortraitCandidate:
    return PortraitCandidate(
        source=np.zeros((72, 128, 3), np.uint8),
        crop=np.full((531, 413, 3), 90, np.uint8),
        device=DEVICE,
        captured_at=NOW,
        automatic=automatic,
        quality=(QualityScore("HeadPoseYaw", "1", 96),),
        checks=(LiveCheck("FACE-TURN", True, 1.2, "|x| <= 5", "°"),),
    )


def portrait() -> Portrait:
    return Portrait(blob("source"), blob("portrait"), DEVICE, NOW, True)


def box(finger: Finger | None, at: int = 0) -> FingerBox:
    return FingerBox(finger, ((at, 0.0), (at + 8.0, 0.0), (at + 8.0, 20.0), (at, 20.0)))


def slap_candidate(slap: Slap, scores: tuple[int | None, ...], expected: tuple[Finger, ...]) -> SlapCandidate:
    fingers = tuple(
        SegmentedFinger(finger, grey(), QualityScore("NFIQ2", "2.3", score), replace(box(finger, 10 * n), score=score))
        for n, (finger, score) in enumerate(zip(expected, scores, strict=True))
    )
    return SlapCandidate(slap, grey(), 500, fingers, DEVICE, NOW)


def impression(
    slap: Slap, attempt: int, scores: tuple[int | None, ...], expected: tuple[Finger, ...] | None = None
) -> SlapImpression:
    fingers = tuple(
        FingerImage(finger, blob(f"{slap}{attempt}{finger}"), QualityScore("NFIQ2", "2.3", score))
        for finger, score in zip(expected or slap.fingers, scores, strict=True)
    )
    return SlapImpression(slap, attempt, blob(f"{slap}{attempt}"), fingers, DEVICE, NOW)


class Inbox:
    """A `post` that waits until the test lets it run."""

    def __init__(self) -> None:
        self.calls: list[Callable[[], None]] = []

    def __call__(self, call: Callable[[], None]) -> None:
        self.calls.append(call)

    def run(self) -> int:
        """Run what was posted, and what that posts; how many calls it was."""
        count = 0
        while self.calls:
            self.calls.pop(0)()
            count += 1
        return count


class Later:
    """A `run` (work thread) or `after` (timer) whose answers come when the test says so."""

    def __init__(self) -> None:
        self.waiting: list[Callable[[], None]] = []

    def run(self, call: Callable[[], T], done: Callable[[T], None], /) -> None:
        self.waiting.append(lambda: done(call()))

    def after(self, seconds: float, call: Callable[[], None]) -> None:
        assert seconds > 0
        self.waiting.append(call)

    def finish(self) -> None:
        while self.waiting:
            self.waiting.pop(0)()


class FakeSession:
    def __init__(self, on_event: Callable[[object], None]) -> None:
        self.captured, self.stopped, self.ended = 0, False, False
        self._on_event = on_event

    def capture(self) -> None:
        self.captured += 1

    def stop(self) -> None:
        self.stopped = True
        self.say(CaptureStopped())

    def say(self, event: object) -> None:
        """What a session says; after its end it says nothing."""
        if not self.ended:
            self.ended = isinstance(event, ENDS)
            self._on_event(event)


class FakeCapture:
    """Each start gives a session and remembers whom to tell. `problem` refuses the next start."""

    def __init__(self) -> None:
        self.problem: Problem | None = None
        self.sessions: list[FakeSession] = []
        self.asked: list[tuple[object, ...]] = []
        self.whose: list[EnrollmentId | None] = []

    def _start(self, on_event: object, *asked: object) -> FakeSession | Problem:
        self.asked.append(asked)
        if self.problem is not None:
            problem, self.problem = self.problem, None
            return problem
        self.sessions.append(FakeSession(on_event))  # type: ignore[arg-type]
        return self.sessions[-1]

    def portrait(
        self, on_event: object, leeway: Leeway = EVERYTHING, asking: Asking | None = None
    ) -> FakeSession | Problem:
        self.asking = asking
        return self._start(on_event, *(() if leeway == EVERYTHING else (leeway,)))

    def slap(
        self,
        slap: Slap,
        expected: tuple[Finger, ...],
        on_event: object,
        device: str,
        whose: EnrollmentId | None,
    ) -> FakeSession | Problem:
        self.whose.append(whose)
        return self._start(on_event, slap, expected)

    def signature(self, on_event: object) -> FakeSession | Problem:
        answer = self._start(on_event)
        if isinstance(answer, FakeSession):
            answer.say(WritingArea((100.0, 40.0), DEVICE))
        return answer

    def say(self, event: object, session: int = -1) -> None:
        self.sessions[session].say(event)


@dataclass
class FakeDevices:
    views: tuple[DeviceView, ...] = (
        DeviceView("sim:camera", "camera", "Simulated camera", "ready", True),
        DeviceView("sim:fingers", "fingerprint", "Simulated scanner", "ready", True),
        DeviceView("sim:pad", "signature", "Simulated pad", "ready", True),
    )
    hearers: list[Callable[[], None]] = field(default_factory=list)

    def devices(self) -> tuple[DeviceView, ...]:
        return self.views

    def subscribe(self, on_change: Callable[[], None]) -> Callable[[], None]:
        self.hearers.append(on_change)
        return lambda: self.hearers.remove(on_change)

    def set_state(self, kind: str, state: str) -> None:
        self.views = tuple(
            replace(item, state=state) if item.kind == kind else item  # type: ignore[arg-type]
            for item in self.views
        )
        for hearer in tuple(self.hearers):
            hearer()


class FakeOverrides:
    """What was asked, in order. `answer` comes for each call; `problem` refuses the next."""

    def __init__(self, enroll: "FakeEnroll | None" = None) -> None:
        self.calls: list[tuple[object, ...]] = []
        self.problem: Problem | None = None
        self.answer: EnrollmentView | None = None
        self._enroll = enroll

    def _said(self, *call: object) -> EnrollmentView | Problem:
        self.calls.append(call)
        if self.problem is not None:
            problem, self.problem = self.problem, None
            return problem
        return self.answer or view(None if self._enroll is None else self._enroll.enrollment)

    def keep(self, _: EnrollmentId, candidate: PortraitCandidate) -> EnrollmentView | Problem:
        return self._said("keep", candidate)

    def propose(self, _: EnrollmentId, sample: str, reason: object, note: str = "") -> EnrollmentView | Problem:
        return self._said("propose", sample, reason, note)

    def override(
        self, _: EnrollmentId, sample: str, reason: object, note: str, officer: str, pin: str
    ) -> EnrollmentView | Problem:
        return self._said("override", sample, reason, note, officer, pin)

    def settle(
        self, _: EnrollmentId, sample: str, *, accept: bool, credential_id: str, pin: str
    ) -> EnrollmentView | Problem:
        return self._said("settle", sample, accept, credential_id, pin)


class FakeSignIn:
    """Who sits here, and whose cards are in reach."""

    def __init__(self, current: Operator | None = None, *credentials: CredentialView) -> None:
        self.current, self._credentials = current, credentials

    def credentials(self) -> tuple[CredentialView, ...]:
        return self._credentials


class FakeEnroll:
    """Keeps one enrollment by the domain's own rules. `problem` refuses the next call."""

    def __init__(self, of: Enrollment | None = None, png: bytes = b"") -> None:
        self.enrollment = enrollment() if of is None else of
        self.problem: Problem | None = None
        self.png = png
        self.calls: list[str] = []

    def _answer(self, name: str, changed: Callable[[], Enrollment]) -> EnrollmentView | Problem:
        self.calls.append(name)
        if self.problem is not None:
            problem, self.problem = self.problem, None
            return problem
        self.enrollment = changed()
        return view(self.enrollment)

    def accept_portrait(self, _: EnrollmentId, candidate: PortraitCandidate) -> EnrollmentView | Problem:
        kept = replace(portrait(), automatic=candidate.automatic)
        return self._answer("accept_portrait", lambda: self.enrollment.with_portrait(kept))

    def accept_slap(self, _: EnrollmentId, candidate: SlapCandidate) -> EnrollmentView | Problem:
        def changed() -> Enrollment:
            made = [item for item in self.enrollment.samples.slaps if item.slap is candidate.slap]
            scores = tuple(item.quality.score for item in candidate.fingers)
            fingers = tuple(item.finger for item in candidate.fingers)
            return self.enrollment.with_slap(impression(candidate.slap, len(made) + 1, scores, fingers))

        return self._answer("accept_slap", changed)

    def take_singly(self, _: EnrollmentId, slap: Slap) -> EnrollmentView | Problem:
        samples = one_by_one(self.enrollment.samples, slap)
        return self._answer("take_singly", lambda: self.enrollment.with_slaps(samples, slap))

    def veto(self, _: EnrollmentId, slap: Slap, reason: VetoReason) -> EnrollmentView | Problem:
        def changed() -> Enrollment:
            made = [each for each in self.enrollment.samples.slaps if each.slap is slap and each.veto is None]
            return self.enrollment.with_slaps(vetoed(self.enrollment.samples, made[-1], Veto(reason, "0a", NOW)), slap)

        return self._answer(f"veto {reason.value}", changed)

    def set_exceptions(self, _: EnrollmentId, exceptions: tuple[BiometricException, ...]) -> EnrollmentView | Problem:
        return self._answer("set_exceptions", lambda: self.enrollment.with_exceptions(exceptions))

    def accept_signature(
        self, _: EnrollmentId, points: tuple[InkPoint, ...], size_mm: tuple[float, float], device: CaptureDevice
    ) -> EnrollmentView | Problem:
        sample = SignatureSample(blob(f"{len(points)} points", "application/json"), blob("ink"), device, NOW)
        return self._answer("accept_signature", lambda: self.enrollment.with_signature(sample))

    def clear_signature(self, _: EnrollmentId) -> EnrollmentView | Problem:
        return self._answer("clear_signature", lambda: self.enrollment.with_signature(None))

    def set_exception(
        self, _: EnrollmentId, what: Modality, reason: ExceptionReason | None
    ) -> EnrollmentView | Problem:
        return self._answer("set_exception", lambda: self.enrollment.with_exception(what, reason))

    def image(self, _: EnrollmentId, digest: Digest) -> bytes | Problem:
        self.calls.append("image")
        return self.png
