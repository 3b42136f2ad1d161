"""Each type of field: what it reads, what it refuses, how it stands in a packet."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from station.fields import NAMES, TYPES, Field, FieldContext, PartialDate, UnknownFieldType, packed, read_field, type_of

DAY = date(2026, 11, 24)
ROLE = Field("role", "choice", choices=("MOTHER", "FATHER"), needed=True)
PARENT = {"role": ROLE, "name": Field("name", "text"), "citizenships": Field("citizenships", "country", repeated=True)}


def context(texts: Mapping[str, str], **values: Any) -> FieldContext:
    return FieldContext(DAY, texts, values.get)


def read(type_: str, text: str, **said: Any) -> Any:
    field = Field("it", type_, **said)
    found = read_field(field, context({"it": text}))
    return found.problems[0].code if found.problems else found.value


@pytest.mark.parametrize(
    ("type_", "text", "value"),
    [
        ("text", " Ընկերություն  «Ա» ", "Ընկերություն «Ա»"),
        ("text", "ԳյOւմրի", "APP-LETTER"),
        ("text", "Ա" * 201, "APP-TOO-LONG"),
        ("text", "\u200b", "APP-INVISIBLE"),
        ("text", "   ", None),
        ("date", "5.3.1990", date(1990, 3, 5)),
        ("date", "1990", "APP-DATE"),
        ("date_partial", "05.03.1990", PartialDate(1990, 3, 5)),
        ("date_partial", "1990-03-05", PartialDate(1990, 3, 5)),
        ("date_partial", "03.1990", PartialDate(1990, 3)),
        ("date_partial", "1990-03", PartialDate(1990, 3)),
        ("date_partial", "1990", PartialDate(1990)),
        ("date_partial", "13.1990", "APP-DATE-PART"),
        ("date_partial", "00.1990", "APP-DATE-PART"),
        ("date_partial", "0000", "APP-DATE-PART"),
        ("date_partial", "in spring", "APP-DATE-PART"),
        ("yes_no", "Yes", True),
        ("yes_no", "no", False),
        ("yes_no", "perhaps", "APP-CHOICE"),
        ("country", "xxa", "XXA"),
        ("country", "XXK", "XXK"),
        ("country", "ZZZ", "APP-NATIONALITY"),
        ("number", "1 000", 1000),
        ("number", "١٢", "APP-NUMBER"),
        ("number", "1" * 13, "APP-NUMBER"),
        ("money", "3 000 AMD", 3000),
        ("money", "3000֏", 3000),
        ("money", "3000.50", "APP-MONEY"),
        ("money", "-1", "APP-MONEY"),
        ("psn", "6506901230", "6506901230"),
        ("doc_number", " ԱԲ 012345 ", "ԱԲ 012345"),
        ("doc_number", "A" * 31, "APP-TOO-LONG"),
        ("ref", "C-2026-000001", "C-2026-000001"),
        ("phone", "+374 91 123456", "+374 91 123456"),
        ("phone", "ring", "APP-PHONE"),
        ("email", "ani@example.am", "ani@example.am"),
        ("email", "ani", "APP-EMAIL"),
        ("attachment", "0" * 64, "0" * 64),
        ("attachment", "page 1", "APP-ATTACHMENT"),
        ("mrz", "P<ARM", "DOC-MRZ-SIZE"),
    ],
)
def test_one_text_to_its_value(type_: str, text: str, value: object) -> None:
    assert read(type_, text) == value


@pytest.mark.parametrize(
    ("script", "text", "value"),
    [
        ("hy", "Հակոբյան", "Հակոբյան"),
        ("hy", "Հակոբյան 2", "APP-ARMENIAN"),
        ("hy", "ՀակոբյաN", "APP-LETTER"),
        ("la", "o'neil", "O'NEIL"),
        ("la", "O''NEIL", "APP-LATIN"),
        ("la", "ИВАНОВ", "APP-LATIN"),
        ("cy", "Алиев-Заде", "Алиев-Заде"),
        ("cy", "Ҷамшед", "Ҷамшед"),
        ("cy", "Aлиев", "APP-LETTER"),
        ("cy", "Aliyev", "APP-CYRILLIC"),
    ],
)
def test_a_name_is_of_one_script(script: str, text: str, value: str) -> None:
    assert read("name", text, script=script) == value


def test_a_choice_is_the_profiles_word() -> None:
    assert read("choice", "study", choices=("STUDY", "WORK")) == "STUDY"
    assert read("choice", "rest", choices=("STUDY", "WORK")) == "APP-CHOICE"


def test_nobody_is_born_tomorrow() -> None:
    for type_, text, code in (
        ("date", "25.11.2026", "APP-BIRTH-FUTURE"),
        ("date_partial", "2027", "APP-BIRTH-FUTURE"),
        ("date_partial", "1894", "APP-BIRTH-OLD"),
        ("date_partial", "2026", None),
    ):
        (found,) = read_field(Field("birth_date", type_), context({"birth_date": text})).problems or (None,)
        assert (found.code if found else None) == code


def test_people_are_kept_apart_and_taken_away() -> None:
    parents = Field("parents", "person", repeated=True, members=PARENT)
    texts = {
        "parents.1.role": "MOTHER",
        "parents.1.name": "Անահիտ",
        "parents.1.citizenships.1": "ARM",
        "parents.1.citizenships.3": "fra",
        "parents.2.role": "",
        "parents.2.name": "",
        "parents.10.role": "FATHER",
    }
    found = read_field(parents, context(texts))
    assert found.problems == ()
    mother = {"role": "MOTHER", "name": "Անահիտ", "citizenships": ("ARM", "FRA")}
    assert found.value == (mother, {"role": "FATHER", "name": None, "citizenships": None})
    assert packed(found.value, parents) == [
        {"role": "MOTHER", "name": "Անահիտ", "citizenships": ["ARM", "FRA"]},
        {"role": "FATHER"},
    ]
    wrong = read_field(parents, context({"parents.3.name": "Արամ", "parents.3.citizenships.1": "ZZZ"}))
    assert {(each.code, each.field) for each in wrong.problems} == {
        ("APP-REQUIRED", "parents.3.role"),
        ("APP-NATIONALITY", "parents.3.citizenships.1"),
    }
    assert read_field(parents, context({"parents.1.name": ""})).value is None


def test_an_address_has_a_marz_and_a_place() -> None:
    address = Field("home", "address")
    texts = {"home.marz": "sh", "home.place": "Գյումրի", "home.house": "5ա", "home.postcode": "3101"}
    found = read_field(address, context(texts))
    assert found.problems == ()
    assert packed(found.value, address) == {"marz": "SH", "place": "Գյումրի", "house": "5ա", "postcode": "3101"}
    found = read_field(address, context({"home.street": "Abovyan", "home.postcode": "31"}))
    assert {(each.code, each.field) for each in found.problems} == {
        ("APP-REQUIRED", "home.marz"),
        ("APP-REQUIRED", "home.place"),
        ("APP-POSTCODE", "home.postcode"),
    }


def test_what_somebody_tells_has_lines_and_a_language() -> None:
    claim = Field("claim", "text_long")
    found = read_field(claim, context({"claim.words": "یک\nدو", "claim.language": "FA"}))
    assert found.value == {"language": "FA", "words": "یک\nدو"}
    assert [each.field for each in read_field(claim, context({"claim.words": "یک"})).problems] == ["claim.language"]


def test_a_documents_number_is_held_against_its_own_kind_and_issuer() -> None:
    paper = Field("papers", "document", repeated=True)
    texts = {"papers.1.kind": "PASSPORT", "papers.1.issuer": "ARM", "papers.1.number": "ax-0000000"}
    found = read_field(paper, context(texts, **{"papers.1.kind": "BIRTH_CERTIFICATE"}))
    assert [(each.code, each.field) for each in found.problems] == [("DOC-NUMBER", "papers.1.number")]
    found = read_field(paper, context({**texts, "papers.1.number": "ax0000000", "papers.1.expiry": "1.2.2030"}))
    assert packed(found.value, paper) == [
        {"kind": "PASSPORT", "issuer": "ARM", "number": "AX0000000", "expiry": "2030-02-01"}
    ]


def test_a_type_nobody_has_fails_loudly() -> None:
    with pytest.raises(UnknownFieldType, match="STN-450"):
        read_field(Field("it", "horoscope"), context({}))


def test_the_table_has_every_type_of_every_module() -> None:
    folder = Path(type_of.__code__.co_filename).parent
    made = sum(path.read_text(encoding="utf-8").count(" = FieldType(") for path in folder.glob("*.py"))
    assert made == len(TYPES) == len(set(TYPES))
    assert set(NAMES) <= set(TYPES)
