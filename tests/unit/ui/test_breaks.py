"""Where a word that is too long for its column is broken."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ui.widgets.breaks import ANYWHERE, LONG_WORD, breakable, syllables


@pytest.mark.parametrize(
    ("word", "parts"),
    [
        ("Հովհաննիսյան", "Հով-հան-նիս-յան"),
        ("մուտքագրում", "մուտ-քագ-րում"),
        ("Екатерина", "Ека-те-ри-на"),
        ("объявление", "объяв-ле-ние"),
        ("HOVHANNISYAN", "HOV-HAN-NI-SYAN"),
        ("Ան", "Ան"),
        ("", ""),
    ],
)
def test_a_word_is_divided_between_syllables(word: str, parts: str) -> None:
    assert "-".join(syllables(word)) == parts


def test_a_name_breaks_at_its_hyphens_and_nowhere_else() -> None:
    name = "Տեր-Հովհաննիսյան-Մելիք-Շահնազարյան Եղիսաբեթ"
    assert breakable(name) == name


def test_a_part_that_is_too_long_breaks_between_syllables() -> None:
    part = "Վարազդատահովհաննեսմկրտիչ"
    assert breakable(f"Տեր-{part}") == "Տեր-" + ANYWHERE.join(syllables(part))


@pytest.mark.parametrize(
    "text", ["PPARMSARGSYAN<<ANAIT<<<<<<<<<", "a" * 30, "a" * 25 + "@example.am", "0123456789" * 3]
)
def test_what_has_no_syllables_breaks_anywhere(text: str) -> None:
    assert breakable(text) == ANYWHERE.join(text)


@given(st.text(st.sampled_from("աեոոււԳնՏր-֊аеёиоуъьйскт aeixyzXЙ09<@ \n"), max_size=80))
def test_nothing_of_a_text_is_lost_and_no_piece_is_too_long(text: str) -> None:
    made = breakable(text)
    assert made.replace(ANYWHERE, "") == text
    for word in made.replace("\n", " ").split(" "):
        for piece in word.replace("֊", "-").replace(ANYWHERE, "-").split("-"):
            assert len(piece) <= LONG_WORD
