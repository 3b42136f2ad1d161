"""The self-test every camera shares: size, pace, light, and that the picture is live."""

from collections.abc import Iterator
from itertools import islice
from typing import Literal

from devices.api import Check, DeviceError, Frame

MIN_WIDTH, MIN_HEIGHT = 1280, 720
MIN_FPS = 10.0
DARK, BRIGHT = 20.0, 250.0
_FRAMES = 12


def camera_checks(frames: Iterator[Frame]) -> Iterator[Check]:
    """Look at twelve frames. Lights and names nothing of what is in them. Raises Cancelled and DeviceError."""
    try:
        first = next(frames)
    except DeviceError as error:
        yield Check("CAM-LIVE", "fail", error.code)
        return
    height, width = first.pixels.shape[:2]
    big = max(width, height) >= MIN_WIDTH and min(width, height) >= MIN_HEIGHT
    yield Check("CAM-RESOLUTION", _passed(big), f"{width} x {height} px")
    rest = list(islice(frames, _FRAMES - 1))
    fps = len(rest) / max(1e-6, rest[-1].captured_at_s - first.captured_at_s)
    yield Check("CAM-PACE", _passed(fps >= MIN_FPS), f"{fps:.1f} fps")
    mean = float(rest[-1].pixels[::8, ::8].mean())
    yield Check("CAM-LIGHT", _passed(DARK <= mean <= BRIGHT), f"{mean:.0f} of 255")
    moving = any((frame.pixels[::8, ::8] != first.pixels[::8, ::8]).any() for frame in rest)
    yield Check("CAM-LIVE", _passed(moving), "" if moving else f"{_FRAMES} equal pictures")


def _passed(well: bool) -> Literal["pass", "fail"]:
    return "pass" if well else "fail"
