"""Armenian letters: the "և" trap, normal form, order."""

import unicodedata
from itertools import pairwise

import pytest
from hypothesis import given

from station.domain.armenian import collation_key, has_classical_yev, hy_upper, is_armenian, nfc
from tests.unit.station.domain.test_romanisation import ARMENIAN


def test_capitals_follow_the_state_orthography() -> None:
    assert "Գևորգյան".upper() == "ԳԵՒՈՐԳՅԱՆ"  # the trap
    assert hy_upper("Գևորգյան") == "ԳԵՎՈՐԳՅԱՆ"


@pytest.mark.parametrize(
    ("typed", "capitals"),
    [("Սևան", "ՍԵՎԱՆ"), ("Սեվան", "ՍԵՎԱՆ"), ("Սեւան", "ՍԵՒԱՆ"), ("ևա", "ԵՎԱ"), ("Եւա", "ԵՒԱ"), ("ԵՎԱ", "ԵՎԱ")],
)
def test_each_way_to_write_yev_keeps_its_letters_in_capitals(typed: str, capitals: str) -> None:
    assert hy_upper(typed) == capitals


def test_the_four_ways_to_write_yev_stand_in_one_place_of_a_list() -> None:
    names = ["Սևան", "Սեվան", "Սեւան", "ՍԵՎԱՆ", "ՍԵՒԱՆ"]
    assert len({collation_key(name) for name in names}) == 1
    assert [has_classical_yev(name) for name in names] == [False, False, True, False, True]


@given(ARMENIAN)
def test_capitals_are_stable(name: str) -> None:
    assert hy_upper(hy_upper(name)) == hy_upper(name)
    assert "\u0587" not in hy_upper(name)


def test_only_canonical_composition() -> None:
    assert nfc("և") == "և"
    assert unicodedata.normalize("NFKC", "և") != "և"  # why
    assert nfc("  Անի \u00a0 Մարի ") == "Անի Մարի"
    assert nfc("Անի\u058aՄարի") == nfc("Անի\u2011Մարի") == "Անի-Մարի"
    assert nfc("Դ\u2019Ար") == nfc("Դ\u055aԱր") == "Դ'Ար"


@pytest.mark.parametrize(
    ("text", "armenian"), [("Անի", True), ("Ani", False), ("Աnի", False), ("-", False), ("", False)]
)
def test_armenian_is_told_from_other_letters(text: str, armenian: bool) -> None:
    assert is_armenian(text) is armenian


def test_order_of_the_alphabet() -> None:
    names = ["Ֆելիքս", "Օհան", "Քնար", "Փառանձեմ", "Ուլիկ", "Ցողիկ", "Րաֆֆի", "Ոսկան", "Շուշան", "Աբել"]
    assert sorted(names, key=collation_key) == list(reversed(names))
    assert sorted(names) != list(reversed(names))  # by code point it would be wrong


def test_a_part_of_a_name_comes_before_longer_words_and_other_alphabets_behind() -> None:
    names = ["Տեր Ադամ", "Տեր-Ադամ", "Տերյան", "Օսան", "ADAM", "АДАМ"]
    assert all(collation_key(one) < collation_key(other) for one, other in pairwise(names))


@given(ARMENIAN)
def test_order_does_not_depend_on_the_case(name: str) -> None:
    assert collation_key(name) == collation_key(hy_upper(name))
