"""What is committed stays so and is told so; what was rolled back left nothing, neither on disk nor in memory."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from errno import EIO, ENOSPC
from pathlib import Path

import pytest

from crypto.errors import KeyGone
from station.audit import AuditLog, LogSigner
from station.domain.enrollment import EnrollmentId, EnrollmentState
from station.domain.errors import Problem
from station.domain.events import AuditEvent
from station.domain.outbox import Logged
from station.domain.sample import BiometricException, ExceptionReason, Finger, Slap
from station.services.views import EnrollmentView, SealedView
from station.settings import Settings
from station.storage.enrollments import state_of
from station.storage.files import Disk
from station.storage.leftovers import sweep_drafts
from station.storage.vault import Vault
from tests.support.desk import (
    OFFICER,
    OPERATOR,
    PINS,
    Bench,
    approved_draft,
    open_desk,
    portrait_candidate,
    slap_candidate,
)
from tests.support.disks import FailingDisk, refuse_commits


def sealing(desk: Bench):  # type: ignore[no-untyped-def]
    return desk.enroll._signing._sealing


@contextmanager
def other_sealing(desk: Bench, **changes: object) -> Iterator[None]:
    before = sealing(desk)
    desk.enroll._signing._sealing = replace(before, **changes)  # type: ignore[arg-type]
    yield
    desk.enroll._signing._sealing = before


def started(desk: Bench) -> EnrollmentId:
    answer = desk.enroll.start("biometric_passport")
    assert isinstance(answer, EnrollmentView), answer
    return answer.enrollment.enrollment_id


# --- after the commit -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("fault", [OSError(EIO, "io"), OSError(ENOSPC, "full")])
def test_a_draft_that_cannot_be_wiped_does_not_make_the_sealing_fail(
    desk: Bench, demo_settings: Settings, monkeypatch: pytest.MonkeyPatch, fault: OSError
) -> None:
    which = approved_draft(desk)

    def refuse(*_: object) -> None:
        raise fault

    with monkeypatch.context() as patch:
        patch.setattr(Disk, "overwrite", refuse)
        assert isinstance(desk.enroll.seal(which), SealedView)
        assert desk.woken == ["woken"]
        assert desk.events()[-3:] == ["enrollment_sealed", "packet_sealed", "draft_left"]
        # the draft is all there, and yet nobody can open, change or seal it again
        assert (demo_settings.drafts / which / "draft.sealed").exists()
        assert desk.enroll.drafts() == ()
        for answer in (
            desk.enroll.seal(which),
            desk.enroll.resume(which),
            desk.enroll.view(which),
            desk.enroll.set_fields(which, {"phone": "1"}),
            desk.enroll.sign(which),
            desk.enroll.discard(which),
            desk.enroll.image(which, "0" * 64),  # type: ignore[arg-type]
        ):
            assert isinstance(answer, Problem)
            assert answer.code == "STN-120"
        assert len(desk.outbox.rows()) == 1
        assert (demo_settings.drafts / which).exists()
    assert desk.enroll.drafts() == ()  # the list of drafts is looked at again, and the disk is well
    assert not (demo_settings.drafts / which).exists()


def test_what_could_not_be_wiped_goes_at_the_next_start(
    desk: Bench, demo_settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    which = approved_draft(desk)
    with monkeypatch.context() as patch:
        patch.setattr(Vault, "wipe", lambda *_: 1 / 0)
        assert isinstance(desk.enroll.seal(which), SealedView), "not even a bug makes it fail"
    assert sweep_drafts(desk.db, demo_settings.drafts, desk.outbox.keeps) == (which,)


def test_a_dispatcher_that_cannot_be_woken_does_not_make_the_sealing_fail(
    desk: Bench, demo_settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    which = approved_draft(desk)

    def broken() -> None:
        raise RuntimeError("Հակոբյան")

    with other_sealing(desk, wake=broken):
        assert isinstance(desk.enroll.seal(which), SealedView)
    assert not (demo_settings.drafts / which).exists()
    assert "incident" in caplog.text
    assert "Հակոբյան" not in caplog.text


def test_the_answer_does_not_need_the_database_after_the_commit(desk: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    which = approved_draft(desk)
    queue, broken = desk.outbox.seal_case, []

    def queue_and_break(*arguments: object) -> None:
        queue(*arguments)  # type: ignore[arg-type]
        desk.db.close()
        broken.append("closed")

    monkeypatch.setattr(desk.outbox, "seal_case", queue_and_break)
    answer = desk.enroll.seal(which)
    assert broken == ["closed"]
    assert isinstance(answer, SealedView)
    assert Path(answer.packet_path).stat().st_size == answer.size


def test_a_discarded_draft_that_cannot_be_wiped_is_discarded(
    desk: Bench, demo_settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    which = started(desk)

    def refuse(*_: object) -> None:
        raise OSError(EIO, "io")

    with monkeypatch.context() as patch:
        patch.setattr(Disk, "overwrite", refuse)
        assert desk.enroll.discard(which) is None
        assert desk.events()[-2:] == ["enrollment_discarded", "draft_left"]
        assert desk.enroll.drafts() == ()
    assert sweep_drafts(desk.db, demo_settings.drafts, desk.outbox.keeps) == (which,)


# --- before the commit ------------------------------------------------------------------------------------------------


def no_signature(signer: LogSigner, *_: object) -> str:
    raise KeyGone


def test_a_signer_away_for_a_moment_does_not_stand_in_the_way_of_the_next_sealing(
    desk: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    which, checkpoint, calls = approved_draft(desk), AuditLog.checkpoint, []

    def flaky(log: AuditLog, signer: LogSigner) -> str:
        calls.append(1)
        if len(calls) == 2:  # the first is of the packet's proof, the second of the sealing itself
            raise KeyGone
        return checkpoint(log, signer)

    monkeypatch.setattr(AuditLog, "checkpoint", flaky)
    before = desk.events()
    assert isinstance(desk.enroll.seal(which), Problem)
    assert desk.events() == before
    assert desk.outbox.rows() == ()
    assert isinstance(desk.enroll.seal(which), SealedView)
    assert desk.events()[len(before) :] == ["enrollment_sealed", "packet_sealed"]


def test_a_commit_that_found_no_room_does_not_stand_in_the_way_of_the_next_sealing(desk: Bench) -> None:
    which, record = approved_draft(desk), sealing(desk).record

    def full(*events: AuditEvent) -> Logged:
        record(*events)
        raise sqlite3.OperationalError("database or disk is full")

    with other_sealing(desk, record=full):
        for _ in range(3):
            assert isinstance(desk.enroll.seal(which), Problem)
    assert state_of(desk.db, which) is EnrollmentState.DRAFT
    assert isinstance(desk.enroll.seal(which), SealedView)


def test_a_disk_without_room_does_not_stand_in_the_way_of_the_next_sealing(desk: Bench) -> None:
    which, disk = approved_draft(desk), FailingDisk(fail_at=1)
    desk.outbox._disk = disk
    answer = desk.enroll.seal(which)
    assert isinstance(answer, Problem)
    assert answer.code == "STN-101"
    disk.fail_at = 0
    assert isinstance(desk.enroll.seal(which), SealedView)


# --- draft and log are one ------------------------------------------------------------------------------------------

ACTS: dict[str, Callable[[Bench, EnrollmentId], object]] = {
    "portrait": lambda desk, which: desk.enroll.accept_portrait(which, portrait_candidate(desk.clock.now())),
    "slap": lambda desk, which: desk.enroll.accept_slap(which, slap_candidate(desk.clock.now(), Slap.THUMBS)),
    "exception": lambda desk, which: desk.enroll.set_exceptions(
        which, (BiometricException(Finger.LEFT_THUMB, next(iter(ExceptionReason))),)
    ),
    "sign": lambda desk, which: desk.enroll.sign(which),
    "approve": lambda desk, which: desk.enroll.approve(which, desk.credential(OFFICER), PINS[OFFICER]),
    "discard": lambda desk, which: desk.enroll.discard(which),
}


def refuse_events(desk: Bench) -> None:
    """From now on the database has no room for an event."""
    desk.db.execute("CREATE TEMP TRIGGER full BEFORE INSERT ON main.audit BEGIN SELECT RAISE(ABORT, 'full'); END")


def refuse_every_commit(desk: Bench) -> None:
    refuse_commits(desk.db)


@pytest.mark.parametrize("fault", [refuse_events, refuse_every_commit])
@pytest.mark.parametrize("act", ACTS)
def test_an_act_that_the_log_cannot_take_has_not_happened(
    desk: Bench, act: str, fault: Callable[[Bench], None]
) -> None:
    """Else the page says that it failed and the draft that it did not: an attempt is lost, or a signature given."""
    which = approved_draft(desk)
    before, events = desk.enroll._files.load(desk.signed_in.session, which), desk.events()  # type: ignore[arg-type]
    fault(desk)
    answer = ACTS[act](desk, which)
    assert isinstance(answer, Problem)
    assert answer.code == "STN-103"
    assert desk.events() == events
    assert desk.enroll._files.load(desk.signed_in.session, which) == before  # type: ignore[arg-type]


def test_a_start_that_finds_no_room_leaves_no_draft(desk: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(ENOSPC, "full")

    for method in ("write", "rename"):
        with monkeypatch.context() as patch:
            patch.setattr(Disk, method, full)
            answer = desk.enroll.start("biometric_passport")
        assert isinstance(answer, Problem)
        assert answer.code == "STN-101"
        assert desk.events()[-2:] == ["enrollment_started", "enrollment_discarded"]
    assert desk.enroll.drafts() == ()
    assert desk.db.execute("SELECT count(*) FROM enrollment WHERE state = 'draft'").fetchone() == (0,)


# --- two programs ---------------------------------------------------------------------------------------------------


def test_a_draft_sealed_elsewhere_meanwhile_does_not_come_back(desk: Bench, demo_settings: Settings) -> None:
    other = open_desk(demo_settings)
    other.sign_in_as(OPERATOR)
    which = approved_draft(desk)
    session = other.signed_in.session
    assert session is not None
    save = session.vault.save

    def late(*arguments: object) -> None:
        assert isinstance(desk.enroll.seal(which), SealedView)
        save(*arguments)  # type: ignore[arg-type]

    session.vault.save = late  # type: ignore[method-assign]
    answer = other.enroll.set_fields(which, {"phone": "1"})
    assert isinstance(answer, Problem)
    assert answer.code == "STN-110"
    assert other.enroll.drafts() == ()
    assert list(demo_settings.drafts.iterdir()) == []
