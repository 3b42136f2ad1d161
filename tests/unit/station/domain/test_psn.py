"""Public service number: agreement, never validity."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from station.domain.psn import examine
from station.domain.subject import Sex

JUNE_15 = date(1990, 6, 15)


def test_the_published_example_agrees() -> None:
    findings = examine("2506901238", Sex.MALE, JUNE_15)
    assert findings.faults == ()
    assert findings.last_digit == "not checkable"


@pytest.mark.parametrize(
    ("number", "sex", "birth_date", "faults"),
    [
        ("6506901230", Sex.FEMALE, JUNE_15, ()),
        ("2506901238", Sex.FEMALE, JUNE_15, ("sex",)),
        ("2506901238", Sex.MALE, date(1990, 6, 16), ("birth_date",)),
        ("2506901238", Sex.FEMALE, date(1991, 6, 15), ("sex", "birth_date")),
        ("2506901238", Sex.UNSPECIFIED, JUNE_15, ()),
        ("2506901238", None, None, ()),
        ("250690123", Sex.MALE, JUNE_15, ("digits",)),
        ("25069O1238", Sex.MALE, JUNE_15, ("digits",)),
        ("٢٥٠٦٩٠١٢٣٨", Sex.MALE, JUNE_15, ("digits",)),
        ("1006901238", Sex.MALE, JUNE_15, ("day_or_month",)),
        ("4206901238", Sex.MALE, JUNE_15, ("day_or_month",)),
        ("8206901238", Sex.FEMALE, JUNE_15, ("day_or_month",)),
        ("2513901238", Sex.MALE, JUNE_15, ("day_or_month",)),
        ("2500901238", Sex.MALE, JUNE_15, ("day_or_month",)),
    ],
)
def test_each_fault_is_told(number: str, sex: Sex | None, birth_date: date | None, faults: tuple[str, ...]) -> None:
    assert examine(number, sex, birth_date).faults == faults


@given(st.dates(min_value=date(1900, 1, 1)), st.sampled_from([Sex.FEMALE, Sex.MALE]), st.integers(0, 9999))
def test_a_number_made_by_the_rule_agrees_whatever_its_last_digits(day: date, sex: Sex, serial: int) -> None:
    offset = 10 if sex is Sex.MALE else 50
    assert examine(f"{day.day + offset:02d}{day:%m%y}{serial:04d}", sex, day).faults == ()


@given(st.text())
def test_nothing_typed_breaks_it(text: str) -> None:
    examine(text, Sex.MALE, JUNE_15)
