"""Sums of money: whole drams, never parts of one. And what must never be kept beside them: the number of a card."""

from re import findall

CHANNEL, RECEIPT, AMOUNT, DAY = "payment_channel", "payment_receipt", "paid_amd", "paid_on"
"""Ids of the fields of a payment. Into that of the receipt somebody may type a card's number by mistake."""
TERMINAL = "TERMINAL"
"""The channel, where it was taken at this desk."""
MASK = "•"
NO_BREAK = "\u00a0"
_SHOWN = 4  # digits
_CARD = range(13, 20)  # digits, ISO/IEC 7812-1


def whole_amd(sum_amd: int) -> str:
    """As people read it: 3 000, within which no line ends."""
    return f"{sum_amd:,}".replace(",", NO_BREAK)


def masked(text: str) -> str:
    """Without all but the last four digits of a card's number, where one stands in it."""
    if not looks_like_a_card(text):
        return text
    digits = sum(sign.isdigit() for sign in text)
    kept = []
    for sign in text:
        kept.append(MASK if sign.isdigit() and digits > _SHOWN else sign)
        digits -= sign.isdigit()
    return "".join(kept)


def looks_like_a_card(text: str) -> bool:
    """Whether the number of a payment card stands in it: as many digits, with the check digit of such numbers."""
    runs = (run.replace(" ", "").replace("-", "") for run in findall(r"[0-9](?:[ -]?[0-9])+", text))
    return any(len(run) in _CARD and _luhn(run) for run in runs)


def _luhn(digits: str) -> bool:
    """ISO/IEC 7812-1 Annex B."""
    doubled = [int(digit) * (2 if place % 2 else 1) for place, digit in enumerate(reversed(digits))]
    return sum(each - 9 if each > 9 else each for each in doubled) % 10 == 0
