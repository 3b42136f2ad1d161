"""Copies follow drafts, from step to step; what the place does not do is said, and heals."""

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from errno import EINVAL, EIO, ENOSPC, EROFS
from pathlib import Path
from threading import Event

import pytest

from station.copies.copier import SILENT_S
from station.copies.place import PlaceDisk, station_name
from station.domain.enrollment import EnrollmentId
from station.policy import Recovery
from station.services.views import EnrollmentView, SealedView
from station.settings import Settings
from station.storage.errors import DatabaseFailed
from station.storage.files import Disk
from tests.support.copies import PATIENCE_S, CopyingDesk, copying, named_in
from tests.support.desk import OPERATOR, approved_draft, portrait_candidate


@pytest.fixture
def place(tmp_path: Path) -> Path:
    (tmp_path / "stick").mkdir()
    return tmp_path / "stick"


@pytest.fixture
def desk(demo_settings: Settings, place: Path) -> Iterator[CopyingDesk]:
    with copying(demo_settings, place) as desk:
        desk.bench.sign_in_as(OPERATOR)
        yield desk


End = Callable[[CopyingDesk, EnrollmentId], None]


def replace_half(named: Recovery, first: tuple[str, ...]) -> Recovery:
    return Recovery(first=first, second=named.second)


def begun(desk: CopyingDesk) -> EnrollmentId:
    view = desk.bench.enroll.start("biometric_passport")
    assert isinstance(view, EnrollmentView)
    return view.enrollment.enrollment_id


def typed(desk: CopyingDesk, which: EnrollmentId, phone: str) -> None:
    assert isinstance(desk.bench.enroll.set_fields(which, {"phone": phone}), EnrollmentView)


def problem(desk: CopyingDesk) -> str:
    found = desk.copier.state().problem
    return found.code if found is not None else ""


def test_each_step_wakes_and_copies_only_what_changed(desk: CopyingDesk) -> None:
    which = begun(desk)
    assert isinstance(desk.bench.enroll.accept_portrait(which, portrait_candidate(desk.bench.clock.at)), EnrollmentView)
    desk.copier.look()
    before = {path.name: path.stat().st_ino for path in (desk.folder / which).iterdir()}
    desk.woken.clear()
    typed(desk, which, "+374 91 000001")
    assert desk.woken
    desk.copier.look()
    after = {path.name: path.stat().st_ino for path in (desk.folder / which).iterdir()}
    assert len(set(after.items()) - set(before.items())) == 2  # the draft and the state
    assert desk.copier.state().behind == 0
    newest, former = desk.place.states(desk.folder.name, which)
    assert (newest.number, former.number) == (2, 1)
    assert all(desk.place.holds(desk.folder.name, state) for state in (newest, former))


def test_no_more_than_two_states_are_kept(desk: CopyingDesk) -> None:
    which, counts = begun(desk), []
    for number in range(6):
        typed(desk, which, f"+374 91 00000{number}")
        desk.copier.look()
        counts.append(len(list((desk.folder / which).iterdir())))
    assert counts[-1] == counts[1]
    assert [state.number for state in desk.place.states(desk.folder.name, which)] == [6, 5]


def test_nothing_changes_where_nothing_changed(desk: CopyingDesk) -> None:
    which = begun(desk)
    desk.copier.look()
    before = {path.name: path.stat().st_mtime_ns for path in (desk.folder / which).iterdir()}
    desk.copier.look()
    assert {path.name: path.stat().st_mtime_ns for path in (desk.folder / which).iterdir()} == before


def test_a_place_that_is_pulled_is_said_and_catches_up_when_it_is_back(desk: CopyingDesk, place: Path) -> None:
    which, heard = begun(desk), []
    desk.copier.look()
    newest = desk.copier.state().newest
    desk.copier.subscribe(lambda: heard.append(problem(desk)))
    place.rename(place.with_name("pulled"))
    typed(desk, which, "+374 91 000001")
    desk.bench.clock.forward(timedelta(hours=3))
    desk.copier.look()
    state = desk.copier.state()
    assert (problem(desk), state.behind, state.newest) == ("STN-169", 1, newest)
    assert not place.exists()  # nothing is written where the stick was
    place.with_name("pulled").rename(place)
    desk.copier.look()
    state = desk.copier.state()
    assert (state.problem, state.behind) == (None, 0)
    assert state.newest is not None
    assert newest is not None
    assert state.newest >= newest + timedelta(hours=3)
    assert heard == ["STN-169", ""]


def test_a_place_that_does_not_answer_is_said_meanwhile_and_nobody_waits_for_it(
    demo_settings: Settings, place: Path
) -> None:
    disk = Hanging()
    with copying(demo_settings, place, disk=disk) as desk:
        desk.bench.sign_in_as(OPERATOR)
        which = begun(desk)
        desk.copier.start()
        assert disk.reached.wait(PATIENCE_S)
        typed(desk, which, "+374 91 000001")  # and goes on
        assert problem(desk) == ""
        desk.bench.clock.forward(timedelta(seconds=SILENT_S + 1))
        assert problem(desk) == "STN-169"
        disk.answers.set()
        desk.copier.close()


class Hanging(PlaceDisk):
    """Writes only once it is let."""

    def __init__(self) -> None:
        self.reached, self.answers = Event(), Event()

    def write(self, path: Path, data: bytes) -> None:
        self.reached.set()
        assert self.answers.wait(PATIENCE_S)
        super().write(path, data)


def test_an_empty_stick_in_the_place_of_a_full_one_is_filled(desk: CopyingDesk, place: Path) -> None:
    which = begun(desk)
    desk.copier.look()
    shutil.rmtree(place)
    place.mkdir()
    desk.copier.look()
    assert desk.copied() == [which]


class Refusing(PlaceDisk):
    """Refuses to write while `error` says with what."""

    def __init__(self) -> None:
        self.error = 0

    def write(self, path: Path, data: bytes) -> None:
        if self.error:
            path.write_bytes(data[: len(data) // 2])
            raise OSError(self.error, os.strerror(self.error))
        super().write(path, data)


@pytest.mark.parametrize(("error", "code"), [(ENOSPC, "STN-171"), (EROFS, "STN-170")])
def test_a_place_that_refuses_keeps_the_state_before_whole(
    error: int, code: str, demo_settings: Settings, place: Path
) -> None:
    disk = Refusing()
    with copying(demo_settings, place, disk=disk) as desk:
        desk.bench.sign_in_as(OPERATOR)
        which = begun(desk)
        desk.copier.look()
        disk.error = error
        typed(desk, which, "+374 91 000001")
        desk.copier.look()
        assert (problem(desk), desk.copier.state().behind) == (code, 1)
        (state,) = desk.place.states(desk.folder.name, which)
        assert desk.place.holds(desk.folder.name, state)
        disk.error = 0
        desk.copier.look()
        assert (problem(desk), desk.copier.state().behind) == ("", 0)
        assert not list((desk.folder / which).glob(".tmp-*"))


class Counting(PlaceDisk):
    def __init__(self) -> None:
        self.calls = self.fail_at = 0

    def _count(self) -> None:
        self.calls += 1
        if self.fail_at and self.calls >= self.fail_at:
            raise OSError(ENOSPC, os.strerror(ENOSPC))

    def write(self, path: Path, data: bytes) -> None:
        self._count()
        super().write(path, data)

    def rename(self, source: Path, target: Path) -> None:
        self._count()
        super().rename(source, target)

    def sync_folder(self, folder: Path) -> None:
        self._count()
        super().sync_folder(folder)

    def remove(self, path: Path) -> None:
        self._count()
        super().remove(path)


def test_it_fails_at_any_call_and_no_state_that_is_there_is_torn(demo_settings: Settings, place: Path) -> None:
    """A crash or a pulled stick at any call: what is the newest state then is whole."""
    disk = Counting()
    with copying(demo_settings, place, disk=disk) as desk:
        desk.bench.sign_in_as(OPERATOR)
        which = begun(desk)
        desk.copier.look()
        calls = disk.calls
        for number in range(1, calls + 1):
            typed(desk, which, f"+374 91 0000{number:02}")
            disk.calls, disk.fail_at = 0, number
            desk.copier.look()
            states = desk.place.states(desk.folder.name, which)
            assert states
            assert desk.place.holds(desk.folder.name, states[0])
            disk.fail_at = 0
            desk.copier.look()
            assert desk.copier.state().behind == 0


def sealed(desk: CopyingDesk, which: EnrollmentId) -> None:
    assert isinstance(desk.bench.enroll.seal(which), SealedView)


def discarded(desk: CopyingDesk, which: EnrollmentId) -> None:
    assert desk.bench.enroll.discard(which) is None


def withdrawn(desk: CopyingDesk, which: EnrollmentId) -> None:
    assert desk.bench.enroll.withdraw(which) is None


def too_old(desk: CopyingDesk, which: EnrollmentId) -> None:
    desk.bench.clock.forward(timedelta(days=31))
    for _ in range(5):
        desk.bench.enroll.drafts()
        desk.bench.clock.forward(timedelta(days=1))


@pytest.mark.parametrize("end", [sealed, discarded, withdrawn, too_old])
def test_when_a_draft_ends_its_copy_goes_however_it_ends(end: End, desk: CopyingDesk, place: Path) -> None:
    """Also where the place was away at that moment; nobody else's copy is touched."""
    which = approved_draft(desk.bench) if end is sealed else begun(desk)
    desk.copier.look()
    assert desk.copied() == [which]
    other = place / ("f" * 32) / which
    shutil.copytree(desk.folder / which, other)
    place.rename(place.with_name("pulled"))
    end(desk, which)
    desk.copier.look()
    assert problem(desk) == "STN-169"
    place.with_name("pulled").rename(place)
    desk.copier.look()
    assert desk.copied() == []
    assert desk.copier.state().problem is None
    assert list(other.iterdir())


def test_a_copy_of_which_the_database_knows_nothing_stays(desk: CopyingDesk) -> None:
    """The desk's own data may be what was lost."""
    which = begun(desk)
    desk.copier.look()
    shutil.rmtree(desk.settings.drafts / which)
    desk.bench.db.execute("DELETE FROM enrollment")
    desk.copier.look()
    assert desk.copied() == [which]


def test_a_link_that_somebody_laid_there_is_not_followed(desk: CopyingDesk, tmp_path: Path) -> None:
    """Else what it leads to would be swept, written over and removed: this desk's own packets, perhaps."""
    victim, which = tmp_path / "victim", begun(desk)
    victim.mkdir()
    for name in ("packet-1.p7m", "receipt"):
        (victim / name).write_bytes(b"kept")
    desk.copier.look()
    folder = desk.folder / which
    (folder / "linked.p7m").symlink_to(victim / "packet-1.p7m")
    discarded(desk, which)
    desk.copier.look()
    assert desk.copied() == []
    again = begun(desk)
    desk.folder.joinpath(again).symlink_to(victim)
    desk.copier.look()
    assert problem(desk) == "STN-170"
    discarded(desk, again)
    desk.copier.look()
    assert problem(desk) == "STN-170"
    desk.folder.rename(tmp_path / "moved")
    desk.folder.symlink_to(tmp_path / "moved")
    desk.copier.look()
    assert {path.name: path.read_bytes() for path in victim.iterdir()} == {"packet-1.p7m": b"kept", "receipt": b"kept"}


def test_one_draft_that_cannot_be_read_keeps_no_other_from_its_copy(desk: CopyingDesk) -> None:
    broken, whole = begun(desk), begun(desk)
    (desk.settings.drafts / broken / "draft.sealed").unlink()
    (desk.settings.drafts / broken / "draft.sealed").mkdir()
    desk.copier.look()
    assert desk.copied() == [whole]
    assert (problem(desk), desk.copier.state().behind) == ("STN-102", 1)


def test_a_bug_and_a_database_that_does_not_answer_are_said(desk: CopyingDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(error: Exception) -> None:
        def fails(*_: object) -> None:
            raise error

        monkeypatch.setattr(desk.copier, "_ended", fails)
        desk.copier.look()

    begun(desk)
    failing(DatabaseFailed(reason="SQLITE_BUSY"))
    assert problem(desk) == "STN-103"
    failing(ZeroDivisionError())
    assert problem(desk) == "STN-150"


def test_people_of_both_halves_or_missing_ones_are_refused_and_no_draft_waits(
    demo_settings: Settings, place: Path
) -> None:
    named = named_in(demo_settings)
    for wrong, reason in (
        (replace_half(named, (named.second[0], named.first[0])), "same"),
        (replace_half(named, ("0" * 64, named.first[0])), "missing"),
    ):
        with copying(demo_settings, place, wrong) as desk:
            desk.bench.sign_in_as(OPERATOR)
            which = begun(desk)
            desk.copier.look()
            assert desk.escrow.problem is not None
            assert (desk.escrow.problem.code, desk.escrow.problem.params["reason"]) == ("STN-173", reason)
            assert desk.copier.state().behind >= 1
            assert which not in desk.copied()
            assert desk.bench.enroll.discard(which) is None


def test_a_new_policy_encloses_open_drafts_anew(demo_settings: Settings, place: Path) -> None:
    with copying(demo_settings, place) as desk:
        desk.bench.sign_in_as(OPERATOR)
        which = begun(desk)
    named = named_in(demo_settings)
    with copying(demo_settings, place, replace_half(named, tuple(reversed(named.first)))) as desk:
        desk.bench.sign_in_as(OPERATOR)
        assert len(list((desk.settings.drafts / which).glob("recovery-*"))) == 1


def test_a_station_keeps_its_name_and_two_have_two(demo_settings: Settings, tmp_path: Path) -> None:
    assert station_name(demo_settings.copies_id) == station_name(demo_settings.copies_id)
    assert station_name(demo_settings.copies_id) != station_name(replace(demo_settings, config=tmp_path).copies_id)


def test_a_folder_that_cannot_be_flushed_is_no_failure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(error: int) -> None:
        def sync(*_: object) -> None:
            raise OSError(error, os.strerror(error))

        monkeypatch.setattr(Disk, "sync_folder", sync)

    refuse(EINVAL)
    PlaceDisk().sync_folder(tmp_path)
    refuse(EIO)
    with pytest.raises(OSError, match="rror"):
        PlaceDisk().sync_folder(tmp_path)
