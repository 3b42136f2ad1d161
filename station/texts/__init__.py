"""Words for codes: what happened, what to do. One folder a language, one TOML file an area, one table a code.

    [DEV-010]
    happened = "The camera was unplugged."
    remedy = "Plug it in again; the capture goes on by itself."

Both front ends read the same catalogue: the window shows it, `stationctl` prints it.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

LANGUAGES = ("hy", "ru", "en")


@dataclass(frozen=True)
class Text:
    """happened: one sentence, under 90 characters. remedy: one sentence, or "" where there is nothing to do."""

    happened: str
    remedy: str = ""


@cache
def catalogue(language: str) -> Mapping[str, Text]:
    """All texts of one language by code. Raises KeyError for a language we do not have, ValueError on a double code."""
    if language not in LANGUAGES:
        raise KeyError(language)
    texts: dict[str, Text] = {}
    for area in sorted(files(__name__).joinpath(language).iterdir(), key=lambda item: item.name):
        if not area.name.endswith(".toml"):
            continue
        for code, entry in tomllib.loads(area.read_text(encoding="utf-8")).items():
            if code in texts:
                raise ValueError(f"{code} stands twice in {language}")
            texts[code] = Text(entry["happened"], entry.get("remedy", ""))
    return texts


def text_for(code: str, language: str, params: Mapping[str, object]) -> Text:
    """The text of `code` with its placeholders filled. A missing code gives the code itself: never a dead end."""
    text = catalogue(language).get(code)
    if text is None:
        return Text(code)
    values = _Values(params)
    return Text(text.happened.format_map(values), text.remedy.format_map(values))


class _Values(dict[str, object]):
    def __missing__(self, key: str) -> str:
        return "?"
