"""From what a device gave to what the draft keeps: bytes in their formats, sealed into the vault."""

from datetime import datetime
from typing import TypedDict

import numpy as np
from numpy.typing import NDArray

from station.domain.capture import InkPoint, PortraitCandidate, SegmentedFinger, SlapCandidate
from station.domain.enrollment import Enrollment
from station.domain.errors import StationError
from station.domain.sample import (
    Blob,
    CaptureDevice,
    Digest,
    FingerImage,
    Portrait,
    SignatureSample,
    SlapImpression,
)
from station.formats import face_image, finger_image, signature_image
from station.storage.vault import Vault
from station.workflow.slaps import SlapPolicy, attempts_at, expected_fingers, vetoes_at

_FINGER_PPI = 500


class AttemptsUsed(StationError):
    """The slap was tried as often as the rules allow; the best attempt counts."""

    code = "STN-432"


class WrongFingers(StationError):
    """The fingers taken are not those expected. `expected` and `got` are counts."""

    code, retryable = "STN-433", True


class EmptySignature(StationError):
    """Nothing was written on the pad."""

    code, retryable = "STN-435", True


def keep(vault: Vault, enrollment: Enrollment, data: bytes, media_type: str, **picture: int) -> Blob:
    """As that person's and nobody else's. picture: its size, as `Vault.put` takes it."""
    return vault.put(enrollment.case_id, data, media_type, whose=enrollment.enrollment_id, **picture)


def kept(vault: Vault, enrollment: Enrollment, digest: Digest) -> bytes:
    """Of that person. Raises BlobMissing, also for another's of the same case, and DraftDamaged."""
    return vault.get(enrollment.case_id, digest, enrollment.enrollment_id)


def keep_portrait(vault: Vault, enrollment: Enrollment, candidate: PortraitCandidate) -> Portrait:
    """The untouched frame without loss, and the crops of it."""
    return Portrait(
        source=_keep_png(vault, enrollment, candidate.source),
        device=candidate.device,
        captured_at=candidate.captured_at,
        automatic=candidate.automatic,
        quality=candidate.quality,
        detail=candidate.detail,
        pitch=candidate.pitch,
        hints=candidate.hints,
        still=candidate.still,
        **keep_crops(vault, enrollment, candidate.crop, candidate.original),
    )


class Crops(TypedDict):
    image: Blob
    lossless: Blob
    original: Blob | None


def keep_crops(
    vault: Vault, enrollment: Enrollment, crop: NDArray[np.uint8], original: NDArray[np.uint8] | None
) -> Crops:
    """The crop as the document carries it and without loss, and the original beside it."""
    return Crops(
        image=keep(
            vault,
            enrollment,
            face_image.encode_jp2(crop),
            face_image.JP2,
            width=crop.shape[1],
            height=crop.shape[0],
            resolution_ppi=face_image.PORTRAIT_PPI,
        ),
        lossless=_keep_png(vault, enrollment, crop, face_image.PORTRAIT_PPI),
        original=None if original is None else _keep_png(vault, enrollment, original),
    )


def _keep_png(vault: Vault, enrollment: Enrollment, pixels: NDArray[np.uint8], resolution_ppi: int = 0) -> Blob:
    data = face_image.encode_png(pixels, resolution_ppi)
    height, width = pixels.shape[:2]
    return keep(vault, enrollment, data, face_image.PNG, width=width, height=height, resolution_ppi=resolution_ppi)


def keep_slap(vault: Vault, enrollment: Enrollment, candidate: SlapCandidate, policy: SlapPolicy) -> SlapImpression:
    """One more attempt, with its number. Raises WrongFingers, AttemptsUsed."""
    expected = expected_fingers(enrollment, candidate.slap)
    taken = tuple(item.finger for item in candidate.fingers)
    if set(taken) != set(expected) or len(taken) != len(expected):
        raise WrongFingers(expected=len(expected), got=len(taken), field=candidate.slap.value)
    tried, left_out = attempts_at(enrollment.samples, candidate.slap), vetoes_at(enrollment.samples, candidate.slap)
    if len(tried) >= policy.attempts:
        raise AttemptsUsed(limit=policy.attempts, field=candidate.slap.value)
    source, resolution_ppi = candidate.source, candidate.resolution_ppi
    return SlapImpression(
        slap=candidate.slap,
        attempt=len(tried) + left_out + 1,
        source=keep(
            vault,
            enrollment,
            finger_image.encode_png(source, resolution_ppi),
            finger_image.PNG,
            width=source.shape[1],
            height=source.shape[0],
            resolution_ppi=resolution_ppi,
        ),
        fingers=tuple(_keep_finger(vault, enrollment, item) for item in candidate.fingers),
        device=candidate.device,
        captured_at=candidate.captured_at,
    )


def _keep_finger(vault: Vault, enrollment: Enrollment, item: SegmentedFinger) -> FingerImage:
    """The upright print as the packet carries it, and without loss for a receiver that wants it so."""
    height, width = item.pixels.shape
    return FingerImage(
        item.finger,
        keep(
            vault,
            enrollment,
            finger_image.encode_wsq(item.pixels),
            finger_image.WSQ,
            width=width,
            height=height,
            resolution_ppi=_FINGER_PPI,
        ),
        item.quality,
        named_by=item.named_by,
        lossless=keep(
            vault,
            enrollment,
            finger_image.encode_png(item.pixels, _FINGER_PPI),
            finger_image.PNG,
            width=width,
            height=height,
            resolution_ppi=_FINGER_PPI,
        ),
    )


def keep_signature(
    vault: Vault,
    enrollment: Enrollment,
    points: tuple[InkPoint, ...],
    size_mm: tuple[float, float],
    device: CaptureDevice,
    at: datetime,
) -> SignatureSample:
    """Strokes as they were written, and a picture of them. Raises EmptySignature."""
    if sum(point.down for point in points) < 2:
        raise EmptySignature(field="signature")
    picture, width, height = signature_image.draw_png(points, size_mm)
    return SignatureSample(
        strokes=keep(vault, enrollment, signature_image.encode_strokes(points, size_mm), signature_image.STROKES),
        image=keep(
            vault,
            enrollment,
            picture,
            signature_image.PNG,
            width=width,
            height=height,
            resolution_ppi=signature_image.PICTURE_PPI,
        ),
        device=device,
        captured_at=at,
    )
