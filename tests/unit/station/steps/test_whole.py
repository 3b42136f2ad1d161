"""A step is whole: what it took is in packet, receivers' forms and review, and each part of it is missed."""

from collections.abc import Callable, Iterator
from dataclasses import fields, replace
from typing import Any

import pytest

from station.domain.enrollment import Enrollment
from station.domain.errors import Problem
from station.domain.lines import Shown
from station.forms import Sheet
from station.packet.part import Part, joined
from station.workflow.step import Step
from tests.support.applicants import ADULT
from tests.support.clock import NOW
from tests.support.people import Shelf, context, enrollment
from tests.support.plans import passport, sheet
from tests.support.whole_steps import lost

TODAY = NOW.astimezone().date()
STEPS = passport().steps
ZONE = "PPARMHOVANNESIAN<<ANIK<<<<<<<<<<<<<<<<<<<<<<\nAX00000009ARM1506152F36091496506150014<<<<64"
FULL = {
    **ADULT, "birth_date": "15.06.2015", "psn": "6506150014", "surname_latin": "HOVANNESIAN",
    "surname_latin_source": "spouse_doc", "surname_evidence": "US-1", "given_latin": "ANIK",
    "given_latin_source": "court", "given_evidence": "C-2", "psn_kind": "refusal_certificate",
    "guardian_name": "Վահե", "guardian_relation": "trustee", "guardian_document": "AX1",
    "document_kind": "passport", "document_mrz": ZONE, "document_source": "mrz_typed", "document_number": "AX0000000",
    "document_issuer": "ARM", "document_expiry": "14.09.2036",
}  # fmt: skip


def full(shelf: Shelf) -> Enrollment:
    """A child of whom everything that can be typed is typed, and everything captured."""
    return replace(enrollment(shelf), values={}).with_fields(FULL)


def read_of(made: Enrollment) -> Sheet:
    return sheet(made.fields, TODAY)


def lost_of(steps: tuple[Step, ...]) -> set[str]:
    shelf = Shelf()
    made = full(shelf)
    return lost(steps, made, read_of(made), shelf, context(made))


class Without:
    """A step that lacks one thing. part: a member of what it puts into the packet, or the name of a method."""

    def __init__(self, step: Step, missing: str) -> None:
        self._step, self._missing = step, missing

    def __getattr__(self, name: str) -> Any:
        return getattr(self._step, name)

    def problems(self, enrollment: Enrollment, read: Sheet) -> tuple[Problem, ...]:
        return () if self._missing == "problems" else self._step.problems(enrollment, read)

    def part(self, enrollment: Enrollment, read: Sheet) -> Part:
        whole = self._step.part(enrollment, read)
        if self._missing not in {each.name for each in fields(Part)}:
            return whole
        return replace(whole, **{self._missing: getattr(Part(), self._missing)})

    def lines(self, enrollment: Enrollment, read: Sheet) -> tuple[Shown, ...]:
        return () if self._missing == "lines" else self._step.lines(enrollment, read)


def parts_given() -> Iterator[tuple[str, str]]:
    """Each step with each member of what it puts into the packet, and its lines."""
    made = full(Shelf())
    for step in STEPS:
        if step.signs:
            continue
        whole = step.part(made, read_of(made))
        for each in fields(Part):
            if getattr(whole, each.name) != getattr(Part(), each.name) and each.name != "below_threshold":
                yield step.step_id, each.name
        yield step.step_id, "lines"


def test_everything_is_typed_for_it() -> None:
    made = full(Shelf())
    lines = [line for step in STEPS for line in step.lines(made, read_of(made))]
    typed = {field for line in lines for field in getattr(line, "fields", ())}
    assert typed == FULL.keys()


def test_nothing_is_lost_on_the_way_to_packet_forms_and_review() -> None:
    assert lost_of(STEPS) == set()


def test_each_part_of_each_step_is_missed() -> None:
    taken_away = list(parts_given())
    assert len(taken_away) == 3 + 4 * 4
    for step_id, missing in taken_away:
        steps: Any = tuple(Without(step, missing) if step.step_id == step_id else step for step in STEPS)
        assert lost_of(steps), (step_id, missing)


@pytest.mark.parametrize("step_id", [step.step_id for step in STEPS])
def test_a_whole_step_is_missed(step_id: str) -> None:
    """Left out of the walk: what was typed or taken there is nowhere. Of the review it is the signatures."""
    left = tuple(step for step in STEPS if step.step_id != step_id)
    if any(step.signs for step in left):
        assert lost_of(left)
    else:
        made = full(Shelf())
        assert not any("REV-UN" in each.code for step in left for each in step.problems(made, read_of(made)))


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.step_id)
def test_each_step_says_what_is_missing_of_somebody_of_whom_nothing_is_known(step: Step) -> None:
    nobody = replace(enrollment(Shelf()), values={}, samples=type(enrollment(Shelf()).samples)())
    assert step.problems(nobody, read_of(nobody))


@pytest.mark.parametrize(
    "twice",
    [
        lambda part: (part, Part(biographic={"lastName": "Other"})),
        lambda part: (part, Part(values={"surname_latin": "Other"})),
        lambda part: (part, Part(kept=part.kept)),
        lambda part: (part, Part(samples=part.samples)),
    ],
)
def test_what_two_steps_give_is_refused(twice: Callable[[Part], tuple[Part, ...]]) -> None:
    made = full(Shelf())
    whole = joined(step.part(made, read_of(made)) for step in STEPS)
    with pytest.raises(ValueError, match="two steps give"):
        joined(twice(whole))
