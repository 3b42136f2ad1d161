"""What a field's value remembers: letters are one writing, corrections keep both."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from station.domain.enrollment import Enrollment, EnrollmentId
from station.domain.operator import CredentialId
from station.domain.value import MOST_REPLACED, ONE_WRITING, Said, Source
from tests.support.clock import NOW
from tests.support.people import OPERATOR

ANI, KAREN = CredentialId("a"), CredentialId("b")
EMPTY = Enrollment(EnrollmentId("e"), "biometric_passport", NOW, OPERATOR, "applicant")


def typed(text: str, seconds: float = 0, by: CredentialId = ANI, source: Source = Source.TYPED) -> Said:
    return Said(text, source, NOW + timedelta(seconds=seconds), by)


def written(*said: Said, settled_at: datetime | None = None) -> tuple[str, list[str]]:
    """The text that stands there in the end, and those it replaced."""
    draft = EMPTY if settled_at is None else EMPTY.settled(settled_at)
    for each in said:
        draft = draft.with_said({"surname_hy": each})
    value = draft.values["surname_hy"]
    return value.text, [each.text for each in value.replaced]


def test_letters_typed_one_after_another_are_one_text() -> None:
    assert written(*(typed("Կանար"[: n + 1], n) for n in range(5))) == ("Կանար", [])


@pytest.mark.parametrize(
    "later",
    [
        typed("Կանարյան", 5, KAREN),
        typed("Կանարյան", 5, source=Source.CHIP),
        typed("Կանարյան", ONE_WRITING.total_seconds() + 1),
        typed("Կանարյան", -3600),  # the clock was put back meanwhile: nobody knows
        Said("Կանարյան"),
    ],
)
def test_another_person_source_or_hour_is_a_correction(later: Said) -> None:
    assert written(typed("Կանար"), later) == ("Կանարյան", ["Կանար"])


def test_what_is_settled_is_corrected() -> None:
    assert written(typed("Կ", 1), typed("Կա", 2), settled_at=NOW + timedelta(seconds=1)) == ("Կա", ["Կ"])
    assert written(typed("Կ", 2), typed("Կա", 3), settled_at=NOW + timedelta(seconds=1)) == ("Կա", [])


def test_a_slip_that_was_undone_is_no_correction() -> None:
    first = typed("Կանար", 0, KAREN)
    draft = EMPTY.with_said({"surname_hy": first})
    undone = draft.with_said({"surname_hy": typed("Կանա", 1)}).with_said({"surname_hy": typed("Կանար", 2)})
    assert undone.values == draft.values
    assert undone.values["surname_hy"].by == KAREN


def test_the_same_text_again_and_an_empty_one_say_nothing_new() -> None:
    draft = EMPTY.with_said({"surname_hy": typed("Կանար")})
    assert draft.with_said({"surname_hy": typed("Կանար", 9, KAREN)}) is draft
    assert written(typed(""), typed("Կանար", 5, KAREN)) == ("Կանար", [])
    assert written(typed("Կանար"), typed("", 5, KAREN)) == ("", ["Կանար"])


def test_a_change_takes_the_signatures_away_and_settling_does_not() -> None:
    draft = EMPTY.with_fields({"phone": "1"})
    assert draft.settled(NOW).values == draft.values
    assert draft.fields == {"phone": "1"}
    assert draft.with_fields({"phone": "2"}).fields == {"phone": "2"}


@given(st.lists(st.tuples(st.sampled_from("ABCDEF"), st.sampled_from((ANI, KAREN))), min_size=1, max_size=60))
def test_every_settled_text_is_found_again_up_to_the_limit(steps: list[tuple[str, CredentialId]]) -> None:
    draft, settled = EMPTY, list[str]()
    for number, (text, by) in enumerate(steps):
        at = NOW + timedelta(hours=number)
        draft = draft.with_said({"name": Said(text, Source.TYPED, at, by)}).settled(at)
        if [text] != settled[-1:]:
            settled.append(text)
    value = draft.values["name"]
    *former, last = settled
    assert value.text == last
    kept = [each.text for each in value.replaced]
    assert len(kept) <= MOST_REPLACED
    assert kept == (former if len(former) <= MOST_REPLACED else [former[0], *former[-MOST_REPLACED + 1 :]])
