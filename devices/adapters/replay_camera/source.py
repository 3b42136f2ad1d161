"""Where the pictures come from: one photo, a folder of photos, or a video file."""

from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray

from devices.api import DeviceFaulted
from devices.links.opencv import opencv

if TYPE_CHECKING:
    import cv2

PHOTO_SUFFIXES = frozenset({".jpg", ".jpeg", ".png", ".bmp", ".tif", ".tiff", ".webp", ".jp2"})
_FORMATS = ("JPEG", "PNG", "BMP", "TIFF", "WEBP", "JPEG2000")  # by content, whatever the suffix says
MAX_SIDE_PX = 9000
VIDEO_SUFFIXES = frozenset({".mp4", ".avi", ".mkv", ".mov", ".webm", ".mjpeg", ".mjpg"})


class Source(Protocol):
    """fps: pictures a second when played. `pictures` yields (height, width, 3) uint8 RGB, read-only, without end."""

    fps: float

    def pictures(self) -> Iterator[NDArray[np.uint8]]: ...


def find_photos(source: Path) -> tuple[Path, ...]:
    """The photos that `source` names, by name; empty when it is a video. Raises OSError when it is not there."""
    if source.is_dir():
        return tuple(sorted(entry for entry in source.iterdir() if entry.suffix.lower() in PHOTO_SUFFIXES))
    source.stat()
    return (source,) if source.suffix.lower() in PHOTO_SUFFIXES else ()


def serial_of(source: Path) -> str:
    """Stable for a path, without showing it."""
    return sha256(str(source.resolve()).encode()).hexdigest()[:8]


class Photos:
    """Each photo in turn, shown for `seconds_per_photo`, over and over; upright by EXIF orientation, never scaled."""

    def __init__(self, device_id: str, paths: tuple[Path, ...], fps: float, seconds_per_photo: float) -> None:
        self.fps = fps
        self._device_id = device_id
        self._paths = paths
        self._repeat = max(1, round(fps * seconds_per_photo))

    def pictures(self) -> Iterator[NDArray[np.uint8]]:
        """See Source. Raises DeviceFaulted on a photo that does not decode."""
        while True:
            for path in self._paths:
                pixels = self._read(path)
                for _ in range(self._repeat):
                    yield pixels

    def _read(self, path: Path) -> NDArray[np.uint8]:
        from PIL import Image, ImageOps  # 40 ms, and only where photos are played

        try:
            with Image.open(path, formats=_FORMATS) as photo:
                if max(photo.size) > MAX_SIDE_PX:
                    raise DeviceFaulted(self._device_id, reason="image too large", side=max(photo.size))
                pixels = np.array(ImageOps.exif_transpose(photo).convert("RGB"), dtype=np.uint8)
        except (OSError, SyntaxError, ValueError, IndexError, Image.DecompressionBombError) as error:
            raise DeviceFaulted(self._device_id, reason=type(error).__name__) from None
        pixels.flags.writeable = False
        return pixels


class Video:
    """A video file, over and over, at its own pace unless `fps` is given."""

    def __init__(self, device_id: str, path: Path, fps: float | None) -> None:
        """Raises DeviceFaulted when the file does not open as video."""
        self._device_id = device_id
        self._path = path
        capture = self._open()
        own_fps = float(capture.get(opencv().CAP_PROP_FPS))
        capture.release()
        self.fps = fps or (own_fps if 1.0 <= own_fps <= 240.0 else 25.0)

    def pictures(self) -> Iterator[NDArray[np.uint8]]:
        """See Source. Raises DeviceFaulted when not even the first picture decodes."""
        opencv_ = opencv()
        while True:
            capture = self._open()
            shown = 0
            try:
                while True:
                    well, bgr = capture.read()
                    if not well:
                        break
                    if bgr is None or not bgr.size:
                        raise DeviceFaulted(self._device_id, reason="frame format")
                    pixels = np.asarray(opencv_.cvtColor(bgr, opencv_.COLOR_BGR2RGB), dtype=np.uint8)
                    pixels.flags.writeable = False
                    shown += 1
                    yield pixels
            finally:
                capture.release()
            if not shown:
                raise DeviceFaulted(self._device_id, reason="empty video")

    def _open(self) -> "cv2.VideoCapture":
        capture: cv2.VideoCapture = opencv().VideoCapture(str(self._path))
        if not capture.isOpened():
            capture.release()
            raise DeviceFaulted(self._device_id, reason="not a video")
        return capture
