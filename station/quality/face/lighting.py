"""Light on the face: both sides, four zones, what is burnt out. Never its mean: that is skin tone."""

import numpy as np
from numpy.typing import NDArray

from station.quality.cv import cv2
from station.quality.face.aligned import EYE_LINE, HEIGHT, IED, WIDTH, AlignedFace
from station.quality.face.analysis import Lighting

_MOUTH_CORNERS = (61, 291)
_ZONE = round(0.3 * IED)
_BURNT = 247  # luminance code (ISO/IEC 29794-5 7.3.6)


def lighting(face: AlignedFace) -> Lighting:
    mouth = face.points[list(_MOUTH_CORNERS)].mean(axis=0)
    reach = float(mouth[1]) - EYE_LINE  # from the eyes to the mouth
    middle, half = WIDTH / 2, _ZONE / 2
    half_ied = IED / 2
    image_left = _square(face.pixels, middle - half_ied + half, EYE_LINE + reach / 2)
    image_right = _square(face.pixels, middle + half_ied - half, EYE_LINE + reach / 2)
    forehead = _square(face.pixels, middle, EYE_LINE - reach / 2)
    chin = _square(face.pixels, float(mouth[0]), float(mouth[1]) + reach / 2)
    means = np.array([zone.reshape(-1, 3).mean(axis=0) for zone in (forehead, image_left, image_right, chin)])
    grey = np.asarray(cv2.cvtColor(face.pixels, cv2.COLOR_RGB2GRAY))[face.oval]
    at_most = np.cumsum(np.bincount(grey, minlength=256))
    light_left, light_right = luminance(image_left), luminance(image_right)
    return Lighting(
        left=float(light_right.mean()),  # the person's left is on the right of the image
        right=float(light_left.mean()),
        uniformity=_shared(light_left, light_right),
        zones=float((means.min(axis=0) / np.maximum(means.max(axis=0), 1e-6)).min()),
        burnt=float((grey >= _BURNT).mean()),
        brightest=float(np.searchsorted(at_most, 0.99 * at_most[-1])),
    )


def _square(pixels: NDArray[np.uint8], x: float, y: float) -> NDArray[np.uint8]:
    left = min(max(0, round(x - _ZONE / 2)), WIDTH - _ZONE)
    top = min(max(0, round(y - _ZONE / 2)), HEIGHT - _ZONE)
    return pixels[top : top + _ZONE, left : left + _ZONE]


def luminance(pixels: NDArray[np.uint8]) -> NDArray[np.float64]:
    """Linear luminance 0..1 of sRGB pixels (IEC 61966-2-1, ITU-R BT.709)."""
    return np.asarray(_LINEAR[pixels] @ np.array([0.2126, 0.7152, 0.0722]))


def _shared(one: NDArray[np.float64], other: NDArray[np.float64]) -> float:
    """Intersection of the two histograms of 256 bins, each of sum 1."""
    bins = [np.histogram(values, bins=256, range=(0.0, 1.0))[0] / values.size for values in (one, other)]
    return float(np.minimum(bins[0], bins[1]).sum())


_code = np.arange(256) / 255.0
_LINEAR = np.where(_code <= 0.04045, _code / 12.92, ((_code + 0.055) / 1.055) ** 2.4)
