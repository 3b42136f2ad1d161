"""The use cases, with real keys, vault, packets and outbox: saved at once, signed by two, sealed once."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from errno import ENOSPC
from itertools import count
from pathlib import Path

import numpy as np
import pytest

from station.domain.enrollment import EnrollmentId, EnrollmentState
from station.domain.errors import Problem
from station.domain.sample import SLAPS, BiometricException, ExceptionReason, Finger, Slap
from station.services.views import EnrollmentView, SealedView
from station.settings import Settings
from station.storage.enrollments import state_of
from station.storage.files import Disk
from station.storage.leftovers import sweep_drafts
from station.storage.vault import Vault
from tests.support.answered import code, seen
from tests.support.applicants import ADULT, OF_A_CHILD, PASSPORT_MRZ, WHOLE
from tests.support.desk import (
    DEVICE,
    OFFICER,
    OPERATOR,
    PINS,
    REAL_DEVICE,
    TECHNICIAN,
    Bench,
    ink,
    open_desk,
    portrait_candidate,
    slap_candidate,
)
from tests.support.plans import PLANS

UNKNOWN = EnrollmentId("00000000-0000-4000-8000-000000000000")


def start(desk: Bench) -> EnrollmentId:
    return seen(desk.enroll.start("biometric_passport")).enrollment.enrollment_id


def complete(desk: Bench) -> EnrollmentId:
    """An enrollment with everything but the signatures."""
    enroll, at, which = desk.enroll, desk.clock.now(), start(desk)
    seen(enroll.set_fields(which, WHOLE))
    seen(enroll.accept_portrait(which, portrait_candidate(at)))
    for slap in SLAPS:
        seen(enroll.accept_slap(which, slap_candidate(at, slap)))
    view = seen(enroll.accept_signature(which, ink(), (100.0, 40.0), DEVICE))
    assert view.ready_to_sign
    return which


def approve(desk: Bench, which: EnrollmentId, name: str = OFFICER, pin: str = "") -> EnrollmentView | Problem:
    return desk.enroll.approve(which, desk.credential(name), pin or PINS[name])


# --- typing and saving --------------------------------------------------------------------------------------------


def test_everything_typed_is_on_disk_before_the_answer(desk: Bench, demo_settings: Settings) -> None:
    which = start(desk)
    view = seen(desk.enroll.set_fields(which, {"surname_hy": "Հովհ", "psn": "12"}))
    assert view.title == "Հովհ"
    again = open_desk(demo_settings)
    again.sign_in_as(OPERATOR)
    resumed = seen(again.enroll.resume(which))
    assert resumed.enrollment == view.enrollment
    assert [item.title for item in again.enroll.drafts()] == ["Հովհ"]


def test_a_zone_fills_fields_when_it_is_typed(desk: Bench) -> None:
    which = start(desk)
    view = seen(desk.enroll.set_fields(which, {"document_mrz": PASSPORT_MRZ}))
    assert view.enrollment.fields["document_number"] == "AX0000000"
    assert view.enrollment.fields["birth_date"] == "15.06.1990"
    changed = seen(desk.enroll.set_fields(which, {"document_number": "AX0000001"}))
    assert changed.enrollment.fields["document_number"] == "AX0000001"


def test_the_step_stood_on_is_kept(desk: Bench) -> None:
    which = start(desk)
    assert code(desk.enroll.go_to(which, "portrait")) == "STN-431"
    seen(desk.enroll.set_fields(which, WHOLE))
    assert seen(desk.enroll.go_to(which, "portrait")).current == "portrait"
    assert seen(desk.enroll.resume(which)).current == "portrait"
    assert code(desk.enroll.go_to(which, "iris")) == "STN-430"


def test_unknown_things_are_answered_not_raised(desk: Bench) -> None:
    assert code(desk.enroll.start("library_card")) == "STN-434"
    assert code(desk.enroll.resume(UNKNOWN)) == "STN-110"
    assert code(desk.enroll.image(start(desk), portrait_digest())) == "STN-111"
    citizens = ("biometric_passport", "citizenship", "digital_reference", "id_card")
    assert desk.enroll.procedures()[: len(citizens)] == citizens
    assert set(desk.enroll.procedures()) == set(PLANS.ids())


def test_what_the_unit_is_asked_for_most_comes_first(desk: Bench) -> None:
    class OfTheUnit:
        def favourites(self) -> tuple[str, ...]:
            return ("library_card", "id_card")

    desk.enroll._policy = OfTheUnit()  # type: ignore[assignment]
    assert desk.enroll.procedures()[:2] == ("id_card", "biometric_passport")


def portrait_digest():  # type: ignore[no-untyped-def]
    return "0" * 64


@pytest.mark.parametrize(
    "call",
    [
        lambda enroll: enroll.start("biometric_passport"),
        lambda enroll: enroll.drafts(),
        lambda enroll: enroll.resume(UNKNOWN),
        lambda enroll: enroll.set_fields(UNKNOWN, {}),
        lambda enroll: enroll.sign(UNKNOWN),
        lambda enroll: enroll.seal(UNKNOWN),
        lambda enroll: enroll.discard(UNKNOWN),
    ],
)
def test_nobody_and_technicians_see_no_applicant(
    demo_settings: Settings, call: Callable[[object], EnrollmentView | Problem]
) -> None:
    desk = open_desk(demo_settings)
    assert code(call(desk.enroll)) == "STN-401"
    desk.sign_in_as(TECHNICIAN)
    assert code(call(desk.enroll)) == "STN-402"


def test_a_discarded_draft_is_gone(desk: Bench, demo_settings: Settings) -> None:
    which = complete(desk)
    assert desk.enroll.discard(which) is None
    assert desk.enroll.drafts() == ()
    assert not (demo_settings.drafts / which).exists()
    assert state_of(desk.db, which) is EnrollmentState.DISCARDED
    assert code(desk.enroll.discard(which)) == "STN-120"


# --- samples ------------------------------------------------------------------------------------------------------


def test_samples_are_kept_and_can_be_looked_at(desk: Bench) -> None:
    which = complete(desk)
    samples = seen(desk.enroll.view(which)).enrollment.samples
    assert samples.portrait is not None
    assert samples.signature is not None
    blobs = [samples.portrait.source, samples.portrait.image, samples.signature.strokes, samples.signature.image]
    blobs += [slap.source for slap in samples.slaps] + [each.image for slap in samples.slaps for each in slap.fingers]
    for blob in blobs:
        data = desk.enroll.image(which, blob.digest)
        assert isinstance(data, bytes)
        assert len(data) == blob.size
    assert (samples.portrait.image.width, samples.portrait.image.height) == (413, 531)
    assert samples.portrait.image.size <= 15_000
    assert desk.events().count("sample_accepted") == 5


def test_attempts_are_counted_and_end(desk: Bench) -> None:
    which = start(desk)
    for attempt in (1, 2, 3):
        view = seen(desk.enroll.accept_slap(which, slap_candidate(desk.clock.now(), Slap.THUMBS, 10 + attempt)))
        thumbs = next(each for each in view.slaps if each.slap is Slap.THUMBS)
        assert (thumbs.attempts, thumbs.attempts_left, thumbs.best_attempt) == (attempt, 3 - attempt, attempt)
        assert not thumbs.passed
    refused = desk.enroll.accept_slap(which, slap_candidate(desk.clock.now(), Slap.THUMBS, 99))
    assert code(refused) == "STN-432"


def test_a_slap_with_other_fingers_than_expected_is_refused(desk: Bench) -> None:
    which = start(desk)
    three = slap_candidate(desk.clock.now(), Slap.RIGHT_FOUR, 60, Slap.RIGHT_FOUR.fingers[:3])
    answer = desk.enroll.accept_slap(which, three)
    assert isinstance(answer, Problem)
    assert (answer.code, answer.params["got"], answer.params["expected"], answer.field) == (
        "STN-433", 3, 4, "right_four",
    )  # fmt: skip
    missing = BiometricException(Slap.RIGHT_FOUR.fingers[3], ExceptionReason.AMPUTATED)
    seen(desk.enroll.set_exceptions(which, (missing,)))
    assert seen(desk.enroll.accept_slap(which, three)).slaps[0].passed
    assert code(desk.enroll.accept_slap(which, slap_candidate(desk.clock.now(), Slap.RIGHT_FOUR))) == "STN-433"


def test_a_signature_can_be_taken_away_again(desk: Bench) -> None:
    which = complete(desk)
    view = seen(desk.enroll.clear_signature(which))
    assert view.enrollment.samples.signature is None
    assert not view.ready_to_sign


def test_a_damaged_draft_hides_no_other(desk: Bench, demo_settings: Settings) -> None:
    good, bad = start(desk), start(desk)
    (demo_settings.drafts / bad / "draft.sealed").write_bytes(b"torn")
    assert {item.enrollment_id: item.problem is None for item in desk.enroll.drafts()} == {good: True, bad: False}
    assert code(desk.enroll.resume(bad)) == "STN-112"


def test_an_empty_pad_is_no_signature(desk: Bench) -> None:
    assert code(desk.enroll.accept_signature(start(desk), ink()[:1], (100.0, 40.0), DEVICE)) == "STN-435"


# --- two people ---------------------------------------------------------------------------------------------------


def test_the_way_through(desk: Bench, demo_settings: Settings) -> None:
    which = complete(desk)
    signed = seen(desk.enroll.sign(which))
    assert signed.enrollment.signed is not None
    assert not signed.ready_to_seal
    approved = seen(approve(desk, which))
    assert approved.ready_to_seal
    assert approved.enrollment.approved is not None
    assert approved.enrollment.approved.officer.name == OFFICER
    sealed = desk.enroll.seal(which)
    assert isinstance(sealed, SealedView)
    assert Path(sealed.packet_path).stat().st_size == sealed.size
    assert not (demo_settings.drafts / which).exists()
    assert state_of(desk.db, which) is EnrollmentState.SEALED
    assert desk.woken == ["woken"]
    assert desk.events()[-3:] == ["content_approved", "enrollment_sealed", "packet_sealed"]
    assert code(desk.enroll.seal(which)) == "STN-120"


def test_who_signed_may_not_approve(desk: Bench) -> None:
    desk.sign_in_as(OFFICER)
    which = complete(desk)
    seen(desk.enroll.sign(which))
    assert code(approve(desk, which, OFFICER)) == "STN-410"


def test_who_captured_any_sample_may_not_approve(desk: Bench) -> None:
    which = complete(desk)
    desk.sign_in_as(OFFICER)
    seen(desk.enroll.accept_slap(which, slap_candidate(desk.clock.now(), Slap.THUMBS)))
    desk.sign_in_as(OPERATOR)
    seen(desk.enroll.sign(which))
    assert code(approve(desk, which, OFFICER)) == "STN-410"


def test_who_is_no_officer_may_not_approve(desk: Bench) -> None:
    desk.sign_in_as(OFFICER)
    which = complete(desk)
    seen(desk.enroll.sign(which))
    assert code(approve(desk, which, OPERATOR)) == "STN-411"


def test_a_refused_approver_loses_no_pin_try(desk: Bench) -> None:
    desk.sign_in_as(OFFICER)
    which = complete(desk)
    seen(desk.enroll.sign(which))
    for _ in range(7):
        assert code(approve(desk, which, OPERATOR, "0000")) == "STN-411"
    desk.sign_in_as(OPERATOR)


def test_approval_needs_the_signature_and_the_pin(desk: Bench) -> None:
    which = complete(desk)
    assert code(approve(desk, which)) == "STN-412"
    seen(desk.enroll.sign(which))
    assert code(approve(desk, which, OFFICER, "0000")) == "CRY-010"
    assert seen(desk.enroll.view(which)).enrollment.approved is None


def test_what_is_not_complete_is_not_signed(desk: Bench) -> None:
    which = start(desk)
    assert code(desk.enroll.sign(which)) == "STN-413"
    assert code(desk.enroll.seal(complete(desk))) == "STN-413"


def test_a_change_after_signing_drops_both_signatures(desk: Bench) -> None:
    which = complete(desk)
    seen(desk.enroll.sign(which))
    seen(approve(desk, which))
    changed = seen(desk.enroll.set_fields(which, {"birth_place": "Գյումրի"}))
    assert changed.enrollment.signed is None
    assert changed.enrollment.approved is None
    assert code(desk.enroll.seal(which)) == "STN-413"
    assert code(approve(desk, which)) == "STN-412"


def test_a_zone_that_a_reader_sends_by_chance_drops_none(desk: Bench) -> None:
    which = complete(desk)
    signed = seen(desk.enroll.sign(which)).enrollment
    assert code(desk.enroll.read_zone(which, PASSPORT_MRZ)) == "STN-670"
    assert seen(desk.enroll.view(which)).enrollment == signed


def test_looking_and_walking_change_no_signature(desk: Bench) -> None:
    which = complete(desk)
    seen(desk.enroll.sign(which))
    seen(approve(desk, which))
    seen(desk.enroll.go_to(which, "document"))
    seen(desk.enroll.set_fields(which, {"birth_place": ADULT["birth_place"]}))
    assert isinstance(desk.enroll.seal(which), SealedView)


def test_a_simulated_sample_makes_no_production_packet(demo_settings: Settings) -> None:
    desk = open_desk(demo_settings, mode="production")
    desk.sign_in_as(OPERATOR)
    which = complete(desk)
    assert code(desk.enroll.sign(which)) == "STN-414"
    seen(desk.enroll.accept_portrait(which, replace(portrait_candidate(desk.clock.now()), device=REAL_DEVICE)))
    assert code(desk.enroll.sign(which)) == "STN-414"


def test_prints_taken_under_a_wrong_birth_date_do_not_leave(desk: Bench) -> None:
    which = complete(desk)
    child = {**OF_A_CHILD, "birth_date": desk.clock.now().strftime("01.01.%Y"), "psn_kind": "pending"}
    view = seen(desk.enroll.set_fields(which, child))
    assert not view.fingerprints_required
    assert view.slaps == ()
    grown = seen(desk.enroll.sign(which)).enrollment
    assert grown.signed is not None
    container = desk.enroll.image(which, grown.signed.container.digest)
    assert isinstance(container, bytes)
    assert b"biometrics/face/" in container
    assert b"biometrics/fingers/" not in container


# --- a full disk --------------------------------------------------------------------------------------------------


def fill_disk(patch: pytest.MonkeyPatch, on_write: int) -> None:
    """From the n-th write on there is no room."""
    counter, write = count(1), Disk.write

    def full(disk: Disk, path: Path, data: bytes) -> None:
        if next(counter) >= on_write:
            raise OSError(ENOSPC, "no room")
        write(disk, path, data)

    patch.setattr(Disk, "write", full)


@pytest.mark.parametrize("on_write", [1, 2, 3, 4, 5, 6])
def test_a_disk_that_fills_while_a_slap_is_kept_loses_nothing(
    desk: Bench, monkeypatch: pytest.MonkeyPatch, on_write: int
) -> None:
    which, candidate = start(desk), slap_candidate(desk.clock.now(), Slap.RIGHT_FOUR)
    prints = tuple(
        replace(item, pixels=np.roll(item.pixels, 7 * n, axis=1)) for n, item in enumerate(candidate.fingers)
    )
    candidate = replace(candidate, fingers=prints)  # six writes: the platen, four different prints, the draft
    before = seen(desk.enroll.set_fields(which, ADULT)).enrollment
    with monkeypatch.context() as patch:
        fill_disk(patch, on_write)
        assert code(desk.enroll.accept_slap(which, candidate)) == "STN-101"
    assert seen(desk.enroll.view(which)).enrollment == before
    assert seen(desk.enroll.accept_slap(which, candidate)).slaps[0].attempts == 1


@pytest.mark.parametrize("on_write", [1, 2])
def test_a_disk_that_fills_while_sealing_keeps_the_draft(
    desk: Bench, monkeypatch: pytest.MonkeyPatch, on_write: int
) -> None:
    which = complete(desk)
    seen(desk.enroll.sign(which))
    before = seen(approve(desk, which)).enrollment
    with monkeypatch.context() as patch:
        fill_disk(patch, on_write)
        assert code(desk.enroll.seal(which)) == "STN-101"
    assert desk.outbox.rows() == ()
    assert seen(desk.enroll.view(which)).enrollment == before
    assert isinstance(desk.enroll.seal(which), SealedView)
    assert len(desk.outbox.rows()) == 1


# --- crashes ------------------------------------------------------------------------------------------------------


def test_a_crash_between_queueing_and_wiping_is_tidied_at_the_next_start(
    desk: Bench, demo_settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    which = complete(desk)
    seen(desk.enroll.sign(which))
    seen(approve(desk, which))

    def killed(_: Vault, enrollment_id: EnrollmentId) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(Vault, "wipe", killed)
        with pytest.raises(KeyboardInterrupt):
            desk.enroll.seal(which)
    assert (demo_settings.drafts / which).exists()
    again = open_desk(demo_settings)
    assert sweep_drafts(again.db, demo_settings.drafts, again.outbox.keeps) == (which,)
    assert not (demo_settings.drafts / which).exists()
    assert [row.enrollment_id for row in again.outbox.rows()] == [which]


def test_an_expired_officer_does_not_approve(desk: Bench) -> None:
    which = complete(desk)
    seen(desk.enroll.sign(which))
    officer = desk.credential(OFFICER)
    desk.clock.forward(timedelta(days=10 * 365))
    assert code(desk.enroll.approve(which, officer, PINS[OFFICER])) in ("CRY-022", "STN-403")


def test_fingers_are_codes_of_the_standard() -> None:
    assert [finger.value for finger in Finger] == list(range(1, 11))
