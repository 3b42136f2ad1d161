"""A page of paper on a dark desk, as a camera above it sees it. Invented text; the same page, the same pixels."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray

WIDTH, HEIGHT = 3264, 2448
PIXELS_PER_MM = 9.6  # 244 dots to the inch: a camera of eight megapixels over an A4 page
A4_MM = (297.0, 210.0)  # lies with its long side across
ID_1_MM = (85.6, 54.0)
_DESK = 62
_PAPER = 226
_INK = 40
_SYLLABLES = ("ba", "ko", "li", "mer", "nu", "or", "pa", "res", "ti", "vun")


@dataclass(frozen=True)
class Sheet:
    """turned: degrees in the picture. blur: its standard deviation, in pixels. near: of 1, how large it lies in the
    picture. light: of 1."""

    size_mm: tuple[float, float] = A4_MM
    text: bool = True
    turned: float = 0.0
    blur: float = 0.6
    near: float = 1.0
    light: float = 1.0
    glare: bool = False


SHEETS: Mapping[str, Sheet] = {
    "text": Sheet(),
    "card": Sheet(ID_1_MM),
    "skewed": Sheet(turned=9.0, near=0.85),
    "blank": Sheet(text=False),
    "blurred": Sheet(blur=6.0),
    "unreadable": Sheet(blur=16.0),
    "glare": Sheet(glare=True),
    "small": Sheet(near=0.55),
    "dark": Sheet(light=0.08),
}
"""What the option `pages` may name; `none` is the bare desk."""
NONE = "none"


@lru_cache(maxsize=4)
def picture(name: str, number: int) -> NDArray[np.uint8]:
    """(2448, 3264, 3) uint8 sRGB, read-only. number: which page of a paper, each with a text of its own."""
    canvas = np.full((HEIGHT, WIDTH), _DESK, np.uint8)
    sheet = SHEETS.get(name)
    if sheet is not None:
        page = _page(sheet, number)
        cv2.warpAffine(page, _lay(sheet, page.shape), (WIDTH, HEIGHT), canvas, cv2.INTER_AREA, cv2.BORDER_TRANSPARENT)
        canvas = np.asarray(cv2.GaussianBlur(canvas, (0, 0), sheet.blur), np.uint8)
        if sheet.glare:
            canvas = _with_glare(canvas)
        canvas = np.asarray(canvas * sheet.light, np.uint8)
    noise = np.random.default_rng(7).integers(-3, 4, canvas.shape, np.int16)
    canvas = np.clip(canvas.astype(np.int16) + noise, 0, 255).astype(np.uint8)
    coloured = np.asarray(cv2.cvtColor(canvas, cv2.COLOR_GRAY2RGB), np.uint8)
    coloured.flags.writeable = False
    return coloured


def _page(sheet: Sheet, number: int) -> NDArray[np.uint8]:
    width, height = (round(side * PIXELS_PER_MM) for side in sheet.size_mm)
    page = np.full((height, width), _PAPER, np.uint8)
    if not sheet.text:
        return page
    chance = np.random.default_rng(number)
    step, margin = height // 22, width // 12
    for line in range(3, 20):
        words = " ".join("".join(chance.choice(_SYLLABLES, chance.integers(1, 4))) for _ in range(9))
        scale = step / 45 * (1.6 if line == 3 else 1.0)
        thick = max(1, round(scale * 2))
        part = words[: int(chance.integers(28, 46))]
        cv2.putText(page, part, (margin, line * step), cv2.FONT_HERSHEY_SIMPLEX, scale, _INK, thick, cv2.LINE_AA)
    return page


def _lay(sheet: Sheet, shape: tuple[int, ...]) -> NDArray[np.float64]:
    middle = (shape[1] / 2, shape[0] / 2)
    way = np.asarray(cv2.getRotationMatrix2D(middle, sheet.turned, sheet.near), np.float64)
    way[:, 2] += (WIDTH / 2 - middle[0], HEIGHT / 2 - middle[1])
    return way


def _with_glare(canvas: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The lamp in a glossy sheet: a spot that is white and nothing else."""
    y, x = np.mgrid[0 : HEIGHT // 8, 0 : WIDTH // 8].astype(np.float32) * 8
    spot = np.exp(-(((x - WIDTH * 0.55) / 300) ** 2 + ((y - HEIGHT * 0.45) / 220) ** 2)) * 255
    return np.asarray(cv2.add(canvas, cv2.resize(spot.astype(np.uint8), (WIDTH, HEIGHT))), np.uint8)
