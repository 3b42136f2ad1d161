"""Names that nobody has: of syllables, of what stands at the beginning and the end of Armenian names, and of everything
that the table treats in a way of its own."""

from random import Random

CONSONANTS = "բգդզթժլխծկհձղճմյնշչպջռսվտրցփքֆ"
VOWELS = ("ա", "ե", "է", "ը", "ի", "ո", "ու", "օ", "և")
BEGINNINGS = ("ե", "եվ", "և", "եւ", "ո", "ով", "ու", "ոու", "յո", "յե", "է", "օ", "ըն")
ENDS = ("յան", "յանց", "ունի", "ենց", "ունց", "", "ու", "եվ", "և", "ո", "ե")
BEFORE = ("տեր-", "մելիք-", "դի ", "վան դեր ", "օ'", "նոր\u058a", "")
"""What stands before a name: with a hyphen of either kind, a blank, an apostrophe."""
CASES = (str.lower, str.title, str.upper)


def a_name(by: Random) -> str:
    """In small letters, as the first letter of each part alone, or in capitals as Python has them."""
    parts = [_part(by) for _ in range(by.choice((1, 1, 1, 2, 3)))]
    text = by.choice(BEFORE) + by.choice("- ").join(parts)
    return by.choice(CASES)(text)


def _part(by: Random) -> str:
    begins = by.choice(BEGINNINGS) if by.random() < 0.4 else by.choice(CONSONANTS)
    syllables = (by.choice(VOWELS) + by.choice(CONSONANTS) for _ in range(by.randint(0, 4)))
    return begins + "".join(syllables) + by.choice(VOWELS) * (by.random() < 0.3) + by.choice(ENDS)
