"""The presenter of the page of fingerprints, a screen that remembers, and work that is done when a test says so."""

from dataclasses import dataclass, field
from io import BytesIO

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from station.domain.capture import FingerBox, PreviewFrame, SlapGuidance
from station.domain.enrollment import Enrollment
from station.domain.errors import Problem
from station.domain.sample import ExceptionReason, Finger, Slap
from station.services.views import EnrollmentView
from tests.support.capture_fakes import (
    FakeCapture,
    FakeDevices,
    FakeEnroll,
    Inbox,
    Later,
    grey,
    slap_candidate,
    view,
)
from ui.pages.fingerprints.presenter import FingerprintsPresenter
from ui.pages.fingerprints.state import FingerprintsState, Phase

RIGHT, LEFT, THUMBS = Slap.RIGHT_FOUR, Slap.LEFT_FOUR, Slap.THUMBS


@dataclass
class Screen:
    states: list[FingerprintsState] = field(default_factory=list)
    frames: list[tuple[NDArray[np.uint8], tuple[FingerBox, ...] | None]] = field(default_factory=list)
    guidance: list[SlapGuidance] = field(default_factory=list)
    changes: list[EnrollmentView] = field(default_factory=list)
    told: list[Problem] = field(default_factory=list)

    def show_state(self, state: FingerprintsState) -> None:
        self.states.append(state)

    def show_frame(self, pixels: NDArray[np.uint8], boxes: tuple[FingerBox, ...] | None) -> None:
        self.frames.append((pixels, boxes))

    def show_guidance(self, guidance: SlapGuidance) -> None:
        self.guidance.append(guidance)

    def clear_frame(self) -> None:
        self.frames.clear()

    def enrollment_changed(self, view: EnrollmentView) -> None:
        self.changes.append(view)

    def tell(self, problem: Problem) -> None:
        self.told.append(problem)


class Bench:
    def __init__(self, of: Enrollment | None = None) -> None:
        png = BytesIO()
        Image.new("L", (60, 40), 200).save(png, "PNG")
        self.screen, self.capture, self.devices = Screen(), FakeCapture(), FakeDevices()
        self.enroll, self.inbox = FakeEnroll(of, png.getvalue()), Inbox()
        self.work, self.timer = Later(), Later()
        self.page = FingerprintsPresenter(
            self.screen, self.capture, self.enroll, self.devices, self.inbox, self.work.run, self.timer.after
        )

    def enter(self) -> None:
        self.page.enter(view(self.enroll.enrollment))

    def mark(self, finger: Finger, reason: ExceptionReason | None) -> None:
        self.page.mark((finger,), reason)
        self.work.finish()
        self.inbox.run()  # the stopped session's last word: its scanner is free

    def say(self, *events: object) -> None:
        for event in events:
            self.capture.say(event)
        self.inbox.run()

    def take(self, slap: Slap, *scores: int | None) -> None:
        """The scanner gives the slap; it is kept."""
        slap_, expected = self.capture.asked[-1]
        assert slap_ is slap
        assert isinstance(expected, tuple)
        self.say(PreviewFrame(grey(), 1.0), slap_candidate(slap, scores, expected))
        self.work.finish()

    @property
    def phase(self) -> Phase:
        return self.page.state.phase


@pytest.fixture
def bench() -> Bench:
    return Bench()
