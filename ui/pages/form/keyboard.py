"""A name typed with another layout on than its field asks for: said beside it, and offered in Latin letters. No Qt."""

from re import fullmatch

from station.domain import russian
from station.domain.romanisation import romanise
from station.fields.scripts import SCRIPTS, script_of


def other_layout(script: str, text: str) -> str:
    """Whose letter was typed last, of Armenian ("hy"), Latin ("la") and Russian ("cy"), where a field asks for another
    `script`; else "". What was corrected is not told any more."""
    typed = [letter for letter in text if letter.isalpha()]
    if not script or not typed:
        return ""
    last = script_of(typed[-1])
    return next((code for code, name in SCRIPTS.items() if name == last and code != script), "")


def in_latin(text: str) -> str:
    """What is typed in Armenian or Russian letters, as the tables spell it; "" where nothing is to be offered."""
    latin = russian.in_latin(romanise(text)).rstrip(" -'")  # a second part may follow
    return latin if not text.isascii() and fullmatch(r"[A-Z]+([ '-][A-Z]+)*", latin) else ""
