"""Every code speaks every language: what happened, what to do, with the same placeholders."""

import string

import pytest

from station.texts import LANGUAGES, Text, catalogue, text_for


def placeholders(text: Text) -> set[str]:
    joined = f"{text.happened} {text.remedy}"
    return {name for _, name, _, _ in string.Formatter().parse(joined) if name}


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_language_has_each_code_with_the_same_placeholders(language: str) -> None:
    english = catalogue("en")
    other = catalogue(language)
    assert set(other) == set(english)
    assert {code for code in english if placeholders(other[code]) != placeholders(english[code])} == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_sentences_are_short_and_calm(language: str) -> None:
    for code, text in catalogue(language).items():
        assert text.happened, code
        for sentence in (text.happened, text.remedy):
            assert len(sentence) <= 110, (code, sentence)
            assert "!" not in sentence, code
            assert code not in sentence, code


def test_a_missing_code_is_shown_as_itself() -> None:
    assert text_for("XXX-999", "en", {}) == Text("XXX-999")


def test_a_missing_parameter_does_not_break_the_sentence() -> None:
    code = next(code for code, text in catalogue("en").items() if placeholders(text))
    assert "?" in " ".join([text_for(code, "en", {}).happened, text_for(code, "en", {}).remedy])


def test_an_unknown_language_is_refused() -> None:
    with pytest.raises(KeyError):
        catalogue("xx")
