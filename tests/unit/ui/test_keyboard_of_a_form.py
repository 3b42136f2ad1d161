"""Which layout a text was typed with, as far as it matters, and what is offered in its place."""

import pytest

from ui.pages.form.keyboard import in_latin, other_layout


@pytest.mark.parametrize(
    ("script", "text", "layout"),
    [
        ("hy", "Ան", ""),
        ("hy", "Ani", "la"),
        ("hy", "Анd", "la"),
        ("hy", "Ани", "cy"),
        ("la", "Անի", "hy"),
        ("la", "ANI-", ""),
        ("la", "Aնi", ""),  # corrected meanwhile
        ("la", "ΑΝΗ", ""),  # no layout that is known here
        ("cy", "Ani", "la"),
        ("hy", "12-3", ""),
        ("", "Ani", ""),
    ],
)
def test_the_last_letter_says_which_layout_is_on(script: str, text: str, layout: str) -> None:
    assert other_layout(script, text) == layout


@pytest.mark.parametrize(
    ("typed", "latin"),
    [
        ("Շուշանիկ", "SHUSHANIK"),
        ("Որդի", "VORDI"),
        ("Щербаков Юлий", "SHCHERBAKOV IULII"),
        ("Подъячев", "PODIEIACHEV"),
        ("Ольга", "OLGA"),
        ("AGHAJANիAN", "AGHAJANIAN"),  # one letter typed into a spelling
        ("ANI", ""),
        ("", ""),
        ("Ανι", ""),
        ("Анна2", ""),
        ("Анна-", "ANNA"),
        ("-", ""),
    ],
)
def test_what_is_offered_in_latin_letters(typed: str, latin: str) -> None:
    assert in_latin(typed) == latin
