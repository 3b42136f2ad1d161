"""The table that gives an Armenian name its Latin spelling.

The table is data (`data/romanisation.toml`). It maps many letters to one, so Latin is never turned back into Armenian.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files

from station.domain.armenian import SEPARATORS, hy_upper


@dataclass(frozen=True)
class Romanisation:
    """One table of letters. status: "provisional" until a deployment has put in the decision's own table."""

    status: str
    decision: str
    initial: Mapping[str, str]
    letters: Mapping[str, str]

    @property
    def version(self) -> str:
        return f"{self.decision} ({self.status})"

    @cached_property
    def longest(self) -> int:
        """Letters of its longest key."""
        return max(map(len, (*self.initial, *self.letters)))


@cache
def table() -> Romanisation:
    """The table that came with this installation."""
    data = tomllib.loads(files(__package__).joinpath("data", "romanisation.toml").read_text(encoding="utf-8"))
    return Romanisation(data["status"], data["decision"], data["initial"], data["letters"])


def romanise(text: str) -> str:
    """Latin spelling by the table, in capitals; letters that are not Armenian stay as they are."""
    rules, rest, at_start = table(), hy_upper(text), True
    latin = []
    while rest:
        begins = rest[: rules.longest]
        initial = _match(begins, rules.initial) if at_start else ""
        key = initial or _match(begins, rules.letters) or rest[0]
        latin.append(rules.initial[key] if initial else rules.letters.get(key, key))
        at_start = key in SEPARATORS
        rest = rest[len(key) :]
    return "".join(latin)


def _match(text: str, rules: Mapping[str, str]) -> str:
    """The longest key that `text` starts with; "" where none does."""
    return next((text[:length] for length in range(len(text), 0, -1) if text[:length] in rules), "")
