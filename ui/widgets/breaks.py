"""Where a word that is longer than a column may break: after its hyphens, else between syllables, at last anywhere.

No hyphen is drawn there: people sign what they see, and would take it for one of the name's own.
"""

import re
from collections.abc import Iterator
from itertools import pairwise

ANYWHERE = "\u200b"
LONG_WORD = 18  # letters
_VOWELS = frozenset("աեէըիոօևւаеёиоуыэюяaeiouy")  # ւ only ends the vowel ու
_NEVER_FIRST = frozenset("ьъйւ")
_PARTS = re.compile(r"[^-֊]*[-֊]+|[^-֊]+")
_LEAST = 2  # letters that stand alone on a line


def breakable(text: str) -> str:
    """`text` with places in its long words where a line may end: better than a word that is cut."""
    lines = text.split("\n")
    return "\n".join(" ".join(_broken(word) for word in line.split(" ")) for line in lines)


def _broken(word: str) -> str:
    if len(word) <= LONG_WORD or ANYWHERE in word:
        return word
    return "".join(ANYWHERE.join(_divided(part)) for part in _PARTS.findall(word))


def pieces(word: str) -> tuple[str, ...]:
    """Of which none is broken, in a word without blanks."""
    parts = _PARTS.findall(word)
    return tuple(piece for part in parts for piece in _divided(part)) if len(word) > LONG_WORD else tuple(parts)


def _divided(part: str) -> tuple[str, ...]:
    """Between syllables, where it is a word; what no syllable divides, between letters."""
    if len(part) <= LONG_WORD:
        return (part,)
    words = syllables(part) if part.rstrip("-֊").isalpha() else (part,)
    return tuple(piece for each in words for piece in (each if len(each) > LONG_WORD else (each,)))


def syllables(word: str) -> tuple[str, ...]:
    """Of a word in Armenian, Cyrillic or Latin letters, as lines may be ended in all three: a consonant before a vowel
    begins one, and none is a single letter."""
    places = [0, *_begins(word.lower()), len(word)]
    return tuple(word[start:end] for start, end in pairwise(places))


def _begins(word: str) -> Iterator[int]:
    last, vowels = 0, word[:1] in _VOWELS
    for at in range(1, len(word) - 1):
        begins = word[at] not in _VOWELS | _NEVER_FIRST and word[at + 1] in _VOWELS
        if begins and vowels and at - last >= _LEAST and len(word) - at >= _LEAST:
            yield at
            last = at
        vowels = vowels or word[at] in _VOWELS
