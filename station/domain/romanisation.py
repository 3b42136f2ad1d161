"""Armenian letters: state orthography in capitals, order of the alphabet, and the table that gives Latin spellings.

The table is data (`data/romanisation.toml`). It maps many letters to one, so Latin is never turned back into Armenian.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from unicodedata import normalize

_SEPARATORS = " -'"
# Capital letters in the order of the alphabet; the digraph ՈՒ is a letter of its own between Ց and Փ.
_ALPHABET = (*"ԱԲԳԴԵԶԷԸԹԺԻԼԽԾԿՀՁՂՃՄՅՆՇՈՉՊՋՌՍՎՏՐՑՒ", "ՈՒ", *"ՓՔՕՖ")
_ORDER = {letter: index for index, letter in enumerate(_ALPHABET, start=1)}


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


def nfc(text: str) -> str:
    """Canonical composition, single spaces, no space at the ends; a hyphen of the Armenian block becomes "-".

    Only NFC: NFKC would take the ligature "և" apart into letters that the state orthography does not use.
    """
    return " ".join(normalize("NFC", text).replace("\u058a", "-").replace("\u2019", "'").split())


def hy_upper(text: str) -> str:
    """Capitals of the state orthography: "և" becomes "ԵՎ" (`str.upper` gives the classical "ԵՒ")."""
    return nfc(text).replace("\u0587", "\u0535\u054e").upper()


def is_armenian(text: str) -> bool:
    """Whether `text` has letters and they are all of the Armenian alphabet; between them spaces, "-" and "'"."""
    letters = [letter for letter in nfc(text) if letter not in _SEPARATORS]
    return bool(letters) and all("\u0531" <= letter <= "\u0556" or "\u0561" <= letter <= "\u0587" for letter in letters)


def romanise(text: str) -> str:
    """Latin spelling by the table, in capitals; letters that are not Armenian stay as they are."""
    rules, rest, at_start = table(), hy_upper(text), True
    latin = []
    while rest:
        begins = rest[: rules.longest]
        initial = _match(begins, rules.initial) if at_start else ""
        key = initial or _match(begins, rules.letters) or rest[0]
        latin.append(rules.initial[key] if initial else rules.letters.get(key, key))
        at_start = key in _SEPARATORS
        rest = rest[len(key) :]
    return "".join(latin)


def _match(text: str, rules: Mapping[str, str]) -> str:
    """The longest key that `text` starts with; "" where none does."""
    return next((text[:length] for length in range(len(text), 0, -1) if text[:length] in rules), "")


def collation_key(text: str) -> tuple[int, ...]:
    """Sort key in the order of the Armenian alphabet, the same for capitals and small letters, for "և" and "ԵՎ".

    Anything else sorts before the letters, by its code point.
    """
    rest, key = hy_upper(text), []
    while rest:
        letter = "ՈՒ" if rest.startswith("ՈՒ") else rest[0]
        key.append(_ORDER[letter] if letter in _ORDER else ord(letter) - 0x110000)
        rest = rest[len(letter) :]
    return tuple(key)
