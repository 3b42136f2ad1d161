"""Words for codes: what happened, what to do. One folder a language, one TOML file an area, one table a code; a
receiver's lie with it, `texts/<language>.toml`.

    [DEV-010]
    happened = "The camera was unplugged."
    remedy = "Plug it in again; the capture goes on by itself."

A placeholder that is filled with a word of the program's own gets that word in each language too:

    [STN-612.words]
    key = "the key"

What the system said no with stands in `words.toml`, by the names of errno: one place for all codes.

Both front ends read the same catalogue: the window shows it, `stationctl` prints it.
"""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

from station.roster import packages

LANGUAGES = ("hy", "ru", "en")
_WORDS = "words.toml"


@dataclass(frozen=True)
class Text:
    """happened: one sentence, under 90 characters. remedy: one sentence, or "" where there is nothing to do.
    words: what the program's own words for placeholders are called."""

    happened: str
    remedy: str = ""
    words: Mapping[str, str] = field(default_factory=dict)


@cache
def catalogue(language: str) -> Mapping[str, Text]:
    """All texts of one language by code. Raises KeyError for a language we do not have, ValueError on a double code."""
    if language not in LANGUAGES:
        raise KeyError(language)
    texts: dict[str, Text] = {}
    for area in _areas(language):
        for code, entry in tomllib.loads(area.read_text(encoding="utf-8")).items():
            if code in texts:
                raise ValueError(f"{code} stands twice in {language}")
            texts[code] = Text(entry["happened"], entry.get("remedy", ""), entry.get("words", {}))
    return texts


@cache
def _common(language: str) -> Mapping[str, str]:
    """What every text may have in a placeholder."""
    read = tomllib.loads(files(__name__).joinpath(language, _WORDS).read_text(encoding="utf-8"))
    return {name: str(word) for name, word in read.items()}


def _areas(language: str) -> Iterator[Traversable]:
    ours = [area for area in files(__name__).joinpath(language).iterdir() if area.name != _WORDS]
    yield from sorted((area for area in ours if area.name.endswith(".toml")), key=lambda area: area.name)
    for package in packages().values():
        try:
            area = files(package).joinpath("texts", f"{language}.toml")
        except ImportError:
            continue  # who opens that receiver says that it is not there
        if area.is_file():
            yield area


def text_for(code: str, language: str, params: Mapping[str, object]) -> Text:
    """The text of `code` with its placeholders filled. A missing code gives the code itself: never a dead end."""
    text = catalogue(language).get(code)
    if text is None:
        return Text(code)
    words = {**_common(language), **text.words}
    values = _Values({name: words.get(str(value), value) for name, value in params.items()})
    return Text(text.happened.format_map(values), text.remedy.format_map(values))


class _Values(dict[str, object]):
    def __missing__(self, key: str) -> str:
        return "?"
