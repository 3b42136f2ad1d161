"""The signature page's doings: ink in the window, a connected pad, kept when the pen rests, cleared, left."""

from dataclasses import dataclass, field
from io import BytesIO

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from station.domain.capture import CaptureFailed, InkPoint
from station.domain.enrollment import Enrollment
from station.domain.errors import Problem
from station.domain.sample import ExceptionReason, SignatureSample
from station.services.views import EnrollmentView
from tests.support.capture_fakes import (
    DEVICE,
    NOW,
    FakeCapture,
    FakeDevices,
    FakeEnroll,
    Inbox,
    Later,
    blob,
    enrollment,
    view,
)
from ui.pages.signature.presenter import SignaturePresenter
from ui.pages.signature.state import Ink, Phase, SignatureState

STROKE = (InkPoint(1, 2, 0), InkPoint(4, 6, 20), InkPoint(4, 6, 30, down=False))
SIZE = (100.0, 40.0)


@dataclass
class Screen:
    states: list[SignatureState] = field(default_factory=list)
    inks: list[Ink] = field(default_factory=list)
    pictures: list[NDArray[np.uint8]] = field(default_factory=list)
    clears: int = 0
    changes: list[EnrollmentView] = field(default_factory=list)
    told: list[Problem] = field(default_factory=list)

    def show_state(self, state: SignatureState) -> None:
        self.states.append(state)

    def show_ink(self, ink: Ink) -> None:
        self.inks.append(ink)

    def show_picture(self, pixels: NDArray[np.uint8]) -> None:
        self.pictures.append(pixels)

    def clear_ink(self) -> None:
        self.clears += 1

    def enrollment_changed(self, view: EnrollmentView) -> None:
        self.changes.append(view)

    def tell(self, problem: Problem) -> None:
        self.told.append(problem)


class Bench:
    def __init__(self, of: Enrollment | None = None) -> None:
        png = BytesIO()
        Image.new("1", (60, 20), 1).save(png, "PNG")
        self.screen, self.capture, self.devices = Screen(), FakeCapture(), FakeDevices()
        self.enroll, self.inbox = FakeEnroll(of, png.getvalue()), Inbox()
        self.work, self.timer = Later(), Later()
        self.page = SignaturePresenter(
            self.screen, self.capture, self.enroll, self.devices, self.inbox, self.work.run, self.timer.after
        )
        self.page.enter(view(self.enroll.enrollment))

    def write(self) -> None:
        self.page.pen_down()
        self.page.written(STROKE, SIZE, pen=False)

    def settle(self) -> None:
        self.timer.finish()
        self.work.finish()

    @property
    def phase(self) -> Phase:
        return self.page.state.phase


@pytest.fixture
def bench() -> Bench:
    return Bench()


def signed() -> Enrollment:
    return enrollment().with_signature(SignatureSample(blob("s"), blob("i"), DEVICE, NOW))


def test_ink_is_kept_when_the_pen_rests(bench: Bench) -> None:
    bench.write()
    assert bench.phase is Phase.WRITING
    bench.settle()
    assert bench.phase is Phase.KEPT
    signature = bench.enroll.enrollment.samples.signature
    assert signature is not None
    assert signature.device.model == "mouse"
    assert len(bench.screen.changes) == 1


def test_a_second_stroke_puts_the_keeping_off(bench: Bench) -> None:
    bench.write()
    bench.page.pen_down()
    bench.settle()  # the first stroke's rest ends while the second is being written
    assert bench.enroll.calls == []
    bench.page.written(STROKE * 2, SIZE, pen=True)
    bench.settle()
    assert bench.enroll.calls == ["accept_signature"]


def test_a_stroke_after_keeping_keeps_the_whole_again(bench: Bench) -> None:
    bench.write()
    bench.settle()
    bench.page.pen_down()
    bench.page.written(STROKE * 2, SIZE, pen=True)
    bench.settle()
    assert bench.enroll.calls == ["accept_signature", "accept_signature"]


def test_a_stroke_while_it_is_kept_stays_written(bench: Bench) -> None:
    bench.write()
    bench.timer.finish()
    assert bench.phase is Phase.SAVING
    bench.page.pen_down()
    bench.page.written(STROKE * 2, SIZE, pen=True)
    bench.work.finish()
    assert bench.phase is Phase.WRITING
    bench.settle()
    assert bench.phase is Phase.KEPT


def test_leaving_keeps_what_is_written(bench: Bench) -> None:
    bench.write()
    bench.page.leave()
    bench.settle()
    assert bench.enroll.enrollment.samples.signature is not None
    assert bench.devices.hearers == []


def test_clear_takes_the_kept_one_away_too(bench: Bench) -> None:
    bench.write()
    bench.settle()
    bench.page.clear()
    bench.settle()
    assert bench.phase is Phase.EMPTY
    assert bench.enroll.enrollment.samples.signature is None
    assert bench.page.state.signature is None


def test_a_clear_that_fails_shows_the_kept_one_again() -> None:
    bench = Bench(signed())
    bench.work.finish()
    bench.enroll.problem = Problem("STN-101")
    bench.page.clear()
    bench.settle()
    assert bench.phase is Phase.KEPT
    assert bench.screen.told == [Problem("STN-101")]


def test_disk_full_keeps_the_ink(bench: Bench) -> None:
    bench.write()
    bench.enroll.problem = Problem("STN-101")
    bench.settle()
    assert bench.phase is Phase.UNSAVED
    bench.page.clear()  # Space: keep again
    bench.settle()
    assert bench.phase is Phase.KEPT


def test_the_pad_writes_and_is_kept_when_its_pen_rests(bench: Bench) -> None:
    bench.page.use_pad()
    assert bench.phase is Phase.PAD
    for point in STROKE:
        bench.capture.say(point)
    bench.inbox.run()
    assert bench.screen.inks[-1].points == STROKE
    bench.settle()
    assert bench.phase is Phase.KEPT
    assert bench.capture.sessions[0].stopped
    signature = bench.enroll.enrollment.samples.signature
    assert signature is not None
    assert signature.device == DEVICE


def test_pad_missing_then_plugged_in(bench: Bench) -> None:
    bench.devices.set_state("signature", "gone")
    bench.capture.problem = Problem("DEV-040")
    bench.page.use_pad()
    assert (bench.phase, bench.page.state.problem) == (Phase.WAITING, Problem("DEV-040"))
    bench.devices.set_state("signature", "ready")
    bench.inbox.run()
    assert bench.phase is Phase.PAD


def test_pad_unplugged_while_writing_keeps_nothing_half(bench: Bench) -> None:
    bench.page.use_pad()
    bench.capture.say(STROKE[0])
    bench.capture.say(CaptureFailed(Problem("DEV-010")))
    bench.inbox.run()
    bench.settle()
    assert bench.phase is Phase.WAITING
    assert bench.enroll.calls == []


def test_writing_in_the_window_ends_the_pad(bench: Bench) -> None:
    bench.page.use_pad()
    bench.write()
    bench.settle()
    assert bench.capture.sessions[0].stopped
    assert bench.phase is Phase.KEPT


def test_a_kept_signature_is_shown_and_cancel_of_new_ink_shows_it_again() -> None:
    bench = Bench(signed())
    bench.work.finish()
    assert bench.phase is Phase.KEPT
    assert len(bench.screen.pictures) == 1
    bench.write()
    assert bench.page.cancel()
    bench.settle()
    assert len(bench.screen.pictures) == 2
    assert bench.enroll.calls == ["image", "image"]
    assert not bench.page.cancel()


def test_a_pad_unplugged_between_strokes_keeps_what_was_signed(bench: Bench) -> None:
    bench.page.use_pad()
    for point in STROKE:
        bench.capture.say(point)
    bench.capture.say(CaptureFailed(Problem("DEV-010")))
    bench.inbox.run()
    bench.work.finish()
    assert bench.phase is Phase.KEPT
    assert bench.screen.told == [Problem("DEV-010")]


def test_ink_left_under_way_is_shown_and_kept_when_the_page_comes_back(bench: Bench) -> None:
    before = view(bench.enroll.enrollment)
    bench.write()
    bench.page.leave()
    bench.page.enter(before)
    assert bench.phase is Phase.SAVING
    assert bench.screen.inks[-1].points == STROKE
    bench.work.finish()
    assert bench.phase is Phase.KEPT
    assert bench.page.state.signature is not None


def test_ink_that_cannot_be_kept_on_leaving_is_told_and_stays(bench: Bench) -> None:
    bench.write()
    bench.enroll.problem = Problem("STN-101")
    bench.page.leave()
    bench.work.finish()
    assert bench.screen.told == [Problem("STN-101")]
    bench.page.enter(view(bench.enroll.enrollment))
    assert bench.phase is Phase.UNSAVED
    bench.page.clear()  # Space: keep again
    bench.work.finish()
    assert bench.phase is Phase.KEPT


def test_wiping_left_under_way_is_not_undone_by_coming_back() -> None:
    bench = Bench(signed())
    bench.work.finish()
    before = view(bench.enroll.enrollment)
    bench.page.clear()
    bench.page.leave()
    bench.page.enter(before)
    assert bench.phase is Phase.EMPTY
    bench.work.finish()
    assert (bench.phase, bench.page.state.signature) == (Phase.EMPTY, None)


def test_a_mere_dot_is_told_and_not_kept_again_and_again(bench: Bench) -> None:
    bench.write()
    bench.enroll.problem = Problem("STN-435", field="signature")
    bench.settle()
    assert bench.screen.told == [Problem("STN-435", field="signature")]
    assert bench.phase is Phase.EMPTY


def test_who_cannot_write_needs_none_and_may_write_after_all() -> None:
    bench = Bench(signed())
    bench.page.except_for(ExceptionReason.CANNOT_WRITE)
    bench.settle()
    assert (bench.phase, bench.page.state.reason) == (Phase.EXCEPTED, ExceptionReason.CANNOT_WRITE)
    assert bench.enroll.enrollment.samples.signature is None
    bench.page.except_for(None)
    bench.settle()
    assert (bench.phase, bench.page.state.reason) == (Phase.EMPTY, None)


def test_ink_in_hand_is_kept_before_it_is_called_a_mark(bench: Bench) -> None:
    bench.write()
    bench.page.except_for(ExceptionReason.MARK)
    bench.settle()
    assert bench.enroll.calls[:2] == ["accept_signature", "set_exception"]
    assert (bench.phase, bench.page.state.reason) == (Phase.KEPT, ExceptionReason.MARK)


def test_a_refused_reason_is_told_and_the_signature_stays() -> None:
    bench = Bench(signed())
    bench.enroll.problem = Problem("STN-490", {"reason": "refuses"}, field="signature")
    bench.page.except_for(ExceptionReason.REFUSES)
    bench.settle()
    assert [problem.code for problem in bench.screen.told] == ["STN-490"]
    assert bench.phase is Phase.KEPT
