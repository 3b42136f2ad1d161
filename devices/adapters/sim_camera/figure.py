"""The whole figure as one mesh: head with hair, two ears, neck and shoulders. Millimetres; one texture for all."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from devices.adapters.sim_camera.anatomy import NECK_JOINT
from devices.adapters.sim_camera.canvas import Floats, curve, noise, step
from devices.adapters.sim_camera.geometry import Surface, rays

CELL = 12  # texels between two vertices
HEAD_ROWS, HEAD_COLUMNS = 81, 75
EAR_ROWS, EAR_COLUMNS = 13, 7
BODY_ROWS, BODY_COLUMNS = 53, 41
_GUTTER = 2  # vertices between two parts of the texture
EARS_AT = (
    (0, HEAD_COLUMNS + _GUTTER),
    (0, HEAD_COLUMNS + _GUTTER + EAR_COLUMNS + _GUTTER),
)  # first vertex: row, column
BODY_AT = (EAR_ROWS + _GUTTER, HEAD_COLUMNS + _GUTTER)
TEXTURE = ((HEAD_ROWS - 1) * CELL + 1, (HEAD_COLUMNS + _GUTTER + BODY_COLUMNS - 1) * CELL + 1)

# Azimuth from CENTRE in degrees -> height of the hair's edge in millimetres.
_HAIRLINE = (
    (0, 14, 30, 40, 50, 57, 63, 68, 74, 79, 84, 100, 108, 118, 130, 160, 180),
    (70, 72, 73, 66, 52, 30, 12, -2, -8, -4, 20, 26, 6, -30, -52, -68, -70),
)
# Height -> half width, half depth, middle depth of neck and shoulders.
_BODY = {
    "y": (-60, -100, -130, -150, -162, -172, -183, -196, -212, -235, -265, -450, -960),
    "a": (46, 48, 51, 56, 67, 92, 125, 158, 184, 205, 216, 226, 222),
    "b": (48, 48, 48, 50, 55, 62, 70, 78, 86, 94, 100, 108, 112),
    "z": (-88, -90, -95, -99, -102, -104, -105, -105, -104, -102, -100, -98, -98),
}


@dataclass(frozen=True)
class Part:
    """A grid of vertices. points: (rows, columns, 3). at: row and column of its first vertex in the texture."""

    points: NDArray[np.float64]
    at: tuple[int, int]

    @property
    def texels(self) -> tuple[slice, slice]:
        """Its place in the texture."""
        rows, columns = self.points.shape[:2]
        top, left = self.at[0] * CELL, self.at[1] * CELL
        return slice(top, top + (rows - 1) * CELL + 1), slice(left, left + (columns - 1) * CELL + 1)


def hair_edge(directions: Floats) -> Floats:
    """Height of the hair's edge at these directions from CENTRE, millimetres."""
    turn = np.degrees(np.abs(np.arctan2(directions[..., 0], directions[..., 2])))
    return curve(turn, *_HAIRLINE)


def head() -> Part:
    """The head with the hair's volume on it."""
    directions = rays(HEAD_ROWS, HEAD_COLUMNS)
    points = Surface().points(directions)
    above = points[..., 1] - hair_edge(directions)
    crown = step(points[..., 1].astype(np.float32), 10.0, 90.0)
    thick = step(above.astype(np.float32), -2.0, 34.0) * (4.0 + 10.0 * crown)
    lumps = 1.0 + 0.10 * noise(31, (HEAD_ROWS, HEAD_COLUMNS), 5, 9) * step(directions[..., 1], 0.97, 0.6)
    return Part(points + directions * (thick * lumps)[..., None], (0, 0))


def ear(side: float) -> Part:
    """A shell standing off the head. side: -1 the person's right, +1 the left."""
    height = np.linspace(1.0, -1.0, EAR_ROWS)[:, None]
    across = np.linspace(0.0, 1.0, EAR_COLUMNS)[None, :]
    wide = 17.0 * np.sqrt(np.clip(1.0 - height**2 * 0.94, 0.0, 1.0)) * (1.0 + 0.25 * height)
    y = -14.0 + 31.0 * height + 0.0 * across
    out = wide * across
    x = side * (69.0 + 0.86 * out)
    z = -66.0 - 0.50 * out - 0.12 * y
    points = np.stack([x + 0.0 * y, y, z + 0.0 * y], axis=-1)
    return Part(points[:, ::-1], EARS_AT[0]) if side < 0 else Part(points, EARS_AT[1])


def body() -> Part:
    """Neck and shoulders; the first row lies inside the head."""
    t = np.linspace(0.0, 1.0, BODY_ROWS)
    y = -60.0 - 200.0 * t - 700.0 * t**6
    a, b, z = (np.array(curve(-y, tuple(-v for v in _BODY["y"]), _BODY[key]))[:, None] for key in ("a", "b", "z"))
    turn = np.radians(np.linspace(-115.0, 115.0, BODY_COLUMNS))[None, :]
    square = 1.0 + 0.0 * turn
    points = np.stack([a * np.sin(turn), y[:, None] * square, z + b * np.cos(turn)], axis=-1)
    return Part(points, BODY_AT)


class Figure:
    """All parts. points: (n, 3). texels: (n, 2) column and row. triangles: (m, 3). turning: (n,) 0..1."""

    def __init__(self) -> None:
        self.head, self.body = head(), body()
        self.ears = (ear(-1.0), ear(1.0))
        parts = (self.body, *self.ears, self.head)
        points, texels, triangles = [], [], []
        count = 0
        for part in parts:
            rows, columns = part.points.shape[:2]
            grid = np.mgrid[0:rows, 0:columns]
            points.append(part.points.reshape(-1, 3))
            texels.append(np.stack([grid[1] + part.at[1], grid[0] + part.at[0]], axis=-1).reshape(-1, 2) * CELL)
            triangles.append(count + _triangles(rows, columns))
            count += rows * columns
        self.points = np.concatenate(points).astype(np.float32)
        self.texels = np.concatenate(texels).astype(np.float32)
        self.triangles = np.concatenate(triangles)
        self.is_head = np.arange(count) >= count - HEAD_ROWS * HEAD_COLUMNS
        bodied = np.arange(count) < BODY_ROWS * BODY_COLUMNS
        self.turning = np.where(bodied, step(self.points[:, 1], -165.0, -85.0), 1.0).astype(np.float32)


def _triangles(rows: int, columns: int) -> NDArray[np.int64]:
    """Two a cell, all seen from outside in the same sense of rotation."""
    index = np.arange(rows * columns).reshape(rows, columns)
    a, b, c, d = index[:-1, :-1], index[:-1, 1:], index[1:, :-1], index[1:, 1:]
    return np.concatenate([np.stack([a, c, b], axis=-1).reshape(-1, 3), np.stack([b, c, d], axis=-1).reshape(-1, 3)])


def turn_about_neck(
    points: Floats, turning: Floats, rotation: NDArray[np.float64], shift: tuple[float, float]
) -> Floats:
    """Points with the head turned; what `turning` says less than 1 of follows in part."""
    turned = (points - NECK_JOINT) @ rotation.T + NECK_JOINT
    moved = points + turning[:, None] * (turned - points)
    return np.asarray(moved + np.array([*shift, 0.0]), dtype=np.float32)
