"""The eyes on the flat canvas: ball, iris, lids and lashes for any state of the blink."""

import numpy as np

from devices.adapters.sim_camera.canvas import (
    Canvas,
    Floats,
    blend,
    blob,
    coordinates,
    curve,
    cv2,
    rows_between,
    step,
    to_pixels,
)

ROWS = rows_between(-16.0, 20.0)
"""The canvas rows that a blink changes."""

PUPIL_X = 31.4
BALL_MM = 12.2  # radius
_IRIS_MM, _PUPIL_MM = 5.9, 2.1
_UPPER = ((17.0, 19.4, 23.1, 28.1, 33.1, 38.0, 41.2, 44.0), (-2.7, -0.4, 2.6, 4.6, 4.9, 3.5, 1.2, -1.5))
_LOWER = (
    (17.0, 19.0, 22.0, 26.3, 31.0, 35.8, 39.4, 42.0, 44.0),
    (-2.9, -3.5, -4.2, -5.2, -5.8, -5.6, -4.6, -3.2, -1.6),
)
_CREASE = ((16.5, 20.0, 25.0, 31.0, 37.0, 42.0, 48.0), (1.0, 4.6, 7.6, 8.7, 8.0, 5.6, 1.2))


def paint_eyes(canvas: Canvas, blink: float) -> Floats:
    """Paint both eyes over the skin, in place; the canvas must have ROWS. blink: 0 open .. 1 closed.

    Returns (len(ROWS), WIDTH): where the eyeball shows, 0..1.
    """
    x, y = coordinates()
    y = y[ROWS]
    part = canvas.rows(ROWS)
    across = np.abs(x)
    lower = curve(across, *_LOWER)
    upper = curve(across, *_UPPER)
    upper = upper + blink * (lower + 0.1 - upper)
    inside = step(across, 16.6, 17.8) * step(across, 44.4, 42.8)
    opening = step(upper - y, -0.25, 0.25) * step(y - lower, -0.25, 0.25) * inside * float(blink < 0.97)
    _lids(part, across, y, upper, blink)
    _ball(part, across, x, y, upper, lower, opening)
    _edges(part, across, y, upper, lower, inside, blink)
    _lashes(part, blink)
    return opening


def _lids(part: Canvas, across: Floats, y: Floats, upper: Floats, blink: float) -> None:
    crease = curve(across, *_CREASE) - 1.5 * blink
    span = step(across, 15.5, 21.0) * step(across, 49.0, 42.0)
    fold = np.exp(-(((y - crease) / 0.75) ** 2)) * span
    blend(part.albedo, (0.17, 0.082, 0.062), (0.62 - 0.5 * blink) * fold)
    lid = step(y - upper, -0.4, 0.6) * step(crease - y, -0.4, 0.8) * span
    blend(part.albedo, (0.44, 0.262, 0.20), (0.45 - 0.2 * blink) * lid)
    part.relief[:] += (0.9 * lid - 0.8 * fold) * (1.0 - 0.7 * blink)
    part.gloss[:] += 0.05 * lid


def _ball(part: Canvas, across: Floats, x: Floats, y: Floats, upper: Floats, lower: Floats, opening: Floats) -> None:
    away = np.hypot(across - PUPIL_X, y)
    white = np.empty_like(part.albedo)
    white[:] = (0.60, 0.55, 0.52)
    blend(white, (0.50, 0.26, 0.22), step(across, 21.5, 17.5) * 0.8)
    blend(white, (0.52, 0.36, 0.31), step(across, 39.5, 43.5) * 0.6)
    blend(white, (0.40, 0.33, 0.31), 0.35 * step(np.abs(across - PUPIL_X), 5.5, 12.0))
    angle = np.arctan2(y, (across - PUPIL_X))
    fibres = 1.0 + 0.22 * np.sin(angle * 31.0 + 2.1 * np.sin(angle * 7.0)) * step(away, 2.0, 3.4)
    ring = away / _IRIS_MM
    iris = np.empty_like(part.albedo)
    iris[:] = (0.115, 0.066, 0.036)
    blend(iris, (0.175, 0.105, 0.052), np.exp(-(((ring - 0.55) / 0.18) ** 2)))
    iris *= fibres[..., None]
    blend(iris, (0.018, 0.013, 0.011), step(ring, 0.80, 1.0))
    blend(iris, (0.003, 0.003, 0.003), step(away, _PUPIL_MM + 0.25, _PUPIL_MM - 0.25))
    cover = step(away, _IRIS_MM + 0.35, _IRIS_MM - 0.35)
    white += cover[..., None] * (iris - white)
    shade = 0.42 + 0.58 * step(upper - y, 0.0, 3.4)
    shade = shade * (0.80 + 0.20 * step(y - lower, 0.0, 1.6))
    white *= shade[..., None]
    for side in (-1.0, 1.0):  # the two lamps, seen in both corneas at the same places
        for lamp_x, bright in ((-1.9, 0.75), (1.9, 0.75)):
            spot = np.exp(-(((x - side * PUPIL_X - lamp_x) / 0.55) ** 4) - ((y - 2.2) / 0.8) ** 4)
            white += (bright * spot)[..., None]
    part.albedo[:] += opening[..., None] * (white - part.albedo)
    part.gloss[:] *= 1.0 - opening


def _edges(part: Canvas, across: Floats, y: Floats, upper: Floats, lower: Floats, inside: Floats, blink: float) -> None:
    rim = np.exp(-(((y - lower + 0.35) / 0.55) ** 2)) * inside
    blend(part.albedo, (0.44, 0.25, 0.20), 0.55 * rim)
    lash = np.exp(-(((y - upper - 0.15) / (0.60 + 0.25 * blink)) ** 2))
    lash = lash * step(across, 16.8, 21.0) * step(across, 45.5, 43.0)
    blend(part.albedo, (0.022, 0.014, 0.012), 0.85 * lash)
    under = np.exp(-(((y - lower + 1.1) / 0.7) ** 2)) * step(across, 22.0, 30.0) * step(across, 45.0, 41.0)
    blend(part.albedo, (0.10, 0.055, 0.045), 0.38 * under)
    blend(part.albedo, (0.42, 0.19, 0.16), 0.7 * blob(across, y, (18.3, -2.5), (1.3, 1.1)))


def _lashes(part: Canvas, blink: float) -> None:
    random = np.random.default_rng(21)
    place = np.linspace(19.5, 43.0, 46) + random.normal(0.0, 0.25, 46)
    lower, upper = curve(place, *_LOWER), curve(place, *_UPPER)
    root = upper + blink * (lower + 0.1 - upper)
    lean = np.radians(96.0 - 62.0 * (place - 19.5) / 23.5 + random.normal(0.0, 6.0, 46))
    rise = 1.0 - 1.7 * blink
    length = random.uniform(1.6, 2.6, 46) * (0.7 + 0.5 * (place - 19.5) / 23.5)
    cover = np.zeros(part.gloss.shape, np.uint8)
    start = np.stack([place, root], axis=-1)
    end = start + np.stack([length * np.cos(lean), length * np.sin(lean) * rise], axis=-1)
    for side in (-1.0, 1.0):
        for a, b in zip(to_pixels(start * (side, 1.0)), to_pixels(end * (side, 1.0)), strict=True):
            first, second = (int(a[0]), int(a[1]) - 16 * ROWS.start), (int(b[0]), int(b[1]) - 16 * ROWS.start)
            cv2.line(cover, first, second, 255, 1, cv2.LINE_AA, 4)
    blend(part.albedo, (0.02, 0.014, 0.012), 0.75 * cover.astype(np.float32) / 255.0)
