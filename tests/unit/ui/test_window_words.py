"""The window's words: every language has every key with the same placeholders, and every key in the code has words."""

import ast
import re
import string
import tomllib
from pathlib import Path

import pytest

from station.domain.errors import Problem
from station.texts.fields import field_words
from ui.messages import code_text, languages, problem_text, say, set_language, step_words, words

UI = Path(__file__).parents[3] / "ui"
STEPS = UI.parent / "station" / "steps"
FILES = {path.stem for path in (UI / "locale" / "en").glob("*.toml")}


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def all_words(tag: str) -> dict[str, str]:
    """The window's and the steps'."""
    return {**words(tag), **step_words(tag)}


def keys_in_code() -> dict[str, str]:
    """Every whole string constant of `ui` and of the steps that has the form of a key, with the file it stands in."""
    found = {}
    pattern = re.compile(rf"({'|'.join(sorted({*FILES, 'step'}))})\.[A-Za-z0-9_.]+")
    for path in (*UI.rglob("*.py"), *STEPS.rglob("*.py")):
        if path.is_relative_to(UI / "citizen"):
            continue  # what the applicant reads has words of its own: ui.citizen.words
        tree = ast.parse(path.read_text(encoding="utf-8"))
        pieces = {id(piece) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for piece in node.values}
        for node in ast.walk(tree):
            text = node.value if isinstance(node, ast.Constant) and id(node) not in pieces else None
            if isinstance(text, str) and pattern.fullmatch(text) and text[-1] not in "._":
                found[text] = path.name
    return found


@pytest.mark.parametrize("tag", languages())
def test_each_language_has_each_key_with_the_same_placeholders(tag: str) -> None:
    english, other = all_words("en"), all_words(tag)
    assert set(other) == set(english)
    assert {key for key in english if placeholders(other[key]) != placeholders(english[key])} == set()


@pytest.mark.parametrize("tag", languages())
def test_no_words_are_empty_or_loud(tag: str) -> None:
    for key, text in all_words(tag).items():
        assert text.strip() == text, key
        assert text, key
        assert "!" not in text, key


def test_armenian_uses_its_own_punctuation() -> None:
    for key, text in all_words("hy").items():
        assert not re.search(r"[Ա-և][:;?](\s|$)", text), key


def test_every_key_in_the_code_has_words() -> None:
    known = all_words("en")
    assert {key: place for key, place in keys_in_code().items() if key not in known} == {}


def test_what_fields_are_called_stands_in_one_place() -> None:
    """Where checks of services read it, too: in the window's own files they would not see it."""
    moved = ("label", "label_of", "choice")
    for tag in languages():
        own = tomllib.loads((UI / "locale" / tag / "field.toml").read_text(encoding="utf-8"))
        assert not own.keys() & set(moved), tag
        assert {f"field.{key}" for key in field_words(tag)} <= words(tag).keys()


def test_a_language_we_do_not_have_is_refused() -> None:
    with pytest.raises(KeyError):
        set_language("xx")


def test_words_follow_the_language() -> None:
    heard = []
    for tag in languages():
        set_language(tag)
        heard.append(say("shell.next"))
    assert len(set(heard)) == len(languages())


def test_a_key_without_words_is_a_bug() -> None:
    with pytest.raises(KeyError):
        say("shell.no_such_words")


def test_a_problem_is_told_in_the_language_in_use() -> None:
    set_language("ru")
    russian = problem_text(Problem("DEV-010"))
    set_language("en")
    assert problem_text(Problem("DEV-010")) == code_text("DEV-010")
    assert russian != problem_text(Problem("DEV-010"))
