"""What `FingerView` says of a finger, as blocks of ISO/IEC 39794-4."""

from collections.abc import Mapping

from station.formats.iso19794.errors import RecordUnwritable
from station.formats.iso19794.finger import PPCM, Compression, FingerView
from station.formats.iso39794.common import DateTime
from station.formats.iso39794.finger import (
    PER_CM,
    PER_INCH,
    FingerBlock,
    FingerDevice,
    FingerFormat,
    FingerRepresentation,
    SamplingRate,
)
from station.formats.iso39794.of_parts import certifications_of, model_of, qualities_of

_FORMATS: Mapping[int, int] = {
    Compression.WSQ: FingerFormat.WSQ,
    Compression.JP2: FingerFormat.JP2,
    Compression.JP2_LOSSLESS: FingerFormat.JP2_LOSSLESS,
    Compression.PNG: FingerFormat.PNG,
}
_LOSSLESS = (FingerFormat.JP2_LOSSLESS, FingerFormat.PNG)
_IMPRESSIONS = frozenset({0, 1, 4, 8, 24, 25, 28, 29, 41, 42})
_OTHER_IMPRESSION = 28
_TECHNOLOGIES = {
    0x02: 5, 0x05: 5, 0x08: 5, 0x0B: 5,  # the finger itself is seen: optical image
    0x0D: 11, 0x0E: 9, 0x0F: 10, 0x10: 14, 0x11: 15, 0x12: 12,
}  # fmt: skip
"""Of the edition of 2011 here. Total internal reflection is told apart here by what 2011 does not say: other."""
_OTHER_TECHNOLOGY = 1


def finger_block(views: tuple[FingerView, ...]) -> FingerBlock:
    """Raises RecordUnwritable for a picture that is neither WSQ nor JPEG 2000 nor PNG."""
    return FingerBlock(tuple(_representation(view) for view in views))


def _representation(view: FingerView) -> FingerRepresentation:
    if view.compression not in _FORMATS:
        raise RecordUnwritable(reason="picture")
    form = _FORMATS[view.compression]
    return FingerRepresentation(
        position=view.position,
        impression=view.impression if view.impression in _IMPRESSIONS else _OTHER_IMPRESSION,
        format=form,
        image=view.image,
        captured=DateTime.of(view.captured_at) if view.captured_at else None,
        device=_device(view),
        qualities=qualities_of(view.qualities),
        sampling=SamplingRate(view.image_resolution[0], PER_CM if view.units == PPCM else PER_INCH),
        lossily_compressed=form not in _LOSSLESS,
    )


def _device(view: FingerView) -> FingerDevice | None:
    model, certifications = model_of(view.vendor, view.device), certifications_of(view.certifications)
    technology = _TECHNOLOGIES.get(view.technology, _OTHER_TECHNOLOGY) if view.technology else None
    return FingerDevice(model, technology, certifications) if model or technology or certifications else None
