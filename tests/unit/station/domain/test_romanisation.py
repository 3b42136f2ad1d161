"""The table of Latin spellings."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from station.domain.armenian import hy_upper
from station.domain.romanisation import romanise, table

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
        ("Տեր-Եղիազարյան", "TER-YEGHIAZARYAN"),
        ("Գեւորգ", "GEVORG"),
        ("ԵՒԱ", "YEVA"),
    ],
)
def test_names_by_the_table(armenian: str, latin: str) -> None:
    assert romanise(armenian) == latin


@given(ARMENIAN)
def test_capitals_romanise_alike(name: str) -> None:
    assert romanise(hy_upper(name)) == romanise(name)


@given(ARMENIAN)
def test_every_armenian_name_becomes_plain_latin(name: str) -> None:
    assert set(romanise(name)) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZ")


def test_the_table_says_that_it_is_provisional() -> None:
    assert table().status == "provisional"
    assert table().version == "725-N, 23.06.2017 (provisional)"
