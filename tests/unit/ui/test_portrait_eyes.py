"""An eye that is not open: said on the page of the portrait, and the camera begins anew without asking for it."""

from dataclasses import replace

import pytest

from station.domain.capture import CaptureStopped
from station.domain.enrollment import EnrollmentId
from station.domain.errors import Problem
from station.domain.leeway import Leeway, Young
from station.domain.sample import ExceptionReason, Eye, Modality
from station.services.views import EnrollmentView
from tests.support.capture_fakes import (
    FakeCapture,
    FakeDevices,
    FakeEnroll,
    FakeOverrides,
    Inbox,
    Later,
    enrollment,
    view,
)
from tests.unit.ui.test_portrait_presenter import Screen
from ui.messages import set_language
from ui.pages.portrait.presenter import Phase, PortraitPresenter
from ui.pages.portrait.words import otherwise, scopes

EYES = (ExceptionReason.EYE_MISSING, ExceptionReason.EYE_COVERED, ExceptionReason.EYE_CLOSED)
LEFT = Leeway(frozenset({Eye.LEFT}))
COVERED = enrollment().with_eye(Eye.LEFT, ExceptionReason.EYE_COVERED)


class Enroll(FakeEnroll):
    def set_eye(self, _: EnrollmentId, eye: Eye, reason: ExceptionReason | None) -> EnrollmentView | Problem:
        answer = self._answer("set_eye", lambda: self.enrollment.with_eye(eye, reason))
        return answer if isinstance(answer, Problem) else replace(answer, leeway=LEFT)


def allowing(shown: EnrollmentView, *reasons: ExceptionReason) -> EnrollmentView:
    steps = (replace(each, may_lack=reasons) if each.takes is Modality.FACE else each for each in shown.steps)
    return replace(shown, steps=tuple(steps))


def test_the_camera_begins_anew_and_asks_nothing_of_that_eye() -> None:
    capture, enroll, inbox, later = FakeCapture(), Enroll(), Inbox(), Later()
    page = PortraitPresenter(Screen(), capture, enroll, FakeOverrides(enroll), FakeDevices(), inbox, later.run)
    page.enter(view())
    assert capture.asked == [()]
    page.except_for(ExceptionReason.EYE_COVERED, Eye.LEFT)
    capture.say(CaptureStopped())
    inbox.run()
    later.finish()
    inbox.run()
    assert enroll.calls == ["set_eye"]
    assert (capture.asked[-1], page.state.phase) == ((LEFT,), Phase.OPENING)


def test_each_eye_has_reasons_of_its_own_beside_those_of_the_portrait() -> None:
    said: list[tuple[ExceptionReason | None, Eye | None]] = []

    def chosen(reason: ExceptionReason | None, eye: Eye | None = None) -> None:
        said.append((reason, eye))

    religion = ExceptionReason.RELIGION
    whole, right, left = scopes(allowing(view(COVERED), religion, *EYES), None, chosen)
    assert (whole.reasons, right.reasons, left.reasons) == ((religion,), EYES, EYES)
    assert (right.now, right.marked, left.now, left.marked) == (None, False, ExceptionReason.EYE_COVERED, True)
    whole.chosen(religion)
    left.chosen(None)
    assert said == [(religion, None), (None, Eye.LEFT)]
    (only,) = scopes(allowing(view(), religion), None, chosen)
    assert (only.label, only.reasons) == ("", None)
    assert [each.label for each in scopes(allowing(view(), *EYES), None, chosen)] == [
        "exceptions.right_eye",
        "exceptions.left_eye",
    ]


@pytest.mark.parametrize("language", ["en", "hy", "ru"])
def test_what_is_otherwise_is_said_beside_the_checks(language: str) -> None:
    set_language(language)
    assert otherwise(None) == otherwise(view()) == ""
    covered = COVERED.with_exception(Modality.FACE, ExceptionReason.RELIGION)
    lines = otherwise(replace(view(covered), leeway=Leeway(young=Young.INFANT))).splitlines()
    assert len(lines) == 3
    assert all(line and "portrait." not in line and "exceptions." not in line for line in lines)
