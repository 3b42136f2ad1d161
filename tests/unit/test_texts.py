"""Every code speaks every language: what happened, what to do, with the same placeholders."""

import string
import tomllib
from errno import ENOENT, errorcode
from pathlib import Path
from re import findall, search

import pytest

from crypto.errors import FileTrouble
from crypto.files import reason_of
from station.texts import LANGUAGES, Text, catalogue, text_for

ROOT = Path(__file__).parents[2]
TEXTS = ROOT / "station" / "texts"
SOURCES = (*(ROOT / "crypto").rglob("*.py"), *(ROOT / "station").rglob("*.py"))


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


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_programs_own_words_in_a_sentence_are_of_its_language(language: str) -> None:
    """Whatever stands in a placeholder: "key" in an Armenian sentence helps nobody."""
    for code, text in catalogue("en").items():
        assert set(catalogue(language)[code].words) == set(text.words), code
        for word, own in catalogue(language)[code].words.items():
            whole = text_for(code, language, dict.fromkeys(placeholders(text), word))
            assert own in whole.happened, code
            if language != "en":
                assert search("[A-Za-z]", whole.happened.replace("PKCS#11", "")) is None, whole


def test_each_word_that_is_filled_in_has_its_words() -> None:
    """Of the errors that name what is missing, or cannot be done, by one word of ours."""
    sources = "".join(path.read_text(encoding="utf-8") for path in SOURCES)
    for code, error, name in (
        ("STN-612", "TrainingNotSetUp", "missing"),
        ("CRY-019", "TokenUnfit", "what"),
        ("STN-173", "RecoveryPeopleUnusable", "reason"),
        ("STN-174", "CopyDamaged", "reason"),
    ):
        told = set(findall(rf'{error}\({name}="(\w+)"', sources))
        assert told
        assert told <= set(catalogue("en")[code].words)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_the_system_says_is_said_in_each_language(language: str) -> None:
    """By the names of errno: the system's own words are of its language, not of the operator's."""
    english, own = (
        tomllib.loads((TEXTS / name / "words.toml").read_text(encoding="utf-8")) for name in ("en", language)
    )
    assert set(own) == set(english)
    assert set(english) - {"unknown"} <= set(errorcode.values())
    told = FileTrouble(file="station.db", reason=reason_of(OSError(ENOENT, "No such file or directory")))
    assert own["ENOENT"] in text_for(told.code, language, told.params).happened


def test_no_sentence_of_ours_takes_the_systems_words() -> None:
    assert [path.name for path in SOURCES if "strerror" in path.read_text(encoding="utf-8")] == []
