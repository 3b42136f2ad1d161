"""Taking samples without a window: waits for the automatic capture, remembers the advice that was given meanwhile."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from time import monotonic
from typing import TypeAlias

from station.domain.capture import (
    CaptureFailed,
    CaptureRefused,
    CaptureStopped,
    InkPoint,
    PageCandidate,
    PhotoCandidate,
    PortraitCandidate,
    PortraitGuidance,
    SlapCandidate,
    SlapGuidance,
    WritingArea,
)
from station.domain.errors import Problem
from station.domain.sample import CaptureDevice
from station.services.capture import Session

END_S = 10.0  # how long an asked-for end may take
PEN_RESTS_S = 1.0  # the signature is finished when nothing was written for so long

Begin: TypeAlias = Callable[[Callable[[object], None]], Session | Problem]


@dataclass(frozen=True)
class Ink:
    """A signature as written, its area in millimetres, and the pad."""

    points: tuple[InkPoint, ...]
    size_mm: tuple[float, float]
    device: CaptureDevice


Sample: TypeAlias = PortraitCandidate | SlapCandidate | PageCandidate | PhotoCandidate | Ink


@dataclass(frozen=True)
class Taken:
    """sample: what came, or why none did. advice: codes in the order in which they were first given. unfit: the
    portrait that was refused, where people may let it pass."""

    sample: Sample | Problem
    advice: tuple[str, ...] = ()
    unfit: PortraitCandidate | None = None


@contextmanager
def stopped_when_interrupted(session: Session) -> Iterator[None]:
    """Ctrl+C, or a bug: the device must not go on for nobody, nor keep the program from ending."""
    try:
        yield
    except BaseException:
        session.stop()
        raise


def take(begin: Begin, patience_s: float) -> Taken:
    """A portrait, a slap, a page, a photograph. When the patience is over the capture is asked for: what then fails is
    the reason."""
    events: SimpleQueue[object] = SimpleQueue()
    session = begin(events.put)
    if isinstance(session, Problem):
        return Taken(session)
    with stopped_when_interrupted(session):
        return _wait_for_sample(session, events, patience_s)


def _wait_for_sample(session: Session, events: SimpleQueue[object], patience_s: float) -> Taken:
    advice: dict[str, None] = {}
    give_up_s, asked = monotonic() + patience_s, False
    while True:
        try:
            event = events.get(timeout=max(0.0, give_up_s - monotonic()))
        except Empty:
            if asked:
                session.stop()
                return Taken(Problem("CLI-NO-CAPTURE"), tuple(advice))
            asked, give_up_s = True, monotonic() + END_S
            session.capture()
            continue
        match event:
            case PortraitGuidance(advice=code) | SlapGuidance(advice=code):
                advice.setdefault(code)
            case PortraitCandidate() | SlapCandidate() | PageCandidate() | PhotoCandidate():
                return Taken(event, tuple(advice))
            case CaptureRefused(problem=problem, unfit=unfit):
                return Taken(problem, tuple(advice), unfit)
            case CaptureFailed(problem=problem):
                return Taken(problem, tuple(advice))
            case CaptureStopped():
                return Taken(Problem("CLI-NO-CAPTURE"), tuple(advice))


def take_signature(begin: Begin, patience_s: float) -> Taken:
    """All points until the pen rests, or until the patience is over."""
    events: SimpleQueue[object] = SimpleQueue()
    session = begin(events.put)
    if isinstance(session, Problem):
        return Taken(session)
    with stopped_when_interrupted(session):
        return _wait_for_ink(session, events, patience_s)


def _wait_for_ink(session: Session, events: SimpleQueue[object], patience_s: float) -> Taken:
    area: WritingArea | None = None
    points: list[InkPoint] = []
    give_up_s, stopped = monotonic() + patience_s, False
    while True:
        wait_s = END_S if stopped else PEN_RESTS_S if points else give_up_s - monotonic()
        try:
            event = events.get(timeout=max(0.0, wait_s))
        except Empty:
            if stopped:
                return Taken(Problem("CLI-NO-CAPTURE"))
            session.stop()
            stopped = True
            continue
        match event:
            case WritingArea():
                area = event
            case InkPoint():
                points.append(event)
            case CaptureFailed(problem=problem):
                return Taken(problem)
            case CaptureStopped():
                ink = Ink(tuple(points), area.size_mm, area.device) if area is not None and points else None
                return Taken(ink or Problem("CLI-NO-CAPTURE"))
