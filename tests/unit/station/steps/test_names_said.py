"""What a review says of names: in each script, where the Latin one comes from, and how the document will carry it."""

from dataclasses import replace

import pytest

from station.domain.lines import Line, Word, Zone
from tests.support.clock import NOW
from tests.support.people import Shelf, enrollment
from tests.support.plans import PLANS
from tests.unit.station.steps.test_whole import SERVICES

TODAY = NOW.astimezone().date()
LABEL = "step.applicant.label."


def said(service: str, **changes: str) -> dict[str, Line]:
    made = replace(enrollment(Shelf()), values={}, procedure=service).with_fields({**SERVICES[service], **changes})
    walk = PLANS.walk(made, TODAY)
    step = next(each for each in walk.steps if each.step_id == "applicant")
    lines = [each for each in step.lines(made, walk.sheet) if isinstance(each, Line)]
    return {each.label.removeprefix(LABEL): each for each in lines}


@pytest.mark.parametrize(
    ("service", "printed"),
    [
        ("biometric_passport", Zone("PPARMHOVANNESIAN<<ANIK", width=44)),
        ("id_card", Zone("HOVANNESIAN<<ANIK", width=30)),
    ],
)
def test_names_as_the_document_will_carry_them(service: str, printed: Zone) -> None:
    lines = said(service)
    assert lines["printed"].said == ("ՀՈՎՀԱՆՆԻՍՅԱՆ ԱՆԻ", printed)
    assert lines["printed"].chip == ""
    assert (lines["surname"].said, lines["surname"].proven) == (("Հովհաննիսյան", "HOVANNESIAN"), True)
    assert lines["surname"].chip == "field.choice.latin_source.SPOUSE_DOC"


def test_who_has_one_name_only() -> None:
    lines = said("biometric_passport", surname_hy="-", surname_latin="-", surname_latin_source="", surname_evidence="")
    assert lines["surname"].said == (Word("step.applicant.no_name"),)
    assert lines["surname"].chip == ""
    assert lines["printed"].said == ("ԱՆԻ", Zone("PPARMANIK", width=44))


def test_letters_that_the_zone_has_no_room_for_are_spoken_of() -> None:
    by_table = {f"{part}_{end}": "" for part in ("surname", "given") for end in ("latin_source", "evidence")}
    names = {"surname_hy": "Ա" * 39, "surname_latin": "A" * 39, "given_hy": "Բ" * 39, "given_latin": "B" * 39}
    lines = said("biometric_passport", **names, **by_table)
    assert lines["printed"].said[1] == Zone("PPARM" + "A" * 36 + "<<B", width=44)
    assert lines["printed"].chip == "field.chip.cut"
    assert lines["surname"].chip == "field.chip.table"


@pytest.mark.parametrize("wrong", [{"surname_latin": ""}, {"given_latin": "ԱՆԻ"}])
def test_nothing_is_printed_of_names_that_are_missing_or_wrong(wrong: dict[str, str]) -> None:
    assert "printed" not in said("biometric_passport", **wrong)


def test_a_spelling_that_nothing_proves_is_not_called_the_tables() -> None:
    assert said("id_card", surname_latin_source="")["surname"].chip == "field.chip.edited"


@pytest.mark.parametrize("service", [name for name, texts in SERVICES.items() if "surname_hy" in texts])
def test_a_reason_is_asked_for_in_words_only_where_the_step_waits_for_it(service: str) -> None:
    """No chip asks for what a ticked step does not."""
    other = {"surname_latin": "ABOVIAN", "surname_latin_source": "", "surname_evidence": ""}
    made = replace(enrollment(Shelf()), values={}, procedure=service).with_fields({**SERVICES[service], **other})
    walk = PLANS.walk(made, TODAY)
    step = next(each for each in walk.steps if each.step_id == "applicant")
    asked = {"surname_latin", "surname_latin_source", "surname_evidence"} & {
        each.field for each in walk.problems["applicant"]
    }
    chips = [each.chip for each in step.lines(made, walk.sheet) if isinstance(each, Line)]
    assert ("field.chip.edited" in chips) is bool(asked)


@pytest.mark.parametrize("service", [name for name, texts in SERVICES.items() if "surname_hy" in texts])
@pytest.mark.parametrize(("missing", "member"), [("surname", "lastName"), ("given", "firstName")])
def test_every_service_goes_on_with_one_name(service: str, missing: str, member: str) -> None:
    none = {f"{missing}_hy": "-", f"{missing}_latin": "-", f"{missing}_latin_source": "", f"{missing}_evidence": ""}
    with_both = replace(enrollment(Shelf()), values={}, procedure=service).with_fields(SERVICES[service])
    made = with_both.with_fields(none)
    walk, before = PLANS.walk(made, TODAY), PLANS.walk(with_both, TODAY)
    assert walk.open_problems == before.open_problems
    step = next(each for each in walk.steps if each.step_id == "applicant")
    biographic = step.part(made, walk.sheet).biographic
    assert not [name for name in biographic if name.startswith(member)]
    assert {"lastName", "firstName"} & biographic.keys() == {"lastName", "firstName"} - {member}


def test_capitals_of_a_choice_are_the_same_word() -> None:
    assert said("biometric_passport", psn_kind="PENDING")["psn"].said == (Word("field.choice.psn_kind.PENDING"),)
    proven = said("biometric_passport", surname_latin_source="SPOUSE_DOC")["surname"]
    assert proven.chip == "field.choice.latin_source.SPOUSE_DOC"
