"""A case is one enrollment or several, and says the same of itself everywhere."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from station.cases.case import MOST_PEOPLE, Case, CaseFull, NotInCase, blobs_of
from station.domain.enrollment import Enrollment, EnrollmentId, Relation, Together
from station.domain.item import Item, ItemId, ItemKind, LinkKind, Notice
from station.domain.operator import CredentialId
from station.domain.sample import Blob, Digest
from station.domain.signatures import Approved, Signed
from station.domain.value import Said, Source
from station.storage.draft_format import decode_draft, encode_draft
from station.storage.errors import DraftDamaged
from tests.support.clock import NOW
from tests.support.people import OPERATOR, Shelf, enrollment

CONTAINER = Blob(Digest("0" * 64), "application/zip", 1)


def somebody(number: int) -> Enrollment:
    which = EnrollmentId(f"00000000-0000-4000-8000-{number:012d}")
    return Enrollment(which, "biometric_passport", NOW, OPERATOR, "applicant")


def family(people: int, first: Enrollment | None = None) -> Case:
    case = Case.of_one(first or somebody(0))
    for number in range(1, people):
        case = case.with_person(somebody(number), Relation.CHILD)
    return case


def test_one_person_alone_is_a_case() -> None:
    alone = enrollment(Shelf())
    case = Case.of_one(alone)
    assert (case.case_id, case.current, case.first.case_id) == (alone.enrollment_id,) * 3
    assert case.first.together is None


def test_everybody_says_with_whom_they_came() -> None:
    case = family(3)
    assert [each.together for each in case.enrollments] == [
        Together(case.case_id, 1, 3, Relation.FIRST),
        Together(case.case_id, 2, 3, Relation.CHILD),
        Together(case.case_id, 3, 3, Relation.CHILD),
    ]
    assert {each.case_id for each in case.enrollments} == {case.case_id}
    assert case.current == somebody(2).enrollment_id
    assert case.turned_to(somebody(1).enrollment_id).current == somebody(1).enrollment_id


def test_one_more_takes_the_signatures_of_all_away() -> None:
    signed = somebody(0).with_signed(Signed(CONTAINER, OPERATOR, NOW)).with_approved(Approved(CONTAINER, OPERATOR, NOW))
    case = family(2, signed)
    assert Case.of_one(signed).signed
    assert (case.first.signed, case.first.approved, case.signed) == (None, None, False)


def test_a_change_of_one_is_a_change_of_no_other() -> None:
    case = family(3)
    changed = case.of(somebody(1).enrollment_id).with_fields({"surname_hy": "Կանար"})
    after = case.with_enrollment(changed)
    assert [each.fields for each in after.enrollments] == [{}, {"surname_hy": "Կանար"}, {}]
    assert after.enrollments[0] is case.enrollments[0]


def test_nobody_else_is_in_it() -> None:
    case, stranger = family(2), somebody(9)
    for ask in (case.of, case.turned_to):
        with pytest.raises(NotInCase):
            ask(stranger.enrollment_id)
    with pytest.raises(NotInCase):
        case.with_enrollment(stranger)
    full = family(MOST_PEOPLE)
    with pytest.raises(CaseFull):
        full.with_person(somebody(MOST_PEOPLE), Relation.OTHER)


ALONE, PAIR = Case.of_one(somebody(0)), family(2)


@pytest.mark.parametrize(
    "change",
    [
        lambda: replace(ALONE, enrollments=()),
        lambda: replace(ALONE, current=EnrollmentId("x")),
        lambda: replace(ALONE, enrollments=(replace(ALONE.first, together=PAIR.first.together),)),
        lambda: replace(PAIR, enrollments=PAIR.enrollments[::-1]),
        lambda: replace(PAIR, enrollments=(PAIR.first, PAIR.first)),
        lambda: replace(PAIR, enrollments=(PAIR.first, replace(PAIR.enrollments[1], together=None))),
        lambda: replace(PAIR, enrollments=(PAIR.first, replace(PAIR.enrollments[1], procedure="visa"))),
        lambda: replace(PAIR, enrollments=(PAIR.first, replace(PAIR.enrollments[1], training=True))),
        lambda: replace(PAIR, enrollments=family(3).enrollments[:2], current=PAIR.case_id),
        lambda: replace(family(MOST_PEOPLE), enrollments=(*family(MOST_PEOPLE).enrollments, somebody(99))),
    ],
)
def test_what_contradicts_itself_is_no_case(change: object) -> None:
    with pytest.raises(ValueError, match=r"."):
        change()  # type: ignore[operator]


def test_a_draft_that_contradicts_itself_is_damage() -> None:
    draft = msgspec.json.decode(encode_draft(PAIR))
    draft["case"]["enrollments"][1]["together"]["place"] = 1
    with pytest.raises(DraftDamaged):
        decode_draft(msgspec.json.encode(draft))


def test_every_file_is_found_however_deep() -> None:
    shelf = Shelf()
    whole = enrollment(shelf).with_signed(Signed(CONTAINER, OPERATOR, NOW))
    assert {blob.digest for blob in blobs_of(whole)} == {*shelf.held, CONTAINER.digest}


MOMENTS = st.datetimes(datetime(2020, 1, 1), datetime(2090, 1, 1), timezones=st.just(UTC))
SAID = st.builds(
    Said, st.text(max_size=30), st.sampled_from(Source), st.none() | MOMENTS,
    st.none() | st.text(max_size=5).map(CredentialId), st.text(max_size=5),
)  # fmt: skip
ITEMS = st.builds(
    Item, st.uuids().map(str).map(ItemId), st.sampled_from(ItemKind), st.text(max_size=8),
    files=st.lists(st.just(CONTAINER), max_size=2).map(tuple),
)  # fmt: skip
ENTRIES = st.lists(st.tuples(st.integers(0, 2), st.sampled_from(("surname_hy", "phone")), SAID), max_size=20)


@given(ENTRIES, st.lists(ITEMS, max_size=4), st.sampled_from(Relation), st.booleans(), st.integers(0, 2))
def test_what_was_written_is_read(
    entries: list[tuple[int, str, Said]], items: list[Item], relation: Relation, settled: bool, current: int
) -> None:
    case = Case.of_one(enrollment(Shelf())).with_person(somebody(1), relation).with_person(somebody(2), relation)
    for who, name, said in entries:
        changed = case.enrollments[who].with_said({name: said})
        case = case.with_enrollment(changed.settled(NOW + timedelta(minutes=1)) if settled else changed)
    changed = case.enrollments[current]
    for item, (_, name, said) in zip(items, entries, strict=False):
        changed = changed.with_item(item.with_said({name: said}, changed.settled_at))
        changed = changed.with_link(LinkKind.HOUSEHOLD, said).with_notice(Notice(name, "1", "hy", NOW, OPERATOR))
    case = case.with_enrollment(changed.with_signed(Signed(CONTAINER, OPERATOR, NOW))).turned_to(changed.enrollment_id)
    assert decode_draft(encode_draft(case)) == case
