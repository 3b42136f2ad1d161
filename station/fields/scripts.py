"""Letters by script, and letters of one that look like those of another: a Latin A in an Armenian name."""

from collections import Counter
from collections.abc import Mapping
from re import finditer
from unicodedata import name

from station.domain.errors import Problem

SCRIPTS: Mapping[str, str] = {"hy": "ARMENIAN", "la": "LATIN", "cy": "CYRILLIC"}
"""As profiles say it, and as Unicode's names of letters begin."""
_OTHERS = "other"
# Pairs of letters that are hard to tell apart in the fonts of a screen, by the two scripts.
_PAIRS: Mapping[tuple[str, str], str] = {
    ("LATIN", "CYRILLIC"): "AА BВ CС EЕ HН IІ JЈ KК MМ OО PР SЅ TТ XХ YУ aа cс eе iі jј oо pр sѕ xх yу kк",
    ("LATIN", "GREEK"): "AΑ BΒ EΕ ZΖ HΗ IΙ KΚ MΜ NΝ OΟ PΡ TΤ YΥ XΧ oο vν uυ",
    ("LATIN", "ARMENIAN"): "OՕ UՍ SՏ LԼ oօ hհ nո uս gց jյ qզ wա fֆ",
    ("CYRILLIC", "ARMENIAN"): "ОՕ ЅՏ оօ һհ пո зջ",
    ("CYRILLIC", "GREEK"): "АΑ ВΒ ЕΕ НΗ ІΙ КΚ МΜ ОΟ РΡ ТΤ ХΧ ГΓ ПΠ ФΦ оο",
    ("GREEK", "ARMENIAN"): "ΟՕ οօ ηղ υս",
}


def _alike() -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for (one, other), pairs in _PAIRS.items():
        for pair in pairs.split():
            found.setdefault(pair[0], set()).add(other)
            found.setdefault(pair[1], set()).add(one)
    return found


_ALIKE: Mapping[str, set[str]] = _alike()
"""Of a letter, the scripts that have one which looks like it."""


def script_of(letter: str) -> str:
    """ARMENIAN, LATIN, ...: as its name in Unicode begins; "" where it has none."""
    return name(letter, "").split(" ")[0]


def foreign_letter(text: str, script: str, field: str) -> tuple[Problem, ...]:
    """The letter that makes a text of `script` another one, where it can hide: among right letters, or in a text whose
    every letter looks like one of them. What is plainly another alphabet is for the caller to refuse."""
    wanted = SCRIPTS[script]
    letters = [(place, letter) for place, letter in enumerate(text, start=1) if letter.isalpha()]
    strangers = [(place, letter) for place, letter in letters if script_of(letter) != wanted]
    if not strangers:
        return ()
    hidden = all(wanted in _ALIKE.get(letter, ()) for _, letter in strangers)
    return _named(*strangers[0], field) if len(strangers) < len(letters) or hidden else ()


def mixed_word(text: str, field: str) -> tuple[Problem, ...]:
    """In a text of any script: the first letter that looks like one of the others of its word and is of another."""
    if text.isascii():
        return ()
    for found in finditer(r"[^\W\d_]+", text):
        word = found[0]
        scripts = [script_of(letter) for letter in word]
        if len(set(scripts)) < 2:
            continue
        most = Counter(scripts).most_common(1)[0][0]
        for place, letter in enumerate(word, start=found.start() + 1):
            if script_of(letter) != most and most in _ALIKE.get(letter, ()):
                return _named(place, letter, field)
    return ()


def _named(place: int, letter: str, field: str) -> tuple[Problem, ...]:
    script = script_of(letter).lower()
    known = script if script in ("latin", "armenian", "cyrillic", "greek") else _OTHERS
    return (Problem("APP-LETTER", {"letter": letter, "place": place, "script": known}, field=field),)
