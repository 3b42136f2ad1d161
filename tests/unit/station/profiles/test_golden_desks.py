"""What people of all ages get of services that make no passport and no card, before and after the law of May 2026."""

from collections.abc import Mapping
from datetime import date

import pytest

from station.profiles import Explanation, Service, built_in, explain, visit_of
from station.profiles.explain import Part

NOW, BEFORE = date(2026, 12, 1), date(2026, 5, 10)
PASSPORT = {"document_kind": "PASSPORT", "document_expiry": "2027-01-31", "passport_authority": "070"}
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
        ({"passport_authority": "001"}, False),
    ],
)
def test_only_a_valid_passport_of_their_series_will_do(other: Mapping[str, str], may_come: bool) -> None:
    answers = {**DISPLACED, "birth_date": "1990", **other}
    of, _ = told("displaced", answers, NOW)
    assert of.may_come(visit_of(of, answers, NOW)) is may_come
    assert (of.profile.case_class, of.profile.modes[0]) == ("DISPLACED", "MASS_INFLUX")


def test_nobody_is_registered_after_the_certificates_end() -> None:
    assert [each.in_force.until for each in built_in().versions("displaced")] == [date(2026, 5, 10), date(2026, 12, 31)]
