"""Forms of a name in three scripts, each with where it comes from; a person who has one name only."""

import pytest

from station.domain.names import NameForm, forms_of, in_capitals, says_none, whole_name, written
from station.domain.subject import LatinSource
from station.domain.value import FieldValue, Source


def values(**texts: str) -> dict[str, FieldValue]:
    return {name: FieldValue(text, Source.TYPED) for name, text in texts.items()}


def test_a_name_by_the_table() -> None:
    typed = values(surname_hy="Գևորգյան", surname_latin="gevorgyan")
    assert forms_of(typed, "surname") == (
        NameForm("hy", "Գևորգյան", Source.TYPED),
        NameForm("la", "gevorgyan", Source.TABLE, LatinSource.TABLE),
    )
    assert forms_of(typed, "given") == ()


def test_another_spelling_is_a_papers_with_its_number() -> None:
    proven = values(given_hy="Հայկ", given_latin="HAIG", given_latin_source="SPOUSE_DOC", given_evidence="B 12")
    assert forms_of(proven, "given")[1] == NameForm("la", "HAIG", Source.PAPER, LatinSource.SPOUSE_DOC, "B 12")


@pytest.mark.parametrize("said", ["", "table", "TABLE", "a wish"])
def test_what_nothing_proves_was_only_typed(said: str) -> None:
    bare = values(given_hy="Հայկ", given_latin="HAIG", given_latin_source=said)
    assert forms_of(bare, "given")[1] == NameForm("la", "HAIG", Source.TYPED)


def test_what_a_zone_or_a_register_gave_says_so() -> None:
    read = {
        "surname_hy": FieldValue("Նմուշյան", Source.REGISTRY),
        "surname_latin": FieldValue("NMUSHIAN", Source.MRZ, evidence="document_mrz"),
        "surname_cy": FieldValue("Нмушян", Source.TYPED),
    }
    assert [(form.script, form.source, form.evidence) for form in forms_of(read, "surname")] == [
        ("hy", Source.REGISTRY, ""),
        ("la", Source.MRZ, "document_mrz"),
        ("cy", Source.TYPED, ""),
    ]


@pytest.mark.parametrize("dash", ["-", "–", "—", " - ", "\u058a"])
def test_a_dash_says_that_there_is_none(dash: str) -> None:
    assert says_none(dash)
    assert written(dash) == ""
    assert whole_name({"surname_hy": dash, "given_hy": "Անի"}, "hy") == "Անի"
    assert forms_of(values(surname_hy=dash), "surname") == (NameForm("hy", "", Source.TYPED),)
    assert in_capitals(dash, "Անի") == "ԱՆԻ"


@pytest.mark.parametrize("name", ["", "Անի", "Անի-Մարի", "--"])
def test_nothing_else_does(name: str) -> None:
    assert not says_none(name)
