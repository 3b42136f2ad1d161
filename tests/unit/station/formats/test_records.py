"""One value of a face or a finger in each kind of record, and the pictures in a record of any kind."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from station.domain.record import RecordKind
from station.formats.iso19794.errors import RecordUnreadable, RecordUnwritable
from station.formats.iso19794.face import GREY8, FaceData, FaceType, FaceView, Gender, Technology
from station.formats.iso19794.fields import NFIQ2, SCORE_FAILED, Certification, Quality
from station.formats.iso19794.finger import PPCM, Compression, FingerView
from station.formats.iso39794 import face
from station.formats.iso39794.common import FAILED, DateTime, RegistryId
from station.formats.iso39794.common import Quality as Named
from station.formats.iso39794.face import FaceFormat, read_face_block
from station.formats.iso39794.finger import PER_CM, FingerDevice, FingerFormat, SamplingRate, read_finger_block
from station.formats.magic import JP2, JPEG, PNG, WSQ
from station.formats.records import Picture, faces_in, fingers_in, write_face, write_finger

AT = datetime(2026, 11, 30, 8, 30, 1, 250_000, UTC)
JP2_BYTES, WSQ_BYTES = bytes.fromhex("0000000c6a5020200d0a870a") + b"...", bytes.fromhex("ffa0ffa4") + b"..."
FACE = FaceView(
    JP2_BYTES,
    413,
    531,
    FaceData.JP2,
    captured_at=AT,
    qualities=(Quality(SCORE_FAILED),),
    gender=Gender.FEMALE,
    pose=(180, 1, 3),
    technology=Technology.DIGITAL_VIDEO,
)
FINGER = FingerView(7, WSQ_BYTES, 300, 400, Compression.WSQ, AT, (Quality(61, *NFIQ2),))


@pytest.mark.parametrize("kind", RecordKind)
def test_the_pictures_in_each_kind(kind: RecordKind) -> None:
    assert faces_in(write_face(kind, (FACE,))) == (Picture(JP2_BYTES, JP2, 413, 531),)
    width, height = (0, 0) if kind is RecordKind.ISO_39794 else (300, 400)
    assert fingers_in(write_finger(kind, (FINGER,))) == (Picture(WSQ_BYTES, WSQ, width, height, 7),)


@pytest.mark.parametrize("kind", RecordKind)
def test_a_picture_is_what_it_begins_like(kind: RecordKind) -> None:
    """One issuer declares JPEG 2000 and writes JPEG."""
    assert faces_in(write_face(kind, (replace(FACE, image=b"\xff\xd8\xff\xe0"),)))[0].media_type == JPEG
    assert faces_in(write_face(kind, (replace(FACE, image=b"?"),)))[0].media_type == JP2
    assert fingers_in(write_finger(kind, (replace(FINGER, image=b"?"),)))[0].media_type == WSQ


def test_raw_pixels_have_no_type() -> None:
    raw = replace(FINGER, image=b"\x00" * 4, compression=Compression.RAW)
    assert fingers_in(write_finger(RecordKind.ISO_19794_2005, (raw,)))[0].media_type is None
    with pytest.raises(RecordUnwritable):
        write_finger(RecordKind.ISO_39794, (raw,))


def test_a_face_in_blocks() -> None:
    (found,) = read_face_block(write_face(RecordKind.ISO_39794, (FACE,))).representations
    assert found.image.information == face.ImageInformation(FaceFormat.JP2, kind=0, size=face.Size(413, 531), colour=2)
    assert found.image.camera == face.Camera(technology=6)
    assert found.captured == DateTime(2026, 11, 30, 8, 30, 1, 250)
    assert found.identity == face.Identity(
        gender=face.Gender.FEMALE, pose=face.Pose(face.Angle(-2), face.Angle(0), face.Angle(4))
    )
    assert found.qualities is None, "a failure of no named algorithm"


def test_what_is_not_known_is_not_written() -> None:
    least = FaceView(b"", 1, 2, FaceData.JP2_LOSSLESS, FaceType.BASIC, colour=GREY8)
    (found,) = read_face_block(write_face(RecordKind.ISO_39794, (least,))).representations
    assert found == face.FaceRepresentation(
        0, face.Image(b"", face.ImageInformation(FaceFormat.JP2_LOSSLESS, size=face.Size(1, 2), colour=5))
    )
    with pytest.raises(RecordUnwritable):
        write_face(RecordKind.ISO_39794, (replace(least, data=FaceData.PNG),))


def test_registered_numbers_are_told() -> None:
    named = replace(
        FACE,
        qualities=(Quality(83, 0x12, 0x41), Quality(SCORE_FAILED, 0x12, 0x47)),
        vendor=5,
        device=6,
        certifications=(Certification(7, 3),),
    )
    (found,) = read_face_block(write_face(RecordKind.ISO_39794, (named,))).representations
    assert found.qualities == (Named(RegistryId(0x12, 0x41), (0, 83)), Named(RegistryId(0x12, 0x47), FAILED))
    assert found.device == face.FaceDevice(RegistryId(5, 6), (RegistryId(7, 3),))


def test_a_finger_in_blocks() -> None:
    (found,) = read_finger_block(write_finger(RecordKind.ISO_39794, (FINGER,))).representations
    assert (found.position, found.impression, found.format) == (7, 0, FingerFormat.WSQ)
    assert found.qualities == (Named(RegistryId(0x0101, 0x39), (0, 61)),)
    assert (found.sampling, found.lossily_compressed, found.device) == (SamplingRate(500), True, None)
    other = replace(
        FINGER, compression=Compression.PNG, image=b"\x89PNG\r\n\x1a\n", units=PPCM, image_resolution=(197, 197),
        impression=2, technology=0x0E, vendor=5, device=6,
    )  # fmt: skip
    record = write_finger(RecordKind.ISO_39794, (other, replace(other, technology=1)))
    first, second = read_finger_block(record).representations
    assert (first.sampling, first.lossily_compressed, first.impression) == (SamplingRate(197, PER_CM), False, 28)
    assert (first.device, second.device) == (FingerDevice(RegistryId(5, 6), 9), FingerDevice(RegistryId(5, 6), 1))
    assert [item.media_type for item in fingers_in(record)] == [PNG, PNG]


def test_one_is_not_the_other() -> None:
    for kind in RecordKind:
        with pytest.raises(RecordUnreadable):
            fingers_in(write_face(kind, (FACE,)))
        with pytest.raises(RecordUnreadable):
            faces_in(write_finger(kind, (FINGER,)))
    for data in (b"", b"FAC\x00", b"FAC\x00020\x00"):
        with pytest.raises(RecordUnreadable):
            faces_in(data)
