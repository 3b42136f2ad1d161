"""Records of ISO/IEC 19794-4 and -5, editions of 2005 and 2011: layout by offsets, there and back, nothing that does
not add up."""

import struct
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from station.formats import magic
from station.formats.iso19794 import fields
from station.formats.iso19794.errors import RecordTooLarge, RecordUnreadable, RecordUnwritable
from station.formats.iso19794.face import FaceData, FaceType, FaceView, Landmark, pose_code, pose_degrees
from station.formats.iso19794.face_2005 import read_face_record_2005, write_face_record_2005
from station.formats.iso19794.face_2011 import read_face_record, write_face_record
from station.formats.iso19794.fields import SCORE_FAILED, SCORE_UNREPORTED, Certification, Quality
from station.formats.iso19794.finger import PPCM, Compression, FingerView, Impression
from station.formats.iso19794.finger_2005 import read_finger_record_2005, write_finger_record_2005
from station.formats.iso19794.finger_2011 import read_finger_record, write_finger_record

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


of_2005 = {
    "captured_at": None, "height_cm": 0, "sampling": 0, "processing": 0, "cross_reference": 0, "vendor": 0,
    "certifications": (), "extension": b"",
}  # fmt: skip
"""What that edition says nothing of."""


@given(st.lists(faces, min_size=1, max_size=3), st.sampled_from([FaceData.JPEG, FaceData.JP2, FaceData.JP2_LOSSLESS]))
def test_a_face_of_2005_there_and_back(views: list[FaceView], data: int) -> None:
    written = write_face_record_2005(tuple(replace(view, data=data) for view in views))
    kept = tuple(
        replace(
            view,
            data=min(data, FaceData.JP2),
            qualities=tuple(Quality(item.score) for item in view.qualities[:1] if 1 <= item.score <= 100),
            **of_2005,  # type: ignore[arg-type]
        )
        for view in views
    )
    assert read_face_record_2005(written) == kept
    assert write_face_record_2005(read_face_record_2005(written)) == written


@given(st.lists(fingers, min_size=1, max_size=3), st.sampled_from(Compression), st.integers(0, 254))
def test_a_finger_of_2005_there_and_back(views: list[FingerView], compression: Compression, number: int) -> None:
    first = views[0]
    alike = [
        replace(
            view, compression=compression, number=number, device=first.device, units=first.units, depth=first.depth,
            scan_resolution=first.scan_resolution, image_resolution=first.image_resolution,
        )
        for view in views
    ]  # fmt: skip
    written = write_finger_record_2005(tuple(alike))
    lossy = Compression.JP2 if compression is Compression.JP2_LOSSLESS else compression
    kept = tuple(
        replace(
            view,
            compression=lossy,
            qualities=tuple(Quality(item.score) for item in view.qualities[:1] if item.score != SCORE_UNREPORTED),
            captured_at=None, technology=0, vendor=0, certifications=(), extension=b"",
        )
        for view in alike
    )  # fmt: skip
    assert read_finger_record_2005(written) == kept
    assert write_finger_record_2005(read_finger_record_2005(written)) == written


def test_a_face_of_2005_by_offsets() -> None:
    """Header 14, facial information 20, image information 12: the image starts at 46."""
    view = replace(FACE, data=FaceData.JP2, gender=2, pose=(1, 180, 2), technology=6)
    record = write_face_record_2005((view,))
    assert record[:8] == b"FAC\x00010\x00"
    assert struct.unpack(">IHI", record[8:18]) == (len(record), 1, len(record) - 14)
    assert record[18:34] == bytes([0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 1, 180, 2, 0, 0, 0])
    assert struct.unpack(">BBHHBBHH", record[34:46]) == (FaceType.FULL_FRONTAL, 1, 413, 531, 1, 6, 0, 71)
    assert record[46:] == IMAGE


def test_a_finger_of_2005_by_offsets() -> None:
    """As BSI TR-03121-3 prints it: header 32 with a length of six bytes, then 14 before each image."""
    record = write_finger_record_2005((replace(FINGER, compression=Compression.WSQ),))
    assert record[:8] == b"FIR\x00010\x00"
    assert int.from_bytes(record[8:14], "big") == len(record)
    assert record[14:32].hex() == "0000001f010101f401f401f401f408020000"
    assert struct.unpack(">IBBBBBHHB", record[32:46]) == (len(IMAGE) + 14, 2, 1, 1, 94, 0, 300, 400, 0)
    assert record[46:] == IMAGE


@pytest.mark.parametrize(
    ("units", "resolution", "level"), [(1, 500, 31), (1, 1000, 41), (PPCM, 197, 31), (PPCM, 394, 41)]
)
def test_the_acquisition_level_follows_from_the_resolution(units: int, resolution: int, level: int) -> None:
    view = replace(FINGER, units=units, scan_resolution=(resolution, resolution))
    assert struct.unpack(">H", write_finger_record_2005((view,))[16:18]) == (level,)


@pytest.mark.parametrize(("qualities", "byte"), [((), 254), ((Quality(SCORE_FAILED),), 255), ((Quality(0),), 0)])
def test_no_score_and_a_failed_one_are_two_things(qualities: tuple[Quality, ...], byte: int) -> None:
    record = write_finger_record_2005((replace(FINGER, qualities=qualities),))
    assert record[39] == byte
    assert read_finger_record_2005(record)[0].qualities == qualities


def test_of_a_failed_score_a_face_of_2005_says_nothing() -> None:
    record = write_face_record_2005((replace(FACE, qualities=(Quality(SCORE_FAILED),)),))
    assert record[44:46] == bytes(2)
    assert read_face_record_2005(record)[0].qualities == ()


def test_what_2005_has_no_room_for_is_not_written() -> None:
    with pytest.raises(RecordUnwritable):
        write_face_record_2005((replace(FACE, data=FaceData.PNG),))
    with pytest.raises(RecordUnwritable):
        write_finger_record_2005((replace(FINGER, compression=7),))
    with pytest.raises(RecordUnwritable):
        write_finger_record_2005((FINGER, replace(FINGER, image_resolution=(1000, 1000))))
    with pytest.raises(RecordUnwritable):
        write_finger_record_2005(())


def test_two_views_of_one_finger_and_one_of_another() -> None:
    views = (FINGER, replace(FINGER, number=1), replace(FINGER, position=7))
    views = tuple(replace(view, compression=Compression.WSQ, captured_at=None) for view in views)
    record = bytearray(write_finger_record_2005(views))
    assert (record[18], record[32 + 5], record[32 + 6]) == (2, 2, 1)
    assert read_finger_record_2005(bytes(record)) == views
    record[18] = 3  # of some writers the number of views
    assert read_finger_record_2005(bytes(record)) == views
    record[18] = 1
    with pytest.raises(RecordUnreadable):
        read_finger_record_2005(bytes(record))
    record[18], record[32 + 5] = 2, 3  # more of this finger than there are
    with pytest.raises(RecordUnreadable):
        read_finger_record_2005(bytes(record))


@pytest.mark.parametrize(
    ("degrees", "code"), [(0, 1), (0.9, 1), (1.1, 2), (2, 2), (178, 90), (-2, 180), (-180, 91), (180, 0), (None, 0)]
)
def test_pose_in_steps_of_two_degrees(degrees: float | None, code: int) -> None:
    assert pose_code(degrees) == code


def test_every_angle_is_read_back() -> None:
    assert [pose_code(pose_degrees(code)) for code in range(1, 181)] == list(range(1, 181))
    assert [pose_degrees(code) for code in (0, 181, 255)] == [None] * 3


@pytest.mark.shared_data
def test_foreign_faces_of_2005(shared_data: Path) -> None:
    """One declares JPEG 2000 and holds JPEG."""
    file = (shared_data / "face/records/iso19794/test_data/ISO19794_Test1_Data.bin").read_bytes()
    (view,) = read_face_record_2005(file)
    assert (view.data, magic.media_type_of(view.image)) == (FaceData.JP2, magic.JPEG)
    assert view.image == (shared_data / "face/records/iso19794/test_data/ISO19794_Test1_Face.jpg").read_bytes()
    assert write_face_record_2005((view,)) == file


READERS: list[tuple[Callable[[bytes], object], bytes]] = [
    (read_finger_record, write_finger_record((FINGER, FINGER))),
    (read_face_record, write_face_record((FACE, FACE))),
    (read_finger_record_2005, write_finger_record_2005((FINGER, FINGER))),
    (read_face_record_2005, write_face_record_2005((FACE, FACE))),
]
OF_2011 = READERS[:2]


@pytest.mark.parametrize(("read", "record"), READERS)
def test_every_cut_is_refused(read: Callable[[bytes], object], record: bytes) -> None:
    for length in range(len(record)):
        with pytest.raises(RecordUnreadable):
            read(record[:length])
        of_length = 6 if record[:8] == b"FIR\x00010\x00" else 4
        patched = record[:8] + length.to_bytes(of_length, "big") + record[8 + of_length : length]
        if length >= 8 + of_length:
            with pytest.raises(RecordUnreadable):
                read(patched)


@pytest.mark.parametrize(("read", "record"), OF_2011)
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
    for kind in (b"FAC\0", b"FIR\0", b"IIR\0"):
        for version in (b"010\0", b"020\0", b"030\0"):
            if record[:8] != kind + version:
                with pytest.raises(RecordUnreadable):
                    read(kind + version + record[8:])


@pytest.mark.parametrize(("read", "record"), OF_2011)
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


def test_surplus_after_a_record_of_2005_is_refused() -> None:
    face, finger = READERS[3][1], READERS[2][1]
    with pytest.raises(RecordUnreadable):
        read_face_record_2005(face[:8] + (len(face) + 1).to_bytes(4, "big") + face[12:] + b"x")
    with pytest.raises(RecordUnreadable):
        read_finger_record_2005(finger[:8] + (len(finger) + 1).to_bytes(6, "big") + finger[14:] + b"x")
    for count in (0, 3, 257):
        with pytest.raises(RecordUnreadable):
            read_face_record_2005(face[:12] + count.to_bytes(2, "big") + face[14:])
    with pytest.raises(RecordUnreadable, match="picture"):
        read_face_record_2005(face[:35] + b"\x02" + face[36:])
    with pytest.raises(RecordUnreadable, match="picture"):
        read_finger_record_2005(finger[:29] + b"\x06" + finger[30:])


@pytest.mark.parametrize(
    ("begins", "kind"),
    [
        (bytes.fromhex("0000000c6a5020200d0a870a"), magic.JP2), (bytes.fromhex("ff4fff51"), magic.J2K),
        (bytes.fromhex("ffd8ffe0"), magic.JPEG), (bytes.fromhex("ffa0ffa4"), magic.WSQ),
        (bytes.fromhex("89504e470d0a1a0a"), magic.PNG), (b"P5 1 1", None), (b"", None),
    ],
)  # fmt: skip
def test_pictures_by_how_they_begin(begins: bytes, kind: str | None) -> None:
    assert magic.media_type_of(begins) == kind


def test_a_claim_of_four_gigabytes_costs_nothing() -> None:
    record = write_finger_record((FINGER,))
    for start in (16, 58):
        with pytest.raises(RecordUnreadable):
            read_finger_record(record[:start] + b"\xff\xff\xff\xff" + record[start + 4 :])
