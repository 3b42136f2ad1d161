"""The held document: fields, the zone that fills them, and what they must not contradict."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from station.domain.document import DocumentKind, DocumentSource
from station.fields.mrz import name_otherwise, own_rules
from station.formats.mrz import check_digit
from station.forms import fill_from_mrz
from tests.support.applicants import ADULT, PASSPORT_MRZ
from tests.support.plans import passport, read_document

TODAY = date(2026, 11, 24)
UNREAD = {"birth_date", "document_number"}
TYPED = {
    "document_kind": "passport",
    "document_number": "AX0000000",
    "document_issuer": "ARM",
    "document_expiry": "14.09.2036",
}


def problems(**fields: str) -> list[tuple[str, str]]:
    document, found = read_document(fields, TODAY)
    assert (document is None) == bool(found)
    return [(item.code, item.field) for item in found]


def test_a_typed_passport() -> None:
    document, _ = read_document(TYPED, TODAY)
    assert document is not None
    assert (document.kind, document.number, document.issuer) == (DocumentKind.PASSPORT, "AX0000000", "ARM")
    assert document.expiry_date == date(2036, 9, 14)
    assert document.source is DocumentSource.TYPED


def test_no_document_is_an_answer_too() -> None:
    document, found = read_document({"document_kind": "none", "document_number": "left over"}, TODAY)
    assert found == ()
    assert document is not None
    assert (document.kind, document.number) == (DocumentKind.NONE, "")


def test_a_zone_fills_what_it_knows() -> None:
    filled = fill_from_mrz(passport().service, {"document_mrz": PASSPORT_MRZ}, TODAY)
    assert filled == {
        "birth_date": "15.06.1990",
        "sex": "F",
        "nationality": "ARM",
        "surname_latin": "HOVHANNISYAN",
        "given_latin": "ANI",
        "document_kind": "passport",
        "document_source": "mrz_typed",
        "document_number": "AX0000000",
        "document_issuer": "ARM",
        "document_expiry": "14.09.2036",
        "id_card_or_passport_or_birth_certificate_paper": "PASSPORT",
    }
    document, found = read_document({"document_mrz": PASSPORT_MRZ, **filled}, TODAY)
    assert found == ()
    assert document is not None
    assert document.source is DocumentSource.MRZ_TYPED
    assert document.mrz == tuple(PASSPORT_MRZ.split("\n"))


def test_a_zone_fills_what_the_profile_lets_it_fill_and_nothing_else() -> None:
    passports = passport().service
    other = {name: structs.replace(passports.profile.fields[name], prefill=("CHIP",)) for name in UNREAD}
    profile = structs.replace(passports.profile, fields={**passports.profile.fields, **other})
    service = replace(passports, profile=profile)
    whole = fill_from_mrz(passport().service, {"document_mrz": PASSPORT_MRZ}, TODAY)
    filled = fill_from_mrz(service, {"document_mrz": PASSPORT_MRZ}, TODAY)
    assert whole.keys() - filled.keys() == UNREAD
    assert whole.items() >= filled.items()


def test_a_filler_within_a_number_is_typed_by_nobody() -> None:
    """It stands for a mark or a blank of the number that is printed above."""
    first, second = PASSPORT_MRZ.split("\n")
    number = "AX<000001"
    without = f"{number}{check_digit(number)}{second[10:43]}"
    zone = f"{first}\n{without}{check_digit(without[:10] + without[13:20] + without[21:43])}"
    filled = fill_from_mrz(passport().service, {"document_mrz": zone}, TODAY)
    assert filled["document_number"] == "AX000001"
    for typed in ("AX000001", "ax 000001", "AX-000001"):
        found = read_document({"document_mrz": zone, **filled, "document_number": typed}, TODAY)[1]
        assert "DOC-MRZ-DIFFERS" not in {each.code for each in found}


def test_a_zone_that_says_there_is_no_surname_fills_that_in_too() -> None:
    second = PASSPORT_MRZ.split("\n")[1]
    filled = fill_from_mrz(passport().service, {"document_mrz": "PPARM<<ANI".ljust(44, "<") + "\n" + second}, TODAY)
    assert (filled["surname_latin"], filled["given_latin"]) == ("-", "ANI")


@pytest.mark.parametrize(
    ("entered", "filled"),
    [
        ({}, ("ANI", "-")),  # ICAO Doc 9303-3 section 4.6: in the place of the surname, whichever it is
        ({"surname_hy": "-"}, ("-", "ANI")),
        ({"surname_latin": "\u2013"}, ("\u2013", "ANI")),
        ({"given_hy": "Անի"}, ("-", "ANI")),
        ({"surname_hy": "Անի", "given_hy": "-"}, ("ANI", "-")),
        ({"given_latin": "MARIAM"}, ("ANI", "MARIAM")),  # what somebody said stays
    ],
)
def test_a_zone_with_one_name_alone_fills_it_and_says_that_there_is_no_other(
    entered: dict[str, str], filled: tuple[str, str]
) -> None:
    zone = "PPARMANI".ljust(44, "<") + "\n" + PASSPORT_MRZ.split("\n")[1]
    texts = {"document_mrz": zone, **entered}
    said = {**texts, **fill_from_mrz(passport().service, texts, TODAY)}
    assert (said["surname_latin"], said["given_latin"]) == filled
    assert [name_otherwise(part, said) for part in ("surname", "given")] == [
        "", "-" if filled[1] == "MARIAM" else ""
    ]  # fmt: skip


def test_one_name_alone_that_was_cut_fills_nothing() -> None:
    zone = "PPARM" + "A" * 39 + "\n" + PASSPORT_MRZ.split("\n")[1]
    filled = fill_from_mrz(passport().service, {"document_mrz": zone}, TODAY)
    assert not {"surname_latin", "given_latin"} & filled.keys()


def test_a_russian_internal_passport_fills_no_latin_name() -> None:
    """Its letters stand for Russian ones."""
    number, further = "456123789", "7150101123456<"
    line = f"{number}{check_digit(number)}RUS800229{check_digit('800229')}F<<<<<<<{further}{check_digit(further)}"
    zone = "PNRUSOBRAZCOVA<<7LI8".ljust(44, "<") + "\n" + line + check_digit(line[:10] + line[13:20] + line[21:43])
    filled = fill_from_mrz(passport().service, {"document_mrz": zone}, TODAY)
    assert filled == {
        "birth_date": "29.02.1980",
        "sex": "F",
        "nationality": "RUS",
        "document_kind": "id_card",
        "document_source": "mrz_typed",
        "document_number": "4567123789",
        "document_issuer": "RUS",
        "document_expiry": "",
    }
    assert own_rules({"document_mrz": zone}) == {"state": "RUS", "name": "ЮЛИЯ ОБРАЗЦОВА"}
    assert own_rules({"document_mrz": PASSPORT_MRZ}) == {}


def test_a_zone_with_an_invisible_sign_fills_nothing_and_says_so() -> None:
    zone = PASSPORT_MRZ.replace("ARM", "A\u200bRM", 1)
    assert fill_from_mrz(passport().service, {"document_mrz": zone}, TODAY) == {}
    found = read_document({"document_kind": "passport", "document_mrz": zone}, TODAY)[1]
    assert ("APP-INVISIBLE", "document_mrz") in {(each.code, each.field) for each in found}


def test_what_the_applicant_said_is_not_overwritten() -> None:
    filled = fill_from_mrz(
        passport().service, {**ADULT, "birth_date": "16.06.1990", "document_mrz": PASSPORT_MRZ}, TODAY
    )
    assert "birth_date" not in filled
    fields = {**ADULT, "birth_date": "16.06.1990", "sex": "M", "document_mrz": PASSPORT_MRZ, **filled}
    assert problems(**fields) == [("DOC-BIRTH-DIFFERS", "document_mrz"), ("DOC-SEX-DIFFERS", "document_mrz")]


def test_a_zone_with_a_fault_fills_nothing_and_says_where() -> None:
    broken = PASSPORT_MRZ.replace("9006153", "9006163")
    assert fill_from_mrz(passport().service, {"document_mrz": broken}, TODAY) == {}
    _, found = read_document({**TYPED, "document_mrz": broken}, TODAY)
    assert [(item.code, item.field) for item in found] == [("DOC-MRZ-DIGIT", "document_mrz")]
    assert (found[0].params["line"], found[0].params["position"]) == (2, 20)


def test_the_zone_of_a_visa_fills_nothing_and_is_said_to_be_one() -> None:
    visa = "V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL8988901C4XXX4009078F96121096ZE184226B<<<<<<"
    assert fill_from_mrz(passport().service, {"document_mrz": visa}, TODAY) == {}
    _, found = read_document({**TYPED, "document_mrz": visa}, TODAY)
    assert [(item.code, item.field) for item in found] == [("DOC-MRZ-VISA", "document_mrz")]


def test_a_zone_read_by_a_device_stays_so() -> None:
    filled = fill_from_mrz(passport().service, {"document_mrz": PASSPORT_MRZ, "document_source": "mrz_read"}, TODAY)
    assert filled["document_source"] == "mrz_read"


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"document_kind": ""}, ("DOC-KIND", "document_kind")),
        ({"document_kind": "library card"}, ("DOC-KIND", "document_kind")),
        ({"document_number": ""}, ("DOC-REQUIRED", "document_number")),
        ({"document_number": "AX-1"}, ("DOC-NUMBER", "document_number")),
        ({"document_number": "AX00000001"}, ("DOC-NUMBER", "document_number")),
        ({"document_issuer": ""}, ("DOC-REQUIRED", "document_issuer")),
        ({"document_issuer": "ZZZ"}, ("DOC-ISSUER", "document_issuer")),
        ({"document_expiry": "soon"}, ("DOC-DATE", "document_expiry")),
        ({"document_mrz": PASSPORT_MRZ, "document_number": "AX0000001"}, ("DOC-MRZ-DIFFERS", "document_number")),
    ],
)
def test_each_problem_names_its_field(changes: dict[str, str], expected: tuple[str, str]) -> None:
    assert expected in problems(**{**TYPED, **changes})


def test_a_birth_certificate_needs_no_issuer_code() -> None:
    assert problems(document_kind="birth_certificate", document_number="ԱԲ 012345") == []


@given(
    st.dictionaries(
        st.sampled_from([*TYPED, "document_mrz", "document_source"]), st.text(st.sampled_from("AZ09< \n."), max_size=90)
    )
)
def test_nothing_typed_breaks_it(changes: dict[str, str]) -> None:
    fields = {**TYPED, **changes}
    problems(**{**fields, **fill_from_mrz(passport().service, fields, TODAY)})
