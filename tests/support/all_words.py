"""Every text of the product that people read, with the language it is in: found, not listed, so that a new file or a
new key is looked at without anybody telling the tests.

A file of words is `<language>.toml`, or lies in a folder called by the language; elsewhere a table whose keys are
languages is a text by language (services, units).
"""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from station.texts import LANGUAGES

ROOT = Path(__file__).parents[2]
HOMES = ("station", "ui", "devices", "crypto", "intake")
TEMPLATES = ROOT / "station" / "policy" / "data"
"""Not TOML before they are filled in; they hold proper names only."""
OPERATOR = ROOT / "docs" / "operator"


@dataclass(frozen=True)
class Said:
    """One text. where: its file, from the root of the project, and its key."""

    language: str
    where: str
    text: str


@cache
def all_words() -> tuple[Said, ...]:
    """Of all languages, in the order of files and keys."""
    files = (path for home in HOMES for path in sorted((ROOT / home).rglob("*.toml")))
    return tuple(said for path in files if path.parent != TEMPLATES for said in words_of(path))


@cache
def pages() -> tuple[Said, ...]:
    """The operator's manual, a line each."""
    return tuple(
        Said("en", f"{path.relative_to(ROOT)} {number}", line)
        for path in sorted(OPERATOR.glob("*.md"))
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
    )


def words_of(path: Path) -> Iterator[Said]:
    """What people read of one file."""
    read = tomllib.loads(path.read_text(encoding="utf-8"))
    where = path.relative_to(ROOT).as_posix() if path.is_relative_to(ROOT) else path.name
    for language in LANGUAGES:
        if path.stem == language or path.parent.name == language:
            yield from (Said(language, f"{where} {key}", text) for key, text in _flat(read))
            return
    yield from _by_language(read, where)


def _flat(table: Mapping[str, object], prefix: str = "") -> Iterator[tuple[str, str]]:
    for name, value in table.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{prefix}{name}.")
        elif isinstance(value, str):
            yield f"{prefix}{name}", value


def _by_language(value: object, where: str) -> Iterator[Said]:
    if isinstance(value, list):
        for item in value:
            yield from _by_language(item, where)
    elif isinstance(value, Mapping):
        if set(value) == set(LANGUAGES):
            yield from (Said(tag, where, text) for tag, text in value.items() if isinstance(text, str))
            return
        for name, item in value.items():
            yield from _by_language(item, f"{where} {name}" if where.endswith(".toml") else f"{where}.{name}")
