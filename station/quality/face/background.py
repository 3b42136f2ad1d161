"""What stands behind the person: selfie segmentation, then colour and evenness of the wall beside and above the head.

Only strips are judged, as far from the head as hair and cloth reach: a headscarf is not a wall, whatever its pattern.
"""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from station.quality.cv import cv2
from station.quality.face.analysis import Background
from station.quality.face.geometry import EYE_LINE, HEAD_IN_T, HEAD_SHARE, HEIGHT, WIDTH, PortraitGeometry
from station.quality.face.models import SEGMENTATION, Network

_PERSON = 0.1  # probability above which a pixel may belong to the person
_EDGE = 9  # network pixels left out around the person: hair, and the network's own blur
_WIDER = 1.6  # what is looked at over the portrait's rectangle, as far as the frame reaches
_BESIDE, _ABOVE = 1.9, 1.95  # where strips begin: eye distances from the middle of the face, T above the eyes
_FEWEST = 120  # network pixels of a strip; fewer say nothing
_T = HEAD_SHARE * HEIGHT / HEAD_IN_T  # portrait pixels


class BackgroundFinder:
    """Belongs to one thread."""

    def __init__(self, folder: Path) -> None:
        """Raises ModelsMissing, ModelDamaged."""
        self._network = Network(folder, SEGMENTATION)

    def find(self, pixels: NDArray[np.uint8], geometry: PortraitGeometry, eye_distance: float) -> Background | None:
        """pixels: (height, width, 3) uint8 R, G, B. eye_distance: frame pixels. None when too little is seen."""
        size = self._network.size
        step = np.array([WIDTH, HEIGHT]) * _WIDER / size  # portrait pixels to one of the network
        first = np.array([WIDTH, HEIGHT]) * (1 - _WIDER) / 2 + step / 2 - 0.5
        to_frame = geometry.to_frame @ np.array([[step[0], 0.0, first[0]], [0.0, step[1], first[1]], [0.0, 0.0, 1.0]])
        flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
        view = np.asarray(cv2.warpAffine(pixels, to_frame, (size, size), flags=flags), dtype=np.uint8)
        (person,) = self._network.run(view, low=0.0)
        inside = np.asarray(cv2.warpAffine(np.ones(pixels.shape[:2], np.uint8), to_frame, (size, size), flags=flags))
        candidate = ((person.reshape(size, size) < _PERSON) & (inside > 0)).astype(np.uint8)
        free = cv2.erode(candidate, np.ones((_EDGE, _EDGE), np.uint8), borderValue=1).astype(np.bool_)
        lab = np.asarray(cv2.cvtColor(view.astype(np.float32) / 255.0, cv2.COLOR_RGB2LAB), np.float32)
        across, down = (first[axis] + step[axis] * np.arange(size) for axis in (0, 1))
        strips = [lab[free & strip] for strip in _strips(across, down, eye_distance / geometry.scale)]
        return _wall([strip for strip in strips if len(strip) >= _FEWEST])


def _strips(
    across: NDArray[np.float64], down: NDArray[np.float64], eye_distance: float
) -> tuple[NDArray[np.bool_], NDArray[np.bool_], NDArray[np.bool_]]:
    """Left, right and above, as masks. across, down: of each column and row, in portrait pixels, as the distance is."""
    eyes = EYE_LINE * HEIGHT
    off = (across - WIDTH / 2) / eye_distance
    to_chin, above = (down < eyes + _T)[:, None], (down < eyes - _ABOVE * _T)[:, None]
    return (
        (off < -_BESIDE)[None] & to_chin & ~above,
        (off > _BESIDE)[None] & to_chin & ~above,
        above & (off == off)[None],
    )


def _wall(strips: list[NDArray[np.float32]]) -> Background | None:
    """strips: (n, 3) CIELAB each."""
    if not strips:
        return None
    lab = np.concatenate(strips)
    middle = np.median(lab, axis=0)
    low, high = np.percentile(lab[:, 0], [16, 84])
    each = [float(np.median(strip[:, 0])) for strip in strips]
    return Background(
        lightness=float(middle[0]),
        unevenness=float(high - low) / 2,
        chroma=float(np.hypot(middle[1], middle[2])),
        apart=max(each) - min(each),
        mottled=float(lab[:, 1].std() + lab[:, 2].std()),
    )
