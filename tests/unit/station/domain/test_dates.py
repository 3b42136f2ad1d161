"""Days as people type them: whatever stands between the parts, and whichever part comes first, it is the same day."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from station.domain.dates import format_date, parse_date
from station.fields.day import PartialDate, read_partial

DAYS = st.dates(date(1850, 1, 1), date(2150, 12, 31))
BETWEEN = st.sampled_from([".", ",", "/", "-", " ", " . ", "\u2013", " / "])


@given(DAYS, BETWEEN, BETWEEN)
def test_any_sign_between_the_parts_is_the_same_day(day: date, one: str, other: str) -> None:
    assert parse_date(f"{day.day}{one}{day.month:02d}{other}{day.year}") == day
    assert parse_date(f" {day.day:02d}{one}{day.month}{other}{day.year} ") == day
    assert parse_date(f"{day.year}{one}{day.month}{other}{day.day}") == day


@given(DAYS)
def test_nothing_between_the_parts_is_read_with_the_day_or_with_the_year_first(day: date) -> None:
    assert parse_date(f"{day:%d%m}{day.year}") == day
    assert parse_date(f"{day.year}{day:%m%d}") == day
    assert parse_date(day.isoformat()) == day
    assert parse_date(format_date(day)) == day


@pytest.mark.parametrize(
    "text",
    [
        "",
        "31.02.2020",
        "00.01.2020",
        "2020-13-01",
        "01.02.90",
        "010290",
        "1990",
        "31121799",
        "99999999",
        "1.2.3.2000",
        "1502",
    ],
)
def test_what_is_no_day_or_says_no_century_is_none(text: str) -> None:
    assert parse_date(text) is None


@given(st.text(alphabet="0123456789.,/- \u2013թ", max_size=14))
def test_what_is_read_as_a_day_is_written_with_its_digits(text: str) -> None:
    day = parse_date(text)
    if day is not None:
        number = int("".join(each for each in text if each.isdigit()))
        spellings = {
            f"{d}{m}{day.year:04d}" for d in (day.day, f"{day.day:02d}") for m in (day.month, f"{day.month:02d}")
        }
        spellings |= {
            f"{day.year:04d}{m}{d}" for d in (day.day, f"{day.day:02d}") for m in (day.month, f"{day.month:02d}")
        }
        assert number in {int(each) for each in spellings}


@pytest.mark.parametrize("text", ["06.1990", "6/1990", "06-1990", "1990-06", "1990.6"])
def test_a_month_of_a_year_may_have_any_sign_too(text: str) -> None:
    assert read_partial(text) == PartialDate(1990, 6)
