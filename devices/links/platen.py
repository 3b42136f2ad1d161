"""What simulated and replayed scanners share: preview frames of a print that is being pressed on, and its pace."""

from collections.abc import Iterator
from time import monotonic

import numpy as np
from numpy.typing import NDArray

from devices.api import CancelScope, FingerFrame, LiveStatus, Options
from devices.links import faults
from devices.links.faults import Plug, ScriptedFault
from devices.links.opencv import opencv
from devices.links.options import number

OPTIONS = ("preview_frames", "preview_interval_s", *faults.OPTIONS)
PREVIEW_SHRINK = 2  # preview frames have half the resolution, as with real scanners
EMPTY_FRAMES = 2  # the person has not touched the glass yet
CLEAN_LEVEL = 251


class Pacer:
    """Times the frames of one opened scanner and strikes its scripted fault.

    Options: `preview_frames`, `preview_interval_s`, and those of `devices.links.faults`. Raises OptionInvalid.
    """

    def __init__(self, family: str, device_id: str, options: Options, plug: Plug) -> None:
        self.preview_frames = int(number(family, options, "preview_frames", 10, low=0, high=1000))
        self._interval_s = number(family, options, "preview_interval_s", 0.1, low=0.0, high=10.0)
        self._fault = ScriptedFault.from_options(family, options)
        self._device_id = device_id
        self._plug = plug
        self._frames = 0

    def wait(self, scope: CancelScope) -> None:
        """Until the next frame is due. Raises Cancelled, DeviceTimeout and the scripted error."""
        scope.wait(self._interval_s, self._device_id)
        self.strike()
        self._frames += 1

    def strike(self) -> None:
        """Raise the scripted error if it is due."""
        self._fault.strike(self._frames, self._device_id, self._plug)

    def pressed(self) -> Iterator[float]:
        """How far the fingers are down at each preview frame: 0 not at all .. 1 fully."""
        for step in range(self.preview_frames):
            yield max(0.0, (step - EMPTY_FRAMES + 1) / max(1, self.preview_frames - EMPTY_FRAMES))


def empty_frame(shape: tuple[int, int], resolution_ppi: int) -> FingerFrame:
    """A preview frame of clean glass. shape, resolution_ppi: of the final frame."""
    pixels: NDArray[np.uint8] = np.full((shape[0] // PREVIEW_SHRINK, shape[1] // PREVIEW_SHRINK), CLEAN_LEVEL, np.uint8)
    pixels.flags.writeable = False
    return FingerFrame(pixels, resolution_ppi // PREVIEW_SHRINK, monotonic(), "searching_fingers")


def preview_frame(
    final: NDArray[np.uint8], resolution_ppi: int, pressed: float, status: LiveStatus, rng: np.random.Generator
) -> FingerFrame:
    """The print at half resolution and less contrast, the more the less it is pressed, with the preview's own noise."""
    cv2 = opencv()
    size = final.shape[1] // PREVIEW_SHRINK, final.shape[0] // PREVIEW_SHRINK
    contrast = 0.25 + 0.6 * pressed
    small = cv2.resize(final, size, interpolation=cv2.INTER_AREA)
    small = cv2.convertScaleAbs(small, alpha=contrast, beta=CLEAN_LEVEL * (1.0 - contrast))
    pattern = rng.integers(0, 3, (1, size[0]), dtype=np.uint8)  # fixed-pattern noise of the sensor's columns
    pixels: NDArray[np.uint8] = np.asarray(small - np.minimum(small, pattern), dtype=np.uint8)
    pixels.flags.writeable = False
    return FingerFrame(pixels, resolution_ppi // PREVIEW_SHRINK, monotonic(), status)
