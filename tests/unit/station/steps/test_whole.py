"""A step is whole: what it took is in packet, receivers' forms and review, and each part of it is missed."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import fields, replace
from datetime import date
from typing import Any

import pytest

from station.domain.attachment import FORM, PAPER
from station.domain.enrollment import Enrollment
from station.domain.errors import Problem
from station.domain.item import Item, ItemId, ItemKind
from station.domain.lines import Shown
from station.domain.sample import Modality, Samples
from station.domain.value import FieldValue
from station.forms import Sheet
from station.packet.part import Part, joined
from station.profiles.words import EACH
from station.workflow.step import Step
from tests.support.applicants import ADULT
from tests.support.clock import NOW
from tests.support.examples import example
from tests.support.people import Shelf, context, enrollment
from tests.support.plans import HOLDING, PLANS
from tests.support.whole_steps import lost

TODAY = max(NOW.astimezone().date(), date(2026, 12, 1))  # from then on services ask for records, too
ZONE = "PPARMHOVANNESIAN<<ANIK<<<<<<<<<<<<<<<<<<<<<<\nAX00000009ARM1306156F36091496506150014<<<<64"
PERSON = {
    **ADULT, "birth_date": "15.06.2013", "psn": "6506150014", "surname_latin": "HOVANNESIAN",
    "surname_latin_source": "spouse_doc", "surname_evidence": "US-1", "given_latin": "ANIK",
    "given_latin_source": "court", "given_evidence": "C-2", "psn_kind": "refusal_certificate",
    "guardian_name": "Վահե", "guardian_relation": "trustee", "guardian_document": "AX1",
    "document_kind": "passport", "document_mrz": ZONE, "document_source": "mrz_typed", "document_number": "AX0000000",
    "document_issuer": "ARM", "document_expiry": "14.09.2036", "document_cancelled": "YES",
}  # fmt: skip
PARENTS = {
    "parents.1.role": "MOTHER", "parents.1.name": "Աննա", "parents.1.citizenships.1": "FRA", "parents.1.present": "NO",
    "parents.2.role": "FATHER", "parents.2.name": "Վահե", "parents.2.citizenships.1": "ARM", "parents.2.present": "YES",
}  # fmt: skip
SERVICES: dict[str, dict[str, str]] = {
    "biometric_passport": {
        **PERSON, **PARENTS, "request_kind": "EXCHANGE", "guardian_act_paper": "GUARDIAN_ACT",
        "old_document_paper": "OLD_DOCUMENT", "guardian_or_trustee_or_authorised_consent": "TRUSTEE_IN_PERSON",
    },
    "id_card": {
        **PERSON, **PARENTS, "request_kind": "EXCHANGE", "speed": "D3", "blood_group_wanted": "YES",
        "blood_group": "AB_MINUS", "document_issuer": "FRA", "document_mrz": "", "document_source": "typed",
        "passport_or_birth_certificate_paper": "BIRTH_CERTIFICATE", "guardian_act_paper": "GUARDIAN_ACT",
        "old_document_paper": "OLD_DOCUMENT", "medical_paper_paper": "MEDICAL_PAPER",
        "guardian_or_trustee_consent": "TRUSTEE_IN_PERSON", "self_consent": "SELF_WRITTEN",
        "payment_channel": "BANK", "payment_receipt": "R-000001", "paid_amd": "10000", "paid_on": "24.11.2026",
    },
}  # fmt: skip
"""Of each service a child of whom everything that can be asked is typed and chosen; of the others who is in their
example."""
WHOLE = tuple(SERVICES)
SERVICES |= {name: dict(example(name).applicants[0].fields) for name in HOLDING if name not in SERVICES}
BOTH = pytest.mark.parametrize("service", SERVICES)


def full(service: str, shelf: Shelf) -> Enrollment:
    """The child, and everything captured that the service takes."""
    version = PLANS.plan(service, TODAY).service.profile.version
    made = replace(enrollment(shelf), values={}, procedure=service, version=version)
    made = made.with_fields({name: text for name, text in SERVICES[service].items() if text})
    made = with_papers(made, shelf)
    takes = {step.takes for step in PLANS.walk(made, TODAY).steps}
    samples = made.samples if Modality.FACE in takes else replace(made.samples, portrait=None)
    if Modality.FINGERS not in takes:
        samples, made = (
            replace(samples, slaps=()),
            replace(made, items=tuple(item for item in made.items if item.kind is ItemKind.ATTACHMENT)),
        )
    return replace(made, samples=samples if Modality.SIGNATURE in takes else replace(samples, signature=None))


def with_papers(made: Enrollment, shelf: Shelf) -> Enrollment:
    """With a page of every paper that stays."""
    walk = PLANS.walk(made, TODAY)
    for step in walk.steps:
        for number, paper in enumerate(step.papers(made, walk.sheet)):
            said = {PAPER: paper.paper, FORM: paper.form.value}
            page = shelf.put(f"page {number}".encode(), "image/jpeg", 60, 40)
            values = {name: FieldValue(text) for name, text in said.items()}
            item = Item(ItemId(f"{number}"), ItemKind.ATTACHMENT, paper.about, values, (page,) if paper.pages else ())
            made = made.with_item(item)
    return made


def read_of(made: Enrollment) -> Sheet:
    return PLANS.walk(made, TODAY).sheet


def steps_of(service: str) -> tuple[Step, ...]:
    return PLANS.walk(full(service, Shelf()), TODAY).steps


def lost_of(service: str, steps: Iterable[Step]) -> set[str]:
    shelf = Shelf()
    made = full(service, shelf)
    asked = PLANS.plan(service, TODAY).service.profile.samples
    return lost(steps, made, read_of(made), shelf, context(made), asked)


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


def parts_given(service: str) -> Iterator[tuple[str, str]]:
    """Each step with each member of what it puts into the packet, and its lines."""
    made = full(service, Shelf())
    for step in steps_of(service):
        if step.signs:
            continue
        whole = step.part(made, read_of(made))
        for each in fields(Part):
            if getattr(whole, each.name) != getattr(Part(), each.name) and each.name != "below_threshold":
                yield step.step_id, each.name
        yield step.step_id, "lines"


def test_every_service_is_here() -> None:
    assert SERVICES.keys() == set(HOLDING)


@BOTH
def test_nothing_is_missing_but_the_second_attempts_and_the_signatures(service: str) -> None:
    walk = PLANS.walk(full(service, Shelf()), TODAY)
    wrong = {problem.field or problem.code for problem in walk.open_problems}
    fingers = walk.plan.service.profile.samples.fingers
    takes = any(step.takes is Modality.FINGERS for step in walk.steps)
    weak = {"right_four"} if takes and fingers is not None and fingers.scored == EACH else set()
    assert wrong == {"REV-UNSIGNED", *weak}, "one finger of the right hand is weak; the average of the hand is not"
    if service in WHOLE:
        assert [step.step_id for step in walk.steps] == [said.id for said in walk.plan.service.profile.steps]


@pytest.mark.parametrize("service", WHOLE)
def test_every_field_that_is_asked_is_typed(service: str) -> None:
    """So that a field that is new in a profile is not left out of what follows."""
    made = full(service, Shelf())
    asked = {each.field.id for step in steps_of(service) for each in step.form(read_of(made)) if each.shown}
    typed = {name.partition(".")[0] for name in made.fields}
    assert asked - {"document_mrz"} <= typed


@BOTH
def test_nothing_is_lost_on_the_way_to_packet_forms_and_review(service: str) -> None:
    assert lost_of(service, steps_of(service)) == set()


@BOTH
def test_the_review_says_each_field_and_does_not_only_name_it(service: str) -> None:
    """Emptied, something else stands there. A zone is said by what was read from it."""
    made = full(service, Shelf())
    whole = shown_of(made)
    silent = {name for name in made.fields if shown_of(made.with_fields({name: ""})) == whole}
    assert silent <= {"document_mrz"}


def shown_of(made: Enrollment) -> list[Shown]:
    read = read_of(made)
    return [line for step in steps_of(made.procedure) if not step.signs for line in step.lines(made, read)]


@BOTH
def test_a_step_asks_for_the_fields_that_the_profile_gives_it(service: str) -> None:
    """One that asks for none would be a page without anything on it."""
    walk = PLANS.walk(full(service, Shelf()), TODAY)
    given = {said.id: set(said.fields) for said in walk.plan.service.profile.steps}
    for step in walk.steps:
        assert given[step.step_id] <= {each.field.id for each in step.form(walk.sheet)}, step.step_id


@BOTH
def test_a_step_gives_the_samples_it_takes(service: str) -> None:
    made = full(service, Shelf())
    for step in steps_of(service):
        if step.takes is not None:
            given = step.part(made, read_of(made)).samples
            kept = {
                Modality.FACE: given.portrait,
                Modality.FINGERS: given.slaps,
                Modality.SIGNATURE: given.signature,
            }
            assert kept[step.takes], step.step_id


@BOTH
def test_each_part_of_each_step_is_missed(service: str) -> None:
    taken_away = list(parts_given(service))
    assert len(taken_away) >= 2 * len(steps_of(service))
    for step_id, missing in taken_away:
        whole = steps_of(service)
        steps: Any = tuple(Without(step, missing) if step.step_id == step_id else step for step in whole)
        assert lost_of(service, steps), (step_id, missing)


@BOTH
def test_a_whole_step_is_missed(service: str) -> None:
    """Left out of the walk: what was typed or taken there is nowhere. Of the review it is the signatures."""
    made = full(service, Shelf())
    for gone in steps_of(service):
        left = [step for step in steps_of(service) if step.step_id != gone.step_id]
        if gone.signs:
            wrong = [each.code for step in left for each in step.problems(made, read_of(made))]
            assert not any(code.startswith("REV-UN") for code in wrong)
        else:
            assert lost_of(service, left), gone.step_id


@BOTH
def test_each_step_says_what_is_missing_of_somebody_of_whom_nothing_is_known(service: str) -> None:
    some = enrollment(Shelf())
    nobody = replace(some, values={}, samples=Samples(), procedure=service)
    walk = PLANS.walk(nobody, TODAY)
    free = {step.step_id for step in walk.steps if step.form(walk.sheet) and not _required(step, walk.sheet)}
    silent = {step.step_id for step in walk.steps if not step.problems(nobody, walk.sheet)}
    assert silent <= free, "but forms of which nothing must be filled in"


def _required(step: Step, sheet: Sheet) -> bool:
    return any(each.required for each in step.form(sheet))


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
    made = full("biometric_passport", Shelf())
    whole = PLANS.walk(made, TODAY).content()
    with pytest.raises(ValueError, match="two steps give"):
        joined(twice(whole))
