"""Hands laid down by the simulator with known truth, as checks of names see them; and what may be wrong."""

from collections.abc import Mapping
from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray

from station.capture.judging import Seen, findings
from station.domain.finger_checks import CheckRules, Finding
from station.domain.sample import Finger, Slap
from station.quality.finger.segmentation import crop, segment
from tests.support.scanners import slap_pixels

Pixels = NDArray[np.uint8]


def seen(pixels: Pixels, slap: Slap, expected: tuple[Finger, ...] = (), ppi: int = 500, **more: object) -> Seen | None:
    """None where another number of fingers is found than expected."""
    expected = expected or slap.fingers
    found = segment(pixels, ppi)
    if len(found.fingers) != len(expected):
        return None
    prints = tuple(crop(pixels, finger, ppi) for finger in found.fingers)
    given: Mapping[str, object] = {"rules": CheckRules(), **more}
    return Seen(pixels, ppi, found, prints, slap, expected, **given)  # type: ignore[arg-type]


def verdict(told: tuple[Finding, ...]) -> str:
    if any(each.refuses for each in told):
        return "refuse"
    return "ask" if told else "accept"


def judged(pixels: Pixels, slap: Slap, expected: tuple[Finger, ...] = (), **more: object) -> tuple[str, frozenset[str]]:
    """What becomes of the impression, and the codes of all that was found; another number of fingers is refused."""
    made = seen(pixels, slap, expected, **more)  # type: ignore[arg-type]
    if made is None:
        return "refuse", frozenset({"FNG-TOO-FEW"})
    told = findings(made)
    return verdict(told), frozenset(each.check.code for each in told)


def of(slap: Slap, *absent: Finger) -> tuple[Finger, ...]:
    return tuple(finger for finger in slap.fingers if finger not in absent)


@lru_cache(maxsize=8)
def prints_of(seed: int, slap: Slap) -> tuple[Pixels, ...]:
    pixels = slap_pixels("good", slap, seed)
    return tuple(crop(pixels, finger, 500) for finger in segment(pixels, 500).fingers)


def upside_down(pixels: Pixels) -> Pixels:
    return np.ascontiguousarray(pixels[::-1, ::-1])


def smeared(pixels: Pixels, mm: float = 0.6) -> Pixels:
    """As by a hand that slid sideways while the picture was taken."""
    length = round(mm * 500 / 25.4)
    return np.asarray(cv2.blur(pixels, (length, 1)), dtype=np.uint8)


def ramp(pixels: Pixels, levels: float) -> Pixels:
    """The light falls off from left to right."""
    slope = np.linspace(0.0, levels, pixels.shape[1])[None, :]
    return np.asarray(np.clip(pixels - slope, 0, 255), dtype=np.uint8)


def thumbs_exchanged(pixels: Pixels) -> Pixels:
    """The prints in each other's place. A mirror image would not do: the ridges mirror too."""
    half = pixels.shape[1] // 2
    return np.concatenate([pixels[:, half:], pixels[:, :half]], axis=1)
