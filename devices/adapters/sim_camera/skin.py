"""Skin, nose and brows of the synthetic face on the flat canvas. Eyes and mouth are painted apart: they move."""

import numpy as np

from devices.adapters.sim_camera.canvas import (
    HEIGHT,
    SCALE,
    WIDTH,
    Canvas,
    Floats,
    blend,
    blob,
    coordinates,
    curve,
    cv2,
    noise,
    step,
    to_pixels,
)

SKIN = (0.60, 0.39, 0.292)
HAIR = (0.040, 0.026, 0.019)

# Half the brows: |x| and y in millimetres.
_BROW_LOW = ((12.5, 20, 28, 39, 48, 56), (16.5, 17.8, 19.4, 20.5, 18.3, 12.8))
_BROW_TOP = ((12.5, 20, 28, 39, 48, 56), (22.0, 23.9, 25.2, 25.2, 21.6, 14.6))


def paint_skin() -> Canvas:
    """The face without eyes and lips."""
    x, y = coordinates()
    shape = (HEIGHT, WIDTH)
    albedo = np.empty((*shape, 3), np.float32)
    albedo[:] = SKIN
    _tones(albedo, x, y)
    pores = noise(3, shape, 1.4, 1.4) * 0.6 + noise(4, shape, 3.0, 3.0) * 0.5
    albedo *= (1.0 + 0.030 * pores + 0.010 * noise(5, shape, 14, 14))[..., None]
    relief = 0.030 * pores
    gloss = np.full(shape, 0.30, np.float32)
    gloss += 0.35 * blob(x, y, (0, -30), (7, 16)) + 0.20 * blob(x, y, (0, 40), (36, 14))
    gloss += 0.12 * blob(x, y, (44, -22), (14, 12))
    canvas = Canvas(albedo, relief, gloss)
    _nose(canvas, x, y)
    _brows(canvas, x, y)
    return canvas


def _tones(albedo: Floats, x: Floats, y: Floats) -> None:
    for colour, cover in (
        ((0.57, 0.29, 0.215), 0.55 * blob(x, y, (44, -36), (19, 17))),  # cheeks
        ((0.55, 0.28, 0.21), 0.45 * blob(x, y, (0, -34), (14, 13))),  # tip of the nose
        ((0.53, 0.30, 0.23), 0.30 * blob(x, y, (0, -98), (20, 11))),  # chin
        ((0.60, 0.40, 0.30), 0.40 * blob(x, y, (0, 42), (40, 18))),  # forehead
        ((0.42, 0.235, 0.18), 0.42 * blob(x, y, (31, 8), (20, 8))),  # upper lids
        ((0.44, 0.26, 0.215), 0.42 * blob(x, y, (31, -10), (16, 6))),  # under the eyes
        ((0.40, 0.22, 0.17), 0.40 * blob(x, y, (15, 1), (6, 9))),  # inner corners
        ((0.47, 0.29, 0.22), 0.35 * blob(x, y, (40, -92), (22, 18))),  # jaw
        ((0.48, 0.27, 0.21), 0.30 * blob(x, y, (0, -53), (24, 6))),  # upper lip
    ):
        blend(albedo, colour, cover)


def _nose(canvas: Canvas, x: Floats, y: Floats) -> None:
    """Nostrils, the groove round the wing, the furrow to the mouth."""
    across = np.abs(x)
    tilt = (y + 44.0) - 0.30 * (across - 9.0)
    hole = np.exp(-(((across - 9.2) / 4.6) ** 4) - (tilt / 2.1) ** 4)
    blend(canvas.albedo, (0.050, 0.022, 0.018), 0.86 * hole)
    canvas.relief[:] -= 1.2 * hole
    wing_x = 20.6 - 0.030 * (y + 37.0) ** 2
    groove = np.exp(-(((across - wing_x) / 1.5) ** 2) - ((y + 37.5) / 7.5) ** 4)
    blend(canvas.albedo, (0.33, 0.16, 0.12), 0.50 * groove)
    canvas.relief[:] -= 0.5 * groove
    fold_x = 22.5 + 0.42 * (-40.0 - y)
    fold = np.exp(-(((across - fold_x) / 3.2) ** 2) - ((y + 51.0) / 10.0) ** 4)
    canvas.relief[:] -= 0.55 * fold
    blend(canvas.albedo, (0.42, 0.23, 0.17), 0.20 * fold)
    column = np.exp(-(((across - 4.2) / 1.7) ** 2)) * step(y, -60.0, -56.0) * step(y, -45.0, -49.0)
    canvas.relief[:] += 0.45 * column
    canvas.gloss[:] *= 1.0 - 0.8 * hole


def _brows(canvas: Canvas, x: Floats, y: Floats) -> None:
    across = np.abs(x)
    low, top = curve(across, *_BROW_LOW), curve(across, *_BROW_TOP)
    along = step(across, 10.5, 17.0) * step(across, 58.0, 48.0)
    ground = step(y - low, -1.6, 1.4) * step(top - y, -1.6, 1.4) * along
    blend(canvas.albedo, (0.16, 0.095, 0.07), 0.55 * ground)
    hairs = np.zeros((HEIGHT, WIDTH), np.uint8)
    for start, end in _brow_hairs():
        cv2.line(hairs, start, end, 255, SCALE // 4, cv2.LINE_AA, 4)
    cover = cv2.GaussianBlur(hairs, (0, 0), 0.9).astype(np.float32) / 255.0
    blend(canvas.albedo, HAIR, 0.80 * cover)
    canvas.gloss[:] *= 1.0 - 0.8 * np.maximum(cover, ground)


def _brow_hairs() -> list[tuple[tuple[int, int], tuple[int, int]]]:
    random = np.random.default_rng(11)
    count = 420
    place = random.beta(1.15, 1.25, count) * 44.0 + 12.0
    low, top = curve(place, *_BROW_LOW), curve(place, *_BROW_TOP)
    height = low + (top - low) * random.uniform(-0.02, 0.92, count)
    lean = np.radians(78.0 - 78.0 * np.clip((place - 12.0) / 16.0, 0, 1) - 22.0 * np.clip((place - 36.0) / 20.0, 0, 1))
    lean += random.normal(0.0, 0.16, count) + 0.35 * (0.5 - (height - low) / np.maximum(top - low, 0.1))
    length = random.uniform(3.0, 6.5, count) * (1.0 - 0.3 * np.clip((place - 40.0) / 16.0, 0, 1))
    start = np.stack([place, height], axis=-1)
    end = start + length[:, None] * np.stack([np.cos(lean), np.sin(lean)], axis=-1)
    lines = []
    for side in (-1.0, 1.0):
        for a, b in zip(to_pixels(start * (side, 1.0)), to_pixels(end * (side, 1.0)), strict=True):
            lines.append(((int(a[0]), int(a[1])), (int(b[0]), int(b[1]))))
    return lines
