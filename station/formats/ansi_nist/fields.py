"""A tagged record: numbered fields of texts, perhaps one of bytes, the picture. Layout: docs/standards.md#ansi-nist.

A field is one or more subfields, each of one or more items; between them stand the control characters US and RS, after
a field GS, after a record FS. The length, field 001, is no member: it is computed.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from station.formats.iso19794.errors import RecordUnreadable, RecordUnwritable

FS, GS, RS, US = b"\x1c", b"\x1d", b"\x1e", b"\x1f"
LENGTH, IDC, DATA = 1, 2, 999
MAX_FIELDS = 1000
_SEPARATORS = frozenset("\x1c\x1d\x1e\x1f")
_LONGEST_TAG = 16

Value = tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Field:
    """of: the record's type that stands before the number, where a foreign writer put another one than the record's."""

    number: int
    value: Value
    of: int = 0

    @property
    def text(self) -> str:
        """The first item of the first subfield."""
        return self.value[0][0]


@dataclass(frozen=True)
class TaggedRecord:
    """image: field 999, where there is one. A number may stand twice: some write it so."""

    type: int
    fields: tuple[Field, ...]
    image: bytes | None = field(default=None, repr=False)

    def find(self, number: int) -> Field | None:
        return next((item for item in self.fields if item.number == number), None)

    def text(self, number: int) -> str:
        """ "" where the field is not there."""
        found = self.find(number)
        return found.text if found else ""

    @property
    def idc(self) -> int:
        """Of the entry in the transaction's content. Raises RecordUnreadable where it is none."""
        return number_in(self.text(IDC))


def simple(number: int, *items: str) -> Field:
    """A field of one subfield."""
    return Field(number, (items,))


def number_in(text: str) -> int:
    """Digits, of which there are few. Raises RecordUnreadable."""
    if not (text.isascii() and text.isdigit()) or len(text) > 9:
        raise RecordUnreadable(reason="number")
    return int(text)


def write_tagged(record: TaggedRecord) -> bytes:
    """Raises RecordUnwritable for a text with a control character of these, and for a length among the fields."""
    parts = [_field(record.type, item) for item in record.fields]
    if record.image is not None:
        parts.append(b"%d.%03d:" % (record.type, DATA) + record.image)
    body = GS.join(parts) + FS
    head = b"%d.%03d:" % (record.type, LENGTH)
    length = 0
    while length != (length := len(head) + len(b"%d" % length) + len(GS) + len(body)):
        pass
    return head + b"%d" % length + GS + body


def read_tagged(data: bytes, at: int) -> tuple[TaggedRecord, int]:
    """The record that begins at `at`, and where the next one does. Raises RecordUnreadable."""
    kind, number, begins = _tag(data, at)
    ends = data.find(GS, begins, begins + _LONGEST_TAG)
    if number != LENGTH or ends < 0:
        raise RecordUnreadable(reason="length")
    after = at + number_in(data[begins:ends].decode("ascii", "replace"))
    if not ends + 1 < after <= len(data) or data[after - 1 : after] != FS:
        raise RecordUnreadable(reason="length")
    found: list[Field] = []
    image: bytes | None = None
    place = ends + 1
    while place < after:
        of, number, begins = _tag(data, place)
        if number == DATA:
            image, place = data[begins : after - 1], after
            break
        ends = data.find(GS, begins, after)
        ends = after - 1 if ends < 0 else ends
        found.append(Field(number, _value(data[begins:ends]), 0 if of == kind else of))
        place = ends + 1
        if len(found) > MAX_FIELDS:
            raise RecordUnreadable(reason="fields")
    return TaggedRecord(kind, tuple(found), image), after


def _field(kind: int, item: Field) -> bytes:
    if not LENGTH < item.number < DATA or not item.value or not all(item.value):
        raise RecordUnwritable(reason="field")
    return b"%d.%03d:" % (item.of or kind, item.number) + RS.join(US.join(_encoded(each)) for each in item.value)


def _encoded(items: tuple[str, ...]) -> Iterator[bytes]:
    for text in items:
        if not _SEPARATORS.isdisjoint(text):
            raise RecordUnwritable(reason="text")
        yield text.encode("utf-8", "surrogateescape")


def _value(data: bytes) -> Value:
    return tuple(tuple(item.decode("utf-8", "surrogateescape") for item in each.split(US)) for each in data.split(RS))


def _tag(data: bytes, at: int) -> tuple[int, int, int]:
    """Type and number before the colon, and where the value begins."""
    colon = data.find(b":", at, at + _LONGEST_TAG)
    kind, dot, number = data[at : max(at, colon)].decode("ascii", "replace").partition(".")
    if colon < 0 or not dot:
        raise RecordUnreadable(reason="tag")
    return number_in(kind), number_in(number), colon + 1
