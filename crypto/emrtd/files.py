"""The files of a chip: names, identifiers and outer tags (Doc 9303 part 10 clauses 3.11 and 4.6)."""

from dataclasses import dataclass

from crypto.emrtd import tlv
from crypto.emrtd.errors import MalformedFile, MalformedTlv

APPLICATION = bytes.fromhex("A0000002471001")
"""The eMRTD application, LDS version 1."""
MASTER_FILE = b"\x3f\x00"


@dataclass(frozen=True)
class ElementaryFile:
    """identifier, short: as SELECT and READ BINARY name it. tag: of the one object that the file is; None where it is
    several, and then only its end says how long it is. master: whether it lies outside the application."""

    name: str
    identifier: int
    short: int
    tag: int | None
    master: bool = False


_TAGS = (0x61, 0x75, 0x63, 0x76, 0x65, 0x66, 0x67, 0x68, 0x69, 0x6A, 0x6B, 0x6C, 0x6D, 0x6E, 0x6F, 0x70)
GROUP_TAGS = dict(enumerate(_TAGS, start=1))
"""Outer tags by the numbers of data groups."""
COM_TAG = 0x60
LDS_VERSION, UNICODE_VERSION, TAG_LIST = 0x5F01, 0x5F36, 0x5C
"""Within EF.COM; the list in data groups 11 and 12 too."""
ZONE = 0x5F1F
"""Within data group 1."""
DATA_GROUPS = {
    number: ElementaryFile(f"DG{number}", 0x0100 | number, number, tag) for number, tag in GROUP_TAGS.items()
}
COM = ElementaryFile("EF.COM", 0x011E, 0x1E, COM_TAG)
SOD = ElementaryFile("EF.SOD", 0x011D, 0x1D, 0x77)
CVCA = ElementaryFile("EF.CVCA", 0x011C, 0x1C, None)
CARD_ACCESS = ElementaryFile("EF.CardAccess", 0x011C, 0x1C, 0x31, master=True)
CARD_SECURITY = ElementaryFile("EF.CardSecurity", 0x011D, 0x1D, 0x30, master=True)
ATR_INFO = ElementaryFile("EF.ATR/INFO", 0x2F01, 0x01, None, master=True)
DIR = ElementaryFile("EF.DIR", 0x2F00, 0x1E, None, master=True)

_EXTENDED_LENGTH, _NUMBER = 0x7F66, 0x02
_LEAST, _MOST = 128, 65_536
_REFERENCE = 0x42
_LONGEST_REFERENCE = 16


@dataclass(frozen=True)
class Buffers:
    """Bytes of a whole command and of a whole response that a chip takes and gives."""

    command: int
    response: int


def read_atr_info(file: bytes) -> Buffers | None:
    """What EF.ATR/INFO says of buffers; None where it says nothing, or nothing that can be. Raises MalformedFile."""
    try:
        found = dict(tlv.objects(file, filled=True)).get(_EXTENDED_LENGTH)
        if found is None:
            return None
        numbers = [int.from_bytes(each.value, "big") for each in tlv.objects(found) if each.tag == _NUMBER]
    except MalformedTlv as error:
        raise MalformedFile(file=ATR_INFO.name, reason=str(error.params["reason"])) from None
    if len(numbers) != 2 or not all(_LEAST <= number <= _MOST for number in numbers):
        return None
    return Buffers(*numbers)


def read_dir(file: bytes) -> tuple[bytes, ...]:
    """The identifiers of the applications that EF.DIR lists. Raises MalformedFile."""
    try:
        templates = [each.value for each in tlv.objects(file, filled=True) if each.tag == 0x61]
        return tuple(each.value for inside in templates for each in tlv.objects(inside) if each.tag == 0x4F)
    except MalformedTlv as error:
        raise MalformedFile(file=DIR.name, reason=str(error.params["reason"])) from None


def read_cvca(file: bytes) -> tuple[bytes, ...]:
    """The trust points of EF.CVCA, the newest first. Raises MalformedFile."""
    try:
        found = tuple(each.value for each in tlv.objects(file, filled=True) if each.tag == _REFERENCE)
    except MalformedTlv as error:
        raise MalformedFile(file=CVCA.name, reason=str(error.params["reason"])) from None
    if not all(0 < len(each) <= _LONGEST_REFERENCE for each in found):
        raise MalformedFile(file=CVCA.name, reason="reference")
    return found
