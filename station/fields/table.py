"""Every type of field. A new one is a module here and a line in this table; profiles may name it from then on."""

from collections.abc import Mapping

from station.domain.errors import StationError
from station.fields import attachment, choice, contact, day, doc_number, mrz, name, number, place, psn, text, whole
from station.fields.field import FieldType

_ALONE = (
    name.TYPE,
    text.TEXT,
    text.TEXT_LONG,
    day.DATE,
    day.DATE_PARTIAL,
    choice.CHOICE,
    choice.COUNTRY,
    number.NUMBER,
    number.MONEY,
    choice.YES_NO,
    psn.TYPE,
    doc_number.DOC_NUMBER,
    doc_number.REF,
    contact.PHONE,
    contact.EMAIL,
    place.ADDRESS,
    place.PLACE,
    whole.DOCUMENT,
    whole.PERSON,
    whole.GROUP,
    attachment.TYPE,
    mrz.TYPE,
)
_PARTS = (text.LINES, doc_number.POSTCODE)
"""Only of another."""
NAMES = tuple(each.name for each in _ALONE)
"""What a profile may say."""
TYPES: Mapping[str, FieldType] = {each.name: each for each in (*_ALONE, *_PARTS)}


class UnknownFieldType(StationError):
    """A field is of a type that this program does not have."""

    code = "STN-450"


def type_of(name: str) -> FieldType:
    """Raises UnknownFieldType."""
    found = TYPES.get(name)
    if found is None:
        raise UnknownFieldType(type=name)
    return found
