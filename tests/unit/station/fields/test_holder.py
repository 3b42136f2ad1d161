"""Whose document it is: what a zone says of its holder against what is entered of the applicant."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from station.fields.day import PartialDate
from station.fields.holder import differences, number_by, spelled_like
from station.formats.mrz import Mrz, MrzFormat

TODAY = date(2026, 11, 24)
ZONE = Mrz(MrzFormat.TD3, "P", "ARM", "AX1", "PETROSYAN", "GAYANE", "ARM", "850321", "F", "330101", "7103850017")
SAME = {"birth_date": date(1985, 3, 21), "sex": "F", "nationality": "ARM", "psn": "7103850017", "given_latin": "GAYANE"}


def told(zone: Mrz = ZONE, asked: tuple[str, ...] = (), **entered: Any) -> list[tuple[str, str, str, str]]:
    values: Mapping[str, Any] = {**SAME, **entered}
    found = differences(zone, values.get, asked, TODAY)
    return [(each.field, each.said, each.entered, each.code) for each in found]


def of(**changes: str) -> Mrz:
    return Mrz(**{**{name: getattr(ZONE, name) for name in ZONE.__dataclass_fields__}, **changes})  # type: ignore[arg-type]


def test_of_the_same_person_nothing_is_told() -> None:
    assert told() == []


def test_what_is_not_known_is_not_compared() -> None:
    nobody = dict.fromkeys(SAME)
    assert told(**nobody) == []
    assert told(of(birth="85<<<<", sex="X", optional_1="")) == []


@pytest.mark.parametrize(
    ("entered", "expected"),
    [
        ({"birth_date": date(1985, 3, 12)}, ("birth_date", "21.03.1985", "12.03.1985", "DOC-BIRTH-DIFFERS")),
        ({"birth_date": PartialDate(1984)}, ("birth_date", "21.03.1985", "1984", "DOC-BIRTH-DIFFERS")),
        ({"sex": "M"}, ("sex", "F", "M", "DOC-SEX-DIFFERS")),
        ({"psn": "7103850025"}, ("psn", "7103850017", "7103850025", "DOC-PSN-DIFFERS")),
        ({"nationality": "RUS"}, ("nationality", "ARM", "RUS", "DOC-CITIZENSHIP-DIFFERS")),
    ],
)
def test_each_difference_has_both_values(entered: dict[str, Any], expected: tuple[str, ...]) -> None:
    assert told(**entered) == [expected]


def test_of_a_birth_date_known_in_part_the_part_is_compared() -> None:
    assert told(birth_date=PartialDate(1985)) == []
    assert told(birth_date=PartialDate(1985, 3)) == []


def test_a_twins_document_is_not_the_applicants() -> None:
    """Surname, birth date and sex agree."""
    zone = of(optional_1="")
    assert told(zone, given_latin="NARINE") == [("given_latin", "GAYANE", "NARINE", "DOC-NAME-DIFFERS")]
    assert told(zone, given_latin="GAYANE", given_hy="Նարինե") == [
        ("given_latin", "GAYANE", "NARINE", "DOC-NAME-DIFFERS")
    ]


def test_whose_number_of_public_service_it_has_may_have_another_name_now() -> None:
    assert told(given_latin="NARINE") == []


def test_a_surname_may_have_changed_and_a_russian_zone_has_no_latin_name() -> None:
    assert told(surname_latin="HAKOBYAN") == []
    assert told(of(rules_of="RUS", issuing_state="RUS", secondary_identifier="ГАЯНЭ", optional_1="")) == []


def test_of_two_citizenships_either_document_is_shown() -> None:
    american = of(issuing_state="USA", nationality="USA", optional_1="")
    assert told(american) == [("nationality", "USA", "ARM", "")]  # told, and stops nobody
    both = ("other_citizenships",)
    assert told(american, both, nationality="RUS") == [("nationality", "USA", "RUS", "DOC-CITIZENSHIP-DIFFERS")]
    assert told(american, both, nationality="RUS", other_citizenships=("USA",)) == []


def test_a_citizen_of_armenia_is_no_foreigner_unless_the_document_was_cancelled() -> None:
    zone = of(optional_1="")
    assert told(zone, nationality="RUS")[0][3] == "DOC-CITIZENSHIP-DIFFERS"
    assert told(zone, nationality="RUS", document_cancelled=True)[0][3] == ""


@pytest.mark.parametrize(("zone", "entered"), [("D", "DEU"), ("RKS", "XXK"), ("UNK", "RKS"), ("XXX", "ARM")])
def test_codes_of_one_state_are_one_citizenship(zone: str, entered: str) -> None:
    assert told(of(issuing_state="UTO", nationality=zone, optional_1=""), nationality=entered) == []


def test_a_number_of_public_service_is_one_that_agrees_with_birth_and_sex() -> None:
    assert number_by(ZONE, TODAY) == "7103850017"
    assert number_by(of(optional_1="", optional_2="7103850017"), TODAY) == "7103850017"
    for other in (of(optional_1="2103850017"), of(optional_1="7203850017"), of(issuing_state="GEO")):
        assert number_by(other, TODAY) == ""


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("HAKOBYAN", "AKOPYAN"), ("GEVORG", "KEVORK"), ("YEGHISABET", "ELISABETH"), ("HOVHANNES", "OGANES"),
        ("ANNA MARIA", "ANNA"), ("ANI", "ANNI"), ("JEAN-PIERRE", "JEAN PIERRE"),
    ],
)  # fmt: skip
def test_one_name_by_several_tables_is_one(one: str, other: str) -> None:
    assert spelled_like(one, other)
    assert spelled_like(other, one)


@pytest.mark.parametrize(
    ("one", "other"), [("ANI", "MARIAM"), ("ARMEN", "ARAM"), ("GAYANE", "NARINE"), ("TIGRAN", "DAVIT"), ("ANI", "")]
)
def test_two_names_are_two(one: str, other: str) -> None:
    assert not spelled_like(one, other)


@given(st.text(alphabet="ABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=1, max_size=12))
def test_every_name_is_spelled_like_itself(name: str) -> None:
    assert spelled_like(name, name)
