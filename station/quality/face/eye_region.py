"""Whether each eye is seen as it is: what covers, tints, frames or dazzles it, measured against the skin beside it."""

import numpy as np
from numpy.typing import NDArray

from station.quality.cv import cv2
from station.quality.face.aligned import HEIGHT, IED, WIDTH, AlignedFace
from station.quality.face.closely import EyeSeen
from station.quality.face.iris import Eye
from station.quality.face.skin import SkinTone

_LIDS = (*range(9), *range(15, 8, -1))  # of the contour: along the lower lid, back along the upper one
_SECOND_LIDS = (  # of the second look, in the same order
    (33, 7, 163, 144, 145, 153, 154, 155, 133, 173, 157, 158, 159, 160, 161, 246),
    (263, 249, 390, 373, 374, 380, 381, 382, 362, 398, 384, 385, 386, 387, 388, 466),
)
_SECOND_IRIS = (468, 473)
_DAZZLED = 238  # luminance code: no eye white and no lid is as bright in light that a face is evenly lit by
_AROUND = 6  # aligned pixels around the lids
_UNDER = (round(0.10 * IED), round(0.30 * IED))  # below the lower lid: a lens or its rim, no shade of the lid itself


def eye_seen(face: AlignedFace, skin: SkinTone, eye: Eye, second: NDArray[np.float64], side: int) -> EyeSeen:
    """eye, second (478, 2): in aligned pixels. side: 0 the image-left eye, 1 the other one."""
    lids = eye.contour[list(_LIDS)]
    inside = _filled(lids)
    radius = float(np.linalg.norm(eye.iris[1:] - eye.iris[0], axis=1).mean())
    iris = _disc(eye.iris[0], 0.85 * radius) & inside
    white = inside & ~_disc(eye.iris[0], 1.15 * radius)
    lightness = skin.lab[..., 0]
    strip = _under(eye)
    across, down = (cv2.Sobel(lightness, cv2.CV_32F, *axis, scale=1 / 8) for axis in ((1, 0), (0, 1)))
    luminance = cv2.cvtColor(face.pixels, cv2.COLOR_RGB2GRAY)
    around = cv2.dilate(inside.astype(np.uint8), np.ones((2 * _AROUND + 1,) * 2, np.uint8)) > 0
    other = second[list(_SECOND_LIDS[side])]
    return EyeSeen(
        apart=float(np.linalg.norm(eye.iris[0] - second[_SECOND_IRIS[side]])) / IED,
        lids_apart=float(np.linalg.norm(lids - other, axis=1).mean()) / IED,
        contrast=_lighter(lightness, white, iris) / skin.lightness,
        tint=(skin.lightness - float(np.median(lightness[strip]))) / skin.lightness,
        rim=float(np.percentile(np.hypot(across, down)[strip], 97)) / skin.lightness,
        glare=float((luminance[around] >= _DAZZLED).mean()),
    )


def _lighter(lightness: NDArray[np.float32], white: NDArray[np.bool_], iris: NDArray[np.bool_]) -> float:
    """Of an eye that shows no white or no iris at all there is no difference: it is as good as covered."""
    if not white.any() or not iris.any():
        return 0.0
    return float(np.median(lightness[white]) - np.median(lightness[iris]))


def _under(eye: Eye) -> NDArray[np.bool_]:
    """The strip below the lower lid, as wide as the eye."""
    lower = eye.contour[:9]
    first, last = (lower + np.array([0, by]) for by in _UNDER)
    return _filled(np.concatenate([first, last[::-1]]))


def _filled(corners: NDArray[np.float64]) -> NDArray[np.bool_]:
    mask = np.zeros((HEIGHT, WIDTH), np.uint8)
    cv2.fillPoly(mask, [np.round(corners).astype(np.int32)], 1)
    return mask.astype(np.bool_)


def _disc(centre: NDArray[np.float64], radius: float) -> NDArray[np.bool_]:
    mask = np.zeros((HEIGHT, WIDTH), np.uint8)
    x, y = (round(float(value)) for value in centre)
    cv2.circle(mask, (x, y), max(1, round(radius)), 1, -1)
    return mask.astype(np.bool_)
