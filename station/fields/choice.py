"""One of a closed list; yes or no; a State or special status by its code."""

from station.domain.nationality import is_known
from station.fields.field import Field, FieldContext, FieldType, Read, problem

_YES_NO = {"YES": True, "NO": False}


def _choice(text: str, field: Field, _context: FieldContext) -> Read:
    """The word as the profile has it; small letters are the same word."""
    word = text.upper()
    return Read(word) if word in field.choices else Read(None, problem("APP-CHOICE", field))


def _yes_no(text: str, field: Field, _context: FieldContext) -> Read:
    answer = _YES_NO.get(text.upper())
    return Read(answer) if answer is not None else Read(None, problem("APP-CHOICE", field))


def _country(text: str, field: Field, _context: FieldContext) -> Read:
    code = text.upper()
    return Read(code) if is_known(code) else Read(None, problem("APP-NATIONALITY", field))


CHOICE = FieldType("choice", "word", "choice", _choice, takes=frozenset({"choices"}))
YES_NO = FieldType("yes_no", "truth", "choice", _yes_no)
COUNTRY = FieldType("country", "word", "country", _country)
