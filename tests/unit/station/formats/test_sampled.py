"""What records say of a captured sample: what is known, and nothing else."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from station.domain.sample import (
    Blob,
    CaptureDevice,
    Digest,
    Finger,
    FingerImage,
    Portrait,
    QualityScore,
    Slap,
    SlapImpression,
)
from station.formats.iso19794.face import FaceData, FaceType, Gender, Technology
from station.formats.iso19794.fields import SCORE_FAILED, Quality
from station.formats.iso19794.finger import Compression, Impression
from station.formats.sampled import face_view, finger_view, unified_score

AT = datetime(2026, 11, 30, 8, 30, tzinfo=UTC)
CAMERA = CaptureDevice("uvc:1", "Maker", "Model")
COMPONENTS = (
    QualityScore("HeadPoseYaw", "1", 99, -3.9),
    QualityScore("HeadPosePitch", "1", 98, 6.2),
    QualityScore("HeadPoseRoll", "1", 99, 4.0),
    QualityScore("HeadSize", "1", 2, 0.3),
)
PORTRAIT = Portrait(
    Blob(Digest("s"), "image/png", 9, 1920, 1080),
    Blob(Digest("p"), "image/jp2", 9, 413, 531, 300),
    CAMERA,
    AT,
    automatic=True,
    quality=COMPONENTS,
)
PRINT = FingerImage(
    Finger.LEFT_INDEX, Blob(Digest("f"), "image/x-wsq", 9, 300, 400, 500), QualityScore("NFIQ2", "2.3.0", 61)
)
SLAP = SlapImpression(Slap.LEFT_FOUR, 2, Blob(Digest("l"), "image/png", 9, 1600, 1500, 500), (PRINT,), CAMERA, AT)


def test_a_face() -> None:
    view = face_view(PORTRAIT, b"jp2", "F", lossless=False)
    assert (view.width, view.height, view.data, view.kind) == (413, 531, FaceData.JP2, FaceType.FULL_FRONTAL)
    assert (view.captured_at, view.gender, view.technology) == (AT, Gender.FEMALE, Technology.DIGITAL_VIDEO)
    assert view.pose == (179, 4, 1), "-4 and 6 degrees in steps of two; cut level"
    assert (view.vendor, view.device, view.certifications, view.properties, view.expression) == (0, 0, (), 0, 0)
    assert face_view(PORTRAIT, b"jp2", "F", lossless=True).data == FaceData.JP2_LOSSLESS


def test_a_device_is_named_by_the_numbers_that_it_says() -> None:
    camera = replace(CAMERA, technology=Technology.STILL_CAMERA, registered_vendor=0x1D, registered_device=0x0102)
    face = face_view(replace(PORTRAIT, device=camera), b"jp2", "F", lossless=False)
    assert (face.technology, face.vendor, face.device) == (Technology.STILL_CAMERA, 0x1D, 0x0102)
    scanner = CaptureDevice("own:1", "Maker", "Model", technology=2, registered_vendor=0x1D, registered_device=7)
    view = finger_view(replace(SLAP, device=scanner), PRINT, b"wsq", lossless=False)
    assert (view.technology, view.vendor, view.device) == (2, 0x1D, 7)
    unsaid = finger_view(SLAP, PRINT, b"wsq", lossless=False)
    assert (unsaid.technology, unsaid.vendor, unsaid.device) == (0, 0, 0)


@pytest.mark.parametrize(("sex", "gender"), [("M", Gender.MALE), ("X", Gender.UNSPECIFIED), ("", Gender.UNSPECIFIED)])
def test_sex_as_the_zone_says_it(sex: str, gender: Gender) -> None:
    assert face_view(PORTRAIT, b"", sex, lossless=False).gender == gender


def test_single_properties_are_no_score_of_the_whole() -> None:
    """A correct crop scores 2 for the size of the head."""
    assert unified_score(PORTRAIT.quality) is None
    assert face_view(PORTRAIT, b"", "", lossless=False).qualities == (Quality(SCORE_FAILED),)


def test_an_engines_score_is_one() -> None:
    scored = replace(PORTRAIT, quality=(*COMPONENTS, QualityScore("UnifiedQualityScore", "1.1.2", 27)))
    assert face_view(scored, b"", "", lossless=False).qualities == (Quality(27, 0x0101, 0x41),)
    failed = replace(PORTRAIT, quality=(QualityScore("UnifiedQualityScore", "1.1.2", None),))
    assert face_view(failed, b"", "", lossless=False).qualities == (Quality(SCORE_FAILED),)


def test_a_pose_that_nobody_judged_is_not_told() -> None:
    unjudged = tuple(replace(item, score=None, native=None) for item in COMPONENTS)
    assert face_view(replace(PORTRAIT, quality=unjudged), b"", "", lossless=False).pose == (0, 0, 0)
    assert face_view(replace(PORTRAIT, quality=()), b"", "", lossless=False).pose == (0, 0, 0)
    measured_only = tuple(replace(item, score=None) for item in COMPONENTS)
    assert face_view(replace(PORTRAIT, quality=measured_only), b"", "", lossless=False).pose == (0, 0, 0)


def test_a_simulated_camera_is_of_no_technology() -> None:
    simulated = replace(PORTRAIT, device=replace(CAMERA, simulated=True))
    assert face_view(simulated, b"", "", lossless=False).technology == Technology.UNSPECIFIED


def test_a_finger() -> None:
    view = finger_view(SLAP, PRINT, b"wsq", lossless=False)
    assert (view.position, view.width, view.height, view.compression) == (7, 300, 400, Compression.WSQ)
    assert (view.captured_at, view.impression, view.scan_resolution) == (AT, Impression.LIVE_PLAIN, (500, 500))
    assert view.qualities == (Quality(61, 0x0101, 0x39),)
    assert (view.technology, view.vendor, view.device) == (0, 0, 0)
    assert finger_view(SLAP, PRINT, b"jp2", lossless=True).compression == Compression.JP2_LOSSLESS


@pytest.mark.parametrize(
    ("quality", "told"),
    [
        (QualityScore("NFIQ2", "2.3.0", None), Quality(SCORE_FAILED, 0x0101, 0x39)),
        (QualityScore("NFIQ2", "2.2", 0), Quality(0, 0x0101, 0x38)),
        (QualityScore("NFIQ2", "2.1.4", 100), Quality(100, 0x0101, 0x37)),
        (QualityScore("NFIQ2", "3.0", 40), Quality(40)),
        (QualityScore("own", "2.3", 40), Quality(40)),
        (QualityScore("NFIQ2", "", 40), Quality(40)),
    ],
)
def test_the_algorithm_of_a_score(quality: QualityScore, told: Quality) -> None:
    assert finger_view(SLAP, replace(PRINT, quality=quality), b"", lossless=False).qualities == (told,)
