"""Samples as MOSIP counts them: each finger and the face by itself, an ISO/IEC 19794 record or a marked exception.

Images are lossless JPEG 2000 of the pixels as they were cut at capture. Where the receiver takes no packet as large as
that (`cuts`), or a draft of an older station has not kept those pixels, the record holds what was signed, WSQ or lossy
JPEG 2000, and says so.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid5

from station.domain.exceptions import reason_in
from station.domain.override import override_of
from station.domain.sample import (
    PORTRAIT,
    Blob,
    CaptureDevice,
    ExceptionReason,
    Finger,
    FingerImage,
    Modality,
    Portrait,
    SlapImpression,
)
from station.formats.iso19794.face_2011 import write_face_record
from station.formats.iso19794.finger_2011 import write_finger_record
from station.formats.jp2 import lossless_jp2
from station.formats.sampled import UNIFIED, face_view, finger_view, unified_score
from station.packet.format import Dossier
from station.receivers.mosip.form.cuts import Cut

FACE = "face"
FINGERS = {
    Finger.LEFT_INDEX: ("leftIndex", "Left IndexFinger"),
    Finger.LEFT_MIDDLE: ("leftMiddle", "Left MiddleFinger"),
    Finger.LEFT_RING: ("leftRing", "Left RingFinger"),
    Finger.LEFT_LITTLE: ("leftLittle", "Left LittleFinger"),
    Finger.RIGHT_INDEX: ("rightIndex", "Right IndexFinger"),
    Finger.RIGHT_MIDDLE: ("rightMiddle", "Right MiddleFinger"),
    Finger.RIGHT_RING: ("rightRing", "Right RingFinger"),
    Finger.RIGHT_LITTLE: ("rightLittle", "Right LittleFinger"),
    Finger.LEFT_THUMB: ("leftThumb", "Left Thumb"),
    Finger.RIGHT_THUMB: ("rightThumb", "Right Thumb"),
}
"""MOSIP's attribute and CBEFF subtype of each finger, in MOSIP's order."""


@dataclass(frozen=True)
class Sample:
    """record: empty for an exception. score: None where there is none. index: ties CBEFF and meta."""

    attribute: str
    kind: str  # CBEFF type: "Finger" or "Face"
    subtype: str
    index: UUID
    captured_at: datetime
    record: bytes
    score: int | None
    algorithm: str
    attempt: int
    forced: bool
    missing: ExceptionReason | None = None


def samples_of(dossier: Dossier, cuts: Collection[Cut] = ()) -> tuple[Sample, ...]:
    """Raises as get_blob."""
    return (*_fingers(dossier, whole=Cut.FINGERS not in cuts), *_face(dossier, whole=Cut.PORTRAIT not in cuts))


def devices_of(dossier: Dossier) -> tuple[tuple[str, CaptureDevice], ...]:
    """What took the samples, each device once, with MOSIP's word for its kind."""
    samples = dossier.given.samples
    used = [("Finger", item.device) for item in samples.slaps]
    if samples.portrait is not None:
        used.append(("Face", samples.portrait.device))
    return tuple(dict.fromkeys(used))


def _fingers(dossier: Dossier, *, whole: bool) -> Iterator[Sample]:
    enrollment, samples = dossier.enrollment, dossier.given.samples
    taken = {item.finger: (impression, item) for impression in samples.slaps for item in impression.fingers}
    missing = {item.finger: item.reason for item in dossier.given.missing_fingers}
    for finger, (attribute, subtype) in FINGERS.items():
        index = _index(dossier, attribute)
        if finger in taken:
            impression, image = taken[finger]
            yield Sample(
                attribute,
                "Finger",
                subtype,
                index,
                impression.captured_at,
                _finger_record(dossier, impression, image, whole=whole),
                image.quality.score,
                f"{image.quality.algorithm} {image.quality.version}".strip(),
                impression.attempt,
                impression.slap in dossier.given.below_threshold,
            )
        elif finger in missing:
            yield Sample(
                attribute, "Finger", subtype, index, enrollment.started_at, b"", None, "", 0, False, missing[finger]
            )


def _face(dossier: Dossier, *, whole: bool) -> Iterator[Sample]:
    portrait, index = dossier.given.samples.portrait, _index(dossier, FACE)
    if portrait is None:
        reason = reason_in(dossier.given.exceptions, Modality.FACE)
        if reason is not None:
            yield Sample(FACE, "Face", "", index, dossier.enrollment.started_at, b"", None, "", 0, False, reason)
        return
    score = unified_score(portrait.quality)
    yield Sample(
        FACE,
        "Face",
        "",
        index,
        portrait.captured_at,
        _face_record(dossier, portrait, whole=whole),
        score,
        "" if score is None else UNIFIED,
        1,
        override_of(dossier.given.overrides, PORTRAIT) is not None,
    )


def _finger_record(dossier: Dossier, impression: SlapImpression, item: FingerImage, *, whole: bool) -> bytes:
    lossless = item.lossless if whole else None
    image = _picture(dossier, lossless, item.image)
    return write_finger_record((finger_view(impression, item, image, lossless=lossless is not None),))


def _face_record(dossier: Dossier, portrait: Portrait, *, whole: bool) -> bytes:
    lossless = portrait.lossless if whole else None
    image, sex = _picture(dossier, lossless, portrait.image), dossier.given.text("sex")
    return write_face_record((face_view(portrait, image, sex, lossless=lossless is not None),))


def _picture(dossier: Dossier, lossless: Blob | None, image: Blob) -> bytes:
    if lossless is None:
        return dossier.get_blob(image.digest)
    return lossless_jp2(dossier.get_blob(lossless.digest), image.resolution_ppi)


def _index(dossier: Dossier, attribute: str) -> UUID:
    return uuid5(UUID(dossier.enrollment.enrollment_id), attribute)
