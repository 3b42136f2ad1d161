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

    def __init__(self, times: int = 1) -> None:
        """times: as large as the stream."""
        self._times = times
        self._scene = Scene(times)
        self._random = np.random.default_rng(8)
        self._grain = _grain(times)
        self._scene.picture(Look())

    def expose(self, look: Look) -> NDArray[np.uint8]:
        """(720, 1280, 3), `times` as many, uint8 sRGB, read-only."""
        picture = self._scene.picture(look)
        top, left = self._random.integers(0, _MARGIN, 2)
        height, width = self._times * HEIGHT, self._times * WIDTH
        grain = self._grain[top : top + height, left : left + width]
        pixels = np.asarray(cv2.add(picture, grain, dtype=cv2.CV_8U), dtype=np.uint8)
        pixels.flags.writeable = False
        return pixels


@cache
def _grain(times: int) -> NDArray[np.int8]:
    """Somewhat larger than a frame, which shows another part of it each time."""
    grain = np.random.default_rng(7).normal(0.0, _NOISE, (times * HEIGHT + _MARGIN, times * WIDTH + _MARGIN, 3))
    return np.clip(np.round(grain), -8, 8).astype(np.int8)
