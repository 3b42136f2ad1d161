"""What becomes of composed slaps whose truth is known: of each kind how many are taken with the right names, asked
about, refused, and, which must be none, taken with a wrong one.

    python -m benchmarks.composed_slaps --people 6

prints the table of docs/standards.md. It counts, and times nothing.
"""

import sys
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent.parent))

from devices.api import DeviceInfo, DeviceKind, FingerFrame
from station.capture.slap import SlapCapture
from station.domain.capture import CaptureRefused, SlapCandidate
from station.domain.errors import Problem
from station.domain.finger_checks import Before, KnownPrint
from station.domain.sample import Finger, Slap, alone
from station.quality.finger.lately import Lately
from station.quality.finger.nfiq2 import Nfiq2
from station.quality.finger.segmentation import crop, segment
from tests.support import hands
from tests.support.no_fingers import NO_FINGERS, card
from tests.support.scanners import slap_pixels, turned

RIGHT, LEFT, THUMBS = Slap.RIGHT_FOUR, Slap.LEFT_FOUR, Slap.THUMBS
SCANNER = DeviceInfo("composed", DeviceKind.FINGERPRINT, "Composed", "Slaps", simulated=True)
OUTCOMES = ("right", "asked", "refused", "wrong")


@dataclass(frozen=True)
class Laid:
    """One picture and what is said of it. shown: what really lies there, left to right; () where it is no finger.
    known: prints taken before."""

    pixels: hands.Pixels
    slap: Slap
    said: tuple[Finger, ...]
    shown: tuple[Finger, ...]
    known: tuple[KnownPrint, ...] = ()

    @property
    def true(self) -> bool:
        return self.said == self.shown


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
    "another finger missing than marked": _another_missing,
    "a bandaged finger, not marked": _bandaged,
    "the other hand": _other_hand,
    "upside down": _upside_down,
    "thumbs swapped": _swapped,
    "two fingers of a hand as thumbs, first": _as_thumbs,
    "a finger for another": _repeated,
    "no fingers, paper": _no_finger,
}


def outcome(laid: Laid, scorer: Lately) -> str:
    """Of the first attempt, as a capture would end."""
    known: Future[Before | Problem] = Future()
    known.set_result(Before(laid.known))
    capture = SlapCapture(SCANNER, laid.slap, laid.said, scorer, before=lambda: known)
    capture.prepare()
    *_, end = capture.look(FingerFrame(laid.pixels, 500, 0.0, "capturing", final=True), asked=False)
    if isinstance(end, CaptureRefused):
        return "refused"
    assert isinstance(end, SlapCandidate)
    if end.questions:
        return "asked"
    return "right" if laid.true else "wrong"


def counted(kind: str, people: int, scorer: Lately) -> Counter[str]:
    return Counter(outcome(laid, scorer) for seed in range(1, people + 1) for laid in KINDS[kind](seed))


def table(people: int) -> Iterator[str]:
    engine = Nfiq2()
    yield "| composed slaps | n | right | asked | refused | wrong accepted |"
    yield "|---|---|---|---|---|---|"
    try:
        for kind in KINDS:
            found = counted(kind, people, Lately(engine))
            yield f"| {kind} | {found.total()} | " + " | ".join(str(found[each]) for each in OUTCOMES) + " |"
    finally:
        engine.close()


def main() -> None:
    parser = ArgumentParser(prog="composed_slaps", description="What becomes of composed slaps")
    parser.add_argument("--people", type=int, default=6, help="simulated hands, each of a person of its own")
    for line in table(parser.parse_args().people):
        print(line, flush=True)


if __name__ == "__main__":
    main()
