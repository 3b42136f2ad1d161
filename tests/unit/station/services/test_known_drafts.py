"""A list of drafts opens those alone that changed since this person looked last; files are believed, memory is not."""

from pathlib import Path

import pytest

from station.domain.enrollment import EnrollmentId
from station.domain.errors import Problem
from station.services.draft_summary import DraftSummary
from station.services.views import EnrollmentView
from station.storage import vault as vaults
from station.storage.vault import DRAFT, OWN_KEY
from tests.support.desk import OFFICER, Bench

MANY = 12


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Length of each draft that is opened."""
    seen: list[int] = []
    decode = vaults.decode_draft

    def counted(data: bytes) -> object:
        seen.append(len(data))
        return decode(data)

    monkeypatch.setattr(vaults, "decode_draft", counted)
    return seen


def begin(desk: Bench, surname: str = "Նմուշյան") -> EnrollmentId:
    view = desk.enroll.start("biometric_passport")
    assert isinstance(view, EnrollmentView)
    name(desk, view.enrollment.enrollment_id, surname)
    return view.enrollment.enrollment_id


def name(desk: Bench, which: EnrollmentId, surname: str) -> None:
    assert isinstance(desk.enroll.set_fields(which, {"surname_hy": surname}), EnrollmentView)


def listed(desk: Bench) -> dict[EnrollmentId, DraftSummary]:
    found = desk.enroll.drafts()
    assert not isinstance(found, Problem)
    return {each.enrollment_id: each for each in found}


def file_of(desk: Bench, which: EnrollmentId, name: str) -> Path:
    assert desk.signed_in.session is not None
    return desk.signed_in.session.vault._path(which, name)


def test_of_many_only_the_one_that_changed_is_opened_again(desk: Bench, opened: list[int]) -> None:
    drafts = [begin(desk) for _ in range(MANY)]
    before = listed(desk)
    assert set(before) == set(drafts)
    opened.clear()
    assert listed(desk) == before
    assert opened == []
    name(desk, drafts[3], "Ուրիշյան")
    opened.clear()
    after = listed(desk)
    assert len(opened) == 1
    assert after.pop(drafts[3]).title == "Ուրիշյան"
    assert after == {which: each for which, each in before.items() if which != drafts[3]}


@pytest.mark.parametrize(("file", "gone"), [(DRAFT, None), (OWN_KEY, "STN-112")])
def test_a_file_is_believed_and_not_what_was_known_of_it(desk: Bench, file: str, gone: str | None) -> None:
    whole, other = begin(desk), begin(desk)
    assert [each.problem for each in listed(desk).values()] == [None, None]
    path = file_of(desk, whole, file)
    sealed = path.read_bytes()
    path.write_bytes(sealed[:-1] + bytes([sealed[-1] ^ 1]))
    found = listed(desk)
    assert _code(found[whole]) == "STN-112"
    assert (found[whole].title, found[other].problem) == ("", None)
    path.write_bytes(sealed)
    assert listed(desk)[whole].title == "Նմուշյան"
    path.unlink()
    left = listed(desk).get(whole)
    assert (None if left is None else _code(left)) == gone


def _code(draft: DraftSummary) -> str:
    assert draft.problem is not None
    return draft.problem.code


def test_an_earlier_file_that_is_put_back_is_what_is_shown(desk: Bench) -> None:
    which = begin(desk, "Առաջինյան")
    earlier = file_of(desk, which, DRAFT).read_bytes()
    assert listed(desk)[which].title == "Առաջինյան"
    name(desk, which, "Երկրորդյան")
    assert listed(desk)[which].title == "Երկրորդյան"
    file_of(desk, which, DRAFT).write_bytes(earlier)
    assert listed(desk)[which].title == "Առաջինյան"


def test_nothing_is_known_to_whoever_comes_next_nor_of_what_is_gone(desk: Bench, opened: list[int]) -> None:
    drafts = [begin(desk) for _ in range(3)]
    listed(desk)
    assert desk.signed_in.session is not None
    known = desk.signed_in.session.known
    assert set(known._known) == set(drafts)
    assert desk.enroll.discard(drafts[0]) is None
    listed(desk)
    assert set(known._known) == set(drafts[1:])
    desk.sign_in.sign_out()
    desk.sign_in_as(OFFICER)
    opened.clear()
    listed(desk)
    assert len(opened) == 2


def test_another_description_of_services_opens_all_of_them(
    desk: Bench, opened: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    begin(desk)
    listed(desk)
    opened.clear()
    monkeypatch.setattr(desk.enroll._plans, "described", lambda: object())
    listed(desk)
    assert len(opened) == 1


def test_who_may_look_is_asked_once_a_list_and_of_each_draft(desk: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    """What holds at this moment was found out anew for each: the folder of authorities was read hundreds of times."""
    for _ in range(MANY):
        begin(desk)
    asked, now = [], desk.enroll._signing.rights.now
    monkeypatch.setattr(desk.enroll._signing.rights, "now", lambda: asked.append(1) or now())
    listed(desk)
    assert len(asked) <= 2, "to list at all, and of what is listed"
