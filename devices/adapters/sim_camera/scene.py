"""The figure before a plain wall, through a lens: one look in, one picture out. Steady looks come from a cache."""

from collections import OrderedDict
from functools import cached_property, lru_cache
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from devices.adapters.sim_camera.appearance import Appearance
from devices.adapters.sim_camera.canvas import Floats, cv2
from devices.adapters.sim_camera.figure import turn_about_neck
from devices.adapters.sim_camera.light import encode, shade
from devices.adapters.sim_camera.look import Look
from devices.adapters.sim_camera.raster import rasterise

WIDTH, HEIGHT = 1280, 720
EYES_AT = (640.0, 336.0)  # pixel where the middle of the eyes lies in the neutral look
FOCAL_PX = 2063.0  # 130 px between the pupils at one metre
_WALL = (0.66, 0.665, 0.67)
_LEVEL_PITCH = -4.5  # the anatomy's axes lie so far off where the average person looks straight
_JUMP_MM = 6.0
_LENS_PX = 0.55  # blur of the lens, standard deviation
_KEPT = 16
_drawn: OrderedDict[tuple[int, Look], NDArray[np.uint8]] = OrderedDict()
_one_at_a_time = Lock()


class Scene:
    """Draws looks, `times` as large as the stream. Belongs to one thread; the last pictures are kept for whoever looks
    next."""

    def __init__(self, times: int = 1) -> None:
        self._times = times

    def picture(self, look: Look) -> NDArray[np.uint8]:
        """(720, 1280, 3), `times` as many, uint8 sRGB of the quantised look, read-only."""
        key = (self._times, look.quantised())
        with _one_at_a_time:
            found = _drawn.pop(key, None)
            if found is None:
                found = self._draw(key[1])
                found.flags.writeable = False
            _drawn[key] = found
            while len(_drawn) > _KEPT:
                _drawn.popitem(last=False)
        return found

    @cached_property
    def _appearance(self) -> Appearance:
        return Appearance()

    def _draw(self, look: Look) -> NDArray[np.uint8]:
        figure = self._appearance.figure
        points, texture = self._appearance.wear(look.blink, look.smile, look.mouth_open)
        rotation = _rotation(look)
        points = turn_about_neck(points, figure.turning, rotation, (look.shift_x, look.shift_y))
        times = self._times
        scale = (times * FOCAL_PX / (look.distance * 1000.0 - points[:, 2]))[:, None]
        pixels = (points[:, :2] * scale * (1.0, -1.0) + times * np.array(EYES_AT)).astype(np.float32)
        seen = rasterise(pixels, points[:, 2], figure.texels, figure.triangles, (times * HEIGHT, times * WIDTH))
        picture = _wall(look.brightness, times).copy()
        flat = picture.reshape(-1, 3)
        if seen.pixels.size:
            light = shade(texture, seen.columns, seen.rows, rotation, look.side_light)
            flat[seen.pixels] = encode(light, look.brightness).T
        return _through_lens(picture, seen.near)


@lru_cache(maxsize=4)
def _wall(brightness: float, times: int) -> NDArray[np.uint8]:
    height, width = times * HEIGHT, times * WIDTH
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    fall = 1.0 - 0.05 * (((x - width / 2) / width) ** 2 + ((y - height / 2) / height) ** 2)
    return encode(fall[..., None] * np.array(_WALL, np.float32), brightness)


def _through_lens(picture: NDArray[np.uint8], near: Floats) -> NDArray[np.uint8]:
    """Smooth the steps at silhouettes, then the slight blur of any lens. near: (h, w) millimetres."""
    jump = np.zeros(near.shape, np.uint8)
    jump[:, 1:] |= np.abs(near[:, 1:] - near[:, :-1]) > _JUMP_MM
    jump[1:] |= np.abs(near[1:] - near[:-1]) > _JUMP_MM
    band = cv2.dilate(jump, np.ones((3, 3), np.uint8))
    soft = cv2.GaussianBlur(picture, (0, 0), 0.9)
    cv2.copyTo(soft, band, picture)
    return np.asarray(cv2.GaussianBlur(picture, (3, 3), _LENS_PX))


def _rotation(look: Look) -> NDArray[np.float64]:
    yaw, pitch, roll = (np.radians(value) for value in (look.yaw, look.pitch + _LEVEL_PITCH, look.roll))
    about_y = np.array([[np.cos(yaw), 0, np.sin(yaw)], [0, 1, 0], [-np.sin(yaw), 0, np.cos(yaw)]])
    about_x = np.array([[1, 0, 0], [0, np.cos(pitch), -np.sin(pitch)], [0, np.sin(pitch), np.cos(pitch)]])
    about_z = np.array([[np.cos(roll), -np.sin(roll), 0], [np.sin(roll), np.cos(roll), 0], [0, 0, 1]])
    return np.asarray(about_z @ about_y @ about_x)
