"""The face engine as the rest of the station sees it. Importing it is cheap; the models load at the first use."""

from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from station.domain.errors import StationError
from station.quality.assets import face_models
from station.quality.face.analysis import FaceAnalysis
from station.quality.face.geometry import PortraitGeometry

if TYPE_CHECKING:
    from station.quality.face.pipeline import FacePipeline

MIN_SIDE = 64


class UnusableImage(StationError):
    """Not a picture a face could be looked for in: shape, type or size."""

    code, retryable = "STN-504", True


class FaceEngine:
    """Thread-safe: one frame at a time. Follows one face from frame to frame until `forget`."""

    def __init__(self, models: Path | None = None) -> None:
        """models: folder of the model files; by default where set-up puts them. Nothing is read yet."""
        self._models = models
        self._lock = Lock()
        self._pipeline: FacePipeline | None = None

    def load(self) -> None:
        """Read the models, about 0.3 s. Harmless when called again. Raises ModelsMissing, ModelDamaged."""
        with self._lock:
            self._loaded()

    def forget(self) -> None:
        """The next frame has nothing to do with the last one."""
        with self._lock:
            if self._pipeline is not None:
                self._pipeline.forget()

    def analyse(self, pixels: NDArray[np.uint8]) -> FaceAnalysis | None:
        """pixels: (height, width, 3) uint8 R, G, B, not changed. None when no face is seen.

        Raises UnusableImage, ModelsMissing, ModelDamaged.
        """
        _demand_picture(pixels)
        with self._lock:
            return self._loaded().analyse(pixels)

    def assess(self, pixels: NDArray[np.uint8]) -> FaceAnalysis | None:
        """As analyse, of a picture that was taken: by itself, with everything that is too slow for a frame."""
        _demand_picture(pixels)
        with self._lock:
            return self._loaded().assess(pixels)

    def crop(self, pixels: NDArray[np.uint8], geometry: PortraitGeometry) -> NDArray[np.uint8]:
        """The portrait, (height, width, 3) uint8 R, G, B, of the geometry's size, read-only. Raises HeadOutsideFrame,
        UnusableImage."""
        from station.quality.face.crop import crop_portrait

        _demand_picture(pixels)
        return crop_portrait(pixels, geometry)

    def _loaded(self) -> "FacePipeline":
        if self._pipeline is None:
            from station.quality.face.pipeline import FacePipeline

            self._pipeline = FacePipeline(self._models or face_models())
        return self._pipeline


def _demand_picture(pixels: NDArray[np.uint8]) -> None:
    if pixels.ndim != 3 or pixels.shape[2] != 3 or pixels.dtype != np.uint8 or min(pixels.shape[:2]) < MIN_SIDE:
        raise UnusableImage
