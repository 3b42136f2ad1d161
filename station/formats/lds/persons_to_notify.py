"""Data group 16: whom to notify (ICAO Doc 9303-10 clause 4.7.16). In issued documents it is rare."""

from dataclasses import dataclass

from crypto.emrtd.files import GROUP_TAGS
from station.formats.iso19794.errors import RecordUnreadable, RecordUnwritable
from station.formats.iso19794.fields import Fields
from station.formats.lds.details import Details, Name, digits_bytes, name_bytes, text_bytes
from station.formats.lds.tlv import expect, read_one, write_tlv

MAX_PERSONS = 15
"""Each has a tag of its own, A1 to AF."""
_COUNT, _FIRST = 0x02, 0xA1
_RECORDED, _NAME, _TELEPHONE, _ADDRESS = 0x5F50, 0x5F51, 0x5F52, 0x5F53
_DAY = 8


@dataclass(frozen=True, repr=False)
class PersonToNotify:
    """recorded: YYYYMMDD, when this was written down. address: lines."""

    recorded: str
    name: Name
    telephone: str = ""
    address: tuple[str, ...] = ()


def write_dg16(persons: tuple[PersonToNotify, ...]) -> bytes:
    """Raises RecordUnwritable, RecordTooLarge."""
    if not 1 <= len(persons) <= MAX_PERSONS:
        raise RecordUnwritable(reason="persons")
    count = write_tlv(_COUNT, bytes((len(persons),)))
    return write_tlv(GROUP_TAGS[16], count, *(_template(at, person) for at, person in enumerate(persons)))


def read_dg16(data: bytes) -> tuple[PersonToNotify, ...]:
    """Raises RecordUnreadable, RecordTooLarge."""
    file = read_one(data, GROUP_TAGS[16])
    count = int.from_bytes(expect(file, _COUNT), "big")
    if not 1 <= count <= MAX_PERSONS:
        raise RecordUnreadable(reason="persons")
    persons = tuple(_person(Fields(expect(file, _FIRST + at))) for at in range(count))
    file.end()
    return persons


def _template(at: int, person: PersonToNotify) -> bytes:
    values = {
        _RECORDED: digits_bytes(person.recorded, _DAY),
        _NAME: name_bytes(person.name),
        _TELEPHONE: text_bytes(person.telephone),
        _ADDRESS: text_bytes(*person.address),
    }
    return write_tlv(_FIRST + at, *(write_tlv(tag, value) for tag, value in values.items() if value))


def _person(content: Fields) -> PersonToNotify:
    found = Details(content)
    name = found.name(_NAME)
    if name is None:
        raise RecordUnreadable(reason="name")
    return PersonToNotify(found.digits(_RECORDED, _DAY), name, found.text(_TELEPHONE), found.parts(_ADDRESS))
