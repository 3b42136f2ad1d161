"""A whole number, and money in whole drams."""

from re import fullmatch

from station.fields.field import Field, FieldContext, FieldType, Read, problem

_MOST = 12  # digits


def _digits(text: str, code: str, field: Field) -> Read:
    """Blanks between groups of digits are how people write them."""
    digits = text.replace(" ", "")
    if not fullmatch(rf"[0-9]{{1,{_MOST}}}", digits):
        return Read(None, problem(code, field, most=_MOST))
    return Read(int(digits))


def _number(text: str, field: Field, _context: FieldContext) -> Read:
    return _digits(text, "APP-NUMBER", field)


def _money(text: str, field: Field, _context: FieldContext) -> Read:
    """`3 000`, `3000 AMD` and `3000 ֏` are one sum; parts of a dram are none."""
    for sign in ("AMD", "֏"):
        text = text.removesuffix(sign).rstrip()
    return _digits(text, "APP-MONEY", field)


NUMBER = FieldType("number", "number", "line", _number, longest=40)
MONEY = FieldType("money", "number", "line", _money, longest=40)
