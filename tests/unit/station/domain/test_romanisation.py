"""Armenian letters: the table, the "և" trap, normal form, order."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from station.domain.romanisation import collation_key, hy_upper, is_armenian, nfc, romanise, table

ARMENIAN = st.text(st.sampled_from("".join(map(chr, (*range(0x531, 0x557), *range(0x561, 0x588))))), min_size=1)


@pytest.mark.parametrize(
    ("armenian", "latin"),
    [
        ("ՓԱՇԻՆՅԱՆ", "PASHINYAN"),
        ("ՔՈՉԱՐՅԱՆ", "KOCHARYAN"),
        ("ԵՂԻԱԶԱՐՅԱՆ", "YEGHIAZARYAN"),
        ("ՈՍԿԱՆՅԱՆ", "VOSKANYAN"),
        ("Հովհաննիսյան", "HOVHANNISYAN"),
        ("Գևորգյան", "GEVORGYAN"),
        ("Եվա", "YEVA"),
        ("ևա", "YEVA"),
        ("Ուզունյան", "UZUNYAN"),
        ("Հարությունյան", "HARUTYUNYAN"),
        ("Ովսեփ", "OVSEP"),
        ("Գաբրիել", "GABRIEL"),
        ("Ջուլիետա", "JULIETA"),
        ("Ծատուր", "TSATUR"),
        ("Ղազարյան", "GHAZARYAN"),
        ("Խաչատրյան", "KHACHATRYAN"),
        ("Օհանյան", "OHANYAN"),
        ("Էդուարդ", "EDUARD"),
        ("Աննա-Եվա", "ANNA-YEVA"),
        ("Մարի Ոսկի", "MARI VOSKI"),
    ],
)
def test_names_by_the_table(armenian: str, latin: str) -> None:
    assert romanise(armenian) == latin


def test_capitals_follow_the_state_orthography() -> None:
    assert "Գևորգյան".upper() == "ԳԵՒՈՐԳՅԱՆ"  # the trap
    assert hy_upper("Գևորգյան") == "ԳԵՎՈՐԳՅԱՆ"


@given(ARMENIAN)
def test_capitals_are_stable_and_romanise_alike(name: str) -> None:
    assert hy_upper(hy_upper(name)) == hy_upper(name)
    assert romanise(hy_upper(name)) == romanise(name)
    assert "\u0587" not in hy_upper(name)


@given(ARMENIAN)
def test_every_armenian_name_becomes_plain_latin(name: str) -> None:
    assert set(romanise(name)) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZ")


def test_only_canonical_composition() -> None:
    assert nfc("և") == "և"
    assert unicodedata.normalize("NFKC", "և") != "և"  # why
    assert nfc("  Անի \u00a0 Մարի ") == "Անի Մարի"
    assert nfc("Անի\u058aՄարի") == "Անի-Մարի"


@pytest.mark.parametrize(
    ("text", "armenian"), [("Անի", True), ("Ani", False), ("Աnի", False), ("-", False), ("", False)]
)
def test_armenian_is_told_from_other_letters(text: str, armenian: bool) -> None:
    assert is_armenian(text) is armenian


def test_order_of_the_alphabet() -> None:
    names = ["Ֆելիքս", "Օհան", "Քնար", "Փառանձեմ", "Ուլիկ", "Ցողիկ", "Րաֆֆի", "Ոսկան", "Շուշան", "Աբել"]
    assert sorted(names, key=collation_key) == list(reversed(names))
    assert sorted(names) != list(reversed(names))  # by code point it would be wrong


@given(ARMENIAN)
def test_order_does_not_depend_on_the_case(name: str) -> None:
    assert collation_key(name) == collation_key(hy_upper(name))


def test_the_table_says_that_it_is_provisional() -> None:
    assert table().status == "provisional"
    assert table().version == "725-N, 23.06.2017 (provisional)"
