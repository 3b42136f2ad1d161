"""What the applicant is told, by language. No Qt here."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

LANGUAGES = ("hy", "ru", "en", "fa", "ar")
"""In the order in which they are offered."""


def say(tag: str, key: str) -> str:
    """Words for a key, as "wish.yes". Raises KeyError for what we do not have: that is a bug."""
    return _words(tag)[key]


def long_notice(tag: str) -> tuple[str, ...]:
    """The notice in full, a few sentences at a time."""
    words, count = _words(tag), 0
    while f"notice.long.{count}" in words:
        count += 1
    return tuple(words[f"notice.long.{number}"] for number in range(count))


def name(tag: str) -> str:
    """Of the language, in itself."""
    return say(tag, "about.name")


def notice_version(tag: str) -> str:
    return say(tag, "about.version")


def right_to_left(tag: str) -> bool:
    return bool(tag) and say(tag, "about.direction") == "rtl"


def provisional(tag: str) -> bool:
    """Whether no native reader has seen the words yet."""
    return say(tag, "about.provisional") == "True"


@cache
def keys(tag: str) -> frozenset[str]:
    """All keys of a language."""
    return frozenset(_words(tag))


@cache
def _words(tag: str) -> Mapping[str, str]:
    if tag not in LANGUAGES:
        raise KeyError(tag)
    tables = tomllib.loads(files("ui.citizen").joinpath("words", f"{tag}.toml").read_text(encoding="utf-8"))
    found: dict[str, str] = {}
    for table, entries in tables.items():
        for key, said in entries.items():
            if isinstance(said, list):
                found |= {f"{table}.{key}.{number}": each for number, each in enumerate(said)}
            else:
                found[f"{table}.{key}"] = str(said)
    return found
