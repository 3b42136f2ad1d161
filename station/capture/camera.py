"""What every capture session with a camera does alike."""

from collections.abc import Iterator

from devices.api import Camera, CancelScope, DeviceInfo, Frame
from station.capture.lending import refuse_unfit
from station.domain.capture import PreviewFrame


class CameraCapture:
    field = ""
    patience_s = 10.0  # a camera gives frames all the time

    def __init__(self, info: DeviceInfo) -> None:
        self._info = info

    def give(self, camera: Camera, scope: CancelScope, /) -> Iterator[Frame]:
        return camera.frames(scope)

    def show(self, frame: Frame, /) -> PreviewFrame:
        refuse_unfit(frame.pixels, (3,), self._info.device_id)
        return PreviewFrame(frame.pixels, frame.captured_at_s)

    def prepare(self) -> None:
        """Nothing is loaded."""
