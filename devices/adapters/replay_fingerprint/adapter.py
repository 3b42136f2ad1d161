"""The replay scanner as an adapter.

Options: `source` (folder with right_four.png, left_four.png, thumbs.png, or single prints such as right_index.png,
which are laid out on a platen), `resolution_ppi` (of the files, 500 unless said), `technology`, `vendor`, `device` (of
the scanner that took them, see `Registered`; nothing unless said), and those of `devices.links.platen`.
"""

from collections.abc import Iterator, Sequence
from hashlib import sha256
from pathlib import Path
from time import monotonic

import numpy as np

from devices.adapters.replay_fingerprint.files import find, platen
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
    Registered,
)
from devices.links.faults import Plug, ScriptedFault
from devices.links.options import known, number, text
from devices.links.platen import OPTIONS, Pacer, empty_frame, preview_frame

FAMILY = "replay_fingerprint"


class ReplayFingerprint:
    """An opened replay: each acquisition plays the expected slap's files, preview first."""

    def __init__(self, info: DeviceInfo, files: dict[str, Path], resolution_ppi: int, pacer: Pacer) -> None:
        self._info = info
        self._files = files
        self._resolution_ppi = resolution_ppi
        self._pacer = pacer

    @property
    def info(self) -> DeviceInfo:
        return self._info

    def acquire(self, expected: tuple[FingerPosition, ...], scope: CancelScope) -> Iterator[FingerFrame]:
        """See FingerprintScanner.acquire."""
        final = platen(self._info.device_id, self._files, expected, self._resolution_ppi)
        rng = np.random.default_rng(len(expected))
        for pressed in self._pacer.pressed():
            self._pacer.wait(scope)
            if pressed == 0.0:
                yield empty_frame(final.shape, self._resolution_ppi)
                continue
            status: LiveStatus = "fingers_recognized" if pressed < 0.5 else "keep_fingers_still"
            yield preview_frame(final, self._resolution_ppi, pressed, status, rng)
        self._pacer.wait(scope)
        yield FingerFrame(final, self._resolution_ppi, monotonic(), "capturing", final=True)

    def self_test(self, scope: CancelScope) -> Iterator[Check]:
        """There is something to play."""
        scope.check(self._info.device_id)
        self._pacer.strike()
        yield Check("FPS-SOURCE", "pass" if self._files else "fail", str(len(self._files)))

    def close(self) -> None:
        """Nothing is held between acquisitions."""


class ReplayFingerprintAdapter:
    """Lists one scanner when option `source` is set and its plug is in."""

    family = FAMILY
    kind = DeviceKind.FINGERPRINT
    options = known("source", "resolution_ppi", "technology", "vendor", "device", *OPTIONS)

    def __init__(self) -> None:
        self._plug = Plug()

    def discover(self, options: Options) -> Sequence[DeviceInfo]:
        """See Adapter.discover. Raises OptionInvalid when the source is no folder with prints."""
        named = text(FAMILY, options, "source", "")
        if not named or not self._plug.inserted:
            return ()
        _resolution(options)
        ScriptedFault.from_options(FAMILY, options)
        if not _files(named):
            raise OptionInvalid(FAMILY, option="source", expected="folder of prints")
        serial = sha256(str(Path(named).resolve()).encode()).hexdigest()[:8]  # stable, without showing the path
        device_id = f"{FAMILY}:files:{serial}"
        info = DeviceInfo(
            device_id,
            self.kind,
            "Replay",
            "Fingerprint files",
            serial=serial,
            simulated=True,
            registered=_registered(options),
        )
        return (info,)

    def open(self, info: DeviceInfo, options: Options) -> ReplayFingerprint:
        """See Adapter.open. Raises OptionInvalid, DeviceGone."""
        if not self._plug.inserted:
            raise DeviceGone(info.device_id)
        files = _files(text(FAMILY, options, "source", ""))
        pacer = Pacer(FAMILY, info.device_id, options, self._plug)
        return ReplayFingerprint(info, files, _resolution(options), pacer)


def _files(named: str) -> dict[str, Path]:
    try:
        return find(Path(named))
    except OSError as error:
        raise OptionInvalid(FAMILY, option="source", reason=type(error).__name__) from None


def _registered(options: Options) -> Registered:
    """Raises OptionInvalid."""
    return Registered(
        int(number(FAMILY, options, "technology", 0, low=0, high=0xFF)),
        int(number(FAMILY, options, "vendor", 0, low=0, high=0xFFFF)),
        int(number(FAMILY, options, "device", 0, low=0, high=0xFFFF)),
    )


def _resolution(options: Options) -> int:
    return int(number(FAMILY, options, "resolution_ppi", 500, low=400, high=1200))


ADAPTER = ReplayFingerprintAdapter()
