"""What the simulated person does at each acquisition, by script."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from devices.adapters.sim_fingerprint.anatomy import digit, is_right
from devices.adapters.sim_fingerprint.hand import HEIGHT_PX, WIDTH_PX, lay_down, print_hand
from devices.adapters.sim_fingerprint.impression import Touch
from devices.adapters.sim_fingerprint.noise import smooth_noise, smooth_step
from devices.adapters.sim_fingerprint.script import OUTCOMES
from devices.api import FingerPosition, LiveStatus

_TOUCHES = {"dry": Touch(dryness=1.15, pressure=-0.5), "wet": Touch(pressure=3.7)}
_ADVICE: dict[str, LiveStatus] = {"dry": "raise_finger_pressure", "wet": "reduce_finger_pressure"}


@dataclass(frozen=True)
class Impression:
    """pixels: (1500, 1600) uint8, read-only, ridges dark. status: what the device says while it watches."""

    pixels: NDArray[np.uint8]
    status: LiveStatus


def take(outcome: str, seed: int, expected: Sequence[FingerPosition], attempt: int) -> Impression:
    """One impression. The same arguments give the same picture, so the last ones are kept."""
    return _taken(outcome, seed, tuple(expected), attempt)


@lru_cache(maxsize=8)
def _taken(outcome: str, seed: int, expected: tuple[FingerPosition, ...], attempt: int) -> Impression:
    rng = np.random.default_rng((seed, attempt, *map(int, expected), OUTCOMES.index(outcome)))
    fingers = _fingers(outcome, expected)
    if outcome == "smudge":
        dark = _smudge(rng)
    else:
        places = lay_down(fingers, rng, 30.0 if outcome == "turned" else 0.0)
        dark = print_hand(seed, places, _TOUCHES.get(outcome, Touch(pressure=rng.uniform(-0.2, 0.2))), rng)
    return Impression(
        _develop(dark, rng), _ADVICE.get(outcome, "keep_fingers_still" if fingers else "searching_fingers")
    )


def _fingers(outcome: str, expected: Sequence[FingerPosition]) -> list[FingerPosition]:
    fingers = list(expected)
    if outcome == "blank":
        return []
    if outcome == "three_fingers":
        return fingers[:-1]
    if outcome == "wrong_hand":
        return [_other_hand(finger) for finger in reversed(fingers)]
    if outcome == "extra_finger" and len(fingers) < 4:
        return _with_one_more(fingers)
    return fingers


def _other_hand(finger: FingerPosition) -> FingerPosition:
    return FingerPosition((finger + 4) % 10 + 1)


def _with_one_more(fingers: Sequence[FingerPosition]) -> list[FingerPosition]:
    """The first finger of the same hand that was not asked for, in its place; beside two thumbs an index finger."""
    if digit(fingers[0]) == "thumb":
        return [*fingers, FingerPosition.RIGHT_INDEX]
    right = is_right(fingers[0])
    hand = [FingerPosition(code) for code in (range(2, 6) if right else range(10, 6, -1))]
    extra = next(finger for finger in hand if finger not in fingers)
    return [finger for finger in hand if finger in fingers or finger is extra]


def _smudge(rng: np.random.Generator) -> NDArray[np.float32]:
    """The heel of a hand, a sleeve: dark blots without ridges."""
    shape = (HEIGHT_PX, WIDTH_PX)
    row, column = np.mgrid[0:HEIGHT_PX, 0:WIDTH_PX].astype(np.float32)
    away = np.hypot((column - WIDTH_PX / 2) / 420, (row - HEIGHT_PX / 2) / 330) + 0.2 * smooth_noise(rng, shape, 160.0)
    texture = 0.55 + 0.25 * smooth_noise(rng, shape, 26.0) + 0.15 * smooth_noise(rng, shape, 4.0)
    return np.asarray(smooth_step((1.15 - away) / 0.4) * np.clip(texture, 0.0, 1.0), dtype=np.float32)


def _develop(dark: NDArray[np.float32], rng: np.random.Generator) -> NDArray[np.uint8]:
    """Ink to grey levels, with the faint noise of a sensor."""
    noise = 1.4 * rng.standard_normal(dark.shape, dtype=np.float32)
    pixels: NDArray[np.uint8] = np.clip(251.0 - 238.0 * dark + noise, 0, 255).astype(np.uint8)
    pixels.flags.writeable = False
    return pixels
