"""Transactions of ANSI/NIST-ITL: byte by byte, foreign files to the last byte, nothing that does not add up."""

from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from station.formats.ansi_nist import transaction as module
from station.formats.ansi_nist.fields import Field, TaggedRecord, number_in, read_tagged, simple, write_tagged
from station.formats.ansi_nist.prints import PrintRecord, read_print, write_print
from station.formats.ansi_nist.samples import (
    FingerBox,
    Missing,
    face_record,
    grey_print,
    print_record,
    text_record,
)
from station.formats.ansi_nist.transaction import AT_500, Transaction, about, read_transaction, write_transaction
from station.formats.iso19794.errors import RecordTooLarge, RecordUnreadable, RecordUnwritable
from station.formats.iso19794.face import GREY8, FaceData, FaceView
from station.formats.iso19794.fields import NFIQ2, SCORE_FAILED, Quality
from station.formats.iso19794.finger import Compression, FingerView

AT = datetime(2026, 11, 30, 8, 30, 1, tzinfo=UTC)
FINGER = FingerView(2, b"wsq\x1c\x1dbytes", 300, 400, Compression.WSQ, AT, (Quality(61, *NFIQ2), Quality(50)))
FACE = FaceView(b"jp2", 413, 531, FaceData.JP2, captured_at=AT, qualities=(Quality(SCORE_FAILED, 1, 0x41),))
FIRST = about("ENROL", AT, "AM0000001", "AM0000002", "T-1", prints_at=AT_500, domain="AM")
RECORDS = (
    text_record(0, {3: "a text", 34: "Աննա"}),
    grey_print(1, FINGER),
    print_record(2, FINGER, "AM0000002"),
    face_record(3, FACE, "AM0000002", 300),
)
FILE = write_transaction(Transaction(FIRST, RECORDS))


def test_record_one_byte_by_byte() -> None:
    first, _ = read_tagged(FILE, 0)
    assert FILE[: FILE.index(b"\x1c")].split(b"\x1d") == [
        b"1.001:193", b"1.002:0502", b"1.003:1\x1f4\x1e2\x1f00\x1e4\x1f01\x1e14\x1f02\x1e10\x1f03", b"1.004:ENROL",
        b"1.005:20261130", b"1.007:AM0000001", b"1.008:AM0000002", b"1.009:T-1", b"1.011:19.69", b"1.012:19.69",
        b"1.013:AM\x1f", b"1.014:20261130083001Z", b"1.015:3\x1fUTF-8\x1f",
    ]  # fmt: skip
    assert first.text(5) == "20261130"


def test_a_text_record_byte_by_byte() -> None:
    assert write_tagged(text_record(0, {3: "a"})) == b"2.001:26\x1d2.002:00\x1d2.003:a\x1c"


def test_the_length_counts_its_own_digits() -> None:
    for size in range(120):
        data = write_tagged(TaggedRecord(2, (simple(2, "00"), simple(3, "x" * size))))
        assert data.startswith(b"2.001:%d\x1d" % len(data))
        assert read_tagged(data, 0)[1] == len(data)


def test_a_print_of_type_4_by_offsets() -> None:
    data = write_print(grey_print(1, FINGER))
    assert data[:18].hex() == f"{18 + len(FINGER.image):08x}" + "010002ffffffffff00012c019001"
    assert data[18:] == FINGER.image
    assert read_print(4, data, 0) == (grey_print(1, FINGER), len(data))


def test_a_print_of_type_14() -> None:
    record = print_record(2, FINGER, "AM0000002")
    assert {item.number: item.value for item in record.fields} == {
        2: (("02",),), 3: (("0",),), 4: (("AM0000002",),), 5: (("20261130",),), 6: (("300",),), 7: (("400",),),
        8: (("1",),), 9: (("500",),), 10: (("500",),), 11: (("WSQ20",),), 12: (("8",),), 13: (("2",),),
        24: (("2", "61", "0101", "57"),),
    }  # fmt: skip
    assert write_tagged(record).endswith(b"\x1d14.999:" + FINGER.image + b"\x1c")


def test_a_slap_with_its_fingers_and_one_that_is_missing() -> None:
    slap = replace(FINGER, position=13, compression=Compression.PNG)
    boxes = (FingerBox(2, 10, 110, 20, 220, (Quality(61, *NFIQ2),)), FingerBox(3, 120, 220, 10, 210))
    record = print_record(2, slap, "AM", boxes, (Missing(4, amputated=True), Missing(5, amputated=False)))
    assert record.find(18) == Field(18, (("4", "XX"), ("5", "UP")))
    assert record.find(21) == Field(21, (("2", "10", "110", "20", "220"), ("3", "120", "220", "10", "210")))
    assert record.find(24) == Field(24, (("2", "61", "0101", "57"),))
    assert [item.number for item in record.fields] == sorted(item.number for item in record.fields)


def test_a_face_of_type_10() -> None:
    record = face_record(3, FACE, "AM", 300)
    texts = {item.number: item.text for item in record.fields}
    assert texts == {
        2: "03", 3: "FACE", 4: "AM", 5: "20261130", 6: "413", 7: "531", 8: "1", 9: "300", 10: "300", 11: "JP2",
        12: "SRGB", 13: "0", 20: "F", 24: "255",
    }  # fmt: skip
    assert record.find(24) == Field(24, (("255", "0001", "65"),))
    assert face_record(3, replace(FACE, colour=GREY8, qualities=()), "AM", 300).text(12) == "GRAY"


def test_there_and_back() -> None:
    found = read_transaction(FILE)
    assert found == Transaction(FIRST, RECORDS)
    assert write_transaction(found) == FILE
    assert found.text(9) == "T-1"
    assert found.text(10) == ""


texts = st.text(st.characters(blacklist_characters="\x1c\x1d\x1e\x1f", blacklist_categories=["Cs"]), max_size=9)
field_values = st.lists(st.lists(texts, min_size=1, max_size=3).map(tuple), min_size=1, max_size=3).map(tuple)
numbered = st.builds(Field, st.integers(3, 998), field_values, st.sampled_from([0, 0, 13]))
tagged = st.builds(
    lambda kind, idc, items, image: TaggedRecord(kind, (simple(2, f"{idc:02d}"), *items), image),
    st.sampled_from([2, 9, 10, 14, 99]), st.integers(0, 99), st.lists(numbered, max_size=4),
    st.none() | st.binary(max_size=30),
)  # fmt: skip
byte, word = st.integers(0, 255), st.integers(0, 65535)
binary = st.builds(
    PrintRecord, st.sampled_from([3, 4, 5, 6]), st.integers(0, 99), byte,
    st.lists(st.integers(0, 254), min_size=1, max_size=6).map(tuple), byte, word, word, byte, st.binary(max_size=30),
)  # fmt: skip


@given(st.lists(tagged | binary, max_size=4).map(tuple))
def test_any_transaction_there_and_back(records: tuple[TaggedRecord | PrintRecord, ...]) -> None:
    data = write_transaction(Transaction(FIRST, records))
    found = read_transaction(data)
    assert write_transaction(found) == data
    assert len(found.records) == len(records)
    for one, other in zip(found.records, records, strict=True):
        if isinstance(one, TaggedRecord):
            other = replace(
                other,
                fields=tuple(replace(item, of=0 if item.of == other.type else item.of) for item in other.fields),  # type: ignore[union-attr]
            )
        assert one == other


def test_every_cut_and_any_surplus_is_refused() -> None:
    for length in range(len(FILE)):
        with pytest.raises(RecordUnreadable):
            read_transaction(FILE[:length])
    with pytest.raises(RecordUnreadable):
        read_transaction(FILE + b"\x1c")


@given(place=st.integers(0, len(FILE) - 1), value=byte)
def test_a_changed_byte_is_read_or_refused(place: int, value: int) -> None:
    changed = bytearray(FILE)
    changed[place] = value
    with suppress(RecordUnreadable):
        read_transaction(bytes(changed))


def transaction(content: bytes, body: bytes = b"") -> bytes:
    inside = b"\x1d1.002:0502\x1d1.003:" + content + b"\x1c"
    return b"1.001:%d" % (len(inside) + 8) + inside + body


TEXT = b"2.001:26\x1d2.002:00\x1d2.003:a\x1c"


@pytest.mark.parametrize(
    "wrong",
    [
        transaction(b"1\x1f1\x1e2\x1f01", TEXT),  # another number than the record's
        transaction(b"1\x1f2\x1e2\x1f00", TEXT),
        transaction(b"1\x1f0", TEXT),
        transaction(b"1\x1f1\x1e9\x1f00", TEXT),  # another type
        transaction(b"1\x1f1\x1e7\x1f00", TEXT),
        transaction(b"1\x1f1\x1e2", TEXT),
        transaction(b"1\x1f1\x1e2\x1fx", TEXT),
        transaction(b"1\x1f1\x1e4\x1f00", b"\0\0\0\x12\0\0" + b"\xff" * 6 + bytes(6)),  # of no finger
        transaction(b"1\x1f1\x1e4\x1f00", b"\0\0\0\x12\0\0" + b"\xff\x01\xff\xff\xff\xff" + bytes(6)),
        transaction(b"1\x1f1\x1e4\x1f00", b"\0\0\0\x11\0\0" + b"\x01" * 6 + bytes(6)),
        transaction(b"1\x1f1\x1e2\x1f00", TEXT[:-1] + b"\x1d"),
        TEXT,
        TEXT.replace(b"2.", b"1."),
        b"1.001:9999999999\x1d1.002:1\x1c",
        b"1.001:18\x1d1.002:1\x1d",
        b"1.002:18\x1d1.002:1\x1c",
        b"1001:17\x1d1.002:1\x1c",
    ],
)
def test_what_does_not_add_up_is_refused(wrong: bytes) -> None:
    with pytest.raises(RecordUnreadable):
        read_transaction(wrong)
    assert read_transaction(transaction(b"1\x1f1\x1e2\x1f00", TEXT)).records == (text_record(0, {3: "a"}),)


def test_a_print_that_is_longer_than_its_file() -> None:
    data = write_print(grey_print(1, FINGER))
    with pytest.raises(RecordUnreadable, match="print"):
        read_print(4, data[:-1], 0)


def test_digits_are_of_ascii_and_few() -> None:
    assert number_in("007") == 7
    for text in ("", "-1", "٣", "1 ", "1234567890"):
        with pytest.raises(RecordUnreadable):
            number_in(text)


def test_what_has_no_place_is_not_written() -> None:
    for record in (
        TaggedRecord(2, (simple(1, "99"),)), TaggedRecord(2, (simple(999, "x"),)), TaggedRecord(2, (Field(3, ()),)),
        TaggedRecord(2, (Field(3, ((),)),)), TaggedRecord(2, (simple(3, "a\x1eb"),)),
    ):  # fmt: skip
        with pytest.raises(RecordUnwritable):
            write_tagged(record)
    for positions in ((), (1,) * 7, (255,)):
        with pytest.raises(RecordUnwritable):
            write_print(replace(grey_print(1, FINGER), positions=positions))
    with pytest.raises(RecordUnwritable):
        write_print(replace(grey_print(1, FINGER), type=8))
    with pytest.raises(RecordUnwritable):
        grey_print(1, replace(FINGER, image_resolution=(1000, 1000)))
    with pytest.raises(RecordUnwritable):
        print_record(1, replace(FINGER, captured_at=None), "AM")
    with pytest.raises(RecordUnwritable):
        print_record(1, replace(FINGER, compression=Compression.PACKED), "AM")
    with pytest.raises(RecordUnwritable):
        write_transaction(Transaction(FIRST, (TaggedRecord(1, FIRST),)))
    with pytest.raises(RecordUnwritable):
        write_transaction(Transaction(FIRST, (text_record(0, {}),) * 201))


def test_a_transaction_has_a_size(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_TRANSACTION_BYTES", len(FILE) - 1)
    with pytest.raises(RecordTooLarge):
        write_transaction(Transaction(FIRST, RECORDS))
    with pytest.raises(RecordTooLarge):
        read_transaction(FILE)


@pytest.mark.shared_data
@pytest.mark.parametrize(
    ("name", "kinds"),
    [
        ("type3", [2, 3]), ("type4-slaps", [2, 4, 4, 4, 4]), ("type9", [9]), ("type9-13", [2, 9, 13]),
        ("type9-efs", [9] * 8),
    ],
)  # fmt: skip
def test_foreign_files_to_the_last_byte(shared_data: Path, name: str, kinds: list[int]) -> None:
    """One names a field of another record, one has a field twice."""
    file = (shared_data / f"finger/nist/{name}.an2k").read_bytes()
    found = read_transaction(file)
    assert [item.type for item in found.records] == kinds
    assert write_transaction(found) == file
    if name == "type4-slaps":
        slaps = [item for item in found.records if isinstance(item, PrintRecord)]
        assert [(item.positions[0], item.compression) for item in slaps] == [(14, 1), (12, 1), (11, 1), (13, 1)]
