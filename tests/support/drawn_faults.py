"""Faults drawn on a portrait that has none: what lies on a face, what was done to a picture. Each returns a new one.

Drawn ones are easier to see through than real ones: what is measured on them is an upper bound (docs/standards.md).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from station.quality.cv import cv2

Pixels = NDArray[np.uint8]
Points = NDArray[np.float64]
_LIDS = (*range(9), *range(15, 8, -1))


@dataclass(frozen=True)
class Base:
    """A portrait without faults and where what is in it lies. mesh: (468, 2). eyes: of each a contour (71, 2) and an
    iris (5, 2), frame pixels, image left first."""

    pixels: Pixels
    mesh: Points
    eyes: tuple[tuple[Points, Points], tuple[Points, Points]]

    @property
    def ied(self) -> float:
        return float(np.linalg.norm(self.eyes[0][1][0] - self.eyes[1][1][0]))

    def lids(self, side: int) -> Points:
        return self.eyes[side][0][list(_LIDS)]

    def eye(self, side: int) -> Points:
        """(2,) middle of the lids."""
        return np.asarray(self.lids(side).mean(axis=0))

    def skin(self) -> Points:
        """(3,) colour of the cheeks."""
        x, y = self.mesh[50].astype(int)
        return np.asarray(np.median(self.pixels[y - 8 : y + 8, x - 8 : x + 8].reshape(-1, 3), axis=0))


Draw = Callable[[Base], Pixels]


def painted(pixels: Pixels, corners: Points, colour: object, opacity: float = 1.0, soft: float = 0.8) -> Pixels:
    mask = np.zeros(pixels.shape[:2], np.float32)
    cv2.fillPoly(mask, [np.round(corners).astype(np.int32)], opacity)
    return _blended(pixels, np.broadcast_to(np.asarray(colour, np.float32), pixels.shape), mask, soft)


def _blended(pixels: Pixels, over: NDArray[np.float32], mask: NDArray[np.float32], soft: float) -> Pixels:
    soft_mask = cv2.GaussianBlur(mask, (0, 0), soft)[..., None] if soft else mask[..., None]
    return np.asarray(np.clip(pixels * (1 - soft_mask) + over * soft_mask, 0, 255), np.uint8)


def _off(place: Points, across: float, down: float) -> Points:
    return place + np.array([across, down])


def _ellipse(centre: Points, across: float, down: float) -> Points:
    turns = np.linspace(0, 2 * np.pi, 60, endpoint=False)
    return centre + np.stack([across * np.cos(turns), down * np.sin(turns)], axis=1)


def _lens(base: Base, side: int, down: float = 0.24) -> Points:
    return _ellipse(base.eye(side), 0.38 * base.ied, down * base.ied)


def _rims(
    pixels: Pixels, base: Base, thick: float, down: float = 0.24, colour: tuple[int, int, int] = (15, 12, 12)
) -> Pixels:
    drawn = pixels.copy()
    width = max(1, round(thick * base.ied))
    for side in (0, 1):
        cv2.polylines(drawn, [np.round(_lens(base, side, down)).astype(np.int32)], True, colour, width, cv2.LINE_AA)
    ends = [np.round(_off(base.eye(side), (1, -1)[side] * 0.38 * base.ied, 0)).astype(int) for side in (0, 1)]
    cv2.line(drawn, tuple(map(int, ends[0])), tuple(map(int, ends[1])), colour, width, cv2.LINE_AA)
    return np.asarray(drawn, np.uint8)


def sunglasses(base: Base, opacity: float = 1.0, colour: tuple[int, int, int] = (14, 12, 14)) -> Pixels:
    pixels = base.pixels
    for side in (0, 1):
        pixels = painted(pixels, _lens(base, side), colour, opacity)
    return _rims(pixels, base, 0.025)


def graded(base: Base) -> Pixels:
    pixels = base.pixels
    rows = np.arange(pixels.shape[0], dtype=np.float32)[:, None]
    for side in (0, 1):
        lens = _lens(base, side)
        mask = np.zeros(pixels.shape[:2], np.float32)
        cv2.fillPoly(mask, [np.round(lens).astype(np.int32)], 1.0)
        top, bottom = float(lens[:, 1].min()), float(lens[:, 1].max())
        mask *= np.clip(0.75 - 0.45 * (rows - top) / (bottom - top), 0.0, 1.0)
        pixels = _blended(pixels, np.zeros(pixels.shape, np.float32) + 15, mask, 0.8)
    return _rims(pixels, base, 0.025)


def mirror_lenses(base: Base) -> Pixels:
    pixels = base.pixels
    for side in (0, 1):
        pixels = painted(pixels, _lens(base, side), (170, 185, 200), 0.95)
        pixels = painted(
            pixels,
            _ellipse(base.eye(side) - (0.1 * base.ied, 0.05 * base.ied), 0.1 * base.ied, 0.08 * base.ied),
            (250, 250, 250),
            0.9,
        )
    return _rims(pixels, base, 0.02)


def rims_over_eyes(base: Base, thick: float = 0.06) -> Pixels:
    return _rims(base.pixels, base, thick, down=0.085)


def glare(base: Base) -> Pixels:
    pixels = base.pixels
    for side in (0, 1):
        spot = _off(base.eye(side), (0.06, -0.06)[side] * base.ied, -0.02 * base.ied)
        pixels = painted(pixels, _ellipse(spot, 0.13 * base.ied, 0.07 * base.ied), (252, 252, 252), 0.96, soft=2.0)
    return _rims(pixels, base, 0.02)


def closed(base: Base, sides: tuple[int, ...] = (0, 1), down: float = 0.97) -> Pixels:
    """Upper lids drawn down over that share of the eye, with the line of the lashes."""
    pixels = base.pixels
    for side in sides:
        contour = base.eyes[side][0]
        lower, upper = contour[:9], np.concatenate([contour[:1], contour[9:16], contour[8:9]])
        edge = upper + (lower - upper) * down
        above = upper - (0, 0.06 * base.ied)
        x, y = (int(value) for value in upper[4] - (0, 0.10 * base.ied))
        lid = np.median(pixels[y - 4 : y + 4, x - 8 : x + 8].reshape(-1, 3), axis=0)
        pixels = painted(pixels, np.concatenate([upper + (upper - above) * 0.1, edge[::-1]]), lid, 1.0, soft=1.0)
        drawn = pixels.copy()
        cv2.polylines(
            drawn, [np.round(edge).astype(np.int32)], False, (45, 32, 28), max(1, round(0.015 * base.ied)), cv2.LINE_AA
        )
        pixels = np.asarray(drawn, np.uint8)
    return pixels


def covered_eye(base: Base, side: int = 0, colour: tuple[int, int, int] = (240, 238, 232)) -> Pixels:
    return painted(base.pixels, _ellipse(base.eye(side), 0.3 * base.ied, 0.26 * base.ied), colour)


def fringe(base: Base) -> Pixels:
    """Strands of hair over one eye."""
    drawn, draw = base.pixels.copy(), np.random.default_rng(3)
    top = base.mesh[10]
    for _ in range(170):
        start = _off(top, draw.uniform(-0.7, 0.2) * base.ied, draw.uniform(-0.2, 0.1) * base.ied)
        end = _off(base.eye(0), draw.uniform(-0.25, 0.28) * base.ied, draw.uniform(0.1, 0.35) * base.ied)
        tone = int(draw.integers(25, 60))
        cv2.line(
            drawn,
            tuple(map(int, start)),
            tuple(map(int, end)),
            (tone, tone - 8, tone - 14),
            max(1, round(0.018 * base.ied)),
            cv2.LINE_AA,
        )
    return np.asarray(drawn, np.uint8)


def mask(base: Base, colour: tuple[int, int, int] = (165, 195, 225)) -> Pixels:
    jaw = base.mesh[
        [234, 93, 132, 58, 172, 136, 150, 149, 176, 148, 152, 377, 400, 378, 379, 365, 397, 288, 361, 323, 454]
    ]
    corners = np.concatenate([jaw[3:-3], base.mesh[[425, 195, 205]]])
    pixels = painted(base.pixels, corners, colour)
    drawn = pixels.copy()
    for share in (0.35, 0.5, 0.65):
        left, right = (
            base.mesh[58] * (1 - share) + base.mesh[172] * share,
            base.mesh[288] * (1 - share) + base.mesh[397] * share,
        )
        cv2.line(
            drawn, tuple(map(int, left)), tuple(map(int, right)), tuple(int(c * 0.9) for c in colour), 2, cv2.LINE_AA
        )
    return np.asarray(drawn, np.uint8)


def hand(base: Base) -> Pixels:
    """Four fingers across the mouth, of the skin of this person, a little darker, with shade between them."""
    pixels, skin = base.pixels, base.skin()
    middle = base.mesh[[0, 17]].mean(axis=0)
    for finger in range(4):
        y = middle[1] + (finger - 1.3) * 0.15 * base.ied
        start, end = middle[0] - 0.42 * base.ied, middle[0] + 0.85 * base.ied
        shape = np.array(
            [
                (start, y),
                (start + 0.06 * base.ied, y - 0.07 * base.ied),
                (end, y - 0.085 * base.ied),
                (end, y + 0.07 * base.ied),
                (start + 0.06 * base.ied, y + 0.06 * base.ied),
            ]
        )
        pixels = painted(pixels, _off(shape, 0, 0.02 * base.ied), skin * 0.62, 0.8, soft=2.0)
        pixels = painted(pixels, shape, skin * (0.93 - 0.02 * finger), 1.0, soft=1.5)
    return pixels


def headscarf(base: Base, colour: tuple[int, int, int] = (70, 60, 110), texture: float = 0.0) -> Pixels:
    """The face stays free from chin to forehead and to both sides."""
    face, middle = base.mesh[[10, 152, 234, 454]], base.mesh[[10, 152]].mean(axis=0)
    half, tall = float(np.ptp(face[:, 0])) / 2, float(np.ptp(face[:, 1])) / 2
    cloth = np.zeros(base.pixels.shape[:2], np.float32)
    cv2.fillPoly(cloth, [np.round(_ellipse(middle - (0, 0.12 * tall), 1.45 * half, 1.5 * tall)).astype(np.int32)], 1.0)
    shoulders = np.array(
        [
            _off(middle, -1.3 * half, 0.6 * tall),
            _off(middle, 1.3 * half, 0.6 * tall),
            _off(middle, 2.4 * half, 3 * tall),
            _off(middle, -2.4 * half, 3 * tall),
        ]
    )
    cv2.fillPoly(cloth, [np.round(shoulders).astype(np.int32)], 1.0)
    cv2.fillPoly(cloth, [np.round(_ellipse(middle, 1.02 * half, 1.02 * tall)).astype(np.int32)], 0.0)
    rows, columns = np.indices(base.pixels.shape[:2])
    weave = texture * 40 * np.sin(rows / 6.0) * np.sin(columns / 6.0)
    return _blended(base.pixels, np.asarray(np.asarray(colour, np.float32) + weave[..., None], np.float32), cloth, 1.0)


def second_face(base: Base, share: float = 0.25) -> Pixels:
    """The same person, smaller, looking over the shoulder. share: of the size of the first face."""
    drawn, ied = base.pixels.copy(), base.ied
    x, y = base.mesh[:, 0].mean(), base.mesh[:, 1].mean()
    left, top = int(max(0, x - 1.3 * ied)), int(max(0, y - 1.9 * ied))
    head = base.pixels[top : int(y + 1.9 * ied), left : int(x + 1.3 * ied)]
    small = cv2.resize(head[:, ::-1], None, fx=share, fy=share, interpolation=cv2.INTER_AREA)
    at_y, at_x = int(y - 0.3 * ied), drawn.shape[1] - small.shape[1] - 8
    drawn[at_y : at_y + small.shape[0], at_x : at_x + small.shape[1]] = small
    return np.asarray(drawn, np.uint8)


def streaked(base: Base, share: float = 0.04, angle: float = 0.0) -> Pixels:
    length = max(3, round(share * base.ied) | 1)
    kernel = np.zeros((length, length), np.float32)
    kernel[length // 2] = 1.0
    turn = cv2.getRotationMatrix2D((length // 2, length // 2), angle, 1.0)
    kernel = cv2.warpAffine(kernel, turn, (length, length))
    return np.asarray(cv2.filter2D(base.pixels, -1, kernel / kernel.sum()), np.uint8)


def blurred(base: Base, share: float = 0.02) -> Pixels:
    return np.asarray(cv2.GaussianBlur(base.pixels, (0, 0), share * base.ied), np.uint8)


def noisy(base: Base, deviation: float = 30.0) -> Pixels:
    grain = np.random.default_rng(1).normal(0, deviation, base.pixels.shape)
    return np.asarray(np.clip(base.pixels + grain, 0, 255), np.uint8)


def compressed(base: Base, quality: int = 8) -> Pixels:
    _, stream = cv2.imencode(".jpg", base.pixels[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, quality])
    return np.ascontiguousarray(cv2.imdecode(stream, cv2.IMREAD_COLOR)[..., ::-1])


def grey(base: Base) -> Pixels:
    return np.dstack([cv2.cvtColor(base.pixels, cv2.COLOR_RGB2GRAY)] * 3)


def overexposed(base: Base, gain: float = 1.6) -> Pixels:
    return np.asarray(np.clip(base.pixels * gain, 0, 255), np.uint8)


def stretched(base: Base, across: float = 1.12) -> Pixels:
    return np.asarray(cv2.resize(base.pixels, None, fx=across, fy=1.0, interpolation=cv2.INTER_CUBIC), np.uint8)


def upscaled(base: Base, pupils: float = 45.0) -> Pixels:
    """From a picture with that many pixels between the pupils."""
    height, width = base.pixels.shape[:2]
    share = pupils / base.ied
    small = cv2.resize(base.pixels, None, fx=share, fy=share, interpolation=cv2.INTER_AREA)
    return np.asarray(cv2.resize(small, (width, height), interpolation=cv2.INTER_CUBIC), np.uint8)


def smoothed(base: Base) -> Pixels:
    """What a beauty filter does: skin without texture, edges kept."""
    smooth = base.pixels
    for _ in range(3):
        smooth = np.asarray(cv2.bilateralFilter(smooth, 0, 22, 0.05 * base.ied), np.uint8)
    keep = np.zeros(smooth.shape[:2], np.float32)
    for side in (0, 1):
        cv2.fillPoly(keep, [np.round(_ellipse(base.eye(side), 0.24 * base.ied, 0.13 * base.ied)).astype(np.int32)], 1.0)
    return _blended(smooth, base.pixels.astype(np.float32), keep, 3.0)


def paper_on_desk(base: Base, share: float = 0.8) -> Pixels:
    """A photo with a white border that lies on a brown desk."""
    height, width = base.pixels.shape[:2]
    desk = np.full((height, width, 3), (125, 92, 60), np.uint8)
    desk = noisy(Base(desk, base.mesh, base.eyes), 6)
    small = cv2.resize(base.pixels, None, fx=share, fy=share, interpolation=cv2.INTER_AREA)[
        :, round(0.12 * width) : -round(0.12 * width)
    ]
    left, top = (width - small.shape[1]) // 2, (height - small.shape[0]) // 2
    border = round(0.03 * width)
    desk[top - border : top + small.shape[0] + border, left - border : left + small.shape[1] + border] = 246
    desk[top : top + small.shape[0], left : left + small.shape[1]] = small
    return np.asarray(cv2.GaussianBlur(desk, (0, 0), 0.6), np.uint8)


def halftone(base: Base, pitch: float = 3.2, depth: float = 26.0) -> Pixels:
    """A print that fills the frame: paler, and its dots are seen."""
    rows, columns = np.indices(base.pixels.shape[:2])
    dots = np.sin(2 * np.pi * (columns + rows) / (pitch * 1.41)) * np.sin(2 * np.pi * (columns - rows) / (pitch * 1.41))
    return np.asarray(np.clip(20 + base.pixels * 0.85 + depth * dots[..., None], 0, 255), np.uint8)


def before_a_screen(base: Base) -> Pixels:
    """A light screen behind somebody that is smaller than the picture: its edges are straight, and end at the body."""
    pixels, wall = base.pixels.astype(np.float32), np.median(base.pixels[:60, :60].reshape(-1, 3), axis=0)
    free = np.abs(pixels - wall).max(axis=2) < 28
    height, width = free.shape
    rows, columns = np.indices(free.shape)
    outside = (rows < 0.04 * height) | (columns < 0.1 * width) | (columns >= 0.9 * width)
    return np.asarray(np.where((free & outside)[..., None], 0.72 * pixels, pixels), np.uint8)


REFUSED: Mapping[str, Draw] = {
    "sunglasses": sunglasses,
    "sunglasses, tint 70 %": partial(sunglasses, opacity=0.7),
    "sunglasses, tint 45 %": partial(sunglasses, opacity=0.45),
    "sunglasses, graded": graded,
    "sunglasses, mirror": mirror_lenses,
    "rims over the eyes": rims_over_eyes,
    "glare": glare,
    "eyes closed": closed,
    "one eye closed": partial(closed, sides=(1,)),
    "lids 75 % down": partial(closed, down=0.75),
    "hair over an eye": fringe,
    "eye covered": covered_eye,
    "mask, blue": mask,
    "mask, white": partial(mask, colour=(240, 240, 240)),
    "mask, black": partial(mask, colour=(28, 28, 30)),
    "hand over the mouth": hand,
    "second face, a quarter": second_face,
    "streak 4 %, across": streaked,
    "streak 4 %, slanting": partial(streaked, angle=45.0),
    "streak 4 %, down": partial(streaked, angle=90.0),
    "blur 1 %": partial(blurred, share=0.01),
    "blur 2 % and noise": lambda base: noisy(Base(blurred(base), base.mesh, base.eyes), 12),
    "noise 12": partial(noisy, deviation=12.0),
    "noise 30": noisy,
    "JPEG 8": compressed,
    "JPEG 20": partial(compressed, quality=20),
    "grey": grey,
    "light x 1.6": overexposed,
    "from 45 pixels": upscaled,
}
"""Refused: nobody takes such a portrait without a reason."""

ASKED: Mapping[str, Draw] = {
    "beauty filter": smoothed,
    "stretched 12 %": stretched,
    "photo on a desk": paper_on_desk,
    "print that fills the frame": halftone,
}
"""What no measure decides: not taken by itself, the operator is asked."""

TAKEN: Mapping[str, Draw] = {
    "headscarf": headscarf,
    "headscarf, textured": partial(headscarf, colour=(150, 60, 80), texture=1.0),
    "before a screen": before_a_screen,
}
"""As good as the portrait without."""
