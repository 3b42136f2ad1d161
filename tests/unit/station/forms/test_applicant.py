"""From fields to data: every problem, with its field."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from station.domain.subject import GuardianRelation, LatinSource, Name, PsnKind, Sex
from tests.support.applicants import ADULT
from tests.support.former_reading import AgePolicy
from tests.support.plans import read_applicant

AGE = AgePolicy()
TODAY = date(2026, 11, 24)


def problems(**changes: str) -> list[tuple[str, str]]:
    data, found = read_applicant({**ADULT, **changes}, TODAY)
    assert (data is None) == bool(found)
    return [(item.code, item.field) for item in found]


def test_a_right_form_becomes_data() -> None:
    data, found = read_applicant(ADULT, TODAY)
    assert found == ()
    assert data is not None
    assert data.primary_identifier.latin == "HOVHANNISYAN"
    assert data.secondary_identifier.armenian == "Անի"
    assert (data.birth_date, data.sex, data.nationality) == (date(1990, 6, 15), Sex.FEMALE, "ARM")
    assert data.psn.number == "6506901230"
    assert data.guardian is None


def test_an_empty_form_tells_everything_at_once() -> None:
    data, found = read_applicant({}, TODAY)
    assert data is None
    assert {item.field for item in found} == {
        "surname_hy", "surname_latin", "given_hy", "given_latin",
        "birth_date", "birth_place", "sex", "nationality", "psn_kind",
    }  # fmt: skip
    assert {item.code for item in found} == {"APP-REQUIRED"}


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"surname_hy": "Hovhannisyan"}, ("APP-ARMENIAN", "surname_hy")),
        ({"surname_latin": "ՀՈՎ"}, ("APP-LATIN", "surname_latin")),
        ({"surname_latin": "HOVHANNISIAN"}, ("APP-LATIN-TABLE", "surname_latin")),
        ({"given_latin": "ANNIE", "given_latin_source": "spouse_doc"}, ("APP-EVIDENCE", "given_evidence")),
        ({"given_latin_source": "wish"}, ("APP-CHOICE", "given_latin_source")),
        ({"surname_hy": "Ա" * 101}, ("APP-TOO-LONG", "surname_hy")),
        ({"patronymic_hy": "Vahe"}, ("APP-ARMENIAN", "patronymic_hy")),
        ({"birth_date": "15/06/90"}, ("APP-DATE", "birth_date")),
        ({"birth_date": "31.06.1990"}, ("APP-DATE", "birth_date")),
        ({"birth_date": "25.11.2026"}, ("APP-BIRTH-FUTURE", "birth_date")),
        ({"birth_date": "15.06.1890"}, ("APP-BIRTH-OLD", "birth_date")),
        ({"sex": "W"}, ("APP-CHOICE", "sex")),
        ({"nationality": "ZZZ"}, ("APP-NATIONALITY", "nationality")),
        ({"psn": "123"}, ("APP-PSN-DIGITS", "psn")),
        ({"psn": "9906901230"}, ("APP-PSN-SHAPE", "psn")),
        ({"psn": "1506901230"}, ("APP-PSN-SEX", "psn")),
        ({"psn": "6606901230"}, ("APP-PSN-BIRTH", "psn")),
        ({"psn": ""}, ("APP-REQUIRED", "psn")),
        ({"psn_kind": "refusal_certificate", "psn": ""}, ("APP-REQUIRED", "psn")),
        ({"phone": "ring me"}, ("APP-PHONE", "phone")),
        ({"email": "ani@"}, ("APP-EMAIL", "email")),
        ({"birth_place": "  "}, ("APP-REQUIRED", "birth_place")),
        ({"birth_place": "Ա" * 201}, ("APP-TOO-LONG", "birth_place")),
    ],
)
def test_each_problem_names_its_field(changes: dict[str, str], expected: tuple[str, str]) -> None:
    assert expected in problems(**changes)


def test_another_spelling_with_evidence_is_right() -> None:
    data, _ = read_applicant(
        {**ADULT, "given_latin": "Annie", "given_latin_source": "foreign_birth_doc", "given_evidence": "B 12"},
        TODAY,
    )
    assert data is not None
    name = data.secondary_identifier
    assert (name.latin, name.latin_source, name.evidence) == ("ANNIE", LatinSource.FOREIGN_BIRTH_DOC, "B 12")


def test_a_number_may_be_pending_or_refused() -> None:
    for kind, number in (("pending", ""), ("refusal_certificate", "N 17/2026")):
        data, _ = read_applicant({**ADULT, "psn_kind": kind, "psn": number}, TODAY)
        assert data is not None
        assert (data.psn.kind, data.psn.number) == (PsnKind(kind), number)


@pytest.mark.parametrize(
    ("birth_date", "required"), [("25.11.2010", True), ("24.11.2010", False), ("23.11.2010", False)]
)
def test_a_guardian_is_asked_for_under_sixteen(birth_date: str, required: bool) -> None:
    fields = {"birth_date": birth_date, "psn_kind": "pending"}
    expected = {
        ("APP-REQUIRED", "guardian_name"),
        ("APP-REQUIRED", "guardian_relation"),
        ("APP-REQUIRED", "guardian_document"),
    }
    assert set(problems(**fields)) == (expected if required else set())


def test_a_child_with_a_guardian_is_complete() -> None:
    child = {
        **ADULT,
        "birth_date": "01.02.2020",
        "psn_kind": "pending",
        "guardian_name": "Վահե Հովհաննիսյան",
        "guardian_relation": "parent",
        "guardian_document": "AX0000001",
    }
    data, _ = read_applicant(child, TODAY)
    assert data is not None
    assert data.guardian is not None
    assert data.guardian.relation is GuardianRelation.PARENT


@pytest.mark.parametrize(
    ("birth_date", "required"), [(date(2020, 11, 25), False), (date(2020, 11, 24), True), (None, True)]
)
def test_fingerprints_begin_at_six(birth_date: date | None, required: bool) -> None:
    assert AGE.fingerprints_required(birth_date, TODAY) is required


@given(st.dictionaries(st.sampled_from([*ADULT, "guardian_name", "patronymic_hy"]), st.text(max_size=40)))
def test_nothing_typed_breaks_it(changes: dict[str, str]) -> None:
    data, found = read_applicant({**ADULT, **changes}, TODAY)
    assert (data is None) == bool(found)
    assert all(item.field for item in found)


@pytest.mark.parametrize("missing", ["surname", "given"])
@pytest.mark.parametrize("dash", ["-", "—"])
def test_a_person_may_have_one_name_only(missing: str, dash: str) -> None:
    data, found = read_applicant({**ADULT, f"{missing}_hy": dash, f"{missing}_latin": dash}, TODAY)
    assert found == ()
    assert data is not None
    none, one = data.primary_identifier, data.secondary_identifier
    if missing == "given":
        none, one = one, none
    assert none == Name("", "")
    assert "" not in (one.armenian, one.latin)


def test_an_empty_name_is_no_name_that_is_missing() -> None:
    assert problems(surname_hy="", surname_latin="") == [
        ("APP-REQUIRED", "surname_hy"),
        ("APP-REQUIRED", "surname_latin"),
    ]


def test_nobody_has_no_name_at_all() -> None:
    dashes = {f"{part}_{script}": "-" for part in ("surname", "given") for script in ("hy", "latin")}
    assert [code for code, _ in problems(**dashes)] == ["APP-NO-NAME"] * 4
    assert problems(surname_hy="-", surname_latin="-", given_hy="", given_latin="") == [
        ("APP-REQUIRED", "given_hy"),
        ("APP-REQUIRED", "given_latin"),
    ]


def test_a_latin_name_that_only_one_script_has_needs_its_proof() -> None:
    assert problems(surname_latin="-") == [("APP-LATIN-TABLE", "surname_latin")]
    assert problems(surname_hy="-") == [("APP-LATIN-TABLE", "surname_latin")]
    proven = {"surname_latin_source": "foreign_birth_doc", "surname_evidence": "B 12"}
    data, _ = read_applicant({**ADULT, "surname_latin": "-", **proven}, TODAY)
    assert data is not None
    assert data.primary_identifier == Name("Հովհաննիսյան", "", LatinSource.FOREIGN_BIRTH_DOC, "B 12")
