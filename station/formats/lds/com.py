"""EF.COM: what a chip says it holds, and by which versions (ICAO Doc 9303-10 clause 4.6.1). Signed by nobody: what is
true stands in the security object."""

import re
from dataclasses import dataclass

from crypto.emrtd.files import COM_TAG, GROUP_TAGS, LDS_VERSION, TAG_LIST, UNICODE_VERSION
from station.formats.iso19794.errors import RecordUnreadable, RecordUnwritable
from station.formats.iso19794.fields import Fields
from station.formats.lds.tlv import expect, read_one, write_tlv

_DIGITS = {LDS_VERSION: re.compile(r"[0-9]{4}"), UNICODE_VERSION: re.compile(r"[0-9]{6}")}
_GROUP_OF = {tag: number for number, tag in GROUP_TAGS.items()}


@dataclass(frozen=True)
class Com:
    """lds, unicode: versions as four and six digits. groups: numbers of data groups, as listed. unknown: tags that no
    data group has; issued chips list such."""

    groups: tuple[int, ...]
    lds: str = "0107"
    unicode: str = "040000"
    unknown: tuple[int, ...] = ()


def write_com(com: Com) -> bytes:
    """Raises RecordUnwritable for a version or a number that is none."""
    versions = {LDS_VERSION: com.lds, UNICODE_VERSION: com.unicode}
    if (
        not all(_DIGITS[tag].fullmatch(text) for tag, text in versions.items())
        or not set(com.groups) <= GROUP_TAGS.keys()
    ):
        raise RecordUnwritable(reason="com")
    tags = bytes((*(GROUP_TAGS[number] for number in com.groups), *com.unknown))
    objects = (write_tlv(tag, text.encode()) for tag, text in versions.items())
    return write_tlv(COM_TAG, *objects, write_tlv(TAG_LIST, tags))


def read_com(data: bytes) -> Com:
    """Raises RecordUnreadable, RecordTooLarge."""
    file = read_one(data, COM_TAG)
    lds, unicode = (_version(file, tag) for tag in (LDS_VERSION, UNICODE_VERSION))
    tags = expect(file, TAG_LIST)
    return Com(
        tuple(_GROUP_OF[tag] for tag in tags if tag in _GROUP_OF),
        lds,
        unicode,
        tuple(tag for tag in tags if tag not in _GROUP_OF),
    )


def _version(file: Fields, tag: int) -> str:
    text = expect(file, tag).decode("ascii", "replace")
    if not _DIGITS[tag].fullmatch(text):
        raise RecordUnreadable(reason="version")
    return text
