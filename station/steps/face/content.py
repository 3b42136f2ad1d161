"""The portrait and the picture it was cut from, with all that was measured of it."""

from collections.abc import Collection
from dataclasses import replace

import rfc8785

from station.domain.face_measures import IDENTIFIERS
from station.domain.item import Item
from station.domain.sample import Blob, Portrait, QualityScore, Samples
from station.formats.moment import moment_text
from station.packet import layout
from station.packet.describe import device, image
from station.packet.part import Json, Part, excepted
from station.packet.recorded import portrait_recorded
from station.profiles import words


def part(
    portrait: Portrait | None,
    exception: Item | None = None,
    record: str | None = None,
    pictures: Collection[str] = (words.SOURCE_PICTURE,),
) -> Part:
    """exception: why there is none, or why it is another than usual. record: the kind of the record that the service
    asks for (`station.formats.records`). pictures: which it wants beside the document's."""
    given = excepted(exception)
    if portrait is None:
        return given
    taken = {"PORTRAIT": (layout.portrait(portrait.image.media_type), portrait.image)}
    if words.SOURCE_PICTURE in pictures:
        taken[words.SOURCE_PICTURE] = (layout.portrait_source(portrait.source.media_type), portrait.source)
    original = portrait.original
    if words.ORIGINAL_PICTURE in pictures and original is not None:  # None: of an older station
        taken[words.ORIGINAL_PICTURE] = (layout.portrait_original(original.media_type), original)
    return replace(
        given,
        biometrics=tuple(_entry(portrait, name, path, blob) for name, (path, blob) in taken.items()),
        kept=dict(taken.values()),
        records=portrait_recorded(record, portrait),
        samples=Samples(portrait=portrait),
    )


def _entry(portrait: Portrait, name: str, path: str, blob: Blob) -> Json:
    measures = {"metadata": _measures(portrait)} if blob is portrait.image else {}
    return {
        "biometricType": "FACE",
        "biometricSubType": "PORTRAIT",
        "captureDate": moment_text(portrait.captured_at),
        **device(portrait.device),
        "bitdepth": 24,
        "instance": name,
        **image(path, blob),
        **measures,
    }


def _measures(portrait: Portrait) -> str:
    """All quality scores as JSON text, in the free-form member `metadata`: the packet's own member takes one number
    only."""
    return rfc8785.dumps(
        {
            "capture": "automatic" if portrait.automatic else "manual",
            "quality": [_measure(quality) for quality in portrait.quality],
        }
    ).decode()


def _measure(quality: QualityScore) -> Json:
    """One quality score; members that are not known are left out."""
    told = {
        "algorithm": quality.algorithm,
        "identifier": IDENTIFIERS.get(quality.algorithm),
        "version": quality.version,
        "score": quality.score,
        "native": _finite(quality.native),
    }
    return {name: value for name, value in told.items() if value not in ("", None)}


def _finite(number: float | None) -> float | None:
    """JSON knows no infinity."""
    return number if number is not None and abs(number) < 1e300 else None
