"""The simulated slap scanner as an adapter.

Options: `seed` (whose ten fingers), `outcomes` (one word of `outcomes.OUTCOMES` an acquisition, counted from the
opening of the device; "good" once the list is used up), `preview_frames`, `preview_interval_s`, and the scripted faults
of `devices.links.faults`.
"""

from collections.abc import Iterator, Sequence
from time import monotonic

import cv2
import numpy as np
from numpy.typing import NDArray

from devices.adapters.sim_fingerprint.anatomy import PPI
from devices.adapters.sim_fingerprint.hand import HEIGHT_PX, WIDTH_PX
from devices.adapters.sim_fingerprint.outcomes import OUTCOMES, Impression, take
from devices.api import (
    CancelScope,
    Check,
    DeviceGone,
    DeviceInfo,
    DeviceKind,
    FingerFrame,
    FingerPosition,
    LiveStatus,
    OptionInvalid,
    Options,
)
from devices.links.faults import Plug, ScriptedFault
from devices.links.options import number

FAMILY = "sim_fingerprint"
_INFO = DeviceInfo(
    "sim_fingerprint:slap:1", DeviceKind.FINGERPRINT, "Simulator", "Slap scanner", serial="1", simulated=True
)
_PREVIEW_SHRINK = 2  # preview frames have half the resolution, as with real scanners
_EMPTY_FRAMES = 2  # the person has not touched the glass yet
_CLEAN_LEVEL = 251


class SimFingerprint:
    """An opened simulated scanner: 1600 x 1500 pixels at 500 ppi, preview at 250 ppi."""

    def __init__(self, info: DeviceInfo, options: Options, plug: Plug) -> None:
        self._info = info
        self._seed = int(number(FAMILY, options, "seed", 1, low=0, high=2**31))
        self._outcomes = _outcomes(options)
        self._preview_frames = int(number(FAMILY, options, "preview_frames", 10, low=0, high=1000))
        self._interval_s = number(FAMILY, options, "preview_interval_s", 0.1, low=0.0, high=10.0)
        self._fault = ScriptedFault.from_options(FAMILY, options)
        self._plug = plug
        self._acquisitions = 0
        self._frames = 0

    @property
    def info(self) -> DeviceInfo:
        return self._info

    def acquire(self, expected: tuple[FingerPosition, ...], scope: CancelScope) -> Iterator[FingerFrame]:
        """See FingerprintScanner.acquire."""
        number_ = self._acquisitions
        self._acquisitions += 1
        outcome = self._outcomes[number_] if number_ < len(self._outcomes) else "good"
        impression: Impression | None = None
        rng = np.random.default_rng((self._seed, number_))
        for step in range(self._preview_frames):
            self._pace(scope)
            if step < _EMPTY_FRAMES:
                yield self._preview(None, 0.0, "searching_fingers", rng)
                continue
            if impression is None:
                impression = take(outcome, self._seed, expected, number_)
            pressed = (step - _EMPTY_FRAMES + 1) / (self._preview_frames - _EMPTY_FRAMES)
            status: LiveStatus = "fingers_recognized" if pressed < 0.5 else impression.status
            yield self._preview(impression, pressed, status if outcome != "blank" else "searching_fingers", rng)
        self._pace(scope)
        impression = impression or take(outcome, self._seed, expected, number_)
        yield FingerFrame(impression.pixels, PPI, monotonic(), "capturing", final=True)

    def self_test(self, scope: CancelScope) -> Iterator[Check]:
        """The glass is clean, and its size is what it should be."""
        scope.check(self._info.device_id)
        self._fault.strike(self._frames, self._info.device_id, self._plug)
        clean = take("blank", self._seed, (), 0).pixels
        yield Check("FPS-PLATEN", "pass" if clean.mean() > 240 else "fail", f"{clean.mean():.0f} / 255")
        yield Check("FPS-RESOLUTION", "pass", f"{WIDTH_PX} x {HEIGHT_PX} px, {PPI} ppi")

    def close(self) -> None:
        """Nothing is held."""

    def _pace(self, scope: CancelScope) -> None:
        scope.wait(self._interval_s, self._info.device_id)
        self._fault.strike(self._frames, self._info.device_id, self._plug)
        self._frames += 1

    def _preview(
        self, impression: Impression | None, pressed: float, status: LiveStatus, rng: np.random.Generator
    ) -> FingerFrame:
        shape = (HEIGHT_PX // _PREVIEW_SHRINK, WIDTH_PX // _PREVIEW_SHRINK)
        if impression is None:
            small: NDArray[np.uint8] = np.full(shape, _CLEAN_LEVEL, dtype=np.uint8)
        else:
            full = cv2.resize(impression.pixels, shape[::-1], interpolation=cv2.INTER_AREA)
            contrast = 0.25 + 0.6 * pressed
            small = cv2.convertScaleAbs(full, alpha=contrast, beta=_CLEAN_LEVEL * (1 - contrast)).astype(np.uint8)
        grain = rng.integers(0, 3, (1, shape[1]), dtype=np.uint8)  # fixed-pattern noise of the preview's columns
        pixels: NDArray[np.uint8] = small - np.minimum(small, grain)
        pixels.flags.writeable = False
        return FingerFrame(pixels, PPI // _PREVIEW_SHRINK, monotonic(), status)


class SimFingerprintAdapter:
    """Lists one scanner as long as its plug is in."""

    family = FAMILY
    kind = DeviceKind.FINGERPRINT

    def __init__(self) -> None:
        self._plug = Plug()

    def discover(self, options: Options) -> Sequence[DeviceInfo]:
        """See Adapter.discover."""
        ScriptedFault.from_options(FAMILY, options)
        _outcomes(options)
        return (_INFO,) if self._plug.inserted else ()

    def open(self, info: DeviceInfo, options: Options) -> SimFingerprint:
        """See Adapter.open."""
        if not self._plug.inserted:
            raise DeviceGone(info.device_id)
        return SimFingerprint(info, options, self._plug)


def _outcomes(options: Options) -> tuple[str, ...]:
    words = options.get("outcomes", ())
    if isinstance(words, str | int | float) or not all(word in OUTCOMES for word in words):
        raise OptionInvalid(FAMILY, option="outcomes", expected="|".join(OUTCOMES))
    return tuple(str(word) for word in words)


ADAPTER = SimFingerprintAdapter()
