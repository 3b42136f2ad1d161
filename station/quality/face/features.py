"""Eyes and mouth in numbers: open or closed, where the person looks, neutral or not."""

import numpy as np
from numpy.typing import NDArray

from station.quality.face.analysis import EyeAnalysis
from station.quality.face.iris import Eye
from station.quality.face.pose import HeadFit

_INNER_LIPS = ((13, 14), (82, 87), (312, 317), (81, 178), (311, 402))  # mesh points, upper over lower
_MOUTH_CORNERS = (61, 291)


def eyes_open(eyes: tuple[Eye, Eye], eyes_to_chin: float) -> float:
    """Largest lid distance of the narrower eye over T (ISO/IEC 29794-5 7.4.3): closed 0.01, squint 0.04, open 0.09."""
    return min(eye.opening for eye in eyes) / eyes_to_chin


def gaze(eyes: tuple[Eye, Eye]) -> float:
    """Mean offset of the pupils from the middle between the eye corners, in eye widths; > 0 to the person's left."""
    left, right = (_offset(eye) for eye in eyes)
    return (left - right) / 2


def each_eye(eyes: tuple[Eye, Eye], eyes_to_chin: float) -> tuple[EyeAnalysis, EyeAnalysis]:
    """The same of each by itself: of somebody with one eye only that one looks."""
    left, right = eyes
    return (
        EyeAnalysis(left.opening / eyes_to_chin, _offset(left)),
        EyeAnalysis(right.opening / eyes_to_chin, -_offset(right)),
    )


def mouth_open(points: NDArray[np.float64], eyes_to_chin: float) -> float:
    """Largest distance between the inner lips over T (ISO/IEC 29794-5 7.4.4). points: (468, 3) mesh."""
    upper, lower = np.array(_INNER_LIPS).T
    return float(np.linalg.norm(points[upper, :2] - points[lower, :2], axis=1).max()) / eyes_to_chin


def mouth_width(points: NDArray[np.float64], fit: HeadFit) -> float:
    """Distance of the mouth's corners in head units: 0.56 when neutral, over 0.62 only when smiling."""
    left, right = fit.straightened(points[list(_MOUTH_CORNERS)])
    return float(np.linalg.norm(right - left))


def _offset(eye: Eye) -> float:
    """Where the pupil stands between the corners: -0.5 at the outer one, 0.5 at the inner one."""
    across = eye.inner - eye.outer
    return float((np.array(eye.pupil) - eye.outer) @ across / (across @ across)) - 0.5
