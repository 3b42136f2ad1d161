"""The sheet of proofs: photographed, refused, kept, taken again; confirmed by another; left in the middle."""

from collections.abc import Callable
from dataclasses import dataclass, field
from io import BytesIO

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from station.domain.capture import CaptureFailed, CaptureRefused, PhotoCandidate, PreviewFrame
from station.domain.errors import Problem
from station.domain.proven import Proof
from station.domain.sample import ExceptionReason, Modality
from station.services.views import EnrollmentView
from tests.support.capture_fakes import DEVICE, NOW, FakeDevices, FakeEnroll, Inbox, Later, enrollment
from tests.support.proving import SECOND, FakePeople, FakePhotos, FakeProofs, proving_view
from ui.proof.presenter import Phase, ProofPresenter, ProofState

FACE = Modality.FACE
FRAME = PreviewFrame(np.zeros((8, 8, 3), np.uint8), 0.0)
SHOT = PhotoCandidate(np.full((8, 8, 3), 9, np.uint8), DEVICE, NOW)
ILL = enrollment().with_exception(FACE, ExceptionReason.ILLNESS)


@dataclass
class Screen:
    states: list[ProofState] = field(default_factory=list)
    frames: list[NDArray[np.uint8]] = field(default_factory=list)
    changes: list[EnrollmentView] = field(default_factory=list)
    told: list[Problem] = field(default_factory=list)

    def show_state(self, state: ProofState) -> None:
        self.states.append(state)

    def show_frame(self, pixels: NDArray[np.uint8]) -> None:
        self.frames.append(pixels)

    def freeze(self, pixels: NDArray[np.uint8]) -> None:
        self.frames.append(pixels)

    def enrollment_changed(self, view: EnrollmentView) -> None:
        self.changes.append(view)

    def tell(self, problem: Problem) -> None:
        self.told.append(problem)


class Bench:
    def __init__(self, *asked: Proof) -> None:
        png = BytesIO()
        Image.new("RGB", (8, 8), (1, 2, 3)).save(png, "PNG")
        self.screen, self.capture, self.devices = Screen(), FakePhotos(), FakeDevices()
        self.proofs, self.inbox, self.later = FakeProofs(ILL, *asked), Inbox(), Later()
        self.sheet = ProofPresenter(
            self.screen, FACE, self.capture, self.proofs, FakePeople().credentials,
            FakeEnroll(ILL, png.getvalue()).image, self.devices, self.inbox, self.later.run,
        )  # fmt: skip
        self.sheet.enter(proving_view(ILL, FACE, *asked))

    def say(self, *events: object) -> None:
        for event in events:
            self.capture.say(event)
        self.inbox.run()

    @property
    def phase(self) -> Phase:
        return self.sheet.state.phase


def test_nothing_opens_where_nothing_is_asked() -> None:
    bench = Bench()
    bench.sheet.open()
    assert (bench.phase, bench.capture.sessions) == (Phase.CLOSED, [])


def test_it_is_photographed_kept_and_taken_again() -> None:
    bench = Bench(Proof.PHOTO)
    bench.sheet.open()
    bench.say(FRAME)
    assert bench.phase is Phase.LIVE
    bench.sheet.press()
    assert bench.capture.sessions[-1].captured
    bench.say(SHOT)
    assert bench.phase is Phase.SAVING
    bench.later.finish()
    assert (bench.phase, bench.sheet.state.proven.missing) == (Phase.KEPT, ())
    assert bench.proofs.calls == [("photo", FACE)]
    assert len(bench.screen.changes) == 1
    bench.sheet.press()
    assert (bench.phase, len(bench.capture.sessions)) == (Phase.OPENING, 2)


def test_what_is_kept_is_shown_when_it_is_opened_again() -> None:
    bench = Bench(Proof.PHOTO)
    bench.sheet.open()
    bench.say(FRAME, SHOT)
    bench.later.finish()
    assert bench.sheet.close()
    assert not bench.sheet.close()
    bench.sheet.open()
    bench.later.finish()
    assert (bench.phase, len(bench.capture.sessions)) == (Phase.KEPT, 1)
    assert bench.screen.frames[-1][0, 0].tolist() == [1, 2, 3]


def test_a_frame_of_nothing_and_a_camera_that_fails_are_said() -> None:
    bench = Bench(Proof.PHOTO)
    bench.sheet.open()
    bench.say(CaptureRefused(Problem("PHOTO-NOTHING-SEEN"), FRAME.pixels))
    assert (bench.phase, bench.sheet.state.problem) == (Phase.REFUSED, Problem("PHOTO-NOTHING-SEEN"))
    bench.sheet.press()
    bench.say(CaptureFailed(Problem("DEV-001")))
    assert (bench.phase, bench.sheet.state.problem) == (Phase.WAITING, Problem("DEV-001"))


def test_a_photograph_that_cannot_be_kept_is_held_and_kept_again() -> None:
    bench = Bench(Proof.PHOTO)
    bench.sheet.open()
    bench.proofs.problem = Problem("STN-105")
    bench.say(FRAME, SHOT)
    bench.later.finish()
    assert (bench.phase, bench.sheet.state.problem) == (Phase.UNSAVED, Problem("STN-105"))
    bench.sheet.press()
    bench.later.finish()
    assert bench.phase is Phase.KEPT


def test_another_confirms_and_a_wrong_pin_is_said() -> None:
    bench = Bench(Proof.SECOND)
    bench.sheet.open()
    bench.later.finish()
    assert (bench.phase, bench.capture.sessions) == (Phase.IDLE, [])
    assert [each.own_capture for each in bench.sheet.state.people] == [True, False]
    bench.proofs.problem = Problem("CRY-010")
    bench.sheet.confirm(SECOND.credential_id, "0000")
    bench.later.finish()
    assert bench.sheet.state.said == Problem("CRY-010")
    bench.sheet.confirm(SECOND.credential_id, "1234")
    assert bench.sheet.state.confirming
    bench.later.finish()
    assert (bench.sheet.state.said, bench.sheet.state.proven.missing) == (None, ())
    assert "1234" not in repr(bench.screen.states)


def test_an_answer_that_comes_after_it_was_left_is_told_and_shown_nowhere() -> None:
    ends: list[Callable[[Bench], object]] = [lambda bench: bench.sheet.close(), lambda bench: bench.sheet.leave()]
    for end in ends:
        bench = Bench(Proof.SECOND)
        bench.sheet.open()
        bench.later.finish()
        bench.proofs.problem = Problem("CRY-010")
        bench.sheet.confirm(SECOND.credential_id, "0000")
        end(bench)
        bench.later.finish()
        assert (bench.phase, bench.sheet.state.said) == (Phase.CLOSED, None)
        assert bench.screen.told == [Problem("CRY-010")]


def test_a_photograph_taken_while_the_page_is_left_is_kept() -> None:
    bench = Bench(Proof.PHOTO)
    bench.sheet.open()
    bench.say(FRAME, SHOT)
    bench.sheet.leave()
    bench.later.finish()
    assert bench.proofs.calls == [("photo", FACE)]
    assert bench.phase is Phase.CLOSED
