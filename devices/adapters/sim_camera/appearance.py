"""The figure's points and texture for an expression: only the windows round eyes and mouth are painted anew."""

from collections import OrderedDict
from dataclasses import dataclass
from functools import cache

import numpy as np

from devices.adapters.sim_camera import eyes, mouth
from devices.adapters.sim_camera.canvas import Canvas, Floats, blob, rows_between, step
from devices.adapters.sim_camera.figure import HEAD_COLUMNS, HEAD_ROWS, Figure
from devices.adapters.sim_camera.skin import paint_skin
from devices.adapters.sim_camera.texture import HeadCoat, Texture, Window, coat_rest

_PATCHES_KEPT = 12
_MOUTH_ROWS = rows_between(-125.0, -15.0)


@dataclass(frozen=True)
class _Model:
    figure: Figure
    skin: Canvas
    coat: HeadCoat
    eye_window: Window
    mouth_window: Window
    texture: Texture


@cache
def _model() -> _Model:
    """All that never changes, made once a process (about a second)."""
    figure, skin = Figure(), paint_skin()
    coat = HeadCoat(figure)
    canvas = skin.copy()
    ball = np.zeros_like(canvas.gloss)
    ball[eyes.ROWS] = eyes.paint_eyes(canvas, 0.0)
    mouth.paint_mouth(canvas, 0.0)
    texture = Texture.blank()
    coat_rest(texture, figure)
    texture.put(figure.head.texels, coat.coat(figure.head.texels, canvas, ball, _head_grid(figure, figure.points)))
    eye_window = coat.window_round(across=52.0, low=-14.0, high=17.0)
    mouth_window = coat.window_round(across=66.0, low=-121.0, high=-19.0)
    return _Model(figure, skin, coat, eye_window, mouth_window, texture)


class Appearance:
    """Belongs to one thread: the texture it hands out is changed by the next call."""

    def __init__(self) -> None:
        self._model = _model()
        self._texture = self._model.texture.copy()
        self._patches: OrderedDict[tuple[str, float, float], Texture] = OrderedDict()
        self._worn = {"eyes": (0.0, 0.0), "mouth": (0.0, 0.0)}

    @property
    def figure(self) -> Figure:
        return self._model.figure

    def wear(self, blink: float, smile: float, mouth_open: float) -> tuple[Floats, Texture]:
        """(n, 3) points of the unturned figure, and its texture."""
        model = self._model
        points = express(model.figure, smile, mouth_open)
        for part, window, key in (
            ("eyes", model.eye_window, (blink, 0.0)),
            ("mouth", model.mouth_window, (smile, mouth_open)),
        ):
            if self._worn[part] != key:
                self._texture.put(window, self._patch(part, window, key, points))
                self._worn[part] = key
        return points, self._texture

    def _patch(self, part: str, window: Window, key: tuple[float, float], points: Floats) -> Texture:
        found = self._patches.pop((part, *key), None) or self._paint(part, window, key, points)
        self._patches[(part, *key)] = found
        while len(self._patches) > _PATCHES_KEPT:
            self._patches.popitem(last=False)
        return found

    def _paint(self, part: str, window: Window, key: tuple[float, float], points: Floats) -> Texture:
        skin = self._model.skin
        if part == "eyes":
            canvas = skin.rows(eyes.ROWS).copy()
            ball = eyes.paint_eyes(canvas, key[0])
        else:
            canvas = skin.rows(_MOUTH_ROWS).copy()
            ball = np.zeros_like(canvas.gloss)
            mouth.paint_mouth(canvas, key[1])
        return self._model.coat.coat(window, canvas, ball, _head_grid(self._model.figure, points))


def express(figure: Figure, smile: float, mouth_open: float) -> Floats:
    """The figure's points with the mouth's corners and cheeks raised, the jaw lowered."""
    if not smile and not mouth_open:
        return figure.points
    x, y, z = (figure.points[:, axis] for axis in range(3))
    front = figure.is_head * step(z, -60.0, -30.0)
    corner = smile * front * blob(x, y, (26.0, -67.0), (11.0, 10.0))
    cheek = smile * front * blob(x, y, (41.0, -38.0), (16.0, 13.0))
    jaw = mouth_open * front * step(y, -72.0, -92.0)
    out = np.sign(x) * (6.0 * corner + 1.0 * cheek)
    up, near = 5.0 * corner + 2.5 * cheek - 8.0 * jaw, 2.2 * cheek - 3.0 * corner - jaw
    return np.asarray(figure.points + np.stack([out, up, near], axis=-1), dtype=np.float32)


def _head_grid(figure: Figure, points: Floats) -> Floats:
    return np.ascontiguousarray(points[figure.is_head].reshape(HEAD_ROWS, HEAD_COLUMNS, 3))
