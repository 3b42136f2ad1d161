"""Attacks drawn with a portrait: prints and screens that are held up before a wall, or lie on a desk, seen by a camera.

Composed, not taken: paper, ink, panels and lenses are as simple as can be, so what is measured is an upper bound.
"""

from collections.abc import Mapping
from functools import partial

import numpy as np
from numpy.typing import NDArray

from station.quality.cv import cv2
from tests.support.drawn_faults import Base, Draw, Pixels

_FRAME = (1280, 960)  # width, height of the camera's picture
_WALL, _DESK = (205, 202, 196), (125, 92, 60)


def _room(seed: int, tone: tuple[int, int, int] = _WALL) -> NDArray[np.float32]:
    """A wall with a little slope of light and the camera's grain."""
    width, height = _FRAME
    slope = np.linspace(-12, 8, width, dtype=np.float32)[None, :, None]
    grain = np.random.default_rng(seed).normal(0, 1.5, (height, width, 3))
    return np.asarray(np.broadcast_to(np.float32(tone), (height, width, 3)) + slope + grain, np.float32)


def _cut(base: Base, aspect: float = 35 / 45) -> Pixels:
    """What somebody would print: head and shoulders, width over height as given."""
    middle, eyes = base.mesh[:, 0].mean(), base.mesh[[33, 263], 1].mean()
    height = min(4.6 * base.ied, base.pixels.shape[0] - 2)
    width = height * aspect
    left = int(np.clip(middle - width / 2, 0, base.pixels.shape[1] - width))
    top = int(np.clip(eyes - 0.45 * height, 0, base.pixels.shape[0] - height))
    return base.pixels[top : top + int(height), left : left + int(width)]


def _framed(picture: Pixels, border: float, colour: tuple[int, int, int]) -> Pixels:
    rim = round(border * picture.shape[0])
    return np.asarray(cv2.copyMakeBorder(picture, rim, rim, rim, rim, cv2.BORDER_CONSTANT, value=colour), np.uint8)


def _held(picture: Pixels, share: float, yaw: float, roll: float, wall: NDArray[np.float32]) -> Pixels:
    """Turned by `yaw` about its upright middle and by `roll` in its plane, degrees; `share` of the frame high."""
    height, width = picture.shape[:2]
    size = share * _FRAME[1]
    half = np.array([[-width, -height], [width, -height], [width, height], [-width, height]]) / (2 * height) * size
    turn, tilt, far = np.radians(yaw), np.radians(roll), 2.2 * size
    x, y = half[:, 0] * np.cos(tilt) - half[:, 1] * np.sin(tilt), half[:, 0] * np.sin(tilt) + half[:, 1] * np.cos(tilt)
    depth = far / (far + x * np.sin(turn))
    corners = np.stack([x * np.cos(turn) * depth + _FRAME[0] / 2, y * depth + _FRAME[1] / 2], axis=1)
    matrix = cv2.getPerspectiveTransform(
        np.float32([[0, 0], [width, 0], [width, height], [0, height]]), corners.astype(np.float32)
    )
    flags = cv2.INTER_AREA if height > size else cv2.INTER_LINEAR
    shrunk = max(1, int(height / size))
    source = cv2.blur(picture, (shrunk, shrunk)) if shrunk > 1 else picture
    seen = cv2.warpPerspective(source.astype(np.float32), matrix, _FRAME, flags=flags & cv2.INTER_LINEAR)
    mask = cv2.warpPerspective(np.ones((height, width), np.float32), matrix, _FRAME)[..., None]
    whole = wall * (1 - mask) + seen * mask
    return np.asarray(np.clip(cv2.GaussianBlur(whole, (0, 0), 0.6), 0, 255), np.uint8)


def print_held(base: Base, share: float = 0.9, yaw: float = 6.0, roll: float = 2.0, border: float = 0.03) -> Pixels:
    """On photo paper with a white border: less contrast, and a little glare across it."""
    picture = np.asarray(np.clip(18 + 0.86 * _cut(base).astype(np.float32), 0, 255), np.uint8)
    return _held(_framed(picture, border, (246, 246, 244)), share, yaw, roll, _room(3))


def plain_print_held(base: Base) -> Pixels:
    """Cut along the edge of the picture: no border."""
    return print_held(base, border=0.0)


def print_on_desk(base: Base, share: float = 0.7) -> Pixels:
    picture = _framed(_cut(base), 0.03, (244, 244, 242))
    return _held(picture, share, 3.0, -4.0, _room(5, _DESK))


def screen_held(
    base: Base, share: float = 0.95, yaw: float = 4.0, pitch: float = 2.7, bezel: float = 0.045, glare: bool = True
) -> Pixels:
    """A phone or a tablet: dark rim, a bluish panel whose stripes beat with the camera's pixels, a lamp mirrored in it.
    pitch: of the panel's pixels in pixels of the camera; 0: too fine to be seen."""
    picture = _cut(base).astype(np.float32) * np.float32((0.93, 0.97, 1.05))
    if pitch:
        rows, columns = np.indices(picture.shape[:2])
        finer = picture.shape[0] * (1 + 2 * bezel) / (share * _FRAME[1]) * pitch
        wave = 0.09 * np.sin(2 * np.pi * columns / finer) + 0.05 * np.sin(2 * np.pi * rows / finer)
        picture *= 1 + wave[..., None].astype(np.float32)
    if glare:
        height, width = picture.shape[:2]
        spot = np.zeros((height, width), np.float32)
        cv2.ellipse(
            spot, (int(0.8 * width), int(0.15 * height)), (int(0.12 * width), int(0.05 * height)), 20, 0, 360, 1.0, -1
        )
        picture += 120 * cv2.GaussianBlur(spot, (0, 0), 0.02 * width)[..., None]
    panel = np.asarray(np.clip(picture, 0, 255), np.uint8)
    return _held(_framed(panel, bezel, (14, 14, 16)), share, yaw, -1.0, _room(4))


def screen_filling(base: Base, pitch: float = 3.1) -> Pixels:
    """So near that no rim is seen."""
    rows, columns = np.indices(base.pixels.shape[:2])
    wave = 0.08 * np.sin(2 * np.pi * columns / pitch) + 0.05 * np.sin(
        2 * np.pi * (rows + 0.2 * columns) / (1.3 * pitch)
    )
    bluish = base.pixels.astype(np.float32) * np.float32((0.93, 0.97, 1.05))
    return np.asarray(np.clip(cv2.GaussianBlur(bluish * (1 + wave[..., None]), (0, 0), 0.5), 0, 255), np.uint8)


def laptop_behind(base: Base) -> Pixels:
    """Somebody alive, and a small portrait on a screen behind: a second face."""
    small = cv2.resize(_cut(base), None, fx=0.24, fy=0.24, interpolation=cv2.INTER_AREA)
    framed, drawn = _framed(np.asarray(small, np.uint8), 0.05, (14, 14, 16)), base.pixels.copy()
    height, width = framed.shape[:2]
    top = int(np.clip(base.mesh[:, 1].mean() - height / 2, 0, drawn.shape[0] - height))
    drawn[top : top + height, 8 : 8 + width] = framed
    return np.asarray(drawn, np.uint8)


ATTACKS: Mapping[str, Draw] = {
    "print held up, white border": print_held,
    "print held up, turned 15": partial(print_held, yaw=15.0, roll=5.0),
    "print on a desk": print_on_desk,
    "phone held up, stripes seen": screen_held,
    "phone held up, no stripes": partial(screen_held, pitch=0.0),
    "phone held up, no lamp": partial(screen_held, pitch=0.0, glare=False),
    "screen that fills the frame": screen_filling,
    "fine screen that fills the frame": partial(screen_filling, pitch=2.2),
    "small portrait on a screen behind": laptop_behind,
}
"""What nobody may get a passport with: held back, refused or asked about."""

UNSEEN: Mapping[str, Draw] = {"print held up, no border": plain_print_held}
"""A print without a border before a wall of its own tone: no measure here sees it."""
