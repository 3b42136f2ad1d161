"""The language of conditions: what it knows, what it refuses and at which column, and that it always answers."""

import ast
from datetime import date
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from station.profiles import Library, explain, visit_of
from station.profiles.condition import (
    Condition,
    ConditionFault,
    Kind,
    Names,
    Range,
    Truth,
    Visit,
    asked,
    day_of,
    reading,
    truth_of,
)
from station.profiles.condition.kinds import DAY, OTHER, TEXT, TRUTH, Sort, countries
from station.profiles.condition.ranges import Value, exactly, read_day
from station.profiles.condition.text import MOST_CHARACTERS, MOST_DEPTH, parse
from station.profiles.condition.visit import on

ROLE = Kind(Sort.WORD, frozenset({"MOTHER", "FATHER"}))
NAMES = Names(
    {
        "birth_date": DAY,
        "marriage": DAY,
        "paid_on": DAY,
        "sex": Kind(Sort.WORD, frozenset({"F", "M", "X"})),
        "ground": Kind(Sort.WORD, frozenset({"FAMILY", "ORIGIN", "STUDY"})),
        "citizenships": countries(several=True),
        "in_spr": TRUTH,
        "authority": TEXT,
        "turnover": Kind(Sort.NUMBER),
        "address": OTHER,
        "parents": Kind(Sort.PEOPLE, members={"role": ROLE, "citizenships": countries(several=True)}),
    }
)
TODAY = date(2026, 12, 1)
ARMENIAN, FRENCH = frozenset({"ARM"}), frozenset({"FRA"})


def says(text: str, visit: Visit | None = None, **values: Value) -> Truth:
    return truth_of(text, NAMES).truth(visit or on(TODAY, values))


def refused(text: str) -> ConditionFault:
    with pytest.raises(ConditionFault) as fault:  # and no warning of Python's parser: the suite takes them for errors
        truth_of(text, NAMES)
    return fault.value


def born(text: str) -> Range:
    day = read_day(text)
    assert day is not None
    return day


@pytest.mark.parametrize(
    ("text", "values", "truth"),
    [
        ("age(application) >= 16 and not in_spr", {"birth_date": born("2010-12-01"), "in_spr": False}, True),
        ("age(application) >= 16 and not in_spr", {"birth_date": born("2010-12-02"), "in_spr": False}, False),
        ("18 <= age(issue) < 56", {"birth_date": born("1970-12-02")}, True),
        ("18 <= age(issue) < 56", {"birth_date": born("1970-12-01")}, False),
        ("ground in {FAMILY, ORIGIN}", {"ground": "ORIGIN"}, True),
        ("ground not in {FAMILY, ORIGIN}", {"ground": "ORIGIN"}, False),
        ("ground != STUDY", {"ground": "ORIGIN"}, True),
        ("ARM in citizenships", {"citizenships": ARMENIAN | FRENCH}, True),
        ("ARM not in citizenships", {"citizenships": FRENCH}, True),
        ("any(parents, ARM not in citizenships)", {"parents": ({"citizenships": ARMENIAN},)}, False),
        ("any(parents, role == MOTHER)", {"parents": ({"role": "FATHER"}, {"role": "MOTHER"})}, True),
        ("all(parents, role == MOTHER)", {"parents": ({"role": "FATHER"}, {"role": "MOTHER"})}, False),
        ("any(parents, sex == F)", {"parents": ({"role": "FATHER"},), "sex": "F"}, True),
        ("years(marriage, application) >= 2", {"marriage": born("2024-12-01")}, True),
        ("years(marriage, application) >= 2", {"marriage": born("2024-12-02")}, False),
        ("paid_on <= application - days(10)", {"paid_on": born("2026-11-21")}, True),
        ("paid_on <= application - days(10)", {"paid_on": born("2026-11-22")}, False),
        ("days(paid_on, application) > 3", {"paid_on": born("2026-11-27")}, True),
        ("birth_date > date('1981-11-28')", {"birth_date": born("28.11.1981")}, False),
        ("authority in {'070', '071'}", {"authority": "070"}, True),
        ("authority == '070'", {"authority": "001"}, False),
        ("turnover >= 1000000", {"turnover": Range(1_000_000, 1_000_000)}, True),
        ("application + months(3) == date('2027-03-01')", {}, True),
        ("unsure(birth_date)", {"birth_date": born("1990-06")}, True),
        ("unsure(age(application))", {"birth_date": born("1990-06")}, False),
        ("unsure(marriage)", {}, True),
    ],
)
def test_what_it_says(text: str, values: dict[str, Value], truth: bool) -> None:
    assert says(text, **values) is truth


def test_what_was_shown_agreed_and_marked() -> None:
    visit = Visit(
        mode="MASS_INFLUX",
        papers={"ID_CARD": True, "PASSPORT": False},
        consents={"FATHER": "NOTARISED"},
        fingers={"RIGHT_INDEX": "MISSING"},
    )
    assert says("has_doc(ID_CARD) and not has_doc(PASSPORT)", visit) is True
    assert says("has_doc(BIRTH_CERTIFICATE)", visit) is None
    assert says("consent(FATHER) == NOTARISED", visit) is True
    assert says("consent(MOTHER) == NOTARISED", visit) is None
    assert says("finger(RIGHT_INDEX) == MISSING", visit) is True
    assert says("mode == MASS_INFLUX", visit) is True


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("age(application) >= 36", {"birth_date": born("1990")}),
        ("age(application) >= 36", {}),
        ("ground == STUDY", {}),
        ("ground in {STUDY}", {}),
        ("ARM in citizenships", {}),
        ("any(parents, role == MOTHER)", {}),
        ("any(parents, role == MOTHER)", {"parents": ({"role": "FATHER"}, {})}),
        ("any(parents, ARM in citizenships)", {"parents": ({},), "citizenships": ARMENIAN}),
        ("not in_spr", {}),
        ("in_spr and sex == M", {"sex": "M"}),
        ("in_spr or sex == M", {"sex": "F"}),
        ("birth_date + years(9000) > application", {"birth_date": born("1990-01-01")}),
        ("birth_date == date('1990-06-15')", {"birth_date": born("1990-06")}),
        ("birth_date != date('1990-06-15')", {"birth_date": born("1990-06")}),
    ],
)
def test_what_is_not_known_is_neither_and_is_asked_for(text: str, values: dict[str, Value]) -> None:
    truth = says(text, **values)
    assert truth is None
    assert asked(truth)


def test_one_side_can_be_enough() -> None:
    assert says("in_spr and sex == M", sex="F") is False
    assert says("in_spr or sex == M", sex="M") is True
    assert says("any(parents, role == MOTHER)", parents=({}, {"role": "MOTHER"})) is True
    assert says("any(parents, role == MOTHER)", parents=()) is False
    assert not asked(False)
    assert asked(True)


@pytest.mark.parametrize(
    ("birth", "truth"),
    [("1990", None), ("1989", True), ("1991", False), ("1990-11", True), ("1990-12", None), ("1990-12-01", True)],
)
def test_a_part_of_a_date_decides_only_what_each_of_its_days_decides(birth: str, truth: Truth) -> None:
    assert says("age(application) >= 36", birth_date=born(birth)) is truth


def test_the_29th_of_february_is_1_march_in_common_years() -> None:
    leap = on(date(2024, 2, 29), {"birth_date": born("2008-02-29")})
    assert day_of("birthday(18)", NAMES).day(leap) == exactly(date(2026, 3, 1))
    assert day_of("birthday(20)", NAMES).day(leap) == exactly(date(2028, 2, 29))
    assert day_of("issue + years(10)", NAMES).day(leap) == exactly(date(2034, 3, 1))
    for day, age in ((date(2026, 2, 28), 17), (date(2026, 3, 1), 18)):
        assert says(f"age(application) < {age + 1}", on(day, leap.values)) is True
        assert says(f"age(application) >= {age}", on(day, leap.values)) is True


def test_the_earlier_of_two_days_is_a_range_while_one_is() -> None:
    earlier = day_of("min(issue + years(5), birthday(18))", NAMES)
    assert earlier.day(on(TODAY, {"birth_date": born("2011-05-20")})) == exactly(date(2029, 5, 20))
    assert earlier.day(on(TODAY, {"birth_date": born("2020-12-01")})) == exactly(date(2031, 12, 1))
    assert earlier.day(on(TODAY, {"birth_date": born("2011-05")})) == Range(
        date(2029, 5, 1).toordinal(), date(2029, 5, 31).toordinal()
    )
    assert earlier.day(on(TODAY)) is None


@pytest.mark.parametrize("text", ["1990-06-15", "15.06.1990"])
def test_days_are_read_in_two_forms(text: str) -> None:
    assert read_day(text) == exactly(date(1990, 6, 15))


@pytest.mark.parametrize("text", ["", "1990-13", "1990-02-30", "90", "1990-6", "0000", "١٩٩٠", "1990-06-15-01"])
def test_what_is_no_day_is_none(text: str) -> None:
    assert read_day(text) is None


DEEP = "not " * MOST_DEPTH + "in_spr"
REFUSED = [
    ("", "PRF-020", 1),
    ("   ", "PRF-020", 1),
    ("in_spr and", "PRF-020", None),
    ("in_spr)", "PRF-020", 7),
    ("in_spr) or (in_spr", "PRF-020", 7),
    ("1if in_spr else in_spr", "PRF-020", 2),
    ("0x1f < age(issue)", "PRF-020", 2),
    ("1_0 < age(issue)", "PRF-020", 2),
    ("01 < age(issue)", "PRF-020", None),
    ("authority == '0' '7'", "PRF-020", 18),
    ("in_spr" + " " * MOST_CHARACTERS, "PRF-021", MOST_CHARACTERS + 1),
    ("in_spr\0", "PRF-022", 7),
    ("ｉn_spr", "PRF-022", 1),
    ("in_spr # yes", "PRF-022", 8),
    ("authority == '\\x41'", "PRF-022", 14),
    ("authority == 'Ա'", "PRF-022", 14),
    ("[in_spr]", "PRF-022", 1),
    ("in_spr.real", "PRF-022", 7),
    ("lambda: in_spr", "PRF-022", 7),
    ("f'{in_spr}'", "PRF-022", 1),
    ("in_spr if in_spr else in_spr", "PRF-022", 1),
    ("in_spr is in_spr", "PRF-032", 1),
    ("(in_spr, in_spr)", "PRF-022", None),
    ("{in_spr}", "PRF-022", 1),
    ("True", "PRF-022", 1),
    ("None", "PRF-022", 1),
    ("-1 < age(issue)", "PRF-022", 1),
    ("1.5 < age(issue)", "PRF-022", 2),
    ("await in_spr", "PRF-022", 1),
    ("age(issue) < 1234567890", "PRF-023", 14),
    ("sex = M", "PRF-024", 5),
    ("age(day=issue) < 1", "PRF-024", 8),
    (DEEP, "PRF-025", None),
    ("(" * 200 + "in_spr" + ")" * 200, "PRF-025", MOST_DEPTH + 1),
    ("shoe == M", "PRF-027", 1),
    ("__class__ == M", "PRF-027", 1),
    ("__import__('os')", "PRF-028", 1),
    ("in_spr and eval('1')", "PRF-028", 12),
    ("authority.upper() == 'A'", "PRF-022", 10),
    ("sex == Q", "PRF-029", 8),
    ("has_doc(LICENCE)", "PRF-029", 9),
    ("has_doc('ID_CARD')", "PRF-030", 9),
    ("age() < 1", "PRF-031", 1),
    ("age(issue, issue) < 1", "PRF-031", 1),
    ("age(*issue) < 1", "PRF-022", 5),
    ("birthday(201) < issue", "PRF-031", 1),
    ("date('2026-02-30') < issue", "PRF-031", 1),
    ("date('2026') < issue", "PRF-031", 1),
    ("min(issue) < issue", "PRF-031", 1),
    ("min(issue, 3) < issue", "PRF-031", 1),
    ("any(sex, in_spr)", "PRF-031", 1),
    ("birth_date < 5", "PRF-032", 1),
    ("sex < M", "PRF-032", 1),
    ("F == M", "PRF-032", 1),
    ("sex == ground", "PRF-032", 1),
    ("M in sex", "PRF-032", 1),
    ("address == M", "PRF-032", 1),
    ("in_spr == in_spr", "PRF-032", 1),
    ("in_spr and\r sex == Q", "PRF-029", 20),
    ("age(issue)", "PRF-033", 1),
    ("M", "PRF-033", 1),
    ("not sex", "PRF-035", 5),
    ("1981-11-28 < birth_date", "PRF-035", 1),
    ("birth_date + 3 < issue", "PRF-035", 14),
    ("authority in {sex}", "PRF-035", 15),
]


@pytest.mark.parametrize(("text", "code", "column"), REFUSED)
def test_everything_else_is_refused_with_its_column(text: str, code: str, column: int | None) -> None:
    fault = refused(text)
    assert fault.code == code
    assert column is None or fault.params["column"] == column


def test_an_age_needs_a_birth_date() -> None:
    with pytest.raises(ConditionFault) as fault:
        truth_of("age(issue) < 6", Names({"birth_date": TEXT}))
    assert fault.value.code == "PRF-026"


def test_what_it_asks_can_be_told() -> None:
    read = truth_of("age(application) >= 16 and any(parents, ARM in citizenships) and sex == M", NAMES)
    visit = on(TODAY, {"birth_date": born("2010-09-09"), "sex": "M"})
    assert [(term.text, value) for term, value in read.known(visit)] == [
        ("age(application)", Range(16, 16)),
        ("any(parents, ARM in citizenships)", None),
        ("sex", "M"),
    ]


WORDS = """
age birth_date birthday issue in_spr sex M ground FAMILY parents any all not and or in ( ) { } , < <= == != + - =
years 3
date '1990-01-01' has_doc ID_CARD min unsure role \\ ' # ** [ ] : lambda
"""
PIECES = st.sampled_from([*WORDS.split(), "\0"])


@given(st.lists(PIECES, max_size=30).map(" ".join) | st.text(max_size=80))
def test_any_text_is_a_condition_or_a_fault_and_any_condition_answers(text: str) -> None:
    read = condition_or_code(text)
    if isinstance(read, str):
        assert read.startswith("PRF-0")
        return
    for values in ({}, {"birth_date": born("1990"), "sex": "M", "in_spr": False, "parents": ({},), "ground": "STUDY"}):
        assert read.truth(on(TODAY, values)) in (True, False, None)


def condition_or_code(text: str) -> Condition | str:
    try:
        return truth_of(text, NAMES)
    except ConditionFault as fault:
        return fault.code


def test_each_condition_of_a_profile_is_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """However often it stands there and however often it is asked."""
    read: list[str] = []

    def noted(text: str) -> ast.expr:
        read.append(text)
        return parse(text)

    monkeypatch.setattr(reading, "parse", noted)
    card = files("station.profiles").joinpath("data", "id_card@4.toml").read_bytes()
    library = Library({"id_card@4.toml": card})
    service = library.service("id_card", TODAY)
    for year in range(1950, 2020, 10):
        explain(service, visit_of(service, {"birth_date": str(year)}, TODAY))
    assert len(read) == len(set(read)) == len(service.rules.conditions) > 20
