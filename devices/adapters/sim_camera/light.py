"""Even studio light: two soft lamps to the sides, one soft from the front, and light from all around."""

import numpy as np
from numpy.typing import NDArray

from devices.adapters.sim_camera.canvas import Floats, cv2
from devices.adapters.sim_camera.texture import Texture

_WRAP = (0.42, 0.30, 0.26)  # red, green, blue: light bleeds round the edge of a shadow, red most
_SIDE = np.array([0.62, 0.30, 0.72])
_FRONT = np.array([0.0, 0.22, 0.97])
_SIDE_POWER, _FRONT_POWER, _AROUND = 0.36, 0.24, 0.36
_FLOOR = 0.62  # what comes from below, of what comes from above
_SHINE = 0.16
_ROW = 256  # cv2.remap takes no row longer than 32767


def _srgb_table() -> NDArray[np.uint8]:
    linear = np.arange(4096) / 4095.0
    curved = np.where(linear <= 0.0031308, 12.92 * linear, 1.055 * np.maximum(linear, 1e-9) ** (1 / 2.4) - 0.055)
    return np.round(255.0 * curved).astype(np.uint8)


_SRGB = _srgb_table()


def encode(linear: Floats, exposure: float) -> NDArray[np.uint8]:
    """Linear light to sRGB bytes."""
    return np.asarray(_SRGB[np.clip(linear * (4095.0 * exposure), 0, 4095).astype(np.int16)])


def shade(texture: Texture, columns: Floats, rows: Floats, rotation: NDArray[np.float64], side_light: float) -> Floats:
    """Linear light (3, n) of the texels at columns and rows, each (n,).

    side_light: -1 all from the image's left .. +1 all from its right.
    """
    red_green_blue = _look_up(texture.albedo, columns, rows, 65535.0)
    packed = np.stack(_look_up(texture.normal, columns, rows, 32767.0))
    sky, gloss, turning = _look_up(texture.extras, columns, rows, 255.0)
    normal = packed + turning * (rotation.astype(np.float32) @ packed - packed)
    soft_sky = 0.35 + 0.65 * sky
    around = _AROUND * sky * (0.5 * (1.0 + _FLOOR) + 0.5 * (1.0 - _FLOOR) * normal[1])
    light = [around.copy() for _ in range(3)]
    shine = np.zeros_like(sky)
    for lamp, power in (
        (_SIDE * (-1.0, 1.0, 1.0), _SIDE_POWER * (1.0 - side_light)),
        (_SIDE, _SIDE_POWER * (1.0 + side_light)),
        (_FRONT, _FRONT_POWER),
    ):
        towards = lamp / np.linalg.norm(lamp)
        half = towards + np.array([0.0, 0.0, 1.0])
        half = half / np.linalg.norm(half)
        cosine, glance = np.stack([towards, half]).astype(np.float32) @ normal
        for channel, wrap in enumerate(_WRAP):
            light[channel] += np.maximum(cosine + wrap, 0.0) * (power / (1.0 + wrap)) * soft_sky
        fourth = np.maximum(glance, 0.0) ** 2
        fourth *= fourth
        eighth = fourth * fourth
        shine += power * eighth * eighth * eighth
    shine *= _SHINE * gloss * sky
    return np.stack([colour * falling + shine for colour, falling in zip(red_green_blue, light, strict=True)])


def _look_up(texture: NDArray[np.generic], columns: Floats, rows: Floats, scale: float) -> list[Floats]:
    count = len(columns)
    lines = -(-count // _ROW)
    maps = []
    for values in (columns, rows):
        filled = np.zeros(lines * _ROW, np.float32)
        filled[:count] = values
        maps.append(filled.reshape(lines, _ROW))
    found = cv2.remap(texture, *maps, cv2.INTER_LINEAR)
    return [plane.reshape(-1)[:count].astype(np.float32) * np.float32(1.0 / scale) for plane in cv2.split(found)]
