"""Slaps laid out of simulated fingers, each with its truth: what is said of it, and what really lies there. By kind, as
`composed_slaps` counts them and one test judges them.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np

from devices.adapters.sim_fingerprint.hand import lay_down, print_hand
from devices.adapters.sim_fingerprint.impression import Touch
from devices.api import FingerPosition
from station.domain.finger_checks import KnownPrint
from station.domain.sample import SLAPS, Finger, Slap, alone
from station.quality.finger.segmentation import crop, segment
from tests.support import hands
from tests.support.no_fingers import NO_FINGERS, card
from tests.support.scanners import slap_pixels, turned

RIGHT, LEFT, THUMBS = Slap.RIGHT_FOUR, Slap.LEFT_FOUR, Slap.THUMBS


@dataclass(frozen=True)
class Laid:
    """One picture and what is said of it. shown: what really lies there, left to right; () where it is no finger.
    known: prints taken before. ppi: as declared. glass, preview: what the platen showed while it was empty, and last.
    unfit: not to be taken, whatever the names are."""

    pixels: hands.Pixels
    slap: Slap
    said: tuple[Finger, ...]
    shown: tuple[Finger, ...]
    known: tuple[KnownPrint, ...] = ()
    ppi: int = 500
    glass: hands.Pixels | None = None
    preview: hands.Pixels | None = None
    unfit: bool = False

    @property
    def true(self) -> bool:
        return self.said == self.shown and not self.unfit


def _good(seed: int, slap: Slap, outcome: str = "good") -> hands.Pixels:
    return np.array(slap_pixels(outcome, slap, seed=seed))


def _as_it_is(change: Callable[[hands.Pixels], hands.Pixels], outcome: str = "good") -> Callable[[int], Iterator[Laid]]:
    def laid(seed: int) -> Iterator[Laid]:
        for slap in (RIGHT, LEFT, THUMBS):
            yield Laid(change(_good(seed, slap, outcome)), slap, slap.fingers, slap.fingers)

    return laid


def _noisy(pixels: hands.Pixels) -> hands.Pixels:
    noise = np.random.default_rng(7).normal(0.0, 20.0, pixels.shape)
    return np.clip(pixels + noise, 0, 255).astype(np.uint8)


def _rotated(seed: int) -> Iterator[Laid]:
    for slap, degrees in ((RIGHT, -30.0), (RIGHT, 20.0), (LEFT, 30.0), (THUMBS, -15.0)):
        yield Laid(turned(_good(seed, slap), degrees), slap, slap.fingers, slap.fingers)


def _missing(seed: int) -> Iterator[Laid]:
    for slap in (RIGHT, LEFT):
        for absent in slap.fingers:
            fingers = hands.of(slap, absent)
            yield Laid(slap_pixels("good", slap, seed=seed, expected=fingers), slap, fingers, fingers)


def _another_missing(seed: int) -> Iterator[Laid]:
    for slap in (RIGHT, LEFT):
        for place, absent in enumerate(slap.fingers):
            said = hands.of(slap, slap.fingers[(place + 1 + seed) % 4 if (1 + seed) % 4 else place - 1])
            shown = hands.of(slap, absent)
            if said != shown:
                yield Laid(slap_pixels("good", slap, seed=seed, expected=shown), slap, said, shown)


def _other_hand(seed: int) -> Iterator[Laid]:
    for slap, other in ((RIGHT, LEFT), (LEFT, RIGHT)):
        yield Laid(_good(seed, other), slap, slap.fingers, other.fingers)


def _upside_down(seed: int) -> Iterator[Laid]:
    for slap in (RIGHT, LEFT, THUMBS):
        shown = tuple(reversed(slap.fingers))
        yield Laid(hands.upside_down(_good(seed, slap)), slap, slap.fingers, shown)


def _two_thumbs(seed: int) -> Iterator[Laid]:
    yield Laid(_good(seed, THUMBS), THUMBS, THUMBS.fingers, THUMBS.fingers)


def _swapped(seed: int) -> Iterator[Laid]:
    shown = tuple(reversed(THUMBS.fingers))
    yield Laid(hands.thumbs_exchanged(_good(seed, THUMBS)), THUMBS, THUMBS.fingers, shown)


def _as_thumbs(seed: int) -> Iterator[Laid]:
    """First of all, when nothing of the person is known."""
    for slap in (RIGHT, LEFT):
        for first in range(3):
            shown = slap.fingers[first : first + 2]
            yield Laid(slap_pixels("good", slap, seed=seed, expected=shown), THUMBS, THUMBS.fingers, shown)


def _prints(pixels: hands.Pixels, slap: Slap, fingers: Sequence[Finger]) -> tuple[KnownPrint, ...]:
    found = segment(pixels, 500).fingers
    return tuple(KnownPrint(slap, name, crop(pixels, each, 500)) for name, each in zip(fingers, found, strict=True))


def _repeated(seed: int) -> Iterator[Laid]:
    """One finger alone for another of the hand that was taken before."""
    known = _prints(_good(seed, RIGHT), RIGHT, RIGHT.fingers)
    for said, shown in ((Finger.RIGHT_THUMB, Finger.RIGHT_INDEX), (Finger.LEFT_INDEX, Finger.RIGHT_INDEX)):
        pixels = slap_pixels("good", RIGHT, seed=seed, expected=(shown,))
        yield Laid(pixels, alone(said), (said,), (shown,), known)


def _alone(seed: int) -> Iterator[Laid]:
    """One finger of a slap that was taken before."""
    known = _prints(_good(seed, RIGHT), RIGHT, RIGHT.fingers)
    for finger in (Finger.RIGHT_INDEX, Finger.RIGHT_RING):
        pixels = slap_pixels("good", RIGHT, seed=seed, expected=(finger,))
        yield Laid(pixels, alone(finger), (finger,), (finger,), known)


def _small_dry_little(seed: int) -> Iterator[Laid]:
    """Its lower half does not touch, and what does is faint."""
    for slap in (RIGHT, LEFT):
        pixels = _good(seed, slap)
        box = np.array(segment(pixels, 500).fingers[-1 if slap is RIGHT else 0].corners)
        (left, top), (right, bottom) = box.min(axis=0).astype(int), box.max(axis=0).astype(int)
        pixels[top + round(0.65 * (bottom - top)) :, max(0, left - 40) : right + 40] = 251
        part = pixels[top:bottom, max(0, left) : right]
        part[:] = np.clip(251 - (251 - part.astype(np.float64)) * 0.45, 0, 255).astype(np.uint8)
        yield Laid(pixels, slap, slap.fingers, slap.fingers)


def _bandaged(seed: int) -> Iterator[Laid]:
    """A middle finger in a bandage, not marked: cloth shows no ridges."""
    for slap in (RIGHT, LEFT):
        fingers = hands.of(slap, slap.fingers[1])
        yield Laid(slap_pixels("good", slap, seed=seed, expected=fingers), slap, slap.fingers, fingers)


def _as_thumbs_later(seed: int) -> Iterator[Laid]:
    """When the hand they are of was taken."""
    known = _prints(_good(seed, RIGHT), RIGHT, RIGHT.fingers)
    for first in range(3):
        shown = RIGHT.fingers[first : first + 2]
        yield Laid(slap_pixels("good", RIGHT, seed=seed, expected=shown), THUMBS, THUMBS.fingers, shown, known)


def _one_four_times(seed: int) -> Iterator[Laid]:
    """The index finger laid down at the places of all four, each time anew."""
    for slap in (RIGHT, LEFT):
        finger = FingerPosition(Finger.RIGHT_INDEX if slap is RIGHT else Finger.LEFT_INDEX)
        rng = np.random.default_rng(seed)
        places = lay_down([FingerPosition(each) for each in slap.fingers], rng)
        dark = print_hand(seed, [replace(each, position=finger) for each in places], Touch(), rng)
        pixels = np.clip(251.0 - 238.0 * dark, 0, 255).astype(np.uint8)
        yield Laid(pixels, slap, slap.fingers, (Finger(finger),) * 4)


def _three_of_the_other_hand(seed: int) -> Iterator[Laid]:
    for slap, other in ((RIGHT, LEFT), (LEFT, RIGHT)):
        for place in range(4):
            said, shown = hands.of(slap, slap.fingers[place]), hands.of(other, other.fingers[3 - place])
            yield Laid(slap_pixels("good", other, seed=seed, expected=shown), slap, said, shown)


def _unfit(
    change: Callable[[hands.Pixels], hands.Pixels], ppi: int = 500, of: Sequence[Slap] = SLAPS
) -> Callable[[int], Iterator[Laid]]:
    def laid(seed: int) -> Iterator[Laid]:
        for slap in of:
            yield Laid(change(_good(seed, slap)), slap, slap.fingers, slap.fingers, ppi=ppi, unfit=True)

    return laid


def _doubled(pixels: hands.Pixels) -> hands.Pixels:
    """What a scanner of 1000 ppi gives of the same glass."""
    return np.asarray(cv2.resize(pixels, None, fx=2.0, fy=2.0, interpolation=cv2.INTER_CUBIC), dtype=np.uint8)


def _tip_half_missing(pixels: hands.Pixels) -> hands.Pixels:
    """Of the second from the left: its upper half did not touch."""
    box = np.array(segment(pixels, 500).fingers[1].corners)
    (left, top), (right, bottom) = box.min(axis=0).astype(int), box.max(axis=0).astype(int)
    pixels[max(0, top - 20) : (top + bottom) // 2, max(0, left) : right] = 251
    return pixels


def _cut_by_the_edge(pixels: hands.Pixels) -> hands.Pixels:
    """The hand lies too far to the left: a third of its first finger is beside the glass."""
    box = np.array(segment(pixels, 500).fingers[0].corners)
    left, right = box.min(axis=0)[0], box.max(axis=0)[0]
    cut = round(left + (right - left) / 3)
    return np.ascontiguousarray(np.pad(pixels[:, cut:], ((0, 0), (0, cut)), constant_values=251))


def _over_residue(seed: int) -> Iterator[Laid]:
    """The hand of whoever came before has left a third of its ink."""
    for slap in SLAPS:
        before = 251.0 - 0.33 * (251.0 - _good(seed + 1000, slap).astype(np.float64))
        glass = np.clip(before, 0, 255).astype(np.uint8)
        yield Laid(np.minimum(glass, _good(seed, slap)), slap, slap.fingers, slap.fingers, glass=glass, unfit=True)


def _moved(seed: int) -> Iterator[Laid]:
    """By two and a half millimetres between the last preview and the picture."""
    for slap in SLAPS:
        pixels = _good(seed, slap)
        yield Laid(pixels, slap, slap.fingers, slap.fingers, preview=np.roll(pixels, 49, axis=1), unfit=True)


def _no_finger(seed: int) -> Iterator[Laid]:
    if seed == 1:
        for draw in (*NO_FINGERS.values(), card):
            yield Laid(draw(), RIGHT, RIGHT.fingers, ())


KINDS: Mapping[str, Callable[[int], Iterator[Laid]]] = {
    "as asked for": _as_it_is(lambda pixels: pixels),
    "turned by 15 to 30 degrees": _rotated,
    "noise of 20 grey levels": _as_it_is(_noisy),
    "light falling by 120 levels": _as_it_is(lambda pixels: hands.ramp(pixels, 120)),
    "wet": _as_it_is(lambda pixels: pixels, "wet"),
    "dry": _as_it_is(lambda pixels: pixels, "dry"),
    "small, dry little finger": _small_dry_little,
    "a finger missing, as marked": _missing,
    "one finger of a slap alone": _alone,
    "two thumbs": _two_thumbs,
    "another finger missing than marked": _another_missing,
    "a bandaged finger, not marked": _bandaged,
    "the other hand": _other_hand,
    "upside down": _upside_down,
    "two thumbs swapped": _swapped,
    "two fingers of a hand as thumbs, first": _as_thumbs,
    "three fingers of the other hand": _three_of_the_other_hand,
    "two fingers of a hand as thumbs, later": _as_thumbs_later,
    "a finger for another": _repeated,
    "one finger four times": _one_four_times,
    "1000 ppi declared 500": _unfit(_doubled),
    "500 ppi declared 1000": _unfit(lambda pixels: pixels, ppi=1000),
    "inverted": _unfit(lambda pixels: 255 - pixels),
    "a tip half missing": _unfit(_tip_half_missing, of=(RIGHT, LEFT)),
    "a finger cut by the edge": _unfit(_cut_by_the_edge),
    "over the print of the hand before": _over_residue,
    "moved since the preview": _moved,
    "no fingers, paper": _no_finger,
}

RIGHT_KINDS = tuple(KINDS)[: tuple(KINDS).index("another finger missing than marked")]
"""What should be taken or asked about; of all others nothing may be taken without a question."""
