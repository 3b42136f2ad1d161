"""What is known of a captured sample, as the value that every kind of record is written of.

Nothing is guessed: no camera, scanner or quality algorithm gets a registered number that it does not have; a device has
those that its adapter says of it. The score of
a portrait as a whole is one that an engine gave as such, or none could be computed (255); single properties of it are
no score of the whole.
"""

from collections.abc import Mapping

from station.domain.sample import CaptureDevice, FingerImage, Portrait, QualityScore, SlapImpression
from station.domain.subject import Sex
from station.formats.iso19794.face import FaceData, FaceView, Gender, Technology, pose_code
from station.formats.iso19794.fields import SCORE_FAILED, Quality
from station.formats.iso19794.finger import Compression, FingerView

UNIFIED = "UnifiedQualityScore"
_JTC1_SC37 = 0x0101
"""Vendor under which ISO's own algorithms are registered."""
_NFIQ2: Mapping[str, int] = {"2.1": 0x37, "2.2": 0x38, "2.3": 0x39}
_UNIFIED_ID = 0x41
_YAW, _PITCH = "HeadPoseYaw", "HeadPosePitch"
_GENDERS: Mapping[str, int] = {Sex.FEMALE.value: Gender.FEMALE, Sex.MALE.value: Gender.MALE}


def face_view(portrait: Portrait, image: bytes, sex: str, *, lossless: bool) -> FaceView:
    """image: JPEG 2000, of the portrait's own size. sex: as a machine-readable zone says it, or ""."""
    return FaceView(
        image=image,
        width=portrait.image.width,
        height=portrait.image.height,
        data=FaceData.JP2_LOSSLESS if lossless else FaceData.JP2,
        captured_at=portrait.captured_at,
        qualities=(_unified(portrait.quality),),
        gender=_GENDERS.get(sex, Gender.UNSPECIFIED),
        pose=_pose(portrait.quality),
        technology=portrait.device.technology or _of_camera(portrait.device),
        vendor=portrait.device.registered_vendor,
        device=portrait.device.registered_device,
    )


def finger_view(impression: SlapImpression, item: FingerImage, image: bytes, *, lossless: bool) -> FingerView:
    """image: WSQ, or lossless JPEG 2000, of the finger's own size."""
    return FingerView(
        position=item.finger,
        image=image,
        width=item.image.width,
        height=item.image.height,
        compression=Compression.JP2_LOSSLESS if lossless else Compression.WSQ,
        captured_at=impression.captured_at,
        qualities=(_of_finger(item.quality),),
        scan_resolution=(impression.source.resolution_ppi,) * 2,
        image_resolution=(item.image.resolution_ppi,) * 2,
        technology=impression.device.technology,
        vendor=impression.device.registered_vendor,
        device=impression.device.registered_device,
    )


def unified_score(quality: tuple[QualityScore, ...]) -> int | None:
    """Of the portrait as a whole, where an engine gave one."""
    return next((item.score for item in quality if item.algorithm == UNIFIED), None)


def _of_camera(device: CaptureDevice) -> int:
    """Of one that does not say: whatever gives frames one after the other is a video camera."""
    return Technology.UNSPECIFIED if device.simulated else Technology.DIGITAL_VIDEO


def _unified(quality: tuple[QualityScore, ...]) -> Quality:
    score = unified_score(quality)
    return Quality(SCORE_FAILED) if score is None else Quality(score, _JTC1_SC37, _UNIFIED_ID)


def _of_finger(quality: QualityScore) -> Quality:
    """A score of NFIQ 2 says by which revision; one of another algorithm, or of a revision without a number, is a score
    of an algorithm that is not named."""
    score = SCORE_FAILED if quality.score is None else quality.score
    revision = _NFIQ2.get(".".join(quality.version.split(".")[:2])) if quality.algorithm == "NFIQ2" else None
    return Quality(score) if revision is None else Quality(score, _JTC1_SC37, revision)


def _pose(quality: tuple[QualityScore, ...]) -> tuple[int, int, int]:
    """As it was measured, turned to the person's left and down as positive. Portraits are cut level: roll is nought."""
    angles = {item.algorithm: item.native for item in quality if item.score is not None}
    yaw, pitch = pose_code(angles.get(_YAW)), pose_code(angles.get(_PITCH))
    return (yaw, pitch, pose_code(0)) if yaw or pitch else (0, 0, 0)
