"""Key -> words of the window, code -> text. No Qt here: presenters may use it.

A key is "<file>.<name>": `say("portrait.title")` reads `title` of `ui/locale/<language>/portrait.toml`.
Names may be nested tables: `say("states.step.done")`. A step's own words stand in its folder, and are read when one
is first said: `say("step.face.name")` reads `name` of `station/steps/face/words/<language>.toml`. What fields and their
choices are called stands in `station/texts/fields`, and is said as `field.label.sex` and `field.choice.sex.F`.

Paper speaks more languages than the window: `ui/locale/paper` has what an applicant reads in them, by whole keys. What
stands only in the window's languages, as a service's own words, is said in English there.
"""

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import replace
from functools import cache
from importlib.resources import files
from typing import Protocol, TypeAlias

from station.domain.errors import Problem
from station.texts import LANGUAGES, Text, catalogue, text_for
from station.texts.fields import field_words

_STEP = "step."
_ON_PAPER = ("fa", "ar")
_ELSE = "en"
_OF_KEYS = "CRY-"
Words: TypeAlias = str | Mapping[str, str]
"""A key, or what a service calls something, by language."""
_language = "hy"
_people: Mapping[str, Mapping[str, str]] = {}
_spoken: ContextVar[str] = ContextVar("spoken", default="")


def languages() -> tuple[str, ...]:
    """Tags of the languages we have, in the order they are offered."""
    return LANGUAGES


def paper_languages() -> tuple[str, ...]:
    """Tags of the languages in which an applicant may read paper, in the order they are offered."""
    return (*LANGUAGES, *_ON_PAPER)


def provisional() -> bool:
    """Whether no native reader has seen the words of the language in use yet."""
    return language() in _ON_PAPER


def language() -> str:
    """Tag of the language in use."""
    return _spoken.get() or _language


def set_language(tag: str) -> None:
    """Speak `tag` from now on. Raises KeyError for a language we do not have. UI thread only."""
    global _language
    if tag not in LANGUAGES:
        raise KeyError(tag)
    _language = tag


@contextmanager
def spoken(tag: str) -> Iterator[None]:
    """Speak `tag`, one of those on paper, within, on this thread alone: for somebody else than who sits here. Raises
    KeyError for a language we do not have."""
    if tag not in paper_languages():
        raise KeyError(tag)
    before = _spoken.set(tag)
    try:
        yield
    finally:
        _spoken.reset(before)


def say(key: Words, /, **params: object) -> str:
    """Words for a key with its placeholders filled; a service's own as they are. Raises KeyError for a key without
    words: that is a bug."""
    if not isinstance(key, str):
        return own_words(key) or key[language()]
    known = step_words(language()) if key.startswith(_STEP) else words(language())
    return known[key].format_map(params)


def own_words(called: Mapping[str, str]) -> str:
    """What a service calls something, by language, in the one in use; "" where it calls it nothing."""
    return called.get(language()) or (called.get(_ELSE, "") if language() in _ON_PAPER else "")


class Named(Protocol):
    """Somebody who works here, as their certificate names them."""

    @property
    def name(self) -> str: ...
    @property
    def identifier(self) -> str: ...


def know_people(names: Mapping[str, Mapping[str, str]]) -> None:
    """What people are called, by the identifier of their certificates and by language, from now on. UI thread only."""
    global _people
    _people = names


def called(person: Named) -> str:
    """Their name in the language in use where the registry has it, else as their certificate says it."""
    return _people.get(person.identifier, {}).get(language(), person.name)


def listed(parts: Iterable[str], between: str = ", ") -> str:
    """Parts with a mark between them, which in Persian and Arabic has a shape of its own."""
    return (between.replace(",", "،") if language() in _ON_PAPER else between).join(parts)


def joined(name: str, value: str) -> str:
    """A name and its value as the language in use joins them: with a colon, in Armenian with ՝."""
    return say("shell.joined", name=name, value=value)


def within(words: str) -> str:
    """Words that begin no sentence: behind a colon or a comma, or under a heading of their own."""
    return words[:1].lower() + words[1:]


def problem_text(problem: Problem, whose: str = "") -> Text:
    """What happened and what to do, in the language in use. whose: by whose key it was tried; named where the key is
    what said no."""
    text = text_for(problem.code, language(), problem.params)
    if not whose or not problem.code.startswith(_OF_KEYS):
        return text
    return replace(text, happened=say("states.whose", who=whose, what=text.happened))


def code_text(code: str, /, **params: object) -> Text:
    """The text of a bare code, such as live advice."""
    return text_for(code, _ELSE if language() in _ON_PAPER else language(), params)


def read_words(tag: str) -> None:
    """All words and texts of one language, so that nobody waits for them once they are said. From any thread."""
    words(tag), step_words(tag), catalogue(tag)


@cache
def words(tag: str) -> Mapping[str, str]:
    """All words of the window in one language by key."""
    if tag in _ON_PAPER:
        return {**words(_ELSE), **_paper_words(tag)}
    found = {f"field.{key}": said for key, said in field_words(tag).items()}
    for page in sorted(files("ui").joinpath("locale", tag).iterdir(), key=lambda item: item.name):
        if page.name.endswith(".toml"):
            _flatten(page.name.removesuffix(".toml"), tomllib.loads(page.read_text(encoding="utf-8")), found)
    return found


@cache
def step_words(tag: str) -> Mapping[str, str]:
    """The words of all steps in one language by key."""
    if tag in _ON_PAPER:
        return {**step_words(_ELSE), **_paper_words(tag)}
    found: dict[str, str] = {}
    for folder in files("station.steps").iterdir():
        file = folder.joinpath("words", f"{tag}.toml")
        if file.is_file():
            _flatten(_STEP + folder.name, tomllib.loads(file.read_text(encoding="utf-8")), found)
    return found


@cache
def _paper_words(tag: str) -> Mapping[str, str]:
    """By key, of a language that only paper speaks."""
    found: dict[str, str] = {}
    file = files("ui").joinpath("locale", "paper", f"{tag}.toml")
    for name, table in tomllib.loads(file.read_text(encoding="utf-8")).items():
        _flatten(name, table, found)
    return found


def _flatten(prefix: str, table: Mapping[str, object], into: dict[str, str]) -> None:
    for name, value in table.items():
        key = f"{prefix}.{name}"
        if isinstance(value, Mapping):
            _flatten(key, value, into)
        elif isinstance(value, str):
            into[key] = value
        else:
            raise TypeError(f"{key} is not text")
