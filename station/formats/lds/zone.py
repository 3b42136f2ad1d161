"""Data group 1: the machine-readable zone as it is printed (ICAO Doc 9303-10 clause 4.7.1)."""

from crypto.emrtd.files import GROUP_TAGS, ZONE
from station.formats.iso19794.errors import RecordUnreadable, RecordUnwritable
from station.formats.lds.tlv import expect, read_one, write_tlv
from station.formats.mrz import Mrz, build, parse
from station.formats.mrz.layout import WIDTHS


def write_dg1(mrz: Mrz) -> bytes:
    """Raises MrzField; RecordUnwritable for a visa, which has no chip."""
    if mrz.format.visa:
        raise RecordUnwritable(reason="visa")
    return write_tlv(GROUP_TAGS[1], write_tlv(ZONE, "".join(build(mrz)).encode()))


def read_dg1(data: bytes) -> tuple[str, ...]:
    """The lines, which nobody has checked yet: `zone_in` does. Raises RecordUnreadable, RecordTooLarge."""
    file = read_one(data, GROUP_TAGS[1])
    text = expect(file, ZONE).decode("ascii", "replace")
    file.end()
    width = WIDTHS.get(len(text))
    if width is None:
        raise RecordUnreadable(reason="zone")
    return tuple(text[at : at + width] for at in range(0, len(text), width))


def zone_in(data: bytes) -> Mrz:
    """Raises as `read_dg1`, and MrzError for a zone with a fault."""
    return parse(read_dg1(data))
