"""Papers of which copies stay: what is missing, what the packet gets of them, and that the centre reads it."""

import json
from dataclasses import replace

import pytest
import rfc8785

from intake.acceptance.declared import read_application
from intake.acceptance.pictured import Picture
from station.domain.attachment import FORM, PAPER, PaperForm, PaperWanted, page_texts
from station.domain.item import Item, ItemId, ItemKind
from station.domain.lines import Line, Pages
from station.domain.sample import Blob, Digest, Samples
from station.domain.value import FieldValue, Source
from station.packet.application import application_json
from station.profiles import faults_in, load
from station.workflow.engine import Walk
from station.workflow.step import Step
from tests.support.clock import NOW
from tests.support.kept_papers import CARD, COPY, IDENTITY, ORIGINAL, PROFILE, READER, TODAY, plans
from tests.support.people import Shelf, context, enrollment, given

FIRST, SECOND = (Blob(Digest(sign * 64), "image/jpeg", 1000, 1600, 1100, 240) for sign in "ab")


def item_of(paper: PaperWanted, *pages: Blob, likeness: tuple[int, ...] = (0, 2**40 - 1)) -> Item:
    texts = {PAPER: paper.paper, FORM: paper.form.value}
    for page, pattern in zip(pages, likeness, strict=False):
        texts |= page_texts(page.digest, ("PAGE-SKEW",), pattern, "sim_document:desk:1")
    values = {name: FieldValue(text, Source.PAPER, NOW) for name, text in texts.items()}
    return Item(ItemId(f"{paper.about} {paper.form}"), ItemKind.ATTACHMENT, paper.about, values, pages)


def walk_of(*items: Item, **texts: str) -> Walk:
    some = enrollment(Shelf())
    made = replace(some, values={}, samples=Samples(), procedure=CARD, version=1, step="kept", items=items)
    return plans().walk(made.with_fields({**READER, **texts}), TODAY)


def step_of(walk: Walk) -> Step:
    return next(step for step in walk.plan.steps if step.kind == "attachments")


def wrong(walk: Walk) -> list[tuple[str, str]]:
    return [(problem.code, problem.field) for problem in walk.problems["kept"]]


def application(walk: Walk) -> bytes:
    made = enrollment(Shelf())
    part = step_of(walk).part(walk.enrollment, walk.sheet)
    whole = replace(given(made), documents=part.documents, further=part.further)
    return application_json(made, whole, context(made))


def test_what_is_missing_is_said_of_each_form() -> None:
    assert wrong(walk_of()) == [("ATT-ORIGINAL", IDENTITY), ("ATT-COPY", IDENTITY)]
    assert wrong(walk_of(item_of(ORIGINAL), item_of(COPY, FIRST))) == []
    assert wrong(walk_of(item_of(ORIGINAL), item_of(COPY))) == [("ATT-COPY", IDENTITY)]
    abroad = walk_of(item_of(ORIGINAL), item_of(COPY, FIRST), abroad="YES", court_act_paper="COURT_ACT")
    assert wrong(abroad) == [("ATT-TRANSLATION", "court_act_paper")]


def test_the_step_is_walked_only_where_more_than_a_look_is_asked_for() -> None:
    rule = 'one_of = ["BIRTH_CERTIFICATE", "ID_CARD"]\nforms = ["ORIGINAL", "COPY"]'
    looked_at = plans((rule, 'one_of = ["BIRTH_CERTIFICATE", "ID_CARD"]'))
    made = walk_of().enrollment
    assert "kept" in {step.step_id for step in walk_of().steps}
    assert "kept" not in {step.step_id for step in looked_at.walk(made.at_step("reader"), TODAY).steps}


def test_pages_of_a_paper_that_is_not_chosen_any_more_are_said_and_stay_out_of_the_packet() -> None:
    walk = walk_of(item_of(ORIGINAL), item_of(COPY, FIRST), **{IDENTITY: "ID_CARD"})
    assert ("ATT-LEFT", IDENTITY) in wrong(walk)
    left = [paper for paper in step_of(walk).papers(walk.enrollment, walk.sheet) if paper.left]
    assert left == [replace(ORIGINAL, left=True), replace(COPY, left=True)]
    assert step_of(walk).part(walk.enrollment, walk.sheet).items == frozenset()


def test_the_packet_has_a_file_for_each_page_and_says_what_each_paper_is() -> None:
    items = (item_of(ORIGINAL), item_of(COPY, FIRST, SECOND))
    walk = walk_of(*items)
    part = step_of(walk).part(walk.enrollment, walk.sheet)
    assert part.kept == {"attachments/1/page-1.jpg": FIRST, "attachments/1/page-2.jpg": SECOND}
    assert part.items == {item.item_id for item in items}
    assert part.further["attachments"] == [
        {"paper": "BIRTH_CERTIFICATE", "form": "ORIGINAL", "pages": 0},
        {"paper": "BIRTH_CERTIFICATE", "form": "COPY", "pages": 2, "warnings": ["PAGE-SKEW", "PAGE-SKEW"]},
    ]
    read = read_application(application(walk))
    pages = [picture for picture in read.pictures if picture.path.startswith("attachments/")]
    assert pages == [Picture(f"attachments/1/page-{number}.jpg", "image/jpeg", 1600, 1100) for number in (1, 2)]


@pytest.mark.parametrize(
    ("member", "value"),
    [("dataRef", "attachments/1/page-9.jpg"), ("dataRef", "data/application.json"), ("pages", [2]), ("width", 0)],
)
def test_the_centre_refuses_a_page_that_is_not_in_its_place(member: str, value: object) -> None:
    whole = json.loads(application(walk_of(item_of(COPY, FIRST))))
    whole["documentData"][-1]["parts"][0][member] = value
    with pytest.raises(ValueError, match=r"declared|not its own"):
        read_application(rfc8785.dumps(whole))


def test_the_review_shows_the_pages_and_names_what_is_not_there() -> None:
    walk = walk_of(item_of(COPY, FIRST, SECOND))
    lines = step_of(walk).lines(walk.enrollment, walk.sheet)
    assert [line.label for line in lines if isinstance(line, Line) and not line.said] == ["step.attachments.ORIGINAL"]
    assert [line.images for line in lines if isinstance(line, Pages)] == [(FIRST, SECOND)]


def test_a_page_that_is_there_twice_says_so() -> None:
    item = item_of(COPY, FIRST, SECOND, likeness=(0, 3))
    walk = walk_of(item)
    (told,) = step_of(walk).part(walk.enrollment, walk.sheet).further["attachments"]
    assert told["warnings"] == ["PAGE-SKEW", "PAGE-TWICE PAGE-SKEW"]


def test_every_form_of_a_paper_is_known_to_the_profiles() -> None:
    from station.domain.papers import PAPER_FORMS

    assert tuple(form.value for form in PaperForm) == PAPER_FORMS


@pytest.mark.parametrize(
    ("before", "after", "code"),
    [
        ('[[steps]]\nid = "kept"\nkind = "attachments"\n', "", "PRF-057"),
        ('forms = ["ORIGINAL", "COPY"]', 'forms = ["ORIGINAL"]', "PRF-058"),
    ],
)
def test_copies_need_a_step_that_takes_them_and_the_other_way_round(before: str, after: str, code: str) -> None:
    """What is wanted and nobody takes would be missing in silence."""
    text = PROFILE.replace(before, after)
    text = text if code == "PRF-057" else text.replace('forms = ["TRANSLATION"]\n', "")
    loaded = [load(text.encode(), f"{CARD}.toml")]
    assert code in [fault.code for fault in faults_in(loaded)]
