"""A script that says why: a portrait that stays refused and prints that stay low are proposed, and nothing else is."""

from collections.abc import Callable
from dataclasses import replace
from io import StringIO
from types import SimpleNamespace
from typing import Any

import pytest

from station.commands.captures import Captures, Halt
from station.commands.exits import Exit
from station.commands.script import Applicant, Person, Script
from station.commands.words import Voice
from station.domain.capture import CaptureRefused, LiveCheck, PortraitCandidate
from station.domain.errors import Problem
from station.domain.override import FINGER_QUALITY, REASONS, FailedCheck, OverrideReason, Unfit
from station.domain.sample import PORTRAIT, Modality, Slap
from station.services.views import EnrollmentView
from tests.support.capture_fakes import (
    FakeOverrides,
    FakeSession,
    enrollment,
    impression,
    portrait_candidate,
    slap_view,
    view,
)

TURNED = replace(portrait_candidate(), checks=(LiveCheck("FACE-CHECK-YAW", False, 9.0, "|x| <= 5"),))
RIGHT = Slap.RIGHT_FOUR
DONE = view(slaps=())
"""Nothing is left to take."""


class Desk(FakeOverrides):
    """A camera that sees a turned head for ever, and a desk that offers it after so many tries."""

    def __init__(self, tries: int, seen: PortraitCandidate | None) -> None:
        super().__init__()
        self._tries, self._seen = tries, seen
        self.first = low()
        self.scanner = SimpleNamespace(
            kind="fingerprint", state="ready", device_id="sim_fingerprint:0", one_finger=False
        )

    def keep(self, which: Any, candidate: PortraitCandidate) -> EnrollmentView | Problem:
        super().keep(which, candidate)
        left = self._tries - len(self.calls)
        return view(unfit=(Unfit(PORTRAIT, candidate.failed, left, REASONS[Modality.FACE]),))

    def portrait(self, on_event: Callable[[object], None], *_: object) -> FakeSession:
        on_event(CaptureRefused(Problem("FACE-LOOK-STRAIGHT"), unfit=self._seen))
        return FakeSession(on_event)

    def propose(self, *of: Any) -> EnrollmentView:
        super().propose(*of)
        return DONE

    def take_singly(self, _: object, slap: Slap) -> EnrollmentView:
        self.calls.append(("singly", slap))
        return DONE

    def run(self, *, why: dict[str, OverrideReason]) -> tuple[Captures, Applicant]:
        work = SimpleNamespace(call=lambda call, *args: call(*args))
        enroll = SimpleNamespace(set_exceptions=lambda *_: self.first, take_singly=self.take_singly)
        diagnose = SimpleNamespace(devices=lambda: (self.scanner,))
        station: Any = SimpleNamespace(work=work, capture=self, overrides=self, enroll=enroll, diagnose=diagnose)
        nobody = Person("", "")
        given = Script(nobody, nobody, (), patience_s=5.0)
        return Captures(station, given, Voice("en", StringIO(), StringIO())), Applicant({}, overrides=why)


def low() -> EnrollmentView:
    """The right hand, three times too low."""
    of = enrollment()
    for attempt in (1, 2, 3):
        of = of.with_slap(impression(RIGHT, attempt, (8, 8, 8, 8)))
    hand = replace(slap_view(of, RIGHT), attempts_left=0, needs_reason=True)
    checks = (FailedCheck(FINGER_QUALITY, "right_index", 8, "x >= 30"),)
    return replace(view(of), slaps=(hand,), unfit=(Unfit(RIGHT.value, checks, 0, REASONS[Modality.FINGERS]),))


def test_a_portrait_is_proposed_once_it_is_offered() -> None:
    desk = Desk(3, TURNED)
    run, applicant = desk.run(why={PORTRAIT: OverrideReason.BODY})
    run._portrait(applicant, view())
    assert [call[0] for call in desk.calls] == ["keep", "keep", "keep", "propose"]
    assert desk.calls[-1] == ("propose", PORTRAIT, OverrideReason.BODY, "")


@pytest.mark.parametrize(("seen", "why"), [(TURNED, {}), (None, {PORTRAIT: OverrideReason.BODY})])
def test_without_a_reason_or_of_what_nobody_passes_over_the_refusal_ends_it(
    seen: PortraitCandidate | None, why: dict[str, OverrideReason]
) -> None:
    desk = Desk(1, seen)
    run, applicant = desk.run(why=why)
    with pytest.raises(Halt) as ended:
        run._portrait(applicant, view())
    assert (ended.value.status, desk.calls) == (Exit.CAPTURE, [])


def test_low_prints_are_proposed_after_all_attempts() -> None:
    desk = Desk(1, None)
    run, applicant = desk.run(why={RIGHT.value: OverrideReason.WORN_RIDGES})
    run._fingerprints(applicant, low())
    assert desk.calls == [("propose", "right_four", OverrideReason.WORN_RIDGES, "")]


@pytest.mark.parametrize("state", ["ready", "gone"])
def test_a_scanner_of_one_finger_is_asked_for_no_slap(state: str) -> None:
    desk = Desk(1, None)
    desk.scanner.one_finger, desk.scanner.state = True, state
    (hand,) = desk.first.slaps
    desk.first = replace(desk.first, slaps=(replace(hand, may_singly=True),))
    run, applicant = desk.run(why={RIGHT.value: OverrideReason.WORN_RIDGES})
    run._fingerprints(applicant, low())
    assert desk.calls == (
        [("singly", RIGHT)] if state == "ready" else [("propose", "right_four", OverrideReason.WORN_RIDGES, "")]
    )
