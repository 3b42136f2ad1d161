"""Taking samples without a window: the automatic capture, patience, refusals, silence."""

from collections.abc import Callable
from datetime import UTC, datetime

import numpy as np
import pytest

from station.commands import takes
from station.commands.takes import Ink, take, take_signature
from station.domain.capture import (
    CaptureFailed,
    CaptureRefused,
    CaptureStopped,
    InkPoint,
    PortraitGuidance,
    PreviewFrame,
    WritingArea,
)
from station.domain.errors import Problem
from tests.support.desk import DEVICE, portrait_candidate

AREA = WritingArea((100.0, 40.0), DEVICE)
FRAME = PreviewFrame(np.zeros((2, 2, 3), np.uint8), 0.0)


def guidance(code: str) -> PortraitGuidance:
    return PortraitGuidance(code, None, None, (), 0.0)


class Script:
    """A session that answers at once: what it says from the start, when asked for the capture, and when stopped."""

    def __init__(self, first: list[object], asked: object = None, stopped: object = None) -> None:
        self.first, self.asked, self.stopped = first, asked, stopped
        self.calls: list[str] = []
        self.hear: Callable[[object], None] = print

    def begin(self, hear: Callable[[object], None]) -> "Script":
        self.hear = hear
        for event in self.first:
            hear(event)
        return self

    def capture(self) -> None:
        self.calls.append("capture")
        if self.asked is not None:
            self.hear(self.asked)

    def stop(self) -> None:
        self.calls.append("stop")
        if self.stopped is not None:
            self.hear(self.stopped)


@pytest.fixture(autouse=True)
def short_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(takes, "END_S", 0.01)
    monkeypatch.setattr(takes, "PEN_RESTS_S", 0.01)


def test_an_automatic_capture_with_the_advice_before_it() -> None:
    candidate = portrait_candidate(datetime.now(UTC))
    events = [FRAME, guidance("FACE-COME-CLOSER"), guidance("FACE-HOLD"), guidance("FACE-COME-CLOSER"), candidate]
    session = Script([*events])
    taken = take(session.begin, 5.0)
    assert taken.sample is candidate
    assert taken.advice == ("FACE-COME-CLOSER", "FACE-HOLD")
    assert session.calls == []


def test_when_patience_ends_the_capture_is_asked_for_and_its_refusal_is_the_reason() -> None:
    session = Script([guidance("FACE-STRAIGHTEN")], asked=CaptureRefused(Problem("FACE-STRAIGHTEN")))
    taken = take(session.begin, 0.01)
    assert taken.sample == Problem("FACE-STRAIGHTEN")
    assert session.calls == ["capture"]


def test_a_silent_session_is_stopped() -> None:
    session = Script([])
    assert take(session.begin, 0.01).sample == Problem("CLI-NO-CAPTURE")
    assert session.calls == ["capture", "stop"]


@pytest.mark.parametrize(
    ("end", "code"), [(CaptureFailed(Problem("DEV-010")), "DEV-010"), (CaptureStopped(), "CLI-NO-CAPTURE")]
)
def test_other_ends(end: object, code: str) -> None:
    for taken in (take(Script([end]).begin, 5.0), take_signature(Script([end]).begin, 5.0)):
        assert isinstance(taken.sample, Problem)
        assert taken.sample.code == code


def test_no_device() -> None:
    missing = Problem("DEV-040")
    assert take(lambda _: missing, 5.0).sample is missing
    assert take_signature(lambda _: missing, 5.0).sample is missing


def test_a_signature_ends_when_the_pen_rests() -> None:
    points = [InkPoint(1.0, 2.0, 0), InkPoint(2.0, 2.0, 10), InkPoint(2.0, 2.0, 20, down=False)]
    session = Script([AREA, *points], stopped=CaptureStopped())
    assert take_signature(session.begin, 5.0).sample == Ink(tuple(points), AREA.size_mm, DEVICE)
    assert session.calls == ["stop"]


def test_a_pad_on_which_nothing_is_written() -> None:
    assert take_signature(Script([AREA], stopped=CaptureStopped()).begin, 0.01).sample == Problem("CLI-NO-CAPTURE")
    assert take_signature(Script([]).begin, 0.01).sample == Problem("CLI-NO-CAPTURE")


@pytest.mark.parametrize("taking", [take, take_signature])
def test_an_interrupted_take_lets_the_device_go(monkeypatch: pytest.MonkeyPatch, taking: Callable[..., object]) -> None:
    """Else the device goes on for nobody, and the program waits for it at its end."""

    class Interrupted:
        def put(self, _: object) -> None: ...

        def get(self, timeout: float) -> object:
            raise KeyboardInterrupt

    monkeypatch.setattr(takes, "SimpleQueue", Interrupted)
    session = Script([])
    with pytest.raises(KeyboardInterrupt):
        taking(session.begin, 1.0)
    assert session.calls == ["stop"]
