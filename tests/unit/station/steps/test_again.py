"""Whatever a packet has can be asked for once more: named by the packet itself, reopened here alone, and answered."""

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from intake.acceptance.declared import Declared, read_application
from station.domain.answers import DOCUMENT
from station.domain.enrollment import Enrollment
from station.domain.item import Item, ItemKind
from station.domain.named import belongs, slaps_among
from station.domain.recapture import Recapture
from station.domain.sample import PORTRAIT, SIGNATURE, Modality, Samples, Slap
from station.domain.value import Said, Source
from station.packet import content
from station.steps.again import asked_again, given_nowhere
from station.workflow.engine import Walk
from tests.support.clock import NOW
from tests.support.people import Shelf, context
from tests.support.plans import PLANS
from tests.unit.station.steps.test_whole import SERVICES, TODAY, full

TAKES = {PORTRAIT: Modality.FACE, SIGNATURE: Modality.SIGNATURE}


def typed(made: Enrollment) -> Enrollment:
    texts = {name: Said(text, Source.TYPED, NOW, made.operator.credential_id) for name, text in made.fields.items()}
    return replace(made, values={}).with_said(texts)


def packed(made: Enrollment, walk: Walk, shelf: Shelf) -> tuple[Mapping[str, Any], Declared]:
    """As its packet says it, and as the centre reads that."""
    profile = walk.plan.service.profile
    handled = {"retention_days": profile.retention_days, "application": profile.application}
    of = replace(context(made), case_class=profile.case_class, **handled)  # type: ignore[arg-type]
    files = content.build(made, walk.content(), shelf.get, of).files
    data = next(file.data for file in files if file.path == "data/application.json")
    return json.loads(data), read_application(data)


def answered(whole: Enrollment, item: str) -> Enrollment:
    """An enrollment of its own with that item, out of what was given at first."""
    taken = slaps_among((item,))
    samples = Samples(
        whole.samples.portrait if item == PORTRAIT else None,
        tuple(each for each in whole.samples.slaps if each.slap in taken),
        whole.samples.signature if item == SIGNATURE else None,
    )
    return replace(
        whole,
        recapture=Recapture("a1" * 32, NOW, (item,)),
        values={name: value for name, value in whole.values.items() if belongs(name.partition(".")[0], (item,))},
        samples=samples,
        items=tuple(each for each in whole.items if is_of(each, item, taken)),
    )


def is_of(each: Item, item: str, taken: frozenset[Slap]) -> bool:
    if each.kind is ItemKind.EXCEPTION:
        return TAKES.get(item, Modality.FINGERS if taken else None) == each.about
    return each.about == item


@pytest.mark.parametrize("service", SERVICES)
def test_each_item_of_a_packet_is_reopened_alone_and_answered(service: str) -> None:
    shelf = Shelf()
    whole = typed(full(service, shelf))
    walk = PLANS.walk(whole, TODAY)
    _, first = packed(whole, walk, shelf)
    asked = {each.field.id for step in walk.wanted for each in step.form(walk.sheet) if each.shown}
    given = {name for name in asked if any(field.partition(".")[0] == name for field in whole.fields)}
    held = {name for name in given if belongs(name, (DOCUMENT,))}
    assert set(first.items) >= given - held, "every field, paper and consent"
    assert (DOCUMENT in first.items) == bool(held)
    taken = {step.takes for step in walk.wanted}
    takes = tuple(what in taken for what in (Modality.FACE, Modality.FINGERS, Modality.SIGNATURE))
    assert tuple(item in first.items for item in (PORTRAIT, Slap.RIGHT_FOUR, SIGNATURE)) == takes
    for item in first.items:
        made = answered(whole, item)
        again = PLANS.walk(made, TODAY)
        assert given_nowhere(again.plan, (item,)) == (), item
        *there, last = again.wanted
        assert last.signs
        assert len(there) in (1, 2), (item, there)  # a paper is shown, and its pages are taken
        nothing = PLANS.walk(replace(made, values={}, samples=Samples(), items=()), TODAY)
        assert nothing.content_problems, f"{item} is asked for"
        weak = [each for each in again.content_problems if each.code != "REV-SLAP-QUALITY"]
        assert weak == [], item
        _, read = packed(made, again, shelf)
        assert read.again is not None
        assert read.again.items == (item,)
        assert item in read.items


def test_a_page_is_asked_for_by_the_paper_that_it_is_of() -> None:
    """So that one which does not decode costs no new application."""
    shelf = Shelf()
    made = typed(full("residence_card", shelf))
    _, declared = packed(made, PLANS.walk(made, TODAY), shelf)
    pages = [each for each in declared.pictures if each.path.startswith("attachments/")]
    assert pages
    assert {each.item for each in pages} <= {*declared.items} - {""}


def test_what_the_service_does_not_ask_is_given_nowhere() -> None:
    plan = PLANS.walk(full("visa", Shelf()), TODAY).plan
    items = ("portrait", "signature", "surname_hy", "nose", "passport_paper", "father_consent")
    assert given_nowhere(asked_again(plan, items), items) == ("signature", "nose", "father_consent")
