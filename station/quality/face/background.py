"""What stands behind the person, within the portrait: selfie segmentation, then its colour and evenness."""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from station.quality.cv import cv2
from station.quality.face.analysis import Background
from station.quality.face.geometry import HEIGHT, WIDTH, PortraitGeometry
from station.quality.face.models import SEGMENTATION, Network

_PERSON = 0.1  # probability above which a pixel may belong to the person
_EDGE = 9  # network pixels left out around the person: hair, and the network's own blur
_MIN_SHARE = 0.05  # less background than this says nothing


class BackgroundFinder:
    """Belongs to one thread."""

    def __init__(self, folder: Path) -> None:
        """Raises ModelsMissing, ModelDamaged."""
        self._network = Network(folder, SEGMENTATION)

    def find(self, pixels: NDArray[np.uint8], geometry: PortraitGeometry) -> Background | None:
        """pixels: (height, width, 3) uint8 R, G, B. None when too little background is seen to judge."""
        size = self._network.size
        to_frame = geometry.to_frame @ np.array(
            [
                [WIDTH / size, 0.0, (WIDTH / size - 1) / 2],
                [0.0, HEIGHT / size, (HEIGHT / size - 1) / 2],
                [0.0, 0.0, 1.0],
            ]
        )
        flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
        view = np.asarray(cv2.warpAffine(pixels, to_frame, (size, size), flags=flags), dtype=np.uint8)
        (person,) = self._network.run(view, low=0.0)
        inside = np.asarray(cv2.warpAffine(np.ones(pixels.shape[:2], np.uint8), to_frame, (size, size), flags=flags))
        candidate = ((person.reshape(size, size) < _PERSON) & (inside > 0)).astype(np.uint8)
        free = cv2.erode(candidate, np.ones((_EDGE, _EDGE), np.uint8), borderValue=1).astype(np.bool_)
        if free.mean() < _MIN_SHARE:
            return None
        lab = cv2.cvtColor(view.astype(np.float32) / 255.0, cv2.COLOR_RGB2LAB)[free]
        middle = np.median(lab, axis=0)
        low, high = np.percentile(lab[:, 0], [16, 84])
        return Background(float(middle[0]), float(high - low) / 2, float(np.hypot(middle[1], middle[2])))
