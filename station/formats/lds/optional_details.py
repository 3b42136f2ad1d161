"""Data group 13: what a State writes there, in a form of its own (ICAO Doc 9303-10 clause 4.7.13)."""

from crypto.emrtd.files import GROUP_TAGS
from station.formats.lds.tlv import read_one, write_tlv


def write_dg13(content: bytes) -> bytes:
    """Raises RecordTooLarge."""
    return write_tlv(GROUP_TAGS[13], content)


def read_dg13(data: bytes) -> bytes:
    """Raises RecordUnreadable, RecordTooLarge."""
    return read_one(data, GROUP_TAGS[13]).rest()
