"""Where on the picture a check looks: boxes in frame pixels, x, y, width, height."""

from station.capture.rule import Box
from station.quality.face.analysis import FaceAnalysis

_EYES = (1.9, 0.7)  # of the eye distance: how wide and how high the eyes with what surrounds them are
_MOUTH = (1.1, 0.75)
_MOUTH_AT = 0.6  # of the way from the eyes to the chin


def eyes(face: FaceAnalysis) -> Box:
    x, y = _middle(face)
    return _around(x, y, face, _EYES)


def mouth(face: FaceAnalysis) -> Box:
    x, y = _middle(face)
    return _around(x + (face.chin[0] - x) * _MOUTH_AT, y + (face.chin[1] - y) * _MOUTH_AT, face, _MOUTH)


def whole(face: FaceAnalysis) -> Box:
    return face.box


def _middle(face: FaceAnalysis) -> tuple[float, float]:
    (left_x, left_y), (right_x, right_y) = face.pupils
    return (left_x + right_x) / 2, (left_y + right_y) / 2


def _around(x: float, y: float, face: FaceAnalysis, size: tuple[float, float]) -> Box:
    width, height = (share * face.pupil_distance for share in size)
    return x - width / 2, y - height / 2, width, height
