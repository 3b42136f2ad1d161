"""What steps put into a packet is, byte for byte and in its order, what one builder of all put there before them."""

import dataclasses
import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta

import pytest

from intake.acceptance.declared import read_application
from station.domain.enrollment import Enrollment
from station.domain.sample import QualityScore, Samples, SlapImpression
from station.domain.value import Said, Source
from station.formats.moment import moment_text
from station.packet import content
from station.packet.application import PacketContext
from station.packet.layout import APPLICATION
from tests.support.applicants import ADULT, PASSPORT_MRZ
from tests.support.capture_fakes import OPERATOR
from tests.support.clock import NOW
from tests.support.former_content import FormerContext, former_files
from tests.support.people import Shelf, context, enrollment
from tests.support.plans import walk

TODAY = NOW.astimezone().date()
NO_DOCUMENT = {**ADULT, "document_kind": "none"}
GUARDIAN = {"guardian_name": "Վահե", "guardian_relation": "parent", "guardian_document": "AX1"}


def scored(impression: SlapImpression, attempt: int, score: int | None) -> SlapImpression:
    quality = QualityScore("NFIQ2", "2.3", score)
    return replace(
        impression, attempt=attempt, fingers=tuple(replace(item, quality=quality) for item in impression.fingers)
    )


def as_taken(samples: Samples) -> Samples:
    return samples


def with_attempts(samples: Samples) -> Samples:
    """The second attempt is the best one, and the third is as good: the last of equals counts."""
    right, left = samples.slaps
    tried = (
        scored(right, 1, 20),
        scored(right, 2, 60),
        scored(right, 3, 60),
        scored(left, 1, 5),
        scored(left, 2, None),
    )
    return replace(samples, slaps=tried)


def with_odd_measures(samples: Samples) -> Samples:
    assert samples.portrait is not None
    quality = (QualityScore("Sharpness", "1", 50, float("inf")), QualityScore("Pose", "", None, 0.0))
    return replace(samples, portrait=replace(samples.portrait, quality=quality, automatic=False))


NOTHING_MISSING, SMALL_CHILD = "nothing missing", "small child of whom prints were taken"
CASES = {
    "no document": (NO_DOCUMENT, as_taken),
    "passport by its zone": (
        {
            **ADULT, "document_kind": "passport", "document_mrz": PASSPORT_MRZ, "document_number": "AX0000000",
            "document_issuer": "arm", "document_expiry": "14.09.2036", "document_source": "mrz_read",
        },
        as_taken,
    ),
    "identity card, typed": (
        {**ADULT, "document_kind": "id_card", "document_number": "000000001", "document_issuer": "ARM"},
        as_taken,
    ),
    "another document": ({**ADULT, "document_kind": "other", "document_number": "Թ-1"}, as_taken),
    "own spelling": (
        {
            **NO_DOCUMENT, "surname_latin": "HOVANNESIAN", "surname_latin_source": "spouse_doc",
            "surname_evidence": "US-1",
        },
        as_taken,
    ),
    "certificate": ({**NO_DOCUMENT, "psn_kind": "refusal_certificate", "psn": "R-77"}, as_taken),
    "no number yet": ({**NO_DOCUMENT, "psn_kind": "pending", "phone": "", "address": ""}, as_taken),
    "child": ({**NO_DOCUMENT, "birth_date": "15.06.2015", "psn": "6506151235", "psn_kind": "pending", **GUARDIAN},
              as_taken),
    SMALL_CHILD: (
        {**NO_DOCUMENT, "birth_date": "15.06.2024", "psn_kind": "pending", **GUARDIAN},
        as_taken,
    ),
    "attempts": (NO_DOCUMENT, with_attempts),
    "odd measures": (NO_DOCUMENT, with_odd_measures),
    NOTHING_MISSING: (NO_DOCUMENT, as_taken),
}  # fmt: skip


NOT_ASKED = ("child", SMALL_CHILD)
"""What differs, and is meant: what a person of that age is not asked for is not in the packet, whoever took it."""


def files_now(made: Enrollment, shelf: Shelf, of: PacketContext) -> list[tuple[str, bytes]]:
    return [(file.path, file.data) for file in content.build(made, walk(made, TODAY).content(), shelf.get, of).files]


def changed(name: str, made: Enrollment, change: Callable[[Samples], Samples]) -> Enrollment:
    made = replace(made, samples=change(made.samples))
    return replace(made, items=()) if name == NOTHING_MISSING else made


def former(of: PacketContext) -> FormerContext:
    """Classes came later: `context` has none, and then the packet says nothing of them."""
    assert (of.case_class, of.retention_days) == (PacketContext.case_class, PacketContext.retention_days)
    known = {each.name for each in dataclasses.fields(FormerContext)}
    return FormerContext(**{name: value for name, value in vars(of).items() if name in known})


def made_of(fields: Mapping[str, str], shelf: Shelf) -> Enrollment:
    """By the first version of the service, which is what there was."""
    return replace(enrollment(shelf), values={}, version=1).with_fields(fields)


@pytest.mark.parametrize("name", CASES)
def test_every_file_is_the_same_in_the_same_order(name: str) -> None:
    fields, change = CASES[name]
    shelf = Shelf()
    made = made_of(fields, shelf)
    made = changed(name, made, change)
    of = context(made)
    before = made if name not in NOT_ASKED else replace(made, samples=replace(made.samples, signature=None))
    before = replace(before, items=()) if name == SMALL_CHILD else before
    assert files_now(made, shelf, of) == former_files(before, TODAY, shelf.get, former(of))


def test_so_is_what_came_from_another_desk() -> None:
    shelf = Shelf()
    made = made_of(NO_DOCUMENT, shelf).recovered("ef" * 32)
    of = replace(context(made), simulated=False)
    assert files_now(made, shelf, of) == former_files(made, TODAY, shelf.get, former(of))


def test_the_cases_differ_in_what_they_put_there() -> None:
    """Not the same packet twelve times."""
    packets = set()
    for name, (fields, change) in CASES.items():
        shelf = Shelf()
        made = made_of(fields, shelf)
        made = changed(name, made, change)
        packets.add(tuple(files_now(made, shelf, context(made))))
    assert len(packets) == len(CASES)


def test_how_each_text_came_is_the_one_thing_that_is_new() -> None:
    """Meant: the former way knew no sources. All else of every file is as it was."""
    shelf = Shelf()
    made = made_of(NO_DOCUMENT, shelf)
    of = context(made)
    said = {name: Said(text, Source.TYPED, NOW, OPERATOR.credential_id) for name, text in NO_DOCUMENT.items()}
    known = replace(made, values={}).with_said(said).settled(NOW + timedelta(minutes=1))
    known = known.with_said({"phone": Said("+37491000009", Source.COMPANION, NOW + timedelta(minutes=2), None, "e-1")})
    files, before = dict(files_now(known, shelf, of)), dict(former_files(known, TODAY, shelf.get, former(of)))
    now, then = json.loads(files.pop(APPLICATION)), json.loads(before.pop(APPLICATION))
    assert files == before
    entered = now["contextualData"].pop("entered")
    assert (now["contextualData"].pop("format"), then["contextualData"].pop("format")) == (4, 2)
    assert now == then
    first = {"source": "typed", "at": moment_text(NOW), "by": OPERATOR.credential_id}
    assert entered["surname_hy"] == first
    assert entered["phone"] == {
        "source": "companion", "at": moment_text(NOW + timedelta(minutes=2)), "evidence": "e-1",
        "replaced": [{"text": NO_DOCUMENT["phone"], **first}],
    }  # fmt: skip
    asked = walk(known, TODAY)
    shown = {each.field.id for step in asked.wanted for each in step.form(asked.sheet) if each.shown}
    assert set(entered) == {name for name, text in NO_DOCUMENT.items() if text and name in shown}
    assert read_application(dict(files_now(known, shelf, of))[APPLICATION]).enrollment_id == known.enrollment_id


def test_what_is_not_asked_for_any_more_leaves_nothing_behind() -> None:
    """A guardian typed before the birth date was put right."""
    made = made_of({**NO_DOCUMENT, **GUARDIAN}, Shelf())
    said = {name: Said(text, Source.TYPED, NOW) for name, text in {**NO_DOCUMENT, **GUARDIAN}.items()}
    entered = walk(replace(made, values={}).with_said(said), TODAY).content().entered
    assert "surname_hy" in entered
    assert not entered.keys() & GUARDIAN.keys()
