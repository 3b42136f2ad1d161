"""Small things that everything stands on."""

from datetime import UTC, date

import pytest

from station.domain.clock import SystemClock
from station.domain.dates import format_date, parse_date
from station.domain.nationality import codes, is_known
from station.domain.sample import SLAPS
from station.domain.subject import age_on
from station.fields.contact import email_is_wellformed, phone_is_wellformed


def test_time_is_utc_and_never_runs_backwards() -> None:
    clock = SystemClock()
    assert clock.now().tzinfo is UTC
    assert clock.monotonic_s() <= clock.monotonic_s()
    assert clock.boot() == SystemClock().boot() != ""


def test_slaps_have_the_codes_of_the_standard_and_ten_fingers() -> None:
    assert [slap.position_code for slap in SLAPS] == [13, 14, 15]
    assert len({finger for slap in SLAPS for finger in slap.fingers}) == 10


def test_codes_of_states_and_special_ones() -> None:
    assert len(codes()) == 249 + 26
    assert all(is_known(code) for code in ("ARM", "D", "XXA", "XXB", "UTO"))
    assert not any(is_known(code) for code in ("", "AR", "arm", "ZZZ", "DEU "))


@pytest.mark.parametrize(("born", "age"), [(date(2010, 11, 24), 16), (date(2010, 11, 25), 15), (date(2008, 2, 29), 18)])
def test_age_is_counted_in_completed_years(born: date, age: int) -> None:
    assert age_on(date(2026, 11, 24), born) == age


def test_born_on_the_29th_of_february() -> None:
    assert age_on(date(2025, 2, 28), date(2008, 2, 29)) == 16
    assert age_on(date(2025, 3, 1), date(2008, 2, 29)) == 17


def test_dates_as_typed() -> None:
    assert parse_date(" 5.3.1990 ") == date(1990, 3, 5)
    assert format_date(date(1990, 3, 5)) == "05.03.1990"
    assert [parse_date(text) for text in ("", "05.03.90", "5:3:1990", "31.02.1990", "05.03.1990x")] == [None] * 5


@pytest.mark.parametrize(
    ("text", "good"),
    [("+374 91 123456", True), ("(091) 12-34-56", True), ("12345", False), ("++37491123456", False), ("", False)],
)
def test_telephone_numbers(text: str, good: bool) -> None:
    assert phone_is_wellformed(text) is good


@pytest.mark.parametrize(
    ("text", "good"),
    [
        ("ani@example.am", True),
        ("a.b+c@x.y.z", True),
        ("a@b", False),
        ("a b@c.d", False),
        ("a@b..c", False),
        ("@b.c", False),
    ],
)
def test_addresses(text: str, good: bool) -> None:
    assert email_is_wellformed(text) is good
