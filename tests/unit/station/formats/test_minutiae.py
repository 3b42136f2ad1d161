"""Minutiae records of ISO/IEC 19794-2:2005: layout by offsets, there and back, foreign ones, the detector's."""

from contextlib import suppress
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from station.formats.iso19794 import minutiae_2005
from station.formats.iso19794.errors import RecordTooLarge, RecordUnreadable, RecordUnwritable
from station.formats.iso19794.minutiae_2005 import (
    Minutia,
    MinutiaeRecord,
    MinutiaeView,
    MinutiaType,
    minutia_at,
    read_minutiae_record,
    write_minutiae_record,
)

VIEW = MinutiaeView(2, (Minutia(1, 10, 20, 64, 90), Minutia(2, 16383, 0, 255)), 80)
RECORD = MinutiaeRecord((VIEW,), 300, 400)

byte, nibble, place = st.integers(0, 255), st.integers(0, 15), st.integers(0, 16383)
minutiae = st.lists(st.builds(Minutia, st.integers(0, 3), place, place, byte, byte), max_size=5).map(tuple)
views = st.builds(MinutiaeView, byte, minutiae, byte, nibble, nibble, st.binary(max_size=9))
word = st.integers(0, 65535)
records = st.builds(
    MinutiaeRecord,
    st.lists(views, min_size=1, max_size=3, unique_by=lambda view: (view.position, view.number)).map(tuple),
    word, word, st.tuples(word, word), word,
)  # fmt: skip


def test_layout_by_offsets() -> None:
    """General header 24, view header 4, each minutia 6, length of extended data 2."""
    data = write_minutiae_record(RECORD)
    assert data[:24].hex() == "464d5200203230000000002a0000012c019000c500c50100"
    assert data[24:28].hex() == "02005002"
    assert data[28:40].hex() == "400a0014405abfff0000ff00"
    assert data[40:] == b"\0\0"


@given(records)
def test_there_and_back(record: MinutiaeRecord) -> None:
    data = write_minutiae_record(record)
    assert read_minutiae_record(data) == record
    assert read_minutiae_record(data + bytes(7)) == record, "kept in a block of one size"


def test_every_cut_and_any_surplus_but_noughts_is_refused() -> None:
    data = write_minutiae_record(RECORD)
    for length in range(len(data)):
        with pytest.raises(RecordUnreadable):
            read_minutiae_record(data[:length])
        with pytest.raises(RecordUnreadable):
            read_minutiae_record(data[:8] + length.to_bytes(4, "big") + data[12:length])
    with pytest.raises(RecordUnreadable):
        read_minutiae_record(data + b"\0x")
    for behind in (b"\0", b""):
        with pytest.raises(RecordUnreadable):
            read_minutiae_record(data[:8] + (len(data) + 1).to_bytes(4, "big") + data[12:] + behind)


@given(place=st.integers(0, 41), value=byte)
def test_a_changed_byte_is_read_or_refused(place: int, value: int) -> None:
    changed = bytearray(write_minutiae_record(RECORD))
    changed[place] = value
    with suppress(RecordUnreadable):
        read_minutiae_record(bytes(changed))


def test_extended_data_may_end_with_the_record() -> None:
    data = write_minutiae_record(replace(RECORD, views=(replace(VIEW, extension=b"four"),)))
    shorter = data[:8] + (len(data) - 1).to_bytes(4, "big") + data[12:-1]
    assert read_minutiae_record(shorter).views[0].extension == b"fou"


def test_one_view_of_a_finger_stands_once() -> None:
    with pytest.raises(RecordUnreadable):
        read_minutiae_record(write_minutiae_record(replace(RECORD, views=(VIEW, VIEW))))
    both = replace(RECORD, views=(VIEW, replace(VIEW, number=1)))
    assert read_minutiae_record(write_minutiae_record(both)) == both
    with pytest.raises(RecordUnreadable):
        read_minutiae_record(write_minutiae_record(replace(RECORD, views=())))


@pytest.mark.parametrize(
    "view",
    [
        replace(VIEW, minutiae=VIEW.minutiae * 128),
        replace(VIEW, number=16),
        replace(VIEW, impression=16),
        replace(VIEW, minutiae=(Minutia(1, 16384, 0, 0),)),
        replace(VIEW, minutiae=(Minutia(1, 0, -1, 0),)),
        replace(VIEW, minutiae=(Minutia(4, 0, 0, 0),)),
    ],
)
def test_what_has_no_room_is_not_written(view: MinutiaeView) -> None:
    with pytest.raises(RecordUnwritable):
        write_minutiae_record(replace(RECORD, views=(view,)))


def test_a_record_has_a_size(monkeypatch: pytest.MonkeyPatch) -> None:
    data = write_minutiae_record(RECORD)
    monkeypatch.setattr(minutiae_2005, "MAX_RECORD_BYTES", len(data) - 1)
    with pytest.raises(RecordTooLarge):
        read_minutiae_record(data)
    with pytest.raises(RecordTooLarge):
        write_minutiae_record(RECORD)


@pytest.mark.parametrize(
    ("degrees", "reliability", "angle", "quality"),
    [(0, 1, 0, 100), (45, 0.5, 32, 50), (359.9, 0, 0, 1), (191.25, 0.004, 136, 1), (348.75, 2, 248, 100)],
)
def test_numbers_of_the_detector(degrees: float, reliability: float, angle: int, quality: int) -> None:
    assert minutia_at(1, 2, 3, degrees, reliability) == Minutia(1, 2, 3, angle, quality)


def fork(degrees: float) -> np.ndarray:
    """One ridge that becomes two, in the middle: the valley between them begins there and runs towards `degrees`."""
    y, x = np.mgrid[0:400, 0:400] - 200.0
    turn = np.deg2rad(degrees)
    along, across = x * np.cos(turn) - y * np.sin(turn), x * np.sin(turn) + y * np.cos(turn)
    wave = 2 * np.pi * across / 9 + np.arctan2(across, along)
    return np.clip(127 + 110 * np.cos(wave), 0, 255).astype(np.uint8)


@pytest.mark.parametrize("degrees", [0, 22.5, 90, 202.5, 337.5])
def test_what_the_detector_says_points_along_the_valley_that_begins(degrees: float) -> None:
    """As the standard counts: counter-clockwise from the right. Were it NIST's own convention, it would be turned."""
    import nbis

    settings = nbis.NbisExtractorSettings(
        min_quality=0.0, get_center=False, check_fingerprint=False, compute_nfiq2=False, ppi=500.0
    )
    picture = BytesIO()
    Image.fromarray(fork(degrees)).save(picture, "PNG")
    found = nbis.new_nbis_extractor(settings).extract_minutiae(picture.getvalue()).get()
    (middle,) = (item for item in found if abs(item.x() - 200) < 15 and abs(item.y() - 200) < 15)
    made = minutia_at(MinutiaType.BIFURCATION, middle.x(), middle.y(), middle.angle(), middle.reliability())
    assert middle.kind() == nbis.MinutiaKind.BIFURCATION
    assert abs((made.angle - round(degrees / 1.40625) + 128) % 256 - 128) <= 8
    assert made.quality > 90


@pytest.mark.shared_data
def test_foreign_templates(shared_data: Path) -> None:
    folder = shared_data / "finger"
    file = (folder / "nist/fmr.iso2005").read_bytes()
    record = read_minutiae_record(file)
    assert (record.width, record.height) == (512, 512)
    assert [(view.position, view.quality, len(view.minutiae)) for view in record.views] == [(7, 90, 27), (2, 70, 22)]
    assert len(record.views[1].extension) == 41, "it says 42"
    assert write_minutiae_record(record)[:328] == file[:328]
    counts = []
    for name in ("probe", "matching", "nonmatching"):
        file = (folder / f"sourceafis/iso-{name}.dat").read_bytes()
        record = read_minutiae_record(file)
        counts.append(len(record.views[0].minutiae))
        assert write_minutiae_record(record).ljust(len(file), b"\0") == file
    assert counts == [38, 38, 39]
