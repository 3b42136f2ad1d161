"""The portrait page's doings: live, captured, refused, camera away, disk full, retake, left in the middle."""

from dataclasses import dataclass, field, replace
from io import BytesIO

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from station.domain.capture import CaptureFailed, CaptureRefused, LiveCheck, PortraitGuidance, PreviewFrame
from station.domain.enrollment import EnrollmentId
from station.domain.errors import Problem
from station.domain.face_facts import Challenge
from station.domain.sample import ExceptionReason, Modality
from station.services.views import EnrollmentView
from tests.support.capture_fakes import (
    OPERATOR,
    FakeCapture,
    FakeDevices,
    FakeEnroll,
    FakeOverrides,
    Inbox,
    Later,
    enrollment,
    grey,
    portrait,
    portrait_candidate,
    view,
)
from ui.pages.portrait.presenter import PortraitPresenter
from ui.pages.portrait.state import Phase, PortraitState
from ui.shell.presenter import ShellPresenter


@dataclass
class Screen:
    states: list[PortraitState] = field(default_factory=list)
    frames: list[NDArray[np.uint8]] = field(default_factory=list)
    guidance: list[PortraitGuidance] = field(default_factory=list)
    pictures: list[tuple[NDArray[np.uint8], tuple[LiveCheck, ...]]] = field(default_factory=list)
    changes: list[EnrollmentView] = field(default_factory=list)
    told: list[Problem] = field(default_factory=list)

    def show_state(self, state: PortraitState) -> None:
        self.states.append(state)

    def show_frame(self, pixels: NDArray[np.uint8]) -> None:
        self.frames.append(pixels)

    def freeze(self, pixels: NDArray[np.uint8]) -> None:
        self.frames.append(pixels)

    def show_guidance(self, guidance: PortraitGuidance) -> None:
        self.guidance.append(guidance)

    def show_picture(self, pixels: NDArray[np.uint8], checks: tuple[LiveCheck, ...]) -> None:
        self.pictures.append((pixels, checks))

    def enrollment_changed(self, view: EnrollmentView) -> None:
        self.changes.append(view)

    def tell(self, problem: Problem) -> None:
        self.told.append(problem)


class Bench:
    def __init__(self) -> None:
        png = BytesIO()
        Image.new("RGB", (413, 531), (1, 2, 3)).save(png, "PNG")
        self.screen, self.capture, self.devices = Screen(), FakeCapture(), FakeDevices()
        self.enroll, self.inbox, self.later = FakeEnroll(png=png.getvalue()), Inbox(), Later()
        self.overrides = FakeOverrides(self.enroll)
        self.page = PortraitPresenter(
            self.screen, self.capture, self.enroll, self.overrides, self.devices, self.inbox, self.later.run
        )

    def say(self, *events: object) -> None:
        for event in events:
            self.capture.say(event)
        self.inbox.run()

    @property
    def phase(self) -> Phase:
        return self.page.state.phase


@pytest.fixture
def bench() -> Bench:
    return Bench()


GUIDANCE = PortraitGuidance("FACE-COME-CLOSER", (1, 2, 3, 4), None, (), 0.0)


def test_entering_starts_the_camera_and_shows_frames_and_advice(bench: Bench) -> None:
    bench.page.enter(view())
    assert bench.phase is Phase.OPENING
    bench.say(PreviewFrame(grey(), 1.0), GUIDANCE)
    assert bench.phase is Phase.LIVE
    assert len(bench.screen.frames) == 1
    assert bench.screen.guidance == [GUIDANCE]
    assert bench.page.state.device is not None
    assert bench.page.state.device.simulated


def test_space_asks_the_session_for_a_capture(bench: Bench) -> None:
    bench.page.enter(view())
    bench.page.capture_or_retake()  # not live yet: nothing to take
    bench.say(PreviewFrame(grey(), 1.0))
    bench.page.capture_or_retake()
    assert bench.capture.sessions[0].captured == 1


def test_a_candidate_is_kept_and_shown_beside_its_checks(bench: Bench) -> None:
    bench.page.enter(view())
    candidate = portrait_candidate()
    bench.say(PreviewFrame(grey(), 1.0), candidate)
    assert bench.phase is Phase.SAVING
    bench.later.finish()
    assert bench.phase is Phase.ACCEPTED
    assert bench.screen.pictures == [(candidate.crop, candidate.checks)]
    assert bench.page.state.portrait is not None
    assert bench.page.state.portrait.automatic
    assert [item.enrollment.samples.portrait is not None for item in bench.screen.changes] == [True]
    assert bench.capture.sessions[0].stopped


def test_frames_after_the_capture_do_not_thaw_the_picture(bench: Bench) -> None:
    bench.page.enter(view())
    bench.say(portrait_candidate(), PreviewFrame(grey(), 9.0))
    assert len(bench.screen.frames) == 1


def test_refused_keeps_the_picture_with_its_reason_and_space_begins_anew(bench: Bench) -> None:
    bench.page.enter(view())
    bench.say(PreviewFrame(grey(), 1.0), CaptureRefused(Problem("FACE-NO-FACE"), grey(1)))
    assert bench.page.state.problem == Problem("FACE-NO-FACE")
    assert bench.phase is Phase.REFUSED
    bench.page.capture_or_retake()
    assert bench.phase is Phase.OPENING
    assert len(bench.capture.sessions) == 2


def test_camera_missing_then_plugged_in_goes_on_by_itself(bench: Bench) -> None:
    bench.devices.set_state("camera", "gone")
    bench.capture.problem = Problem("DEV-040")
    bench.page.enter(view())
    assert bench.phase is Phase.WAITING
    assert bench.page.state.problem == Problem("DEV-040")
    bench.devices.set_state("camera", "ready")
    bench.inbox.run()
    assert bench.phase is Phase.OPENING


def test_camera_unplugged_in_preview_comes_back(bench: Bench) -> None:
    bench.page.enter(view())
    bench.say(PreviewFrame(grey(), 1.0), CaptureFailed(Problem("DEV-010")))
    assert bench.phase is Phase.WAITING
    bench.devices.set_state("camera", "gone")
    bench.devices.set_state("camera", "ready")
    bench.inbox.run()
    assert bench.phase is Phase.OPENING
    bench.say(PreviewFrame(grey(), 2.0))
    assert bench.phase is Phase.LIVE


def test_disk_full_keeps_the_picture_in_hand_and_space_keeps_it_again(bench: Bench) -> None:
    bench.page.enter(view())
    bench.enroll.problem = Problem("STN-101")
    bench.say(portrait_candidate())
    bench.later.finish()
    assert bench.phase is Phase.UNSAVED
    assert bench.page.state.problem == Problem("STN-101")
    bench.page.capture_or_retake()
    bench.later.finish()
    assert bench.phase is Phase.ACCEPTED
    assert len(bench.capture.sessions) == 1


def test_leaving_while_it_is_kept_still_tells_what_went_wrong(bench: Bench) -> None:
    bench.page.enter(view())
    bench.enroll.problem = Problem("STN-101")
    bench.say(portrait_candidate())
    bench.page.leave()
    bench.later.finish()
    assert bench.screen.told == [Problem("STN-101")]


def test_leaving_with_a_picture_in_hand_keeps_it_once_more(bench: Bench) -> None:
    bench.page.enter(view())
    bench.enroll.problem = Problem("STN-101")
    bench.say(portrait_candidate())
    bench.later.finish()
    bench.page.leave()
    bench.later.finish()
    assert bench.enroll.enrollment.samples.portrait is not None


def test_a_portrait_kept_before_is_shown_and_no_camera_starts(bench: Bench) -> None:
    bench.page.enter(view(enrollment().with_portrait(portrait())))
    bench.later.finish()
    assert bench.phase is Phase.ACCEPTED
    assert bench.capture.sessions == []
    assert bench.screen.pictures[0][0].shape == (531, 413, 3)


def test_cancelling_a_retake_shows_the_kept_portrait_again(bench: Bench) -> None:
    bench.page.enter(view(enrollment().with_portrait(portrait())))
    bench.page.capture_or_retake()
    bench.say(PreviewFrame(grey(), 1.0))
    assert bench.page.cancel()
    bench.later.finish()
    assert bench.phase is Phase.ACCEPTED
    assert bench.capture.sessions[0].stopped
    assert not bench.page.cancel()


def test_cancelling_without_a_portrait_stops_until_space(bench: Bench) -> None:
    bench.page.enter(view())
    assert bench.page.cancel()
    assert bench.phase is Phase.STOPPED
    assert not bench.page.cancel()
    bench.page.capture_or_retake()
    assert bench.phase is Phase.OPENING


def test_leaving_stops_session_and_subscription(bench: Bench) -> None:
    bench.page.enter(view())
    bench.page.leave()
    assert bench.capture.sessions[0].stopped
    assert bench.devices.hearers == []


def test_a_kept_picture_that_cannot_be_read_is_told(bench: Bench) -> None:
    bench.enroll.image = lambda *_: Problem("STN-110")  # type: ignore[method-assign]
    bench.page.enter(view(enrollment().with_portrait(portrait())))
    bench.later.finish()
    assert bench.phase is Phase.REFUSED
    assert bench.page.state.problem == Problem("STN-110")


def unsaved(bench: Bench) -> None:
    bench.page.enter(view())
    bench.enroll.problem = Problem("STN-101")
    bench.say(PreviewFrame(grey(), 1.0), portrait_candidate())
    bench.later.finish()
    assert bench.phase is Phase.UNSAVED


class Window:
    """As much of the window as locking needs; the sign-in page takes the place of this one."""

    def __init__(self, page: PortraitPresenter) -> None:
        self._page = page

    def settle(self) -> None:
        self._page.settle()

    def show_sign_in(self, locked_by: object) -> None:
        self._page.leave()

    def show_operator(self, operator: object) -> None: ...


def test_locking_keeps_an_unsaved_portrait_before_it_signs_out(bench: Bench) -> None:
    unsaved(bench)

    class Services:
        def sign_out(self) -> None:
            bench.enroll.calls.append("sign_out")

    shell = ShellPresenter(Window(bench.page), bench.later.run, bench.enroll, Services(), None)  # type: ignore[arg-type]
    shell.operator = OPERATOR
    shell.lock()
    bench.later.finish()
    assert bench.enroll.calls == ["accept_portrait", "accept_portrait", "sign_out"]
    assert bench.enroll.enrollment.samples.portrait is not None


def test_what_cannot_be_kept_at_all_is_told_and_there_when_the_page_comes_back(bench: Bench) -> None:
    unsaved(bench)
    bench.enroll.problem = Problem("STN-101")
    bench.page.settle()
    bench.page.leave()
    bench.later.finish()
    assert bench.screen.told == [Problem("STN-101")]
    bench.page.enter(view())
    assert (bench.phase, len(bench.capture.sessions)) == (Phase.UNSAVED, 1)
    bench.page.capture_or_retake()
    bench.later.finish()
    assert bench.phase is Phase.ACCEPTED


def test_what_one_could_not_keep_is_not_there_for_who_signs_in_next(bench: Bench) -> None:
    """Else it would be kept as captured by the other."""
    unsaved(bench)
    bench.enroll.problem = Problem("STN-101")
    bench.page.leave()
    bench.later.finish()
    bench.page.forget()
    bench.page.enter(view())
    assert (bench.phase, len(bench.capture.sessions)) == (Phase.OPENING, 2)


def test_left_while_it_is_kept_and_entered_again_before_the_answer(bench: Bench) -> None:
    bench.page.enter(view())
    bench.say(PreviewFrame(grey(), 1.0), portrait_candidate())
    bench.page.leave()
    bench.page.enter(view())
    assert bench.phase is Phase.SAVING
    bench.later.finish()
    assert bench.phase is Phase.ACCEPTED
    assert bench.page.state.portrait is not None
    assert len(bench.capture.sessions) == 1


def test_a_late_answer_changes_nothing_on_the_next_persons_page(bench: Bench) -> None:
    bench.page.enter(view())
    bench.say(PreviewFrame(grey(), 1.0), portrait_candidate())
    bench.page.leave()
    other = replace(enrollment(), enrollment_id=EnrollmentId("e-2"))
    bench.page.enter(view(other))
    bench.say(PreviewFrame(grey(), 2.0))
    bench.later.finish()
    assert (bench.phase, bench.page.state.portrait, bench.screen.pictures) == (Phase.LIVE, None, [])
    assert [change.enrollment.enrollment_id for change in bench.screen.changes] == ["e-1"]


def test_a_portrait_the_draft_has_no_use_for_is_refused_and_taken_again(bench: Bench) -> None:
    bench.page.enter(view())
    bench.enroll.problem = Problem("STN-433", field="portrait")
    bench.say(PreviewFrame(grey(), 1.0), portrait_candidate())
    bench.later.finish()
    assert bench.phase is Phase.REFUSED
    bench.page.capture_or_retake()
    assert len(bench.capture.sessions) == 2


def test_why_none_is_taken_stops_the_camera_and_stays(bench: Bench) -> None:
    bench.page.enter(view())
    bench.say(PreviewFrame(grey(), 1.0))
    bench.page.except_for(ExceptionReason.ILLNESS)
    assert bench.phase is Phase.SAVING
    assert bench.capture.sessions[0].stopped
    bench.later.finish()
    bench.inbox.run()
    assert (bench.phase, bench.page.state.reason) == (Phase.EXCEPTED, ExceptionReason.ILLNESS)
    assert bench.screen.changes[-1].enrollment.why_not(Modality.FACE) is ExceptionReason.ILLNESS
    bench.page.leave()
    bench.page.enter(view(bench.enroll.enrollment))
    assert bench.phase is Phase.EXCEPTED
    assert len(bench.capture.sessions) == 1, "no camera opens for somebody who is not to be photographed"


def test_taken_after_all_the_camera_opens_again(bench: Bench) -> None:
    bench.page.enter(view(bench.enroll.enrollment.with_exception(Modality.FACE, ExceptionReason.ILLNESS)))
    bench.page.except_for(None)
    bench.later.finish()
    assert bench.phase is Phase.OPENING


def test_a_reason_that_is_refused_is_told_and_changes_nothing(bench: Bench) -> None:
    bench.page.enter(view())
    bench.enroll.problem = Problem("STN-490", {"reason": "illness"}, field="face")
    bench.page.except_for(ExceptionReason.ILLNESS)
    bench.later.finish()
    assert [problem.code for problem in bench.screen.told] == ["STN-490"]
    assert (bench.phase, bench.page.state.reason) == (Phase.OPENING, None)


def test_a_reason_on_its_way_when_the_page_is_left_arrives(bench: Bench) -> None:
    bench.page.enter(view())
    bench.page.except_for(ExceptionReason.ILLNESS)
    bench.page.leave()
    bench.later.finish()
    assert bench.enroll.enrollment.why_not(Modality.FACE) is ExceptionReason.ILLNESS
    assert bench.phase is Phase.STOPPED


def test_the_person_is_asked_only_while_they_are_seen(bench: Bench) -> None:
    bench.page.enter(view())
    bench.page.ask(Challenge.BLINK)  # nobody is there yet
    bench.say(PreviewFrame(grey(), 1.0))
    assert bench.capture.asking is not None
    assert bench.capture.asking.take() is None
    bench.page.ask(Challenge.TURN_LEFT)
    assert bench.capture.asking.take() is Challenge.TURN_LEFT
    first = bench.capture.asking
    bench.page.capture_or_retake()
    bench.say(CaptureRefused(Problem("FACE-NO-FACE")))
    bench.page.capture_or_retake()
    assert bench.capture.asking is not first  # what was asked of the session before is not asked of this one
