"""A draft that does not open is shown, counted and kept; it hides no other and is not lost by being shown."""

import json
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import msgspec
import pytest

from station.domain.enrollment import EnrollmentId
from station.domain.errors import Problem
from station.services.draft_summary import DraftSummary
from station.services.health import _drafts
from station.services.views import EnrollmentView
from station.settings import Settings
from station.storage.draft_format import newest
from station.storage.leftovers import survey_drafts
from station.storage.vault import DRAFT, OWN_KEY
from tests.support.desk import OPERATOR, Bench, open_desk

NEWER, DAMAGED = "STN-164", "STN-112"


def begin(desk: Bench) -> EnrollmentId:
    view = desk.enroll.start("biometric_passport")
    assert isinstance(view, EnrollmentView)
    return view.enrollment.enrollment_id


def listed(desk: Bench) -> dict[EnrollmentId, str]:
    """Code by draft, "" for one that opens."""
    found = desk.enroll.drafts()
    assert not isinstance(found, Problem)
    return {item.enrollment_id: item.problem.code if item.problem is not None else "" for item in found}


def newer(desk: Bench, which: EnrollmentId) -> None:
    assert desk.signed_in.session is not None
    vault = desk.signed_in.session.vault
    content = json.loads(msgspec.json.encode(vault.load(which)))
    vault._write(which, DRAFT, json.dumps({"format": newest(), "case": {**content, "iris": {}}}).encode())


def damaged(desk: Bench, which: EnrollmentId) -> None:
    file = _folder(desk, which) / f"{DRAFT}.sealed"
    file.write_bytes(file.read_bytes()[:-1])


def without_key(desk: Bench, which: EnrollmentId) -> None:
    (_folder(desk, which) / f"{OWN_KEY}.sealed").unlink()


def without_draft(desk: Bench, which: EnrollmentId) -> None:
    assert desk.signed_in.session is not None
    desk.signed_in.session.vault.put(which, b"sample", "image/png")
    (_folder(desk, which) / f"{DRAFT}.sealed").unlink()


def unreadable(desk: Bench, which: EnrollmentId) -> None:
    file = _folder(desk, which) / f"{DRAFT}.sealed"
    file.unlink()
    file.mkdir()


def _folder(desk: Bench, which: EnrollmentId) -> Path:
    assert desk.signed_in.session is not None
    return desk.signed_in.session.vault._folder / which


@pytest.mark.parametrize(
    ("harm", "code"),
    [
        (newer, NEWER),
        (damaged, DAMAGED),
        (without_key, DAMAGED),
        (without_draft, DAMAGED),
        (unreadable, "STN-102"),
    ],
    ids=lambda value: getattr(value, "__name__", value),
)
def test_it_is_shown_with_the_reason_and_hides_no_other(
    demo_settings: Settings, harm: Callable[[Bench, EnrollmentId], None], code: str
) -> None:
    desk = open_desk(demo_settings)
    with closing(desk.db):
        desk.sign_in_as(OPERATOR)
        shut, whole = begin(desk), begin(desk)
        harm(desk, shut)
        assert listed(desk) == {shut: code, whole: ""}
        before = {path: path.read_bytes() for path in _folder(desk, shut).iterdir() if path.is_file()}
        for answer in (
            desk.enroll.resume(shut),
            desk.enroll.set_fields(shut, {"phone": "1"}),
            desk.enroll.discard(shut),
        ):
            assert isinstance(answer, Problem)
            assert answer.code == code
        assert {path: path.read_bytes() for path in _folder(desk, shut).iterdir() if path.is_file()} == before
        assert listed(desk) == {shut: code, whole: ""}


def test_the_doctor_counts_them_without_a_key(demo_settings: Settings) -> None:
    desk = open_desk(demo_settings)

    class Around:
        database, drafts = demo_settings.database, demo_settings.drafts

    def found() -> tuple[str, str]:
        line = _drafts(Around())  # type: ignore[arg-type]
        return line.outcome, line.measured

    with closing(desk.db):
        assert found() == ("pass", "0")
        desk.sign_in_as(OPERATOR)
        first, second, third = begin(desk), begin(desk), begin(desk)
        assert found() == ("pass", "3")
        newer(desk, first)  # nobody without a key sees that, until somebody with one has looked
        assert found() == ("pass", "3")
        listed(desk)
        assert found() == ("fail", "3, 1 shut")
        without_key(desk, second)
        assert found() == ("fail", "3, 2 shut")
        desk.enroll.discard(third)
        assert found() == ("fail", "2, 2 shut")
        (demo_settings.drafts / "notes").mkdir()
        assert survey_drafts(demo_settings.drafts).strange == 1


def test_one_that_opens_again_is_counted_no_more(demo_settings: Settings) -> None:
    desk = open_desk(demo_settings)
    with closing(desk.db):
        desk.sign_in_as(OPERATOR)
        which = begin(desk)
        file = _folder(desk, which) / f"{DRAFT}.sealed"
        good = file.read_bytes()
        file.write_bytes(good[:-1])
        assert listed(desk) == {which: DAMAGED}
        file.write_bytes(good)
        assert listed(desk) == {which: ""}
        assert desk.db.execute("SELECT unopened FROM enrollment").fetchall() == [("",)]


def test_what_nobody_registered_is_shown_too(demo_settings: Settings) -> None:
    """After the database was lost the drafts are still there."""
    desk = open_desk(demo_settings)
    with closing(desk.db):
        desk.sign_in_as(OPERATOR)
        which = begin(desk)
        desk.db.execute("DELETE FROM enrollment")
        assert listed(desk) == {which: ""}
        damaged(desk, which)
        (item,) = desk.enroll.drafts()  # type: ignore[misc]
        assert isinstance(item, DraftSummary)
        assert (item.started_at, item.problem is not None) == (None, True)
        (demo_settings.drafts / "not-an-enrollment").mkdir()
        (demo_settings.drafts / "not-an-enrollment" / f"{DRAFT}.sealed").write_bytes(b"")
        assert listed(desk) == {which: DAMAGED}


def test_the_key_of_a_visit_that_never_began_is_nobody_s_draft(demo_settings: Settings) -> None:
    desk = open_desk(demo_settings)
    with closing(desk.db):
        desk.sign_in_as(OPERATOR)
        which = begin(desk)
        (_folder(desk, which) / f"{DRAFT}.sealed").unlink()
        assert listed(desk) == {}
        answer = desk.enroll.resume(which)
        assert isinstance(answer, Problem)
        assert answer.code == "STN-110"
