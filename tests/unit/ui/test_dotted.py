"""A date field while it is typed: the dots come by themselves, and every way of typing ends at one spelling."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from station.domain.dates import format_date
from ui.widgets.date_input import dotted

DAYS = st.dates(date(1850, 1, 1), date(2150, 12, 31))


@given(DAYS, st.sampled_from(["", ".", ",", "/", "-", " "]))
def test_a_whole_day_typed_day_first_ends_as_it_is_shown(day: date, between: str) -> None:
    assert dotted(f"{day:%d}{between}{day:%m}{between}{day.year}") == format_date(day)


@given(DAYS, st.sampled_from(["", "-", "/"]))
def test_a_whole_day_typed_year_first_ends_as_it_is_shown(day: date, between: str) -> None:
    assert dotted(f"{day.year}{between}{day:%m}{between}{day:%d}") == format_date(day)


@pytest.mark.parametrize(
    ("signs", "shown"),
    [
        ("15", "15."),
        ("15.", "15."),
        ("15-", "15."),
        ("150", "15.0"),
        ("1506", "15.06."),
        ("1506.", "15.06."),  # a dot typed after the one that came by itself
        ("2012.", "20.12."),
        ("2012-", "2012-"),
        ("1990", "1990"),
        ("1990.0", "1990-0"),
        ("1.2.19", "1.2.19"),
        ("1502199", "15.02.199"),
        ("31.02.2020", "31.02.2020"),
        ("15 փ", "15 փ"),
        ("", ""),
    ],
)
def test_what_is_shown_on_the_way(signs: str, shown: str) -> None:
    assert dotted(signs) == shown
