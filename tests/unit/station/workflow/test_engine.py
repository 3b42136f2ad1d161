"""Where an enrollment stands: states of the steps, going back and forth, what is still open."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from station.domain.enrollment import Enrollment, EnrollmentId
from station.domain.operator import CredentialId, Operator, Role
from station.domain.sample import (
    SLAPS,
    BiometricException,
    Blob,
    CaptureDevice,
    Digest,
    ExceptionReason,
    Finger,
    FingerImage,
    Portrait,
    QualityScore,
    SignatureSample,
    Slap,
    SlapImpression,
)
from station.domain.signatures import Approved, Signed
from station.workflow.engine import StepLocked, UnknownStep
from station.workflow.slaps import attempts_at, best_attempt, expected_fingers, failed_checks, passed
from tests.support.applicants import ADULT, WHOLE
from tests.support.plans import passport, walk

TODAY = date(2026, 11, 24)
NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
OPERATOR = Operator(CredentialId("op"), "Անի Հակոբյան", "Partner", frozenset({Role.OPERATOR}))
DEVICE = CaptureDevice("sim", "Sim", "One", simulated=True)
BLOB = Blob(Digest("0" * 64), "image/png", 1)
EMPTY = Enrollment(EnrollmentId("e"), "biometric_passport", NOW, OPERATOR, "document")


def impression(
    slap: Slap, *scores: int | None, attempt: int = 1, missing: frozenset[Finger] = frozenset()
) -> SlapImpression:
    fingers = [finger for finger in slap.fingers if finger not in missing]
    images = tuple(
        FingerImage(finger, BLOB, QualityScore("NFIQ2", "2.3", score))
        for finger, score in zip(fingers, scores, strict=True)
    )
    return SlapImpression(slap, attempt, BLOB, images, DEVICE, NOW)


def complete() -> Enrollment:
    enrollment = EMPTY.with_fields(WHOLE)
    enrollment = enrollment.with_portrait(Portrait(BLOB, BLOB, DEVICE, NOW, True))
    for slap in SLAPS:
        enrollment = enrollment.with_slap(impression(slap, *[60] * len(slap.fingers)))
    return enrollment.with_signature(SignatureSample(BLOB, BLOB, DEVICE, NOW))


def states(enrollment: Enrollment) -> list[str]:
    return [status.state for status in walk(enrollment, TODAY).survey()]


def codes(enrollment: Enrollment) -> list[str]:
    return [problem.code for problem in walk(enrollment, TODAY).open_problems]


def test_a_new_enrollment_has_one_open_step() -> None:
    later = len(passport().steps) - 1
    assert states(EMPTY) == ["current", *["locked"] * later]
    assert states(EMPTY.with_fields({"document_kind": "none"})) == ["current", "to_do", *["locked"] * (later - 1)]


def test_going_back_and_breaking_something_draws_attention() -> None:
    enrollment = complete().at_step("review")
    before = len(states(enrollment)) - 1
    assert states(enrollment) == [*["done"] * before, "current"]
    assert states(enrollment.with_fields({"psn": "1"})) == ["done", "attention", *["done"] * (before - 2), "current"]


def test_back_is_always_open_forward_only_past_done_steps() -> None:
    enrollment = EMPTY.with_fields({**WHOLE, "request_kind": ""})
    at_request = walk(enrollment, TODAY).move("request")
    assert at_request.step == "request"
    assert walk(at_request.with_fields({"psn": ""}), TODAY).move("document").step == "document"
    with pytest.raises(StepLocked) as caught:
        walk(at_request, TODAY).move("portrait")
    assert caught.value.params == {"step": "request"}
    with pytest.raises(UnknownStep):
        walk(enrollment, TODAY).move("iris")


def test_only_the_signatures_are_missing_at_the_end() -> None:
    enrollment = complete()
    assert walk(enrollment, TODAY).content_problems == ()
    assert codes(enrollment) == ["REV-UNSIGNED"]
    signed = enrollment.with_signed(Signed(BLOB, OPERATOR, NOW))
    assert codes(signed) == ["REV-UNAPPROVED"]
    approved = signed.with_approved(Approved(BLOB, OPERATOR, NOW))
    assert codes(approved) == []


@pytest.mark.parametrize(
    "change",
    [
        lambda e: e.with_fields({"phone": ""}),
        lambda e: e.with_portrait(None),
        lambda e: e.with_slap(impression(Slap.THUMBS, 80, 80, attempt=2)),
        lambda e: e.with_exceptions((BiometricException(Finger.LEFT_THUMB, ExceptionReason.BANDAGED),)),
        lambda e: e.with_signature(None),
    ],
)
def test_any_change_takes_both_signatures_away(change) -> None:  # type: ignore[no-untyped-def]
    done = complete().with_signed(Signed(BLOB, OPERATOR, NOW)).with_approved(Approved(BLOB, OPERATOR, NOW))
    changed = change(done)
    assert changed.signed is None
    assert changed.approved is None
    assert done.with_fields(dict(done.fields)) == done
    assert done.at_step("applicant").signed is not None


def test_signing_again_needs_a_new_approval() -> None:
    done = complete().with_signed(Signed(BLOB, OPERATOR, NOW)).with_approved(Approved(BLOB, OPERATOR, NOW))
    assert done.with_signed(Signed(BLOB, OPERATOR, NOW)).approved is None


def test_nothing_is_asked_of_small_fingers() -> None:
    child = EMPTY.with_fields({**ADULT, "birth_date": "24.12.2020"})
    assert "REV-SLAP" not in codes(child)
    assert codes(EMPTY.with_fields(ADULT)).count("REV-SLAP") == 3


# --- attempts -----------------------------------------------------------------------------------------------------


def test_low_quality_may_be_tried_again_until_the_attempts_are_used() -> None:
    enrollment = complete()
    weak = replace(enrollment, samples=replace(enrollment.samples, slaps=enrollment.samples.slaps[1:]))
    for attempt in (1, 2, 3):
        weak = weak.with_slap(impression(Slap.RIGHT_FOUR, 29, 20, 10, 10, attempt=attempt))
        left = 3 - attempt
        found = [problem for problem in walk(weak, TODAY).content_problems if problem.code == "REV-SLAP-QUALITY"]
        assert [problem.params["left"] for problem in found] == ([left] if left else [])
    assert codes(weak) == ["REV-UNSIGNED"]


def test_the_best_attempt_is_decided_by_the_index_finger_first() -> None:
    enrollment = EMPTY
    for attempt, scores in enumerate([(50, 90, 90, 90), (51, 1, 1, 1), (51, None, 1, 1)], start=1):
        enrollment = enrollment.with_slap(impression(Slap.RIGHT_FOUR, *scores, attempt=attempt))
    best = best_attempt(enrollment.samples, Slap.RIGHT_FOUR, passport().slaps)
    assert best is not None
    assert best.attempt == 2


def test_of_equal_attempts_the_last_counts_and_thumbs_go_right_first() -> None:
    enrollment = EMPTY
    for attempt, scores in enumerate([(90, 40), (10, 41), (10, 41)], start=1):
        enrollment = enrollment.with_slap(impression(Slap.THUMBS, *scores, attempt=attempt))
    best = best_attempt(enrollment.samples, Slap.THUMBS, passport().slaps)
    assert best is not None
    assert best.attempt == 3


def test_where_the_average_counts_it_decides_what_is_enough_and_what_is_best() -> None:
    policy = replace(passport().slaps, average=True)  # thresholds of 30, 20, 10, 10: 17.5 on average
    assert passed(impression(Slap.RIGHT_FOUR, 5, 20, 20, 25), policy)
    low = impression(Slap.RIGHT_FOUR, 5, 20, 20, 24)
    assert [check.about for check in failed_checks(low, policy)] == ["right_index"]
    assert not passed(impression(Slap.RIGHT_FOUR, None, 23, 23, 23), policy)
    enrollment = EMPTY
    for attempt, scores in enumerate([(50, 1, 1, 1), (20, 20, 20, 20), (45, 1, 1, 1)], start=1):
        enrollment = enrollment.with_slap(impression(Slap.RIGHT_FOUR, *scores, attempt=attempt))
    best = best_attempt(enrollment.samples, Slap.RIGHT_FOUR, policy)
    assert best is not None
    assert best.attempt == 2


def test_thresholds_are_per_finger() -> None:
    policy = passport().slaps
    assert passed(impression(Slap.RIGHT_FOUR, 30, 20, 10, 10), policy)
    assert not passed(impression(Slap.RIGHT_FOUR, 30, 19, 10, 10), policy)
    assert not passed(impression(Slap.RIGHT_FOUR, None, 99, 99, 99), policy)


def test_missing_fingers_are_not_expected_and_void_earlier_attempts() -> None:
    enrollment = complete()
    marked = enrollment.with_exceptions(
        tuple(BiometricException(finger, ExceptionReason.AMPUTATED) for finger in Slap.THUMBS.fingers)
    )
    assert expected_fingers(marked, Slap.THUMBS) == ()
    assert attempts_at(marked.samples, Slap.THUMBS) == ()
    assert len(attempts_at(marked.samples, Slap.LEFT_FOUR)) == 1
    assert codes(marked) == ["REV-UNSIGNED"]
    one = enrollment.with_exceptions((BiometricException(Finger.RIGHT_INDEX, ExceptionReason.BANDAGED),))
    assert codes(one) == ["REV-SLAP", "REV-UNSIGNED"]
    assert expected_fingers(one, Slap.RIGHT_FOUR) == Slap.RIGHT_FOUR.fingers[1:]
