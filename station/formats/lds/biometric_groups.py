"""Data groups 2 (face), 3 (fingers) and 4 (irises) of a chip, with records of ISO/IEC 19794 or 39794; of irises 19794
alone, and what is in them is nobody's business here. Layout: docs/standards.md#lds."""

from crypto.emrtd.files import GROUP_TAGS
from station.formats.iso19794.errors import RecordUnreadable
from station.formats.lds.template import Eye, Format, Template, finger_subtype, read_group, write_group

DG2, DG3, DG4 = GROUP_TAGS[2], GROUP_TAGS[3], GROUP_TAGS[4]


def write_dg2(records: tuple[bytes, ...]) -> bytes:
    """records: of faces, any that `format_of` knows. Raises RecordUnwritable, RecordTooLarge, RecordUnreadable."""
    return write_group(DG2, tuple(Template.of(format_of(record), record) for record in records))


def write_dg3(prints: tuple[tuple[int, bytes], ...], filler: bytes = b"") -> bytes:
    """prints: the position of each finger and its record. filler: random, where there is no print (`write_group`)."""
    templates = (Template.of(format_of(record), record, finger_subtype(position)) for position, record in prints)
    return write_group(DG3, tuple(templates), filler)


def write_dg4(irises: tuple[tuple[Eye, bytes], ...], filler: bytes = b"") -> bytes:
    """irises: of which eye, and its record. filler: as `write_dg3` has it."""
    templates = (Template.of(format_of(record), record, eye) for eye, record in irises)
    return write_group(DG4, tuple(templates), filler)


def read_dg2(data: bytes) -> tuple[Template, ...]:
    """At least one. Raises RecordUnreadable, RecordTooLarge."""
    templates = read_group(data, DG2)
    if not templates:
        raise RecordUnreadable(reason="templates")
    return templates


def read_dg3(data: bytes) -> tuple[Template, ...]:
    """None where no print was taken. Raises RecordUnreadable, RecordTooLarge."""
    return read_group(data, DG3)


def read_dg4(data: bytes) -> tuple[Template, ...]:
    """None where no iris was taken. Raises RecordUnreadable, RecordTooLarge."""
    return read_group(data, DG4)


_BEGINNINGS = {
    b"FAC\0": Format.FACE_19794,
    b"FIR\0": Format.FINGER_19794,
    b"IIR\0": Format.IRIS_19794,
    b"\x64": Format.FINGER_39794,
    b"\x65": Format.FACE_39794,
}


def format_of(record: bytes) -> Format:
    """By its first bytes. Raises RecordUnreadable."""
    for beginning, form in _BEGINNINGS.items():
        if record.startswith(beginning):
            return form
    raise RecordUnreadable(reason="kind")
