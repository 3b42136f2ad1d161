"""The lips on the flat canvas, closed or parted."""

import numpy as np

from devices.adapters.sim_camera.canvas import (
    WIDTH,
    Canvas,
    Floats,
    blend,
    blob,
    coordinates,
    curve,
    noise,
    rows_between,
    step,
)

ROWS = rows_between(-104.0, -52.0)
"""The canvas rows that the mouth changes."""

GAP_MM = 15.0  # between the lips when mouth_open is 1

_LIP = (0.40, 0.165, 0.145)
_TOP = ((0, 3.5, 7.5, 11, 15.3, 20.2, 24.1, 26), (-60.6, -59.9, -59.2, -59.9, -61.3, -63.6, -65.7, -67.2))
_LINE = ((0, 3, 6, 11, 16, 21, 26), (-67.4, -67.2, -66.6, -66.9, -67.0, -67.0, -67.4))
_BOTTOM = ((0, 4, 7.6, 14.3, 19.7, 23.4, 26), (-77.6, -77.5, -77.0, -74.9, -71.9, -69.6, -67.6))


def paint_mouth(canvas: Canvas, mouth_open: float) -> None:
    """Paint the lips over the skin, in place; the canvas must have ROWS. mouth_open: 0 closed .. 1."""
    x, y = coordinates()
    y = y[ROWS]
    part = canvas.rows(ROWS)
    across = np.abs(x)
    gap = GAP_MM * mouth_open * np.sqrt(np.clip(1.0 - (across / 25.5) ** 2, 0.0, 1.0))
    top, line, bottom = (curve(across, *points) for points in (_TOP, _LINE, _BOTTOM))
    above, below, bottom = line + 0.12 * gap, line - 0.88 * gap, bottom - 0.88 * gap
    inside = step(across, 26.6, 24.0)
    upper = step(top + 0.1 * gap - y, -0.5, 0.7) * step(y - above, -0.5, 0.2) * inside
    lower = step(below - y, -0.5, 0.2) * step(y - bottom, -0.9, 0.9) * inside
    wrinkles = 1.0 + 0.05 * noise(6, (y.shape[0], WIDTH), 2.2, 14)
    blend(part.albedo, (_LIP[0] * 0.88, _LIP[1] * 0.84, _LIP[2] * 0.84), 0.80 * upper)
    blend(part.albedo, _LIP, 0.76 * lower)
    lips = np.maximum(upper, lower)
    part.albedo[:] *= (1.0 + lips * (wrinkles - 1.0))[..., None]
    height_up = np.clip((y - above) / np.maximum(top - line, 0.5), 0.0, 1.0)
    height_down = np.clip((below - y) / np.maximum(below - bottom, 0.5), 0.0, 1.0)
    part.relief[:] += 1.5 * upper * np.sin(np.pi * height_up) + 1.9 * lower * np.sin(np.pi * height_down)
    part.gloss[:] += 0.45 * lower
    _between(part, across, y, above, below)
    blend(part.albedo, (0.22, 0.09, 0.07), 0.55 * blob(x, y, (26.4, -67.4), (2.0, 1.7)))


def _between(part: Canvas, across: Floats, y: Floats, above: Floats, below: Floats) -> None:
    """The dark line of a closed mouth, or the hollow of an open one with the edge of the upper teeth."""
    ends = step(across, 27.5, 24.5)
    crack = step(above - y, -0.75, -0.15) * step(y - below, -0.75, -0.15) * ends
    hollow = step(above - y, 0.4, 1.2) * step(y - below, 0.4, 1.2) * ends
    blend(part.albedo, (0.060, 0.018, 0.016), 0.82 * crack)
    blend(part.albedo, (0.020, 0.008, 0.008), 0.9 * hollow)
    teeth = step(above - y, 0.5, 1.0) * step(above - y, 4.2, 3.4) * step(y - below, 2.0, 3.5) * step(across, 19.0, 15.0)
    blend(part.albedo, (0.42, 0.39, 0.34), 0.85 * teeth)
    part.relief[:] -= crack
    part.gloss[:] *= 1.0 - crack
