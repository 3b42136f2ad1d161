"""A desk dies: another takes its draft in from the copy, with two people's keys, and goes on to sealing."""

import json
import shutil
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pytest

from station.__main__ import main
from station.audit import AuditLog
from station.domain.enrollment import EnrollmentId, Relation
from station.domain.sample import SLAPS
from station.services.enroll import Enroll
from station.services.views import EnrollmentView, SealedView
from station.settings import Settings, load_settings
from station.storage.database import connect
from station.storage.errors import DatabaseFailed
from tests.support.applicants import ADULT, WHOLE
from tests.support.copies import PASSPHRASES, copying, key_file
from tests.support.desk import DEVICE, OFFICER, OPERATOR, PINS, ink, open_desk, portrait_candidate, slap_candidate

BOTH = ("second-deputy", "first")


@dataclass
class World:
    """The desk that died with a draft up to its portrait; another desk, and the share of both."""

    other: Settings
    share: Path
    draft: EnrollmentId
    answers: list[str]
    second: EnrollmentId  # who came together with the first, where somebody did

    @property
    def copy(self) -> Path:
        (folder,) = self.share.glob(f"*/{self.draft}")
        return folder

    def recover(self, *arguments: str) -> int:
        home = str(self.other.data.parent)
        return main(["--home", home, "recover", *arguments, "--from", str(self.share)])

    def take(self, *people: str, person: str = OPERATOR, pin: str = PINS[OPERATOR]) -> int:
        """With these people's keys; passphrases and the PIN of who takes it in are typed."""
        self.answers[:] = [*(PASSPHRASES[each] for each in people), pin]
        named = [argument for each in people for argument in ("--key", str(key_file(self.other, each)))]
        return self.recover(self.draft[:8], *named, "--as", person)

    def events(self, kind: str) -> list[dict[str, object]]:
        with closing(connect(self.other.database)) as db:
            rows = db.execute("SELECT event FROM audit ORDER BY seq").fetchall()
        return [event for event in (json.loads(row[0]) for row in rows) if event["kind"] == kind]

    def is_here(self) -> bool:
        return (self.other.drafts / self.draft).exists() or self.events("draft_recovered") != []


@pytest.fixture(params=["alone"])
def world(
    demo_settings: Settings,
    demo_keys: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    request: pytest.FixtureRequest,
) -> World:
    share, home = tmp_path / "share", tmp_path / "other"
    share.mkdir()
    shutil.copytree(demo_keys, home)
    other = load_settings(home)
    open_desk(other).db.close()
    with copying(demo_settings, share) as desk:
        desk.bench.sign_in_as(OPERATOR)
        view = desk.bench.enroll.start("biometric_passport")
        assert isinstance(view, EnrollmentView)
        which = view.enrollment.enrollment_id
        desk.bench.enroll.set_fields(which, WHOLE)
        second = which
        if request.param == "family":
            second = _second(desk.bench.enroll, which, desk.bench.clock.at)
        desk.copier.look()
        desk.bench.enroll.accept_portrait(which, portrait_candidate(desk.bench.clock.at))
        desk.copier.look()
        desk.bench.enroll.set_fields(which, {"phone": "+374 91 000000"})  # and before it is copied the desk dies
    shutil.rmtree(demo_settings.data.parent)
    answers: list[str] = []
    monkeypatch.setattr("station.commands.secret.unseen", lambda question: answers.pop(0))
    return World(other, share, which, answers, second)


def _second(enroll: Enroll, first: EnrollmentId, at: datetime) -> EnrollmentId:
    """With the very same picture as the first."""
    view = enroll.add_person(first, Relation.SPOUSE)
    assert isinstance(view, EnrollmentView)
    enroll.set_fields(view.enrollment.enrollment_id, {"surname_hy": "Երկրորդ"})
    enroll.accept_portrait(view.enrollment.enrollment_id, portrait_candidate(at))
    return view.enrollment.enrollment_id


def files_in(share: Path) -> dict[str, bytes]:
    return {str(path.relative_to(share)): path.read_bytes() for path in share.rglob("*") if path.is_file()}


def test_another_desk_goes_on_to_sealing(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    assert world.recover() == 0
    listed = capsys.readouterr().out
    assert world.draft in listed
    assert not any(value in listed for value in ADULT.values() if len(value) > 4)
    before = files_in(world.share)
    assert world.take(*BOTH) == 0
    assert files_in(world.share) == before
    (event,) = world.events("draft_recovered")
    assert event["subject"] == world.draft

    with copying(world.other, world.share) as desk:
        desk.bench.sign_in_as(OPERATOR)
        enroll, at = desk.bench.enroll, desk.bench.clock.now()
        view = enroll.resume(world.draft)
        assert isinstance(view, EnrollmentView)
        assert dict(view.enrollment.fields) == {**view.enrollment.fields, **ADULT}  # one step was lost: the phone
        portrait = view.enrollment.samples.portrait
        assert portrait is not None
        assert isinstance(enroll.image(world.draft, portrait.source.digest), bytes)
        desk.copier.look()
        assert desk.copied() == [world.draft]
        for slap in SLAPS:
            enroll.accept_slap(world.draft, slap_candidate(at, slap))
        enroll.accept_signature(world.draft, ink(), (100.0, 40.0), DEVICE)
        assert isinstance(enroll.sign(world.draft), EnrollmentView)
        assert isinstance(enroll.approve(world.draft, desk.bench.credential(OFFICER), PINS[OFFICER]), EnrollmentView)
        assert isinstance(enroll.seal(world.draft), SealedView)
        desk.copier.look()
        assert files_in(world.share) == {}  # this desk's copy, and that of the dead one
    for name, data in before.items():
        (world.share / name).parent.mkdir(parents=True, exist_ok=True)
        (world.share / name).write_bytes(data)
    assert world.take(*BOTH) == 1
    assert "[STN-120]" in capsys.readouterr().err  # it was sealed here


@pytest.mark.parametrize("world", ["family"], indirect=True)
def test_a_family_is_taken_in_whole(world: World) -> None:
    """Both people's files, each opened as their own; the same picture of two is two files."""
    assert world.take(*BOTH) == 0
    with copying(world.other, world.share) as desk:
        desk.bench.sign_in_as(OPERATOR)
        resumed = desk.bench.enroll.resume(world.draft)
        assert isinstance(resumed, EnrollmentView)
        assert [each.enrollment_id for each in resumed.people] == [world.draft, world.second]
        views = [desk.bench.enroll.view(each) for each in (world.draft, world.second)]
        for view in views:
            assert isinstance(view, EnrollmentView)
            portrait = view.enrollment.samples.portrait
            assert portrait is not None
            kept = desk.bench.enroll.image(view.enrollment.enrollment_id, portrait.source.digest)
            assert isinstance(kept, bytes)
        assert [view.enrollment.fields["surname_hy"] for view in views if isinstance(view, EnrollmentView)] == [
            ADULT["surname_hy"],
            "Երկրորդ",
        ]
        assert isinstance(desk.bench.enroll.discard(world.second), type(None))
        desk.copier.look()
        assert files_in(world.share) == {}


@pytest.mark.parametrize("people", [("first",), ("first", "first"), ("first", "first-deputy")])
def test_one_person_or_one_half_alone_opens_nothing(
    people: tuple[str, ...], world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    assert world.take(*people) == 1
    assert "[STN-175]" in capsys.readouterr().err
    assert not world.is_here()
    refused = [each["details"] for each in world.events("act_refused")]
    assert [(each["act"], each["code"]) for each in refused] == [("recover", "STN-175")]  # type: ignore[index]


def test_wrong_secrets_open_nothing(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    first, second = (str(key_file(world.other, each)) for each in BOTH)
    world.answers[:] = ["wrong"]
    assert world.recover(world.draft, "--key", first, "--key", second) == 1
    assert "[STN-179]" in capsys.readouterr().err
    assert world.take(*BOTH, pin="0000") == 1
    assert "[CRY-010]" in capsys.readouterr().err
    assert world.take(*BOTH, person="nobody") == 1
    assert "[STN-403]" in capsys.readouterr().err
    assert not world.is_here()


def test_a_damaged_state_leaves_the_one_before_it(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    newest = max(world.copy.glob("state-*.json"))
    draft = json.loads(newest.read_bytes())["files"]["draft.sealed"]["sha256"]
    (world.copy / f"{draft}.sealed").write_bytes(b"half of it")
    assert world.recover() == 0
    assert "not whole" in capsys.readouterr().out
    assert world.take(*BOTH) == 0
    assert "damaged" in capsys.readouterr().out
    assert world.take(*BOTH) == 1
    assert "[STN-176]" in capsys.readouterr().err


def test_a_copy_that_is_nowhere_whole_is_refused(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    for path in world.copy.glob("*.sealed"):
        path.write_bytes(path.read_bytes()[:-1] + b"?")
    assert world.take(*BOTH) == 1
    assert "[STN-174]" in capsys.readouterr().err
    shutil.rmtree(world.copy)
    assert world.take(*BOTH) == 1
    assert "[STN-177]" in capsys.readouterr().err
    assert not world.is_here()


def test_a_fault_on_the_way_leaves_nothing_and_it_can_be_done_again(
    world: World, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fails(*_: object) -> None:
        raise DatabaseFailed(reason="SQLITE_FULL")

    for broken in (f"{AuditLog.__module__}.AuditLog.append", "station.services.recovery._move"):
        with monkeypatch.context() as patch:
            patch.setattr(broken, fails)
            assert world.take(*BOTH) == 1
        assert "[STN-103]" in capsys.readouterr().err
        assert not world.is_here()
        assert [path.name for path in world.other.data.glob(".tmp-*")] == []
    assert world.take(*BOTH) == 0


def test_without_a_place_it_says_so(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--home", str(world.other.data.parent), "recover"]) == 1
    assert "[STN-172]" in capsys.readouterr().err
