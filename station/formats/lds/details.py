"""What data groups 11 and 12 have in common: a list of tags, then a value a tag, all of them optional.

Written as Doc 9303-10 has it. Read field by field: one that cannot be read takes nothing from the others, and is named.
Text is UTF-8; a filler `<` parts words and lines, two of them the surname from the given names.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from crypto.emrtd.files import TAG_LIST
from station.formats.iso19794.errors import RecordUnreadable, RecordUnwritable
from station.formats.iso19794.fields import Fields
from station.formats.lds.tlv import read_tlv, write_tlv

MAX_OTHERS = 16
"""Names in a list of such."""
_OTHERS, _COUNT = 0xA0, 0x02
_DIGITS = re.compile(r"[0-9]+")
_BCD_BYTES = {8: 4, 14: 7}


@dataclass(frozen=True)
class Name:
    """In the letters of the State that issued it. given: "" where there is one name alone."""

    surname: str
    given: str = ""


@dataclass(frozen=True)
class Left:
    """Of a group that was read, what was not: `unread` tags whose value is none of its kind, `unknown` ones that stand
    in no list, `rest` bytes at the end that are no object."""

    unread: tuple[int, ...] = ()
    unknown: tuple[int, ...] = ()
    rest: int = 0


def write_details(group: int, values: Iterable[tuple[int, bytes | tuple[bytes, ...]]]) -> bytes:
    """values: by tag, in their order; several stand in a list of their own, empty ones are left out.

    Raises RecordUnwritable for a group without any value, RecordTooLarge.
    """
    given = [(tag, value) for tag, value in values if value]
    if not given:
        raise RecordUnwritable(reason="empty")
    tags = b"".join(tag.to_bytes(2, "big") for tag, _ in given)
    return write_tlv(group, write_tlv(TAG_LIST, tags), *(_object(tag, value) for tag, value in given))


def _object(tag: int, value: bytes | tuple[bytes, ...]) -> bytes:
    if isinstance(value, bytes):
        return write_tlv(tag, value)
    if len(value) > MAX_OTHERS or not all(value):
        raise RecordUnwritable(reason="names")
    return write_tlv(_OTHERS, write_tlv(_COUNT, bytes((len(value),))), *(write_tlv(tag, each) for each in value))


def text_bytes(*parts: str) -> bytes:
    """parts: words or lines, which a filler parts. Raises RecordUnwritable where one holds a filler itself."""
    if any("<" in part for part in parts):
        raise RecordUnwritable(reason="filler")
    return "<".join(part for part in parts if part).encode()


def name_bytes(name: Name | None) -> bytes:
    """Raises RecordUnwritable where a part holds a filler itself."""
    if name is None:
        return b""
    surname, given = (text_bytes(*part.split()) for part in (name.surname, name.given))
    return surname + b"<<" + given if given else surname


def digits_bytes(digits: str, count: int) -> bytes:
    """Of a day YYYYMMDD or a moment YYYYMMDDhhmmss, an unknown part 00. Raises RecordUnwritable."""
    if digits and (len(digits) != count or not _DIGITS.fullmatch(digits)):
        raise RecordUnwritable(reason="digits")
    return digits.encode()


class Details:
    """The values of a group by their tags, each asked for once; `left` says what nobody could read or asked for."""

    def __init__(self, content: Fields) -> None:
        self._values: dict[int, list[bytes]] = {}
        self._unread: list[int] = []
        self._rest = _objects(content, self._values)
        self._values.pop(TAG_LIST, None)

    def raw(self, tag: int) -> bytes:
        """b"" where there is none. Of several the first counts, the others are unread."""
        found = self._values.pop(tag, [b""])
        if len(found) > 1:
            self._unread.append(tag)
        return found[0]

    def text(self, tag: int) -> str:
        """With a blank for each filler."""
        return " ".join(self.parts(tag))

    def parts(self, tag: int) -> tuple[str, ...]:
        """What fillers part, without empty ones."""
        text = self._decoded(tag, self.raw(tag))
        return tuple(part.strip() for part in text.split("<") if part.strip())

    def name(self, tag: int) -> Name | None:
        return _name(self._decoded(tag, self.raw(tag)))

    def names(self, tag: int) -> tuple[Name, ...]:
        """Within a list as the standard has it, or side by side as some write them."""
        inside: dict[int, list[bytes]] = {}
        for group in self._values.pop(_OTHERS, []):
            if _objects(Fields(group), inside):
                self._unread.append(_OTHERS)
        inside.pop(_COUNT, None)
        found = [*inside.pop(tag, []), *self._values.pop(tag, [])]
        self._unread += inside
        if len(found) > MAX_OTHERS:
            self._unread.append(tag)
        names = (_name(self._decoded(tag, each)) for each in found[:MAX_OTHERS])
        return tuple(name for name in names if name is not None)

    def digits(self, tag: int, count: int) -> str:
        """As digits, or as half as many bytes of two each, which issued documents have too."""
        value = self.raw(tag)
        packed = len(value) == _BCD_BYTES[count] and not value.isdigit()
        text = value.hex() if packed else value.decode("ascii", "replace").strip("< ")
        if not text or (len(text) == count and _DIGITS.fullmatch(text)):
            return text
        self._unread.append(tag)
        return ""

    @property
    def left(self) -> Left:
        """After all that is known was asked for."""
        return Left(tuple(dict.fromkeys(self._unread)), tuple(self._values), self._rest)

    def _decoded(self, tag: int, value: bytes) -> str:
        try:
            return value.decode()
        except UnicodeDecodeError:
            self._unread.append(tag)
            return ""


def _objects(fields: Fields, into: dict[int, list[bytes]]) -> int:
    """Bytes at the end that are no object."""
    while fields.left:
        before = fields.left
        try:
            found = read_tlv(fields)
        except RecordUnreadable:
            return before
        into.setdefault(found.tag, []).append(found.value)
    return 0


def _name(text: str) -> Name | None:
    surname, _, given = (part.replace("<", " ") for part in text.strip().partition("<<"))
    words = " ".join(surname.split()), " ".join(given.split())
    return Name(*words) if any(words) else None
