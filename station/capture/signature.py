"""What a capture session does for a signature: the pen's points as they are written, until somebody says stop."""

from collections.abc import Iterator

from devices.api import CancelScope, DeviceInfo, SignaturePad
from station.capture.lending import capture_device
from station.domain.capture import InkPoint, SignatureEvent, WritingArea


class SignatureCapture:
    """The pad's area, then each point. A pad does not know when a signature is complete: a person does."""

    field = ""
    patience_s = None  # whoever signs may think

    def __init__(self, info: DeviceInfo) -> None:
        self._info = info

    def give(self, pad: SignaturePad, scope: CancelScope, /) -> Iterator[SignatureEvent]:
        yield WritingArea(pad.size_mm, capture_device(self._info))
        for point in pad.points(scope):
            yield InkPoint(point.x_mm, point.y_mm, point.t_ms, point.pressure, point.down)

    def show(self, event: SignatureEvent, /) -> SignatureEvent:
        return event

    def prepare(self) -> None:
        """Nothing is looked at: what is written is all there is."""

    def look(self, event: SignatureEvent, /, *, asked: bool) -> Iterator[SignatureEvent]:
        return iter(())
