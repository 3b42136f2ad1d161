"""The simulated slap scanner as an adapter.

Options: `seed` (whose ten fingers), `fingers` (1: its glass holds one), `outcomes` (one word of `script.OUTCOMES` an
acquisition; the script goes on from one opening of the device to the next and begins anew with other settings), and
those of `devices.links.platen`.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import count
from time import monotonic
from typing import TYPE_CHECKING

import numpy as np

from devices.adapters.sim_fingerprint.script import outcomes, play
from devices.api import (
    ONE_FINGER,
    CancelScope,
    Check,
    DeviceGone,
    DeviceInfo,
    DeviceKind,
    FingerFrame,
    FingerPosition,
    LiveStatus,
    Options,
)
from devices.links.faults import Plug, ScriptedFault
from devices.links.options import known, number
from devices.links.platen import OPTIONS, Pacer, empty_frame, preview_frame

if TYPE_CHECKING:
    from devices.adapters.sim_fingerprint.outcomes import Impression

FAMILY = "sim_fingerprint"
SHAPE, PPI = (1500, 1600), 500
_INFO = DeviceInfo(
    "sim_fingerprint:slap:1", DeviceKind.FINGERPRINT, "Simulator", "Slap scanner", serial="1", simulated=True
)


class SimFingerprint:
    """An opened simulated scanner: 1600 x 1500 pixels at 500 ppi, preview at 250 ppi."""

    def __init__(
        self, info: DeviceInfo, options: Options, plug: Plug, script: Iterator[str], placements: Iterator[int]
    ) -> None:
        """script: the outcome of each acquisition; placements: a number for each, so that no two are alike."""
        self._info = info
        self._seed = int(number(FAMILY, options, "seed", 1, low=0, high=2**31))
        self._pacer = Pacer(FAMILY, info.device_id, options, plug)
        self._script = script
        self._placements = placements

    @property
    def info(self) -> DeviceInfo:
        return self._info

    def acquire(self, expected: tuple[FingerPosition, ...], scope: CancelScope) -> Iterator[FingerFrame]:
        """See FingerprintScanner.acquire."""
        outcome, placement = next(self._script), next(self._placements)
        if ONE_FINGER in self._info.capabilities:
            expected = expected[:1]
        impression: Impression | None = None
        rng = np.random.default_rng((self._seed, placement))
        for pressed in self._pacer.pressed():
            self._pacer.wait(scope)
            if pressed == 0.0 or outcome == "blank":
                yield empty_frame(SHAPE, PPI)
                continue
            impression = impression or self._take(outcome, expected, placement)
            status: LiveStatus = "fingers_recognized" if pressed < 0.5 else impression.status
            yield preview_frame(impression.pixels, PPI, pressed, status, rng)
        self._pacer.wait(scope)
        impression = impression or self._take(outcome, expected, placement)
        yield FingerFrame(impression.pixels, PPI, monotonic(), "capturing", final=True)

    def self_test(self, scope: CancelScope) -> Iterator[Check]:
        """The glass is clean, and its size is what it should be."""
        scope.check(self._info.device_id)
        self._pacer.strike()
        clean = self._take("blank", (), 0).pixels
        yield Check("FPS-PLATEN", "pass" if clean.mean() > 240 else "fail", f"{clean.mean():.0f} / 255")
        yield Check("FPS-SIZE", "pass", f"{SHAPE[1]} x {SHAPE[0]} px, {PPI} ppi")

    def close(self) -> None:
        """Nothing is held."""

    def _take(self, outcome: str, expected: tuple[FingerPosition, ...], attempt: int) -> "Impression":
        from devices.adapters.sim_fingerprint.outcomes import take  # 0.3 s of libraries that only a capture needs

        return take(outcome, self._seed, expected, attempt)


class SimFingerprintAdapter:
    """Lists one scanner as long as its plug is in."""

    family = FAMILY
    kind = DeviceKind.FINGERPRINT
    options = known("fingers", "outcomes", "seed", *OPTIONS)

    def __init__(self) -> None:
        self._plug = Plug()
        self._options: Options = {}
        self._script = play(())
        self._placements = count()

    def discover(self, options: Options) -> Sequence[DeviceInfo]:
        """See Adapter.discover."""
        ScriptedFault.from_options(FAMILY, options)
        outcomes(FAMILY, options)
        return (_info(options),) if self._plug.inserted else ()

    def open(self, info: DeviceInfo, options: Options) -> SimFingerprint:
        """See Adapter.open."""
        if not self._plug.inserted:
            raise DeviceGone(info.device_id)
        if options is not self._options:
            self._options, self._script = options, play(outcomes(FAMILY, options))
        return SimFingerprint(info, options, self._plug, self._script, self._placements)


def _info(options: Options) -> DeviceInfo:
    one = number(FAMILY, options, "fingers", 4, low=1, high=4) < 2
    return replace(_INFO, model="Finger scanner", capabilities=frozenset({ONE_FINGER})) if one else _INFO


ADAPTER = SimFingerprintAdapter()
