"""Records of what ISO/IEC 19794's values say: a print as type 4 or 14, a slap as 14 with its fingers, a face as 10."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from station.formats.ansi_nist.fields import Field, TaggedRecord, simple
from station.formats.ansi_nist.prints import PrintRecord
from station.formats.iso19794.errors import RecordUnwritable
from station.formats.iso19794.face import GREY8, RGB24, FaceData, FaceView
from station.formats.iso19794.fields import Quality
from station.formats.iso19794.finger import PPI, Compression, FingerView

_COMPRESSIONS: Mapping[int, str] = {
    Compression.RAW: "NONE", Compression.WSQ: "WSQ20", Compression.JPEG: "JPEGB", Compression.JP2: "JP2",
    Compression.JP2_LOSSLESS: "JP2L", Compression.PNG: "PNG",
}  # fmt: skip
_NUMBERS = ("NONE", "WSQ20", "JPEGB", "JPEGL", "JP2", "JP2L", "PNG")
"""Of a binary record, by their place."""
_PICTURES: Mapping[int, str] = {
    FaceData.JPEG: "JPEGB", FaceData.JP2: "JP2", FaceData.JP2_LOSSLESS: "JP2L", FaceData.PNG: "PNG",
}  # fmt: skip
_COLOURS: Mapping[int, str] = {RGB24: "SRGB", GREY8: "GRAY"}
_FRONTAL = "F"


@dataclass(frozen=True)
class FingerBox:
    """One finger of a slap, in its pixels, edges included; its qualities by whatever algorithms there are."""

    position: int
    left: int
    right: int
    top: int
    bottom: int
    qualities: tuple[Quality, ...] = ()


@dataclass(frozen=True)
class Missing:
    """A finger that is not there. amputated: else it could not be printed."""

    position: int
    amputated: bool


def text_record(idc: int, texts: Mapping[int, str]) -> TaggedRecord:
    """Record 2, whose fields from 003 on a domain defines."""
    return TaggedRecord(2, (simple(2, f"{idc:02d}"), *(simple(number, text) for number, text in sorted(texts.items()))))


def grey_print(idc: int, view: FingerView) -> PrintRecord:
    """Record 4. Raises RecordUnwritable for what is not at 500 pixels an inch, or a compression without a number."""
    if view.units != PPI or view.image_resolution != (500, 500):
        raise RecordUnwritable(reason="resolution")
    number = _NUMBERS.index(_name(_COMPRESSIONS, view.compression))
    return PrintRecord(4, idc, view.impression, (view.position,), 0, view.width, view.height, number, view.image)


def print_record(
    idc: int, view: FingerView, source: str, boxes: tuple[FingerBox, ...] = (), missing: tuple[Missing, ...] = ()
) -> TaggedRecord:
    """Record 14. source: the agency that captured. boxes: of a slap, its fingers. Raises RecordUnwritable."""
    scored = boxes or (FingerBox(view.position, 0, 0, 0, 0, view.qualities),)
    qualities = [(box.position, item) for box in scored for item in box.qualities]
    named = [(position, item) for position, item in qualities if item.vendor]
    fields = [
        simple(2, f"{idc:02d}"),
        simple(3, str(view.impression)),
        simple(4, source),
        simple(5, _day(view.captured_at)),
        simple(6, str(view.width)),
        simple(7, str(view.height)),
        simple(8, str(view.units)),
        simple(9, str(view.image_resolution[0])),
        simple(10, str(view.image_resolution[1])),
        simple(11, _name(_COMPRESSIONS, view.compression)),
        simple(12, str(view.depth)),
        simple(13, str(view.position)),
    ]
    if missing:
        fields.append(Field(18, tuple((str(item.position), "XX" if item.amputated else "UP") for item in missing)))
    if boxes:
        fields.append(Field(21, tuple(_box(item) for item in boxes)))
    if named:
        fields.append(Field(24, tuple((str(position), *_quality(item)) for position, item in named)))
    return TaggedRecord(14, tuple(fields), view.image)


def face_record(idc: int, view: FaceView, source: str, resolution_ppi: int) -> TaggedRecord:
    """Record 10, frontal. source: the agency that captured. Raises RecordUnwritable."""
    scores = [item for item in view.qualities if item.vendor]
    fields = [
        simple(2, f"{idc:02d}"),
        simple(3, "FACE"),
        simple(4, source),
        simple(5, _day(view.captured_at)),
        simple(6, str(view.width)),
        simple(7, str(view.height)),
        simple(8, str(PPI)),
        simple(9, str(resolution_ppi)),
        simple(10, str(resolution_ppi)),
        simple(11, _name(_PICTURES, view.data)),
        simple(12, _name(_COLOURS, view.colour)),
        simple(13, "0"),
        simple(20, _FRONTAL),
    ]
    if scores:
        fields.append(Field(24, tuple(_quality(item) for item in scores)))
    return TaggedRecord(10, tuple(fields), view.image)


def _box(box: FingerBox) -> tuple[str, ...]:
    return tuple(str(number) for number in (box.position, box.left, box.right, box.top, box.bottom))


def _quality(item: Quality) -> tuple[str, ...]:
    """Score, vendor in four hexadecimal digits, algorithm."""
    return str(item.score), f"{item.vendor:04X}", str(item.algorithm)


def _day(moment: datetime | None) -> str:
    if moment is None:
        raise RecordUnwritable(reason="moment")
    return moment.strftime("%Y%m%d")


def _name(names: Mapping[int, str], number: int) -> str:
    if number not in names:
        raise RecordUnwritable(reason="picture")
    return names[number]
