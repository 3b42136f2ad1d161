"""Check digits (Doc 9303-3 section 4.9)."""

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_VALUES = {character: index for index, character in enumerate(ALPHABET)} | {"<": 0}
_WEIGHTS = (7, 3, 1)


def check_digit(text: str) -> str:
    """Weights 7-3-1 repeated, modulo 10; A = 10 ... Z = 35, `<` = 0. Raises KeyError on any other character."""
    return str(sum(_VALUES[character] * _WEIGHTS[index % 3] for index, character in enumerate(text)) % 10)
