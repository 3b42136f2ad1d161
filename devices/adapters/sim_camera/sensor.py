"""The camera's sensor: the scene's picture with the noise every real one has, a little different in each frame."""

from functools import cache

import numpy as np
from numpy.typing import NDArray

from devices.adapters.sim_camera.canvas import cv2
from devices.adapters.sim_camera.look import Look
from devices.adapters.sim_camera.scene import HEIGHT, WIDTH, Scene

_NOISE = 1.6  # standard deviation in sRGB steps, as of a good webcam in good light
_MARGIN = 64


class Sensor:
    """Belongs to one thread."""

    def __init__(self) -> None:
        self._scene = Scene()
        self._random = np.random.default_rng(8)
        self._grain = _grain()
        self._scene.picture(Look())

    def expose(self, look: Look) -> NDArray[np.uint8]:
        """(720, 1280, 3) uint8 sRGB, read-only."""
        picture = self._scene.picture(look)
        top, left = self._random.integers(0, _MARGIN, 2)
        grain = self._grain[top : top + HEIGHT, left : left + WIDTH]
        pixels = np.asarray(cv2.add(picture, grain, dtype=cv2.CV_8U), dtype=np.uint8)
        pixels.flags.writeable = False
        return pixels


@cache
def _grain() -> NDArray[np.int8]:
    """Somewhat larger than a frame, which shows another part of it each time."""
    grain = np.random.default_rng(7).normal(0.0, _NOISE, (HEIGHT + _MARGIN, WIDTH + _MARGIN, 3))
    return np.clip(np.round(grain), -8, 8).astype(np.int8)
