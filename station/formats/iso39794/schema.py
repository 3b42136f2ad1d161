"""What a field of ISO/IEC 39794 can be: written and read in DER, automatic context tags from 0, in order.

A writer gives one form. A reader takes the two that are in use of a code (`Code`), passes over fields of later editions
that follow those it knows, and refuses all else that is not the schema.
"""

from dataclasses import fields
from enum import Enum
from typing import Any, Generic, Protocol, TypeVar

from crypto import der
from crypto.der import Element
from crypto.errors import CryptoError
from station.formats.iso19794.errors import RecordTooLarge, RecordUnreadable, RecordUnwritable
from station.formats.iso19794.fields import MAX_RECORD_BYTES

_BOOLEAN, _ENUMERATED, _VISIBLE = 0x01, 0x0A, 0x1A
_CLASS, _CONTEXT, _NUMBER = 0xC0, 0x80, 0x1F
_MOST = 2**31
_FEW = 1024
"""Members of a list: landmarks of a face, views of ten fingers."""

V = TypeVar("V")


class Profile(Enum):
    """How a code is written: as such, or as the fallback of an extension, which ICAO's application profile for
    passports asks of every one but the picture's format."""

    ISO = "iso"
    ICAO = "icao"


class Kind(Protocol):
    """What stands behind a tag. universal: the tag it has where no other is given, in a list. The content is written
    without tag and length; an element is read whatever its tag is."""

    universal: int

    def write(self, value: Any, profile: Profile, /) -> bytes: ...
    def read(self, element: Element, /) -> Any: ...


class Number:
    """INTEGER of a range, both ends included."""

    universal = der.INTEGER

    def __init__(self, least: int = 0, most: int = _MOST) -> None:
        self._least, self._most = least, most

    def write(self, value: int, _: Profile) -> bytes:
        if not self._least <= value <= self._most:
            raise RecordUnwritable(reason="number")
        return der.integer(value)[2:]

    def read(self, element: Element) -> int:
        octets = bytes(element.value) if element.end - element.value_start <= 8 else b""
        value = int.from_bytes(octets, "big", signed=True)
        if not self._least <= value <= self._most or der.integer(value)[2:] != octets:
            raise RecordUnreadable(reason="number")
        return value


class Truth:
    """BOOLEAN; any octet but nought is true, as some write it."""

    universal = _BOOLEAN

    def write(self, value: bool, _: Profile) -> bytes:
        return b"\xff" if value else b"\0"

    def read(self, element: Element) -> bool:
        if element.end - element.value_start != 1:
            raise RecordUnreadable(reason="truth")
        return element.value[0] != 0


class Octets:
    universal = der.OCTET_STRING

    def write(self, value: bytes, _: Profile) -> bytes:
        return value

    def read(self, element: Element) -> bytes:
        return bytes(element.value)


class Words:
    """VisibleString."""

    universal = _VISIBLE

    def write(self, value: str, _: Profile) -> bytes:
        if not value.isascii() or not value.isprintable():
            raise RecordUnwritable(reason="words")
        return value.encode("ascii")

    def read(self, element: Element) -> str:
        try:
            text = bytes(element.value).decode("ascii")
        except UnicodeDecodeError:
            raise RecordUnreadable(reason="words") from None
        if text and not text.isprintable():
            raise RecordUnreadable(reason="words")
        return text


class Code:
    """An ENUMERATED in a CHOICE: [0] the code, or [1] an extension with its fallback in [0]. plain: in ICAO's profile
    too it is written as such. Codes of later editions are read."""

    universal = der.SEQUENCE
    _number = Number(0, 65535)

    def __init__(self, *, plain: bool = False) -> None:
        self._plain = plain

    def write(self, value: int, profile: Profile) -> bytes:
        code = der.tlv(der.tagged(0, constructed=False), self._number.write(value, profile))
        return code if self._plain or profile is Profile.ISO else der.tlv(der.tagged(1), code)

    def read(self, element: Element) -> int:
        chosen = _only(element)
        if chosen.tag == der.tagged(1):
            chosen = chosen.fields(chosen.tag).next()  # what an extension adds beside its fallback is passed over
        return self._number.read(chosen.expect(der.tagged(0, constructed=False)))


class Plain(Number):
    """An ENUMERATED that stands by itself."""

    universal = _ENUMERATED


class Under:
    """A CHOICE of which one alternative is in use: `kind` under these tags, the outermost first."""

    universal = der.SEQUENCE

    def __init__(self, kind: Kind, *tags: int) -> None:
        self._kind, self._tags = kind, tags

    def write(self, value: Any, profile: Profile) -> bytes:
        content = self._kind.write(value, profile)
        for place, tag in enumerate(reversed(self._tags)):
            content = der.tlv(der.tagged(tag, constructed=place > 0 or _constructed(self._kind)), content)
        return content

    def read(self, element: Element) -> Any:
        for place, tag in enumerate(self._tags, 1):
            last = place == len(self._tags)
            element = _only(element).expect(der.tagged(tag, constructed=not last or _constructed(self._kind)))
        return self._kind.read(element)


class OneOf:
    """A CHOICE: the value is a pair, which alternative (from 0) and what it holds."""

    universal = der.SEQUENCE

    def __init__(self, *kinds: Kind) -> None:
        self._kinds = kinds

    def write(self, value: tuple[int, Any], profile: Profile) -> bytes:
        which, held = value
        kind = self._kinds[which]
        return der.tlv(der.tagged(which, constructed=_constructed(kind)), kind.write(held, profile))

    def read(self, element: Element) -> tuple[int, Any]:
        chosen = _only(element)
        for which, kind in enumerate(self._kinds):
            if chosen.tag == der.tagged(which, constructed=_constructed(kind)):
                return which, kind.read(chosen)
        raise RecordUnreadable(reason="choice")


class Many:
    """SEQUENCE OF; a tuple."""

    universal = der.SEQUENCE

    def __init__(self, kind: Kind, most: int = _FEW) -> None:
        self._kind, self._most = kind, most

    def write(self, value: tuple[Any, ...], profile: Profile) -> bytes:
        if len(value) > self._most:
            raise RecordUnwritable(reason="many")
        return b"".join(der.tlv(self._kind.universal, self._kind.write(item, profile)) for item in value)

    def read(self, element: Element) -> tuple[Any, ...]:
        items = element.fields(element.tag, self._most)
        return tuple(self._kind.read(item.expect(self._kind.universal)) for item in items)


class Block(Generic[V]):
    """SEQUENCE of fields with the tags 0, 1, 2 ... in the order given here: the members of the dataclass `made`, of
    which one that is None is not written, and one without a default must be there."""

    universal = der.SEQUENCE

    def __init__(self, made: type[V], **kinds: Kind) -> None:
        self._made, self._kinds = made, tuple(kinds.items())
        self._tags = [der.tagged(number, constructed=_constructed(kind)) for number, kind in enumerate(kinds.values())]
        if set(kinds) != set(_names(made)):
            raise TypeError(made)

    def write(self, value: Any, profile: Profile) -> bytes:
        held = ((tag, kind, getattr(value, name)) for tag, (name, kind) in zip(self._tags, self._kinds, strict=True))
        return b"".join(der.tlv(tag, kind.write(each, profile)) for tag, kind, each in held if each is not None)

    def read(self, element: Element) -> V:
        parts = element.fields(element.tag)
        found: dict[str, Any] = {}
        for tag, (name, kind) in zip(self._tags, self._kinds, strict=True):
            part = parts.optional(tag)
            if part is not None:
                found[name] = kind.read(part)
        for part in parts:  # of later editions
            if part.tag & _CLASS != _CONTEXT or part.tag & _NUMBER < len(self._tags):
                raise RecordUnreadable(reason="order")
        try:
            return self._made(**found)
        except TypeError:
            raise RecordUnreadable(reason="missing") from None


def truths(made: type[V]) -> Block[V]:
    """A block of nothing but BOOLEANs."""
    return Block(made, **dict.fromkeys(_names(made), Truth()))


def write_block(kind: Kind, value: object, tag: int, profile: Profile) -> bytes:
    """A whole record. Raises RecordUnwritable, RecordTooLarge."""
    record = der.tlv(tag, kind.write(value, profile))
    if len(record) > MAX_RECORD_BYTES:
        raise RecordTooLarge
    return record


def read_block(kind: Block[V], data: bytes, tag: int) -> V:
    """What `data` is, a whole record. Raises RecordUnreadable, RecordTooLarge."""
    if len(data) > MAX_RECORD_BYTES:
        raise RecordTooLarge
    try:
        return kind.read(der.parse(data, MAX_RECORD_BYTES).expect(tag))
    except CryptoError as error:
        raise RecordUnreadable(reason=error.code) from error


def _constructed(kind: Kind) -> bool:
    return bool(kind.universal & 0x20)


def _only(element: Element) -> Element:
    parts = element.fields(element.tag)
    chosen = parts.next()
    parts.end()
    return chosen


def _names(made: type[Any]) -> tuple[str, ...]:
    return tuple(field.name for field in fields(made))
