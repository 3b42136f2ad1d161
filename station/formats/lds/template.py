"""A group of biometric information templates (CBEFF as ISO/IEC 7816-11 and ICAO Doc 9303-10 have it): some bytes that
say what a record is, and the record."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import IntEnum

from station.formats.iso19794.errors import RecordUnreadable, RecordUnwritable
from station.formats.iso19794.fields import Fields
from station.formats.lds.tlv import Tlv, expect, read_one, read_tlv, write_tlv

MAX_TEMPLATES = 16
_GROUP, _TEMPLATE, _HEADER, _RECORD, _BLOCK = 0x7F61, 0x7F60, 0xA1, 0x5F2E, 0x7F2E
_COUNT, _DISCRETIONARY = 0x02, 0x53
_HEADERS = range(0xA1, 0xB0)
"""Some number the templates of a group."""
_TYPE, _SUBTYPE, _OWNER, _FORMAT = 0x81, 0x82, 0x87, 0x88
_JTC1_SC37 = b"\x01\x01"


class Format(IntEnum):
    """What a record is, as registered by ISO/IEC JTC 1/SC 37."""

    FINGER_19794 = 0x0007
    FACE_19794 = 0x0008
    IRIS_19794 = 0x0009
    FINGER_39794 = 0x0028
    FACE_39794 = 0x002A

    @property
    def extensible(self) -> bool:
        """Of ISO/IEC 39794: it stands as a constructed object, within another."""
        return self in (Format.FINGER_39794, Format.FACE_39794)


_FACE, _FINGER, _IRIS = 0x02, 0x08, 0x10
_TYPES = {
    Format.FACE_19794: _FACE,
    Format.FACE_39794: _FACE,
    Format.FINGER_19794: _FINGER,
    Format.FINGER_39794: _FINGER,
    Format.IRIS_19794: _IRIS,
}
_RIGHT, _LEFT = 0x01, 0x02
_FINGER_BITS = (0x04, 0x08, 0x0C, 0x10, 0x14)


class Eye(IntEnum):
    """Subtype of an iris."""

    RIGHT = 1
    LEFT = 2


@dataclass(frozen=True)
class Template:
    """header: its objects, tag and value, as they stand."""

    header: tuple[Tlv, ...]
    record: bytes = field(repr=False)

    @classmethod
    def of(cls, form: Format, record: bytes, subtype: int = 0) -> "Template":
        """subtype: of a finger `finger_subtype`, of an iris `Eye`, of a face nothing."""
        return cls(
            (
                Tlv(_TYPE, bytes((_TYPES[form],))),
                Tlv(_SUBTYPE, bytes((subtype,))),
                Tlv(_OWNER, _JTC1_SC37),
                Tlv(_FORMAT, form.to_bytes(2, "big")),
            ),
            record,
        )

    @property
    def format(self) -> Format:
        """Raises RecordUnreadable where it says none that is known here."""
        try:
            return Format(int.from_bytes(self._held(_FORMAT), "big"))
        except ValueError:
            raise RecordUnreadable(reason="format") from None

    @property
    def subtype(self) -> int:
        """0 where it says none."""
        return int.from_bytes(self._held(_SUBTYPE), "big")

    def _held(self, tag: int) -> bytes:
        return next((item.value for item in self.header if item.tag == tag), b"")


def finger_subtype(position: int) -> int:
    """position: finger position code, 1 to 10. 0 for any other: no one finger."""
    if not 1 <= position <= 10:
        return 0
    return _FINGER_BITS[(position - 1) % 5] | (_RIGHT if position <= 5 else _LEFT)


def finger_position(subtype: int) -> int:
    """What `finger_subtype` gives, the other way; 0 for what names no one finger."""
    return next((position for position in range(1, 11) if finger_subtype(position) == subtype), 0)


def write_group(tag: int, templates: tuple[Template, ...], filler: bytes = b"") -> bytes:
    """A data group. filler: random bytes that make the hash of an empty one its own; given for one without templates,
    and for no other. Raises RecordUnwritable, RecordTooLarge."""
    if len(templates) > MAX_TEMPLATES or bool(filler) == bool(templates):
        raise RecordUnwritable(reason="templates")
    rest = write_tlv(_DISCRETIONARY, filler) if filler else b""
    count = write_tlv(_COUNT, bytes((len(templates),)))
    return write_tlv(tag, write_tlv(_GROUP, count, *map(_template, templates), rest))


def read_group(data: bytes, tag: int) -> tuple[Template, ...]:
    """Raises RecordUnreadable, RecordTooLarge."""
    file = read_one(data, tag)
    group = Fields(expect(file, _GROUP))
    file.end()
    count = int.from_bytes(expect(group, _COUNT), "big")
    if count > MAX_TEMPLATES:
        raise RecordUnreadable(reason="templates")
    templates = tuple(_read_template(Fields(expect(group, _TEMPLATE))) for _ in range(count))
    while group.left:
        if read_tlv(group).tag != _DISCRETIONARY:
            raise RecordUnreadable(reason="surplus")
    return templates


def _template(template: Template) -> bytes:
    header = write_tlv(_HEADER, *(write_tlv(item.tag, item.value) for item in template.header))
    if template.format.extensible:
        return write_tlv(_TEMPLATE, header, write_tlv(_BLOCK, write_tlv(_HEADER, template.record)))
    return write_tlv(_TEMPLATE, header, write_tlv(_RECORD, template.record))


def _read_template(fields: Fields) -> Template:
    first = read_tlv(fields)
    if first.tag not in _HEADERS:
        raise RecordUnreadable(reason="tag")
    header = tuple(_objects(Fields(first.value)))
    block = read_tlv(fields)
    fields.end()
    if block.tag == _RECORD:
        return Template(header, block.value)
    if block.tag != _BLOCK:
        raise RecordUnreadable(reason="tag")
    inside = Fields(block.value)
    record = expect(inside, _HEADER)
    inside.end()
    return Template(header, record)


def _objects(fields: Fields) -> Iterator[Tlv]:
    while fields.left:
        yield read_tlv(fields)
