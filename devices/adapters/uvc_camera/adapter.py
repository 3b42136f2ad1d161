"""Video4Linux cameras as an adapter: MJPG 1280x720 at 30 frames a second, or what the camera has nearest to it.

A still is taken in the largest mode: V4L2 gives what is nearest to a size that no camera has. Going there and back
restarts the stream twice.
"""

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from time import monotonic
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from devices.adapters.uvc_camera.nodes import DEV, SYSFS, Node, capture_nodes
from devices.api import (
    STILL,
    AdapterUnavailable,
    CancelScope,
    Check,
    DeviceBusy,
    DeviceFaulted,
    DeviceGone,
    DeviceInfo,
    DeviceKind,
    DeviceTimeout,
    Frame,
    Options,
)
from devices.links.camera_checks import camera_checks
from devices.links.opencv import opencv
from devices.links.options import known, number

FAMILY = "uvc_camera"
WIDTH, HEIGHT, FPS = 1280, 720, 30
LARGEST = 10_000
"""Pixels on a side: more than any camera has."""
SETTLING, LOOKED_AT = 5, 3
"""Frames until exposure and white balance have settled in another mode; of so many after them the sharpest is it."""


class Capture(Protocol):
    """The part of cv2.VideoCapture used here."""

    def isOpened(self) -> bool: ...
    def read(self) -> tuple[bool, Any]: ...
    def release(self) -> None: ...
    def get(self, prop: int, /) -> float: ...
    def set(self, prop: int, value: float, /) -> bool: ...


class UvcCamera:
    """An opened V4L2 camera."""

    def __init__(self, info: DeviceInfo, path: Path, capture: Capture) -> None:
        self._info = info
        self._path = path
        self._capture = capture

    @property
    def info(self) -> DeviceInfo:
        return self._info

    def frames(self, scope: CancelScope) -> Iterator[Frame]:
        """See Camera.frames. The camera sets the pace; one read gives up after 2 s."""
        while True:
            bgr, taken_s = self._read(scope)
            yield Frame(_rgb(bgr, self._info.device_id), taken_s)

    def still(self, scope: CancelScope) -> Frame:
        """See StillCamera.still."""
        cv2 = opencv()
        former = [(prop, self._capture.get(prop)) for prop in (cv2.CAP_PROP_FRAME_WIDTH, cv2.CAP_PROP_FRAME_HEIGHT)]
        pace = self._capture.get(cv2.CAP_PROP_FPS)
        try:
            for prop, _ in former:
                self._capture.set(prop, LARGEST)
            for _ in range(SETTLING):
                self._read(scope)
            bgr, taken_s = max((self._read(scope) for _ in range(LOOKED_AT)), key=lambda each: _detail(each[0]))
        finally:  # also of a camera that gave nothing in that mode
            for prop, value in former:
                self._capture.set(prop, value)
            self._capture.set(cv2.CAP_PROP_FPS, pace)
        return Frame(_rgb(bgr, self._info.device_id), taken_s)

    def _read(self, scope: CancelScope) -> tuple[Any, float]:
        """What OpenCV gives, and when. Raises DeviceTimeout, DeviceGone, Cancelled."""
        device_id = self._info.device_id
        scope.check(device_id)
        well, bgr = self._capture.read()
        taken_s = monotonic()
        if not well:
            raise DeviceTimeout(device_id) if self._path.exists() else DeviceGone(device_id)
        scope.check(device_id)
        return bgr, taken_s

    def self_test(self, scope: CancelScope) -> Iterator[Check]:
        """The camera checks."""
        return camera_checks(self.frames(scope))

    def close(self) -> None:
        """Give the node back."""
        self._capture.release()


class UvcCameraAdapter:
    """Lists the capture nodes of this computer. A software-fed camera is marked simulated: refused in production."""

    family = FAMILY
    kind = DeviceKind.CAMERA
    options = known("width", "height", "fps", "still")

    def __init__(
        self, sysfs: Path = SYSFS, dev: Path = DEV, capture: Callable[[int, int, int, int], Capture] | None = None
    ) -> None:
        self._sysfs = sysfs
        self._dev = dev
        self._capture = capture or _open_v4l2

    def discover(self, options: Options) -> Sequence[DeviceInfo]:
        """See Adapter.discover. Raises AdapterUnavailable off Linux, and when no camera there may be opened."""
        if not sys.platform.startswith("linux"):
            raise AdapterUnavailable(FAMILY, reason="needs Linux")
        nodes = capture_nodes(self._sysfs, self._dev)
        allowed = [node for node in nodes if os.access(node.path, os.R_OK | os.W_OK)]
        if nodes and not allowed:
            raise AdapterUnavailable(FAMILY, reason="permission")
        stills = bool(number(FAMILY, options, "still", 1, low=0, high=1))
        return tuple(_info(node, stills=stills) for node in allowed)

    def open(self, info: DeviceInfo, options: Options) -> UvcCamera:
        """See Adapter.open. Options `width`, `height`, `fps` are wishes: the camera gives its nearest.

        Raises DeviceGone, DeviceBusy when another program streams, OptionInvalid.
        """
        width = int(number(FAMILY, options, "width", WIDTH, low=160, high=8192))
        height = int(number(FAMILY, options, "height", HEIGHT, low=120, high=8192))
        fps = int(number(FAMILY, options, "fps", FPS, low=1, high=240))
        nodes = (node for node in capture_nodes(self._sysfs, self._dev) if node.device_id == info.device_id)
        node = next(nodes, None)
        if node is None:
            raise DeviceGone(info.device_id)
        try:
            capture = self._capture(node.number, width, height, fps)
        except ImportError as error:
            raise AdapterUnavailable(FAMILY, reason="OpenCV", name=error.name) from None
        if not capture.isOpened():
            capture.release()
            raise DeviceBusy(info.device_id) if node.path.exists() else DeviceGone(info.device_id)
        return UvcCamera(info, node.path, capture)


def _info(node: Node, *, stills: bool) -> DeviceInfo:
    return DeviceInfo(
        node.device_id,
        DeviceKind.CAMERA,
        node.maker,
        node.name,
        serial=node.serial,
        simulated=node.virtual,
        capabilities=frozenset({STILL}) if stills else frozenset(),
    )


def _open_v4l2(node: int, width: int, height: int, fps: int) -> Capture:
    cv2 = opencv()
    capture = cv2.VideoCapture(node, cv2.CAP_V4L2)
    if capture.isOpened():  # each `set` is a wish: a camera without MJPG, or without 720p, keeps its nearest mode
        capture.set(cv2.CAP_PROP_FOURCC, cv2.VideoWriter.fourcc(*"MJPG"))  # first: raw 720p gives 10 a second only
        capture.set(cv2.CAP_PROP_FRAME_WIDTH, width)
        capture.set(cv2.CAP_PROP_FRAME_HEIGHT, height)
        capture.set(cv2.CAP_PROP_FPS, fps)
    opened: Capture = capture
    return opened


def _detail(bgr: Any) -> float:
    """How sharp it is beside others of the same scene: variance of the Laplacian; -1 of what is no picture."""
    if not isinstance(bgr, np.ndarray) or bgr.dtype != np.uint8 or not bgr.size:
        return -1.0
    return float(opencv().Laplacian(bgr, opencv().CV_32F).var())


def _rgb(bgr: Any, device_id: str) -> NDArray[np.uint8]:
    if not isinstance(bgr, np.ndarray) or bgr.dtype != np.uint8 or bgr.ndim != 3 or bgr.shape[2] != 3 or not bgr.size:
        raise DeviceFaulted(device_id, reason="frame format")
    cv2 = opencv()
    pixels = np.asarray(cv2.cvtColor(bgr, cv2.COLOR_BGR2RGB), dtype=np.uint8)
    pixels.flags.writeable = False
    return pixels


ADAPTER = UvcCameraAdapter()
