"""One text, whatever way it came; what nobody sees is named."""

from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from station.domain.errors import Problem
from station.fields import clean
from station.fields.scripts import foreign_letter, mixed_word


def refused(text: str, **how: bool) -> tuple[object, object, object]:
    cleaned, (problem,) = clean(text, "note", **how)
    assert (cleaned, problem.code, problem.field) == ("", "APP-INVISIBLE", "note")
    return problem.params["code"], problem.params["name"], problem.params["place"]


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("", ""),
        ("  Մարի \u00a0\t Անի\r\n", "Մարի Անի"),
        ("Անի\u058aՄարի", "Անի-Մարի"),
        ("D\u2019ARC", "D'ARC"),
        ("cafe\u0301", "café"),
        ("Երևան", "Երևան"),
        ("12\u2009500 🏠", "12 500 🏠"),
        ("a\u2028b", "a b"),
    ],
)
def test_blanks_are_joined_and_letters_composed(text: str, cleaned: str) -> None:
    assert clean(text, "note") == (cleaned, ())


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("Ան\u200bի", ("U+200B", "zero width space", 3)),
        ("\ufeffԱնի", ("U+FEFF", "byte order mark", 1)),
        ("Ա\u00adնի", ("U+00AD", "soft hyphen", 2)),
        ("\u202eԱնի", ("U+202E", "direction mark", 1)),
        ("Անի\x00", ("U+0000", "control character", 4)),
        ("\x1b[31m", ("U+001B", "control character", 1)),
        ("a\x85b", ("U+0085", "control character", 2)),
        ("a\x1cb", ("U+001C", "control character", 2)),
        ("❤\ufe0f", ("U+FE0F", "variation selector", 2)),
        ("a\u3164", ("U+3164", "invisible sign", 2)),
        ("a\U000e0041", ("U+E0041", "invisible sign", 2)),
        ("a\ue000", ("U+E000", "character of no meaning", 2)),
        ("a\U000a0000", ("U+A0000", "character of no meaning", 2)),
        ("ա\u200cբ", ("U+200C", "zero width non-joiner", 2)),
        ("بی\u200cخا", ("U+200C", "zero width non-joiner", 3)),
    ],
)
def test_a_sign_that_nobody_sees_is_named_with_its_place(text: str, named: tuple[str, str, int]) -> None:
    assert refused(text) == named


def test_persian_is_spelled_with_joiners_where_people_tell_something() -> None:
    assert clean("بی\u200cخانه", "note", joiners=True) == ("بی\u200cخانه", ())
    for alone in ("بی\u200c", "\u200cخا", "بی\u200c \u200cخا", "ab\u200ccd"):
        assert refused(alone, joiners=True)[0] == "U+200C"


def test_lines_stay_lines_where_they_may() -> None:
    assert clean(" one  two \r\n\n three\t", "note", lines=True) == ("one two\n\nthree", ())
    assert clean("one\ntwo", "note") == ("one two", ())


@given(st.text(max_size=30))
def test_whatever_comes_is_clean_or_named(text: str) -> None:
    cleaned, problems = clean(text, "note")
    assert not (cleaned and problems)
    assert cleaned == normalize("NFC", cleaned) == " ".join(cleaned.split())
    assert cleaned.isprintable()
    assert clean(cleaned, "note") == (cleaned, ())
    for problem in problems:
        place = problem.params["place"]
        assert isinstance(place, int)
        assert f"U+{ord(text[place - 1]):04X}" == problem.params["code"]


def letter(text: str, script: str) -> tuple[object, ...]:
    return named(foreign_letter(text, script, "name"))


def named(problems: tuple[Problem, ...]) -> tuple[object, ...]:
    return tuple((each.params["letter"], each.params["place"], each.params["script"]) for each in problems)


@pytest.mark.parametrize(
    ("text", "script", "found"),
    [
        ("ԱնA", "hy", ("A", 3, "latin")),
        ("Uահակ", "hy", ("U", 1, "latin")),
        ("ОVSEP", "la", ("О", 1, "cyrillic")),
        ("SΑM", "la", ("Α", 2, "greek")),
        ("Аня-Mария", "cy", ("M", 5, "latin")),
        ("  Օն O", "hy", ("O", 6, "latin")),
        ("СОМО", "la", ("С", 1, "cyrillic")),  # every letter could be the right one
        ("ANԱ", "la", ("Ա", 3, "armenian")),
        ("ANא", "la", ("א", 3, "other")),
    ],
)
def test_the_letter_that_only_looks_right_is_named(text: str, script: str, found: tuple[str, int, str]) -> None:
    assert letter(text, script) == (found,)


@pytest.mark.parametrize(
    ("text", "script"), [("Smith", "hy"), ("Иванов", "la"), ("Անի", "cy"), ("Անի", "hy"), ("", "la")]
)
def test_plainly_another_alphabet_hides_nothing(text: str, script: str) -> None:
    assert letter(text, script) == ()


def test_in_free_text_only_a_letter_in_disguise_is_named() -> None:
    assert named(mixed_word("Երևան, ԳյOւմրի 5A", "note")) == (("O", 10, "latin"),)
    assert named(mixed_word("ул. Mира", "note")) == (("M", 5, "latin"),)
    for text in ("Wi-Fi-ով", "iPhone-ը", "5Ա", "Երևան Yerevan Ереван", "تهران ۱۲۳"):
        assert mixed_word(text, "note") == ()
