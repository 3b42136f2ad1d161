"""Armenian letters: state orthography in capitals, the ligature "և", and the order of the alphabet.

What is typed is kept as it is typed. Capitals and keys of order are made of it, and nothing is ever made back of them.
"""

from unicodedata import normalize

SEPARATORS = " -'"
# Capital letters in the order of the alphabet; the digraph ՈՒ is a letter of its own between Ց and Փ.
_ALPHABET = (*"ԱԲԳԴԵԶԷԸԹԺԻԼԽԾԿՀՁՂՃՄՅՆՇՈՉՊՋՌՍՎՏՐՑՒ", "ՈՒ", *"ՓՔՕՖ")
_ORDER = {letter: index for index, letter in enumerate(_ALPHABET, start=1)}
_LIGATURE, _SPELLED_OUT, _CLASSICAL = "\u0587", "\u0535\u054e", "\u0535\u0552"  # և, ԵՎ, ԵՒ
_OTHER_SIGNS = str.maketrans({"\u058a": "-", "\u2010": "-", "\u2011": "-", "\u2019": "'", "\u02bc": "'", "\u055a": "'"})


def nfc(text: str) -> str:
    """Canonical composition, single spaces, no space at the ends; one sign for all hyphens, one for all apostrophes.

    Only NFC: NFKC would take the ligature "և" apart into letters that the state orthography does not use.
    """
    if not text.isascii():  # those letters and signs are as they are meant
        text = normalize("NFC", text).translate(_OTHER_SIGNS)
    return " ".join(text.split())


def hy_upper(text: str) -> str:
    """Capitals of the state orthography: "և" becomes "ԵՎ" (`str.upper` gives the classical "ԵՒ"). Who wrote "եւ" in two
    letters gets two: a classical spelling stays one."""
    return nfc(text).replace(_LIGATURE, _SPELLED_OUT).upper()


def is_armenian(text: str) -> bool:
    """Whether `text` has letters and they are all of the Armenian alphabet; between them spaces, "-" and "'"."""
    letters = [letter for letter in nfc(text) if letter not in SEPARATORS]
    return bool(letters) and all("\u0531" <= letter <= "\u0556" or "\u0561" <= letter <= "\u0587" for letter in letters)


def has_classical_yev(text: str) -> bool:
    """Whether "ե" and "ւ" stand side by side: the classical spelling, or a ligature that some program took apart."""
    return _CLASSICAL in hy_upper(text)


def folded(text: str) -> str:
    """What a text is found by: equal for capitals and small letters, and for "և", "եւ", "եվ" and "ԵՎ"."""
    return hy_upper(text).replace(_CLASSICAL, _SPELLED_OUT)


def collation_key(text: str) -> tuple[int, ...]:
    """Sort key in the order of the Armenian alphabet, equal for texts that are folded alike: a name stands in one place
    however it was typed.

    Blanks and signs sort before the letters, letters of other alphabets behind them.
    """
    rest, key = folded(text), []
    while rest:
        letter = "ՈՒ" if rest.startswith("ՈՒ") else rest[0]
        key.append(_ORDER[letter] if letter in _ORDER else _place_of(letter))
        rest = rest[len(letter) :]
    return tuple(key)


def _place_of(character: str) -> int:
    """Below every letter of the alphabet for what is no letter, above them for others: all of those stand above 64."""
    return ord(character) if character.isalpha() else ord(character) - 0x110000
