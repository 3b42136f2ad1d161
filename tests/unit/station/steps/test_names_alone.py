"""A Latin name without an Armenian form deviates from nothing: no reason, no proof, and the packet says where it is
from."""

from dataclasses import replace
from typing import Any

import pytest

from station.domain.lines import Line
from station.fields.mrz import names_by, zone_of
from station.formats.mrz import parse
from tests.support.applicants import PASSPORT_MRZ
from tests.support.clock import NOW
from tests.support.people import Shelf, enrollment
from tests.support.plans import HOLDING, PLANS
from tests.unit.station.steps.test_whole import SERVICES

TODAY = NOW.astimezone().date()
PARTS = {"surname": "lastName", "given": "firstName"}
ZONE = PASSPORT_MRZ
SPELLED = {f"{part}_latin": name for part, name in names_by(parse(ZONE.split()), {}).items()}
HELD = {"document_kind": "passport", "document_number": "AX0000000", "document_issuer": "ARM"}


def packed(service: str, **changes: str) -> tuple[dict[str, Any], dict[str, Line]]:
    """Members of the packet, lines of the review."""
    made = replace(enrollment(Shelf()), values={}, procedure=service).with_fields({**SERVICES[service], **changes})
    walk = PLANS.walk(made, TODAY)
    step = next(each for each in walk.steps if each.kind == "applicant")
    lines = [each for each in step.lines(made, walk.sheet) if isinstance(each, Line)]
    return dict(step.part(made, walk.sheet).biographic), {each.label.rpartition(".")[2]: each for each in lines}


WITH_APPLICANT = [name for name in HOLDING if any(each.kind == "applicant" for each in PLANS.plan(name, TODAY).steps)]


@pytest.mark.parametrize("service", WITH_APPLICANT)
def test_no_example_names_a_document_that_nobody_named(service: str) -> None:
    person, lines = packed(service)
    for part, member in PARTS.items():
        if person.get(f"{member}LatinSource") == "previous_doc":
            assert person[f"{member}LatinEvidence"]
        if member in person and f"{member}Armenian" not in person:
            assert person[f"{member}LatinSource"] in ("declared", "document_zone", "document_typed")
            assert lines[part].chip != "field.chip.edited"


def test_who_has_no_papers_declared_the_name() -> None:
    person, lines = packed("asylum")
    assert person["firstNameLatinSource"] == "declared"
    assert lines["given"].chip == ""


def source(**changes: str) -> str:
    said: str = packed("visa", surname_hy="", given_hy="", **changes)[0]["lastNameLatinSource"]
    return said


def test_of_a_held_document_its_zone_or_the_document() -> None:
    assert zone_of(ZONE) is not None
    none = {"document_mrz": ""}
    assert source(**SPELLED, **HELD, document_mrz=ZONE) == "document_zone"
    assert source(**{**SPELLED, "surname_latin": "OTHERWISE"}, **HELD, document_mrz=ZONE) == "declared"
    assert source(**SPELLED, **HELD, **none) == "document_typed"
    assert source(**SPELLED, **none, document_kind="NONE") == "declared"


def test_a_reason_that_is_left_over_says_nothing_and_one_of_an_armenian_form_stays() -> None:
    court = {"surname_latin": "OTHERWISE", "surname_latin_source": "court", "surname_evidence": "C-2"}
    left, lines = packed("asylum", **court)
    assert (left["lastNameLatinSource"], left.get("lastNameLatinEvidence")) == ("declared", None)
    assert "evidence" not in lines
    kept, lines = packed("asylum", **court, surname_hy="Նմուշյան")
    assert (kept["lastNameLatinSource"], kept["lastNameLatinEvidence"]) == ("court", "C-2")
    assert lines["evidence"].said == ("C-2",)


def test_an_armenian_form_without_a_proof() -> None:
    assert packed("asylum", surname_hy="Նմուշյան", surname_latin="NMUSHYAN")[0]["lastNameLatinSource"] == "table"
    assert packed("asylum", surname_hy="Նմուշյան", surname_latin="OTHER")[0]["lastNameLatinSource"] == "declared"
    assert packed("asylum", surname_hy="-", surname_latin="OTHER")[0]["lastNameLatinSource"] == "declared"
