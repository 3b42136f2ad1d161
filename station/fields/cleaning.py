"""One text, whatever way it came: typed, pasted, from a script, a zone, a chip or a register.

Canonical composition, blanks joined and none at the ends. A sign that nobody sees is refused by its name and place: two
names that look alike must not be two people at the centre. What was typed is kept as it was; this is how it is read.
"""

from collections.abc import Mapping
from re import compile as pattern
from unicodedata import category, name

from station.domain.armenian import nfc
from station.domain.errors import Problem

_BLANKS = "\t\n\r"
# Of Unicode's Default_Ignorable_Code_Point, by the names under which station.texts knows them in each language.
_NAMES: Mapping[str, tuple[tuple[int, int], ...]] = {
    "zero width space": ((0x200B, 0x200B),),
    "zero width non-joiner": ((0x200C, 0x200C),),
    "zero width joiner": ((0x200D, 0x200D),),
    "word joiner": ((0x2060, 0x2060),),
    "byte order mark": ((0xFEFF, 0xFEFF),),
    "soft hyphen": ((0x00AD, 0x00AD),),
    "direction mark": ((0x061C, 0x061C), (0x200E, 0x200F), (0x202A, 0x202E), (0x2066, 0x2069)),
    "variation selector": ((0x180B, 0x180F), (0xFE00, 0xFE0F), (0xE0100, 0xE01EF)),
    "invisible sign": (
        (0x034F, 0x034F), (0x115F, 0x1160), (0x17B4, 0x17B5), (0x2800, 0x2800), (0x3164, 0x3164), (0xFFA0, 0xFFA0),
    ),
}  # fmt: skip
# Those of them that Python takes for printable: what is printable and has none of these needs no closer look.
_PRINTABLE = pattern(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]"
)
_OTHERS: Mapping[str, str] = {
    "Cc": "control character",
    "Cf": "invisible sign",
    "Cn": "character of no meaning",
    "Co": "character of no meaning",
    "Cs": "character of no meaning",
}
_JOINERS = "\u200c\u200d"
# Scripts that are not spelled rightly without them: Persian needs the one, Hindi the other.
_JOINING = frozenset({"ARABIC", "SYRIAC", "DEVANAGARI", "BENGALI", "TAMIL", "MALAYALAM", "SINHALA", "MYANMAR", "KHMER"})


def clean(text: str, field: str, *, lines: bool = False, joiners: bool = False) -> tuple[str, tuple[Problem, ...]]:
    """The text as it is read; or "", and the first sign in it that nobody sees. lines: breaks stay. joiners: those may
    stand between letters that need them."""
    if text.isprintable() and not _PRINTABLE.search(text):
        return nfc(text), ()
    for place, character in enumerate(text, start=1):
        unseen = _unseen(character)
        if unseen and not (joiners and character in _JOINERS and _joins(text, place - 1)):
            params: dict[str, str | int] = {"code": f"U+{ord(character):04X}", "name": unseen, "place": place}
            return "", (Problem("APP-INVISIBLE", params, field=field),)
    return ("\n".join(nfc(line) for line in text.splitlines()).strip() if lines else nfc(text)), ()


def _unseen(character: str) -> str:
    """The name of a sign that shows nothing; "" of any other."""
    if character in _BLANKS or (character.isprintable() and not _PRINTABLE.match(character)):
        return ""
    number = ord(character)
    for name_, ranges in _NAMES.items():
        if any(first <= number <= last for first, last in ranges):
            return name_
    return _OTHERS.get(category(character), "")


def _joins(text: str, at: int) -> bool:
    """Whether letters of a script that needs it stand on both sides."""
    around = (text[at - 1 : at], text[at + 1 : at + 2])
    return all(letter and name(letter, "").split(" ")[0] in _JOINING for letter in around)
