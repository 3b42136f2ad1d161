"""Check digits of a zone while it is typed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from station.services.mrz_marks import mrz_marks

# Specimens of ICAO Doc 9303-4, -5 and -6.
TD3 = "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10"
TD1 = "I<UTOD231458907<<<<<<<<<<<<<<<\n7408122F1204159UTO<<<<<<<<<<<6\nERIKSSON<<ANNA<MARIA<<<<<<<<<<"
TD2 = "I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<\nD231458907UTO7408122F1204159<<<<<<<6"


def rights(text: str) -> dict[str, bool | None]:
    return {mark.item: mark.right for mark in mrz_marks(text).marks}


@pytest.mark.parametrize(("text", "name"), [(TD3, "TD3"), (TD1, "TD1"), (TD2, "TD2")])
def test_a_whole_specimen_holds(text: str, name: str) -> None:
    found = mrz_marks(text)
    assert found.format == name
    assert set(rights(text).values()) == {True}


def test_nothing_typed_tells_nothing() -> None:
    assert mrz_marks("  \n").marks == ()


def test_a_wrong_digit_is_marked_where_it_stands_and_in_the_whole() -> None:
    wrong = TD3.replace("L898902C36", "L898902C37")
    assert rights(wrong) == {
        "document_number": False, "birth": True, "expiry": True, "optional_1": True, "composite": False,
    }  # fmt: skip
    mark = mrz_marks(wrong).marks[0]
    assert (mark.line, mark.position) == (2, 10)


def test_what_is_not_typed_yet_is_not_judged() -> None:
    assert set(rights(TD3[:50]).values()) == {None}


def test_an_empty_personal_number_may_have_a_filler_for_its_digit() -> None:
    line = "L898902C36UTO7408122F1204159<<<<<<<<<<<<<<<"
    assert rights(f"{TD3.splitlines()[0]}\n{line}0")["optional_1"] is True
    assert rights(f"{TD3.splitlines()[0]}\nL898902C36UTO7408122F1204159A<<<<<<<<<<<<<<0")["optional_1"] is False


def test_a_long_number_is_checked_elsewhere() -> None:
    assert rights("I<UTOD23145890<7349<<<<<<<<<<<")["document_number"] is None


@pytest.mark.parametrize("number", ["ԱԲ01234567", "ВА01234567", "AB.1234567", "A٣01234567"])
def test_what_no_zone_holds_is_never_right(number: str) -> None:
    """Typed with another keyboard: the digit after it cannot agree, and nothing breaks."""
    assert rights(f"P<ARM\n{number}")["document_number"] is False


@given(st.text(alphabet="ABC0<\n .ԱԲВ٣-", max_size=120))
def test_any_text_gives_marks_inside_the_zone(text: str) -> None:
    found = mrz_marks(text)
    assert all(1 <= mark.line <= found.lines and 1 <= mark.position <= found.width for mark in found.marks)
