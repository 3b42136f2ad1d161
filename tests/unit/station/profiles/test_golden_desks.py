"""What people of all ages get of services that make no passport and no card, before and after the law of May 2026."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import pytest

from station.profiles import Explanation, Library, Service, built_in, explain, visit_of
from station.profiles.errors import ServiceOver
from station.profiles.explain import Part
from station.profiles.library import built_in_texts
from station.profiles.schema import Samples
from tests.support.capture_fakes import enrollment
from tests.support.examples import example
from tests.support.plans import PLANS

NOW, BEFORE = date(2026, 12, 1), date(2026, 5, 10)
VALID = {"document_kind": "PASSPORT", "document_cancelled": "NO"}
PASSPORT = {**VALID, "document_expiry": "2027-01-31", "passport_authority": "070"}
DISPLACED = {**PASSPORT, "sex": "M", "nationality": "ARM"}


def told(service: str, answers: Mapping[str, str], day: date) -> tuple[Service, Explanation]:
    of = built_in().service(service, day)
    return of, explain(of, visit_of(of, answers, day))


def asked_for(explanation: Explanation, part: Part) -> list[str]:
    return [line.names[0] for line in explanation.of(part) if line.asked]


@pytest.mark.parametrize(
    ("born", "day", "takes"),
    [
        ("2020-12-02", NOW, {"portrait"}),  # 5: six tomorrow
        ("2020-12-01", NOW, {"portrait", "fingerprints"}),
        ("2014-12-02", NOW, {"portrait", "fingerprints"}),
        ("2014-12-01", NOW, {"portrait", "fingerprints", "signature"}),
        ("1946", NOW, {"portrait", "fingerprints", "signature"}),
        ("1981-07-04", BEFORE, {"portrait", "signature"}),
    ],
)
def test_the_displaced_are_registered_free_on_their_passport(born: str, day: date, takes: set[str]) -> None:
    of, explanation = told("displaced", {**DISPLACED, "birth_date": born}, day)
    assert set(asked_for(explanation, "step")) == {"document", "applicant", "household", "review"} | takes
    assert (asked_for(explanation, "paper"), asked_for(explanation, "consent")) == ([], [])
    assert ("household_adult" in asked_for(explanation, "field")) is (born > "2008-12-01")
    assert "psn" not in of.profile.fields
    assert [each.fee_amd for each in explanation.terms] == [0]
    assert explanation.expiry is not None
    assert date.fromordinal(explanation.expiry.low) == date.fromordinal(explanation.expiry.high) == date(2026, 12, 31)


@pytest.mark.parametrize(
    ("other", "may_come"),
    [
        ({}, True),
        ({"document_expiry": "2026-12-01"}, True),  # the last day
        ({"document_expiry": "2026-11-30"}, False),
        ({"document_kind": "ID_CARD"}, False),
        ({"document_cancelled": "YES"}, False),
        ({"passport_authority": "001"}, False),
    ],
)
def test_only_a_valid_passport_of_their_series_will_do(other: Mapping[str, str], may_come: bool) -> None:
    answers = {**DISPLACED, "birth_date": "1990", **other}
    of, _ = told("displaced", answers, NOW)
    assert of.may_come(visit_of(of, answers, NOW)) is may_come
    assert (of.profile.case_class, of.profile.modes[0]) == ("DISPLACED", "MASS_INFLUX")


def test_nobody_is_registered_after_the_certificates_end() -> None:
    last = date(2026, 12, 31)
    assert [each.in_force.until for each in built_in().versions("displaced")] == [last] * 6
    assert built_in().service("displaced", last).profile.version == 6
    with pytest.raises(ServiceOver) as told:
        built_in().service("displaced", date(2027, 1, 1))
    assert told.value.params["until"] == "31.12.2026"


def test_what_a_decision_prolongs_is_one_line_of_the_next_version() -> None:
    """The certificate ends with the version, so that nobody has to find every place where the day stands."""
    text = built_in_texts()["displaced@6.toml"].decode()
    for old, new in (("version = 6", "version = 7"), ("since = 2026-12-15", "since = 2027-01-01")):
        assert old in text
        text = text.replace(old, new)
    text = text.replace("until = 2026-12-31", "until = 2027-12-31")
    library = Library({**built_in_texts(), "displaced@7.toml": text.encode()})
    for day, last in ((date(2026, 12, 31), date(2026, 12, 31)), (date(2027, 1, 1), date(2027, 12, 31))):
        of = library.service("displaced", day)
        expiry = of.expiry(visit_of(of, {**DISPLACED, "birth_date": "1990"}, day))
        assert expiry is not None
        assert date.fromordinal(expiry.low) == last


FILED = {"birth_date": "1985-05-12", "sex": "M", "nationality": "FRA", "capacity": "FULL", "purpose": "OBTAIN"}
MARRIED = {"ground": "MARRIAGE", "married_on": "2024-12-01", "days_in_country": "365"}


@pytest.mark.parametrize(
    ("answers", "paper"),
    [
        ({"ground": "ORIGIN"}, ["DESCENT_PROOF"]),
        (MARRIED, ["MARRIAGE_CERTIFICATE"]),
        ({"ground": "CHILD"}, ["KINSHIP_PROOF"]),
        ({"ground": "RESIDENCE"}, ["LAWFUL_STAY", "TEST_RESULT"]),
        ({"ground": "DISPLACED"}, []),
        ({"purpose": "TERMINATE", "nationality": "ARM"}, []),  # no ground is asked, and none waited for
    ],
)
def test_the_ground_of_citizenship_decides_about_papers(answers: Mapping[str, str], paper: list[str]) -> None:
    of, explanation = told("citizenship", {**FILED, **answers}, NOW)
    assert of.may_come(visit_of(of, {**FILED, **answers}, NOW)) is True
    assert asked_for(explanation, "paper") == ["APPLICATION", "PASSPORT", "BIRTH_CERTIFICATE", "PHOTOGRAPH", *paper]
    assert asked_for(explanation, "sample") == ["face", "signature"]
    assert [each.fee_amd for each in explanation.terms] == [50_000]


@pytest.mark.parametrize(
    "answers",
    [
        {"ground": "ORIGIN", "birth_date": "2008-12-02"},  # 18 tomorrow
        {"ground": "ORIGIN", "capacity": "LIMITED"},
        {"ground": "ORIGIN", "nationality": "ARM"},
        {"purpose": "TERMINATE"},
        {**MARRIED, "married_on": "2024-12-02"},
        {**MARRIED, "days_in_country": "364"},
    ],
)
def test_who_is_turned_away_from_citizenship(answers: Mapping[str, str]) -> None:
    of, _ = told("citizenship", FILED, NOW)
    assert of.may_come(visit_of(of, {**FILED, **answers}, NOW)) is False


@pytest.mark.parametrize(("paid_on", "problems"), [("14.11.2026", []), ("15.11.2026", ["PAY-LATE"])])
def test_a_fee_paid_less_than_ten_days_before_blocks(paid_on: str, problems: list[str]) -> None:
    fields = {**example("citizenship").applicants[0].fields, "paid_on": paid_on}
    made = replace(enrollment(), procedure="citizenship", values={}).with_fields(fields)
    walk = PLANS.walk(made, date(2026, 11, 24))
    (payment,) = (step for step in walk.steps if step.step_id == "payment")
    assert [each.code for each in payment.problems(made, walk.sheet)] == problems


@pytest.mark.parametrize(
    ("born", "prints"), [("2014-12-02", False), ("2014-12-01", True), ("1950-12-02", True), ("1950-12-01", False)]
)
def test_a_visa_takes_prints_from_12_to_75(born: str, prints: bool) -> None:
    known = {**VALID, "nationality": "IND", "document_expiry": "2031-02-01", "visa_days": "120"}
    of, explanation = told("visa", {**known, "birth_date": born}, NOW)
    assert of.may_come(visit_of(of, {**known, "birth_date": born}, NOW)) is True
    assert of.may_come(visit_of(of, {**known, "visa_days": "121"}, NOW)) is False
    assert of.may_come(visit_of(of, {**known, "document_cancelled": "YES"}, NOW)) is False
    assert asked_for(explanation, "sample") == (["face", "fingers"] if prints else ["face"])
    assert ([each.fee_amd for each in explanation.terms], of.profile.case_class) == ([15_000], "VISA")
    assert explanation.expiry is not None
    assert date.fromordinal(explanation.expiry.low) == date(2027, 3, 31)


@pytest.mark.parametrize(
    ("service", "case_class"), [("appeal", "APPEAL"), ("digital_reference", "CIVIL"), ("voluntary_return", "RETURN")]
)
def test_what_makes_no_application_takes_nothing_of_anybody(service: str, case_class: str) -> None:
    profile = built_in().profile(service, NOW)
    assert (profile.application, profile.case_class, profile.samples, profile.document) == (
        False,
        case_class,
        Samples(),
        None,
    )


@pytest.mark.parametrize(("agrees", "may_come"), [("yes", True), ("no", False), (None, None)])
def test_nobody_gets_a_reference_about_somebody_else(agrees: str | None, may_come: bool | None) -> None:
    of = built_in().service("digital_reference", NOW)
    known = {"birth_date": "1985"} if agrees is None else {"birth_date": "1985", "identity_agrees": agrees}
    assert of.may_come(visit_of(of, known, NOW)) is may_come


def test_that_somebody_who_returns_is_not_the_one_named_is_told_with_the_reason() -> None:
    of = built_in().service("voluntary_return", NOW)
    for agrees, required in (("yes", False), ("no", True)):
        visit = visit_of(of, {"birth_date": "1985", "identity_agrees": agrees}, NOW)
        assert of.required("identity_reason", visit) is required
        assert of.may_come(visit) is True
