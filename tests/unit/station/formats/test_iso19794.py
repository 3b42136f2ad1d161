"""Records of ISO/IEC 19794-4:2011 and -5:2011: layout by offsets, there and back, nothing that does not add up."""

import struct
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from station.formats.iso19794 import fields
from station.formats.iso19794.errors import RecordTooLarge, RecordUnreadable
from station.formats.iso19794.face_2011 import (
    FaceData,
    FaceType,
    FaceView,
    Landmark,
    read_face_record,
    write_face_record,
)
from station.formats.iso19794.fields import Certification, Quality
from station.formats.iso19794.finger_2011 import (
    Compression,
    FingerView,
    Impression,
    read_finger_record,
    write_finger_record,
)

AT = datetime(2026, 11, 24, 22, 36, 17, 448_000, UTC)
IMAGE = b"\xff\x4f\xff\x51 image"
FINGER = FingerView(2, IMAGE, 300, 400, Compression.JP2_LOSSLESS, AT, (Quality(94),))
FACE = FaceView(IMAGE, 413, 531, FaceData.JP2_LOSSLESS, captured_at=AT, qualities=(Quality(71),))

byte = st.integers(0, 255)
word = st.integers(0, 65535)
moments = st.none() | st.datetimes(datetime(1, 1, 1), datetime(9999, 1, 1), timezones=st.just(UTC)).map(
    lambda at: at.replace(microsecond=at.microsecond // 1000 * 1000)
)
qualities = st.lists(st.builds(Quality, byte, word, word), max_size=4).map(tuple)
certifications = st.lists(st.builds(Certification, word, byte), min_size=1, max_size=3).map(tuple)
pairs = st.tuples(word, word)
triples = st.tuples(byte, byte, byte)
fingers = st.builds(
    FingerView, byte, st.binary(max_size=40), word, word, byte, moments, qualities, byte, byte, byte, pairs, pairs,
    byte, byte, word, word, certifications, st.binary(max_size=20),
)  # fmt: skip
faces = st.builds(
    FaceView, st.binary(max_size=40), word, word, byte, byte, moments, qualities, byte, byte, byte, byte,
    st.integers(0, 2**24 - 1), word, triples, triples,
    st.lists(st.builds(Landmark, byte, byte, word, word, word), max_size=4).map(tuple),
    byte, word, byte, byte, byte, word, word, certifications, st.binary(max_size=20),
)  # fmt: skip


def test_finger_layout_by_offsets() -> None:
    """General header 16, then the representation: with one quality block the image starts at 62."""
    record = write_finger_record((FINGER,))
    assert record[:8] == b"FIR\x00020\x00"
    assert struct.unpack(">IHBB", record[8:16]) == (len(record), 1, 0, 1)
    assert struct.unpack(">I", record[16:20]) == (len(record) - 16,)
    assert struct.unpack(">HBBBBBH", record[20:29]) == (2026, 11, 24, 22, 36, 17, 448)
    assert record[29:34] == bytes(5)
    assert record[34:40] == bytes([1, 94, 0, 0, 0, 0])
    assert struct.unpack(">BBBHHHHBBBHHI", record[40:62]) == (
        2, 0, 1, 500, 500, 500, 500, 8, 5, Impression.LIVE_PLAIN, 300, 400, len(IMAGE),
    )  # fmt: skip
    assert record[62:] == IMAGE


def test_finger_with_two_certifications_starts_at_69() -> None:
    view = FingerView(2, IMAGE, 1, 1, 2, None, (Quality(1),), certifications=(Certification(0, 1), Certification(0, 3)))
    record = write_finger_record((view,))
    assert record[14] == 1
    assert record[69:] == IMAGE


def test_face_layout_by_offsets() -> None:
    """General header 17, then the representation: with one quality block the image starts at 73."""
    record = write_face_record((FACE,))
    assert record[:8] == b"FAC\x00030\x00"
    assert struct.unpack(">IHBH", record[8:17]) == (len(record), 1, 0, 0)
    assert struct.unpack(">I", record[17:21]) == (len(record) - 17,)
    assert struct.unpack(">HBBBBBH", record[21:30]) == (2026, 11, 24, 22, 36, 17, 448)
    assert record[35:41] == bytes([1, 71, 0, 0, 0, 0])
    assert record[41:58] == bytes(17), "no landmarks, nothing said of the person"
    assert struct.unpack(">BBHHBHBBI", record[58:73]) == (
        FaceType.FULL_FRONTAL, FaceData.JP2_LOSSLESS, 413, 531, 0, 0, 0, 1, len(IMAGE),
    )  # fmt: skip
    assert record[73:] == IMAGE


@given(st.lists(fingers, min_size=1, max_size=3).map(tuple))
def test_finger_there_and_back(views: tuple[FingerView, ...]) -> None:
    record = write_finger_record(views)
    assert read_finger_record(record) == views
    assert write_finger_record(read_finger_record(record)) == record


@given(st.lists(faces, min_size=1, max_size=3).map(tuple), word)
def test_face_there_and_back(views: tuple[FaceView, ...], temporal: int) -> None:
    record = write_face_record(views, temporal)
    assert read_face_record(record) == views


READERS: list[tuple[Callable[[bytes], object], bytes]] = [
    (read_finger_record, write_finger_record((FINGER, FINGER))),
    (read_face_record, write_face_record((FACE, FACE))),
]


@pytest.mark.parametrize(("read", "record"), READERS)
def test_every_cut_is_refused(read: Callable[[bytes], object], record: bytes) -> None:
    for length in range(len(record)):
        with pytest.raises(RecordUnreadable):
            read(record[:length])
        patched = record[:8] + length.to_bytes(4, "big") + record[12:length]
        if length >= 12:
            with pytest.raises(RecordUnreadable):
                read(patched)


@pytest.mark.parametrize(("read", "record"), READERS)
def test_surplus_is_refused(read: Callable[[bytes], object], record: bytes) -> None:
    with pytest.raises(RecordUnreadable):
        read(record + b"x")
    longer = record[:8] + (len(record) + 1).to_bytes(4, "big") + record[12:] + b"x"
    with pytest.raises(RecordUnreadable):
        read(longer)


@pytest.mark.parametrize(("read", "record"), READERS)
@given(data=st.binary(max_size=300))
def test_any_bytes_are_refused_calmly(read: Callable[[bytes], object], record: bytes, data: bytes) -> None:
    for candidate in (data, record[:16] + data, record[:12] + data):
        with pytest.raises(RecordUnreadable):
            read(candidate)


@pytest.mark.parametrize(("read", "record"), READERS)
@given(place=st.integers(0, 200), value=byte)
def test_a_changed_byte_is_read_or_refused(
    read: Callable[[bytes], object], record: bytes, place: int, value: int
) -> None:
    changed = bytearray(record)
    changed[place % len(record)] = value
    with suppress(RecordUnreadable):
        read(bytes(changed))


@pytest.mark.parametrize(("read", "record"), READERS)
def test_one_kind_is_not_the_other(read: Callable[[bytes], object], record: bytes) -> None:
    for magic in (b"FAC\0", b"FIR\0", b"IIR\0"):
        for version in (b"010\0", b"020\0", b"030\0"):
            if record[:8] != magic + version:
                with pytest.raises(RecordUnreadable):
                    read(magic + version + record[8:])


@pytest.mark.parametrize(("read", "record"), READERS)
def test_counts_and_flags_out_of_range(read: Callable[[bytes], object], record: bytes) -> None:
    for count in (0, 3, 257, 65535):
        with pytest.raises(RecordUnreadable):
            read(record[:12] + count.to_bytes(2, "big") + record[14:])
    with pytest.raises(RecordUnreadable):
        read(record[:14] + b"\x02" + record[15:])


def test_number_of_positions_must_be_true() -> None:
    record = write_finger_record((FINGER,))
    with pytest.raises(RecordUnreadable):
        read_finger_record(record[:15] + b"\x02" + record[16:])


@pytest.mark.parametrize("month", [0, 13, 255])
def test_a_month_that_no_calendar_has_is_an_unknown_moment(month: int) -> None:
    record = bytearray(write_finger_record((FINGER,)))
    record[22] = month
    assert read_finger_record(bytes(record))[0].captured_at is None


def test_a_record_has_a_size(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fields, "MAX_RECORD_BYTES", 100)
    with pytest.raises(RecordTooLarge):
        write_finger_record((FingerView(1, bytes(60), 1, 1, 0),))
    with pytest.raises(RecordTooLarge):
        read_face_record(bytes(101))


def test_a_claim_of_four_gigabytes_costs_nothing() -> None:
    record = write_finger_record((FINGER,))
    for start in (16, 58):
        with pytest.raises(RecordUnreadable):
            read_finger_record(record[:start] + b"\xff\xff\xff\xff" + record[start + 4 :])
