"""Strict DER (ITU-T X.690): a writer of a few functions and a lazy, bounded reader.

The reader walks only where the caller's schema asks it to, so a nested or endless message costs nothing. It accepts one
form per value: definite, shortest lengths; tag numbers under 31; no byte left over; SET OF in order.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from functools import lru_cache
from typing import NamedTuple

from crypto.errors import MalformedDer, TooLarge

INTEGER, BIT_STRING, OCTET_STRING, NULL, OID = 0x02, 0x03, 0x04, 0x05, 0x06
UTC_TIME, GENERALIZED_TIME = 0x17, 0x18
SEQUENCE, SET = 0x30, 0x31

MAX_DEPTH = 24
MAX_CHILDREN = 64
_FIRST_GENERALIZED_YEAR = 2050
_LONGEST_SCALAR = 64  # bytes of a number, an object identifier, a time
_OIDS_KEPT = 256  # messages name the same few again and again


def tagged(number: int, *, constructed: bool = True) -> int:
    """The identifier octet of context-specific tag [number], 0..30."""
    return (0xA0 if constructed else 0x80) | number


def tlv(tag: int, *parts: bytes) -> bytes:
    """One element: identifier, shortest length, the parts one after another."""
    return b"".join((header(tag, sum(map(len, parts))), *parts))


def header(tag: int, length: int) -> bytes:
    if length < 0x80:
        return bytes((tag, length))
    octets = length.to_bytes((length.bit_length() + 7) // 8, "big")
    return bytes((tag, 0x80 | len(octets))) + octets


def sequence(*parts: bytes) -> bytes:
    return tlv(SEQUENCE, *parts)


def set_of(*elements: bytes, tag: int = SET) -> bytes:
    """SET OF: elements in ascending order of their encodings (X.690 clause 11.6)."""
    return tlv(tag, *sorted(elements))


def integer(value: int) -> bytes:
    magnitude = value if value >= 0 else ~value
    return tlv(INTEGER, value.to_bytes(magnitude.bit_length() // 8 + 1, "big", signed=True))


def octet_string(value: bytes) -> bytes:
    return tlv(OCTET_STRING, value)


@lru_cache(maxsize=_OIDS_KEPT)
def oid(dotted: str) -> bytes:
    first, second, *rest = (int(arc) for arc in dotted.split("."))
    return tlv(OID, b"".join(_base128(arc) for arc in (first * 40 + second, *rest)))


def time(at: datetime) -> bytes:
    """UTCTime through 2049, GeneralizedTime after (RFC 5652 clause 11.3); whole seconds of UTC."""
    utc = at.astimezone(UTC)
    if utc.year < _FIRST_GENERALIZED_YEAR:
        return tlv(UTC_TIME, utc.strftime("%y%m%d%H%M%SZ").encode())
    return tlv(GENERALIZED_TIME, utc.strftime("%Y%m%d%H%M%SZ").encode())


def _base128(arc: int) -> bytes:
    octets = [arc & 0x7F]
    while arc := arc >> 7:
        octets.append(0x80 | arc & 0x7F)
    return bytes(reversed(octets))


class Element(NamedTuple):
    """One element of a message: `data[start:end]` with its value at `data[value_start:end]`. Nothing is copied.

    Of a message that is read as a stream `data` is the head only: asking for bytes beyond it raises TooLarge.
    """

    data: memoryview
    start: int
    value_start: int
    end: int
    depth: int

    @property
    def tag(self) -> int:
        return self.data[self.start]

    @property
    def encoded(self) -> bytes:
        """The whole element as it stands in the message."""
        self._require_data()
        return bytes(self.data[self.start : self.end])

    @property
    def value(self) -> memoryview:
        self._require_data()
        return self.data[self.value_start : self.end]

    def expect(self, tag: int) -> "Element":
        if self.tag != tag:
            raise MalformedDer
        return self

    def fields(self, tag: int = SEQUENCE, most: int = MAX_CHILDREN) -> "Fields":
        """The parts of a SEQUENCE (or of what `tag` names), to be taken one by one; `most` of them."""
        self.expect(tag)
        if self.depth >= MAX_DEPTH:
            raise TooLarge
        return Fields(self.data, self.value_start, self.end, self.depth + 1, most)

    def members(self, tag: int = SET) -> tuple["Element", ...]:
        """The members of a SET OF, which must stand in DER order and be few."""
        found = tuple(self.fields(tag))
        encodings = [member.encoded for member in found]
        if encodings != sorted(encodings):
            raise MalformedDer
        return found

    def bytes_of(self, tag: int) -> bytes:
        return bytes(self.expect(tag).value)

    def integer(self) -> int:
        value = int.from_bytes(self._short(INTEGER), "big", signed=True)
        if integer(value) != self.encoded:
            raise MalformedDer
        return value

    def oid(self) -> str:
        return _dotted(self._short(OID), self.encoded)

    def time(self) -> datetime:
        """UTCTime or GeneralizedTime in the one form DER allows here: whole seconds, Z."""
        form = {UTC_TIME: "%y%m%d%H%M%SZ", GENERALIZED_TIME: "%Y%m%d%H%M%SZ"}.get(self.tag)
        if form is None:
            raise MalformedDer
        try:
            text = self._short(self.tag).decode("ascii")
            moment = datetime.strptime(text, form).replace(tzinfo=UTC)
        except ValueError:  # also UnicodeDecodeError
            raise MalformedDer from None
        if self.tag == UTC_TIME and moment.year >= _FIRST_GENERALIZED_YEAR:
            moment = moment.replace(year=moment.year - 100)
        if moment.strftime(form) != text:
            raise MalformedDer
        return moment

    def _require_data(self) -> None:
        if self.end > len(self.data):
            raise TooLarge

    def _short(self, tag: int) -> bytes:
        octets = self.bytes_of(tag) if self.end - self.value_start <= _LONGEST_SCALAR else b""
        if not octets:
            raise MalformedDer
        return octets


@lru_cache(maxsize=_OIDS_KEPT)
def _dotted(octets: bytes, encoded: bytes) -> str:
    """octets: of the value. encoded: the whole element, which must be its shortest form. Raises MalformedDer."""
    if octets[-1] & 0x80:
        raise MalformedDer
    arcs = [0]
    for octet in octets[:-1]:
        arcs[-1] = arcs[-1] << 7 | octet & 0x7F
        if octet < 0x80:
            arcs.append(0)
    arcs[-1] = arcs[-1] << 7 | octets[-1]
    top = min(arcs[0] // 40, 2)
    dotted = ".".join(str(arc) for arc in (top, arcs[0] - 40 * top, *arcs[1:]))
    if oid(dotted) != encoded:
        raise MalformedDer  # padded
    return dotted


class Fields:
    """The parts of one constructed value, in order. `end()` says that nothing may be left."""

    def __init__(self, data: memoryview, start: int, end: int, depth: int, most: int = MAX_CHILDREN) -> None:
        self._data, self._at, self._end, self._depth = data, start, end, depth
        self._count, self._most = 0, most

    def more(self) -> bool:
        return self._at < self._end

    def next(self) -> Element:
        self._count += 1
        if self._count > self._most:
            raise TooLarge
        element = _element(self._data, self._at, self._end, self._depth)
        self._at = element.end
        return element

    def optional(self, tag: int) -> Element | None:
        """The next part where it carries `tag`, otherwise None and nothing is taken."""
        if self.more() and self._data[self._at : self._at + 1] == bytes((tag,)):
            return self.next()
        return None

    def end(self) -> None:
        if self.more():
            raise MalformedDer

    def __iter__(self) -> Iterator[Element]:
        while self.more():
            yield self.next()


def parse(message: bytes, max_size: int) -> Element:
    """The one element that `message` is. Raises TooLarge over `max_size` bytes, MalformedDer on anything not DER."""
    return parse_head(message, len(message), max_size)


def parse_prefix(message: bytes, max_size: int) -> Element:
    """The element that `message` begins with, whatever stands after it. Raises as `parse`."""
    if len(message) > max_size:
        raise TooLarge
    return _element(memoryview(message), 0, len(message), 0)


def parse_head(head: bytes, size: int, max_size: int) -> Element:
    """The one element that a message of `size` bytes is, of which `head` is the beginning. Raises as `parse`."""
    if size > max_size:
        raise TooLarge
    element = _element(memoryview(head), 0, size, 0)
    if element.end != size:
        raise MalformedDer
    return element


def _element(data: memoryview, start: int, end: int, depth: int) -> Element:
    """The element at `start`, which must end by `end`. Only its identifier and length are looked at."""
    if end - start < 2:
        raise MalformedDer
    if start + 2 > len(data):
        raise TooLarge  # the schema asks for what lies beyond the head
    if data[start] & 0x1F == 0x1F:
        raise MalformedDer
    first = data[start + 1]
    value_start = start + 2
    if first < 0x80:
        length = first
    else:
        count = first & 0x7F
        octets = bytes(data[value_start : min(value_start + count, end)])
        length = int.from_bytes(octets, "big")
        if not 1 <= count <= 8 or len(octets) < count or octets[0] == 0 or length < 0x80:
            raise MalformedDer
        value_start += count
    if length > end - value_start:
        raise MalformedDer
    return Element(data, start, value_start, value_start + length, depth)
