"""What each texel of the figure looks like: colour, surface normal, and how light reaches it."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from devices.adapters.sim_camera.anatomy import CENTRE
from devices.adapters.sim_camera.canvas import LEFT, SCALE, TOP, Canvas, Floats, blend, cv2, noise, step
from devices.adapters.sim_camera.eyes import BALL_MM, PUPIL_X
from devices.adapters.sim_camera.figure import CELL, TEXTURE, Figure, hair_edge
from devices.adapters.sim_camera.skin import HAIR, SKIN

_CLOTH = (0.030, 0.042, 0.075)
_BAND = (0.048, 0.064, 0.108)

Window = tuple[slice, slice]


@dataclass(frozen=True)
class Texture:
    """albedo: (h, w, 3) uint16, linear light x 65535. normal: (h, w, 3) int16 x 32767. extras: (h, w, 3) uint8:
    share of the sky that is seen, gloss, share of the head's turn."""

    albedo: NDArray[np.uint16]
    normal: NDArray[np.int16]
    extras: NDArray[np.uint8]

    @classmethod
    def blank(cls) -> "Texture":
        shape = (*TEXTURE, 3)
        return cls(np.zeros(shape, np.uint16), np.zeros(shape, np.int16), np.zeros(shape, np.uint8))

    def copy(self) -> "Texture":
        return Texture(self.albedo.copy(), self.normal.copy(), self.extras.copy())

    def put(self, place: Window, part: "Texture") -> None:
        """Overwrite a part."""
        self.albedo[place], self.normal[place], self.extras[place] = part.albedo, part.normal, part.extras


@dataclass
class _Layer:
    """One part of the figure before it is packed; `ball`: where the eyeball shows."""

    albedo: Floats
    relief: Floats
    gloss: Floats
    sky: Floats
    position: Floats
    ball: Floats | None = None

    def packed(self, turning: Floats | float = 1.0) -> Texture:
        extras = np.stack([self.sky, self.gloss, turning + np.zeros_like(self.gloss)], axis=-1)
        return Texture(
            np.clip(self.albedo * 65535.0, 0, 65535).astype(np.uint16),
            (_normals(self) * 32767.0).astype(np.int16),
            np.clip(extras * 255.0 + 0.5, 0, 255).astype(np.uint8),
        )


class HeadCoat:
    """Skin and hair of the head, without what moves: that is asked for window by window."""

    def __init__(self, figure: Figure) -> None:
        rest = fine(figure.head.points.astype(np.float32))
        from_centre = rest - CENTRE.astype(np.float32)
        shape = rest.shape[:2]
        self.rest = rest
        self._map = ((rest[..., 0] - LEFT) * SCALE - 0.5, (TOP - rest[..., 1]) * SCALE - 0.5)
        self._front = step(rest[..., 2], -70.0, -35.0)
        strands = _wavy(0.7 * noise(41, shape, 1.0, 34) + 0.5 * noise(42, shape, 3.2, 70))
        above = rest[..., 1] - hair_edge(from_centre)
        dense = step(above + 1.2 * noise(43, shape, 30, 30), -3.0, 19.0)
        self._hair = step(dense + 0.85 * strands * dense * (1.0 - dense), 0.03, 0.92)
        self._hair_relief = self._hair * 0.22 * strands
        sheen = 1.0 + 0.8 * np.exp(-(((rest[..., 1] - 94.0) / 12.0) ** 2))
        tone = np.clip((1.0 + 0.36 * strands) * sheen, 0.25, 3.0)
        self._hair_colour = np.array(HAIR, np.float32) * tone[..., None]
        length = np.linalg.norm(from_centre, axis=-1)
        near, far = cv2.GaussianBlur(length, (0, 0), 9), cv2.GaussianBlur(length, (0, 0), 26)
        sky = 1.0 - 0.16 * np.clip(near - length, 0, 3) - 0.075 * np.clip(far - length, 0, 6)
        sky *= 1.0 - 0.40 * step(rest[..., 1], -104.0, -124.0)
        self._sky = np.clip(sky, 0.3, 1.0).astype(np.float32)

    def window_round(self, *, across: float, low: float, high: float) -> Window:
        """The texels of the front with |x| <= across and low <= y <= high, millimetres."""
        x, y, z = (self.rest[..., axis] for axis in range(3))
        inside = (np.abs(x) <= across) & (y >= low) & (y <= high) & (z > -45.0)
        rows, columns = np.flatnonzero(inside.any(axis=1)), np.flatnonzero(inside.any(axis=0))
        return slice(int(rows[0]), int(rows[-1]) + 1), slice(int(columns[0]), int(columns[-1]) + 1)

    def coat(self, place: Window, canvas: Canvas, ball: Floats, points: Floats) -> Texture:
        """The head's texture in a window, of a canvas that covers it; ball: as high as the canvas.

        points: (rows, columns, 3) vertices with the expression in them.
        """
        maps = self._map[0][place], self._map[1][place] - canvas.top
        albedo, relief, gloss, shown = (
            cv2.remap(values, *maps, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
            for values in (canvas.albedo, canvas.relief, canvas.gloss, ball)
        )
        hair, front = self._hair[place], self._front[place]
        albedo += hair[..., None] * (self._hair_colour[place] - albedo)
        relief = relief * front + self._hair_relief[place]
        gloss = gloss * (1.0 - hair) + hair * 0.30
        return _Layer(albedo, relief, gloss, self._sky[place], fine(points, place), shown * front).packed()


def coat_rest(texture: Texture, figure: Figure) -> None:
    """Neck, clothes and ears, into the texture."""
    body = _body(fine(figure.body.points.astype(np.float32)))
    texture.put(figure.body.texels, body.packed(step(body.position[..., 1], -165.0, -85.0)))
    for ear, towards_rim in zip(figure.ears, (-1, 1), strict=True):
        texture.put(ear.texels, _ear(fine(ear.points.astype(np.float32)), towards_rim).packed())


def fine(grid: Floats, place: Window | None = None) -> Floats:
    """Vertices to texels, smoothly; all of them, or those of a window."""
    rows, columns = ((size - 1) * CELL + 1 for size in grid.shape[:2])
    wanted = place or (slice(0, rows), slice(0, columns))
    margin = 2 * CELL
    top, left = max(0, wanted[0].start - margin), max(0, wanted[1].start - margin)
    bottom, right = min(rows, wanted[0].stop + margin), min(columns, wanted[1].stop + margin)
    map_x, map_y = np.meshgrid(
        np.arange(left, right, dtype=np.float32) / CELL, np.arange(top, bottom, dtype=np.float32) / CELL
    )
    points = cv2.remap(grid, map_x, map_y, cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
    points = cv2.GaussianBlur(points, (0, 0), CELL * 0.4)
    return np.asarray(
        points[wanted[0].start - top : wanted[0].stop - top, wanted[1].start - left : wanted[1].stop - left]
    )


def _wavy(strands: Floats) -> Floats:
    """Strands that run down the rows, swept to and fro a little."""
    rows, columns = strands.shape
    x, y = np.meshgrid(np.arange(columns, dtype=np.float32), np.arange(rows, dtype=np.float32))
    sway = 9.0 * noise(44, strands.shape, 60, 90)
    return np.asarray(
        cv2.remap(strands, (x + sway).astype(np.float32), y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT)
    )


def _body(position: Floats) -> _Layer:
    y, z = position[..., 1], position[..., 2]
    shape = y.shape
    edge = -147.0 - 0.30 * (z + 95.0)
    cloth = step(edge - y, -0.4, 0.6)
    band = step(edge - y, 1.0, 2.0) * step(edge - y, 15.0, 13.5)
    albedo = np.empty((*shape, 3), np.float32)
    albedo[:] = np.array(SKIN, np.float32) * 0.97
    albedo *= (1.0 + 0.020 * noise(51, shape, 2, 2))[..., None]
    knit = noise(52, shape, 0.8, 0.8) * 0.6 + noise(53, shape, 2.0, 5.0) * 0.4
    blend(albedo, _CLOTH, cloth)
    blend(albedo, _BAND, 0.6 * band)
    albedo *= (1.0 + 0.12 * cloth * knit)[..., None]
    ribs = 0.35 * band * np.sin(np.arange(shape[1], dtype=np.float32)[None, :] * 2.1)
    relief = ribs + 1.6 * step(edge - y, 0.6, 3.0) - 0.7 * step(edge - y, 13.0, 14.5)
    from_muscle = np.abs(position[..., 0]) - (46.0 + (y + 100.0) * 0.52)  # from behind the jaw to the breastbone
    relief += 2.2 * np.exp(-((from_muscle / 7.0) ** 2)) * (1.0 - cloth) * step(y, -88.0, -110.0)
    sky = 0.34 + 0.66 * step(y, -94.0, -150.0)
    sky *= 1.0 - 0.45 * np.exp(-(((y - edge - 1.5) / 3.0) ** 2)) * (1.0 - cloth)
    return _Layer(albedo, relief.astype(np.float32), 0.14 * (1.0 - cloth), sky.astype(np.float32), position)


def _ear(position: Floats, towards_rim: int) -> _Layer:
    rows, columns = position.shape[:2]
    height = np.linspace(1.0, -1.0, rows, dtype=np.float32)[:, None]
    across = np.linspace(0.0, 1.0, columns, dtype=np.float32)[None, ::towards_rim]
    radius = np.hypot(height * 0.95, across)
    albedo = np.empty((rows, columns, 3), np.float32)
    albedo[:] = (0.53, 0.30, 0.225)
    hollow = np.exp(-(((across - 0.34) / 0.26) ** 4) - ((height + 0.08) / 0.42) ** 4).astype(np.float32)
    groove = np.exp(-(((radius - 0.80) / 0.07) ** 2)).astype(np.float32) * step(height, -0.75, -0.45)
    blend(albedo, (0.22, 0.10, 0.075), 0.75 * hollow)
    blend(albedo, (0.34, 0.17, 0.125), 0.6 * groove)
    relief = -3.0 * hollow - 1.2 * groove
    return _Layer(albedo, relief, np.full((rows, columns), 0.2, np.float32), 0.8 - 0.4 * hollow, position)


def _normals(layer: _Layer) -> Floats:
    """(h, w, 3) unit vectors to the outside, the relief in them."""
    along, down = _slope(layer.position, 1), _slope(layer.position, 0)
    normal = _unit(_cross(down, along))
    for axis, tangent in ((1, along), (0, down)):
        slope = _slope(layer.relief, axis) / (_sum(tangent[..., i] ** 2 for i in range(3)) + 1e-3)
        normal -= slope[..., None] * tangent
    if layer.ball is not None:
        x, y = layer.position[..., 0], layer.position[..., 1]
        round_x = (np.abs(x) - PUPIL_X) * np.sign(x) / BALL_MM
        normal += layer.ball[..., None] * (np.stack([round_x, y / BALL_MM, np.ones_like(x)], axis=-1) - normal)
    return _unit(normal)


def _slope(values: Floats, axis: int) -> Floats:
    kernel = np.array([-0.5, 0.0, 0.5], np.float32)
    one = np.ones(1, np.float32)
    across, down = (kernel, one) if axis == 1 else (one, kernel)
    return np.asarray(cv2.sepFilter2D(values, cv2.CV_32F, across, down, borderType=cv2.BORDER_REPLICATE))


def _cross(a: Floats, b: Floats) -> Floats:
    ax, ay, az = (a[..., i] for i in range(3))
    bx, by, bz = (b[..., i] for i in range(3))
    return np.stack([ay * bz - az * by, az * bx - ax * bz, ax * by - ay * bx], axis=-1)


def _unit(vectors: Floats) -> Floats:
    length = np.sqrt(_sum(vectors[..., i] ** 2 for i in range(3)))
    return np.asarray(vectors / np.maximum(length, 1e-9)[..., None], dtype=np.float32)


def _sum(planes: Iterable[Floats]) -> Floats:
    first, *rest = planes
    for plane in rest:
        first = first + plane
    return first
