"""Whether it is the person of the document, by eye: with a photograph only where there is one."""

from dataclasses import replace

import pytest

from station.domain.enrollment import Enrollment
from station.domain.sample import Samples
from tests.support.clock import NOW
from tests.support.examples import example
from tests.support.people import Shelf, enrollment
from tests.support.plans import PLANS

SERVICE = "voluntary_return"


def of(**said: str) -> Enrollment:
    made = replace(enrollment(Shelf()), values={}, samples=Samples(), procedure=SERVICE)
    return made.with_fields({**example(SERVICE).applicants[0].fields, **said})


def wrong(made: Enrollment) -> list[tuple[str, str]]:
    walk = PLANS.walk(made, NOW.astimezone().date())
    return [(problem.code, problem.field) for problem in walk.problems["identity"]]


@pytest.mark.parametrize(
    ("kind", "by", "says"),
    [
        ("passport", "PHOTO", []),
        ("other", "PHOTO", []),
        ("birth_certificate", "PHOTO", [("IDY-NO-PHOTO", "identity_by")]),
        ("none", "PHOTO", [("IDY-NO-PHOTO", "identity_by")]),
        ("birth_certificate", "DATA", []),
    ],
)
def test_a_photograph_is_compared_where_there_is_one(kind: str, by: str, says: list[tuple[str, str]]) -> None:
    assert wrong(of(document_kind=kind, identity_by=by)) == says


def test_who_it_is_not_is_said_with_the_reason() -> None:
    assert wrong(of(identity_reason="")) == [("APP-REQUIRED", "identity_reason")]
    assert wrong(of(identity_agrees="YES", identity_reason="")) == []
    assert wrong(of(identity_agrees="")) == [("APP-REQUIRED", "identity_agrees")]


def test_what_was_found_is_in_the_packet_and_nothing_else() -> None:
    walk = PLANS.walk(of(), NOW.astimezone().date())
    step = next(step for step in walk.steps if step.kind == "identity")
    part = step.part(walk.enrollment, walk.sheet)
    assert part.further == {"identity_by": "PHOTO", "identity_agrees": False, "identity_reason": "UNLIKE"}
    assert (step.takes, part.samples, part.kept) == (None, Samples(), {})
