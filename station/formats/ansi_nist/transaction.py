"""A whole file: record 1, which says what follows, and those records in that order."""

from dataclasses import dataclass
from datetime import UTC, datetime

from station.formats.ansi_nist import prints
from station.formats.ansi_nist.fields import Field, TaggedRecord, number_in, read_tagged, simple, write_tagged
from station.formats.ansi_nist.prints import PrintRecord, read_print, write_print
from station.formats.iso19794.errors import RecordTooLarge, RecordUnreadable, RecordUnwritable

MAX_TRANSACTION_BYTES = 64 * 1024 * 1024
MAX_RECORDS = 200
VERSION = "0502"
"""ANSI/NIST-ITL 1-2011, update 2015."""
_CONTENT = 3
_TAGGED = (2, 9, *range(10, 100))
NO_PRINTS, AT_500 = "00.00", "19.69"
"""Pixels a millimetre: where there is no binary record of a print, and 500 an inch."""

Record = TaggedRecord | PrintRecord


@dataclass(frozen=True)
class Transaction:
    """about: the fields of record 1 but for the content, field 003, which is computed."""

    about: tuple[Field, ...]
    records: tuple[Record, ...]

    def text(self, number: int) -> str:
        """Of record 1; "" where it is not there."""
        return TaggedRecord(1, self.about).text(number)


def about(
    kind: str, at: datetime, to: str, by: str, number: str, *, prints_at: str = NO_PRINTS, domain: str = ""
) -> tuple[Field, ...]:
    """Record 1. kind: of the transaction, by the domain's words. to, by: agencies. number: of the transaction.
    prints_at: NO_PRINTS or AT_500. Texts are UTF-8, as field 015 says."""
    utc = at.astimezone(UTC)
    return (
        simple(2, VERSION),
        simple(4, kind),
        simple(5, utc.strftime("%Y%m%d")),
        simple(7, to),
        simple(8, by),
        simple(9, number),
        simple(11, prints_at),
        simple(12, prints_at),
        *((simple(13, domain, ""),) if domain else ()),
        simple(14, utc.strftime("%Y%m%d%H%M%SZ")),
        simple(15, "3", "UTF-8", ""),
    )


def write_transaction(transaction: Transaction) -> bytes:
    """Raises RecordUnwritable, RecordTooLarge; struct.error for a number of a print that has no room in its field."""
    records = transaction.records
    if len(records) > MAX_RECORDS or any(item.type == 1 for item in records):
        raise RecordUnwritable(reason="records")
    entries = (("1", str(len(records))), *((str(item.type), f"{item.idc:02d}") for item in records))
    before = tuple(item for item in transaction.about if item.number < _CONTENT)
    first = TaggedRecord(1, (*before, Field(_CONTENT, entries), *transaction.about[len(before) :]))
    body = (write_print(item) if isinstance(item, PrintRecord) else write_tagged(item) for item in records)
    data = b"".join((write_tagged(first), *body))
    if len(data) > MAX_TRANSACTION_BYTES:
        raise RecordTooLarge
    return data


def read_transaction(data: bytes) -> Transaction:
    """Records of types 2 to 6, 9, and 10 to 99. Raises RecordUnreadable, RecordTooLarge."""
    if len(data) > MAX_TRANSACTION_BYTES:
        raise RecordTooLarge
    first, at = read_tagged(data, 0)
    content = first.find(_CONTENT)
    if first.type != 1 or content is None or first.image is not None:
        raise RecordUnreadable(reason="content")
    entries = [tuple(number_in(text) for text in each[:2]) for each in content.value]
    if len(entries) > MAX_RECORDS or any(len(each) != 2 for each in entries) or entries[0] != (1, len(entries) - 1):
        raise RecordUnreadable(reason="content")
    records: list[Record] = []
    for kind, idc in entries[1:]:
        record, at = _record(kind, data, at)
        if record.idc != idc:
            raise RecordUnreadable(reason="content")
        records.append(record)
    if at != len(data):
        raise RecordUnreadable(reason="surplus")
    return Transaction(tuple(item for item in first.fields if item.number != _CONTENT), tuple(records))


def _record(kind: int, data: bytes, at: int) -> tuple[Record, int]:
    if kind in prints.TYPES:
        return read_print(kind, data, at)
    if kind not in _TAGGED:
        raise RecordUnreadable(reason="kind")
    record, after = read_tagged(data, at)
    if record.type != kind:
        raise RecordUnreadable(reason="content")
    return record, after
