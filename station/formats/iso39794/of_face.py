"""What `FaceView` says of a face, as blocks of ISO/IEC 39794-5. Landmarks, colours of eyes and hair, and properties are
coded otherwise there and are left out: the station writes none."""

from collections.abc import Mapping

from station.formats.iso19794.errors import RecordUnwritable
from station.formats.iso19794.face import GREY8, RGB24, FaceData, FaceType, FaceView, Gender, pose_degrees
from station.formats.iso39794 import face
from station.formats.iso39794.common import DateTime
from station.formats.iso39794.face import FaceBlock, FaceFormat, FaceRepresentation
from station.formats.iso39794.of_parts import certifications_of, model_of, qualities_of

_FORMATS: Mapping[int, int] = {
    FaceData.JPEG: FaceFormat.JPEG,
    FaceData.JP2: FaceFormat.JP2,
    FaceData.JP2_LOSSLESS: FaceFormat.JP2_LOSSLESS,
}
_GENDERS: Mapping[int, int] = {Gender.MALE: face.Gender.MALE, Gender.FEMALE: face.Gender.FEMALE}
_COLOURS = {RGB24: 2, GREY8: 5}
_PASSPORT = 0


def face_block(views: tuple[FaceView, ...]) -> FaceBlock:
    """Raises RecordUnwritable for a picture that is neither JPEG nor JPEG 2000."""
    return FaceBlock(tuple(_representation(number, view) for number, view in enumerate(views)))


def _representation(number: int, view: FaceView) -> FaceRepresentation:
    if view.data not in _FORMATS:
        raise RecordUnwritable(reason="picture")
    information = face.ImageInformation(
        format=_FORMATS[view.data],
        kind=_PASSPORT if view.kind in (FaceType.FULL_FRONTAL, FaceType.TOKEN) else None,
        size=face.Size(view.width, view.height),
        colour=_COLOURS.get(view.colour),
    )
    model, certifications = model_of(view.vendor, view.device), certifications_of(view.certifications)
    return FaceRepresentation(
        number=number,
        image=face.Image(view.image, information, face.Camera(technology=view.technology) if view.technology else None),
        captured=DateTime.of(view.captured_at) if view.captured_at else None,
        qualities=qualities_of(view.qualities),
        device=face.FaceDevice(model, certifications) if model or certifications else None,
        identity=_identity(view),
    )


def _identity(view: FaceView) -> face.Identity | None:
    yaw, pitch, roll = (None if (degrees := pose_degrees(code)) is None else face.Angle(degrees) for code in view.pose)
    gender = _GENDERS.get(view.gender)
    pose = face.Pose(yaw, pitch, roll) if yaw or pitch or roll else None
    return face.Identity(gender=gender, pose=pose) if gender or pose else None
