"""Which file answers which acquisition, and reading it."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from devices.adapters.replay_fingerprint.layout import lay_out
from devices.api import DeviceFaulted, FingerPosition

SUFFIXES = (".png", ".bmp", ".pgm", ".tif", ".tiff", ".jpg", ".jpeg")
_FORMATS = ("PNG", "BMP", "PPM", "TIFF", "JPEG")  # by content, whatever the suffix says
MAX_SIDE_PX = 6000
_SLAPS = ("right_four", "left_four", "thumbs")


def slap_name(expected: tuple[FingerPosition, ...]) -> str:
    """The placement that the expected fingers belong to."""
    if all(finger in (FingerPosition.LEFT_THUMB, FingerPosition.RIGHT_THUMB) for finger in expected):
        return "thumbs"
    return "right_four" if all(finger <= FingerPosition.RIGHT_LITTLE for finger in expected) else "left_four"


def find(folder: Path) -> dict[str, Path]:
    """Files by what they show: "right_four", "left_four", "thumbs" or a finger such as "left_ring". Raises OSError."""
    names = {*_SLAPS, *(finger.name.lower() for finger in FingerPosition)}
    return {
        entry.stem.lower(): entry
        for entry in sorted(folder.iterdir())
        if entry.suffix.lower() in SUFFIXES and entry.stem.lower() in names
    }


def platen(
    device_id: str, files: dict[str, Path], expected: tuple[FingerPosition, ...], resolution_ppi: int
) -> NDArray[np.uint8]:
    """(height, width) uint8, read-only: the slap's own file, else its single prints laid out, else clean glass.

    Raises DeviceFaulted on a file that does not decode.
    """
    whole = files.get(slap_name(expected))
    if whole is not None:
        pixels = _read(device_id, whole)
    else:
        pixels = lay_out(dict(_singles(device_id, files, expected)), expected, resolution_ppi)
    pixels.flags.writeable = False
    return pixels


def _singles(
    device_id: str, files: dict[str, Path], expected: tuple[FingerPosition, ...]
) -> Iterator[tuple[FingerPosition, NDArray[np.uint8]]]:
    for finger in expected:
        path = files.get(finger.name.lower())
        if path is not None:
            yield finger, _read(device_id, path)


def _read(device_id: str, path: Path) -> NDArray[np.uint8]:
    from PIL import Image  # 40 ms, and only where files are played

    try:
        with Image.open(path, formats=_FORMATS) as image:
            if max(image.size) > MAX_SIDE_PX:
                raise DeviceFaulted(device_id, reason="image too large", side=max(image.size))
            return np.array(image.convert("L"), dtype=np.uint8)
    except (OSError, SyntaxError, ValueError, IndexError, Image.DecompressionBombError) as error:
        raise DeviceFaulted(device_id, reason=type(error).__name__) from None
