"""The replay camera as an adapter. Options: `source`, `fps`, `seconds_per_photo`, and the scripted faults."""

from collections.abc import Iterator, Sequence
from itertools import count
from pathlib import Path
from time import monotonic

from devices.adapters.replay_camera.source import VIDEO_SUFFIXES, Photos, Source, Video, find_photos, serial_of
from devices.api import CancelScope, Check, DeviceGone, DeviceInfo, DeviceKind, Frame, OptionInvalid, Options
from devices.links import faults
from devices.links.camera_checks import camera_checks
from devices.links.faults import Plug, ScriptedFault
from devices.links.options import known, number, text

FAMILY = "replay_camera"


class ReplayCamera:
    """An opened replay: each `frames` call plays from the beginning, at `fps`, without end."""

    def __init__(self, info: DeviceInfo, source: Source, fault: ScriptedFault, plug: Plug) -> None:
        self._info = info
        self._source = source
        self._fault = fault
        self._plug = plug
        self._shown = 0

    @property
    def info(self) -> DeviceInfo:
        return self._info

    def frames(self, scope: CancelScope) -> Iterator[Frame]:
        """See Camera.frames."""
        pictures = self._source.pictures()
        start_s = monotonic()
        for index in count():
            scope.wait(max(0.0, start_s + index / self._source.fps - monotonic()), self._info.device_id)
            self._fault.strike(self._shown, self._info.device_id, self._plug)
            self._shown += 1
            yield Frame(next(pictures), monotonic())

    def self_test(self, scope: CancelScope) -> Iterator[Check]:
        """The camera checks, without those that a still photo cannot pass."""
        yield Check("CAM-SOURCE", "pass")
        for check in camera_checks(self.frames(scope)):
            yield Check(check.code, "skip", check.measured) if check.code == "CAM-LIVE" else check

    def close(self) -> None:
        """Nothing is held between frames."""


class ReplayCameraAdapter:
    """Lists one camera when option `source` is set and its plug is in."""

    family = FAMILY
    kind = DeviceKind.CAMERA
    options = known("source", "fps", "seconds_per_photo", *faults.OPTIONS)

    def __init__(self) -> None:
        self._plug = Plug()

    def discover(self, options: Options) -> Sequence[DeviceInfo]:
        """See Adapter.discover. Raises OptionInvalid when the source is not there or holds no photo."""
        named = text(FAMILY, options, "source", "")
        if not named or not self._plug.inserted:
            return ()
        source = Path(named)
        photos = _photos(source)
        if not photos and source.suffix.lower() not in VIDEO_SUFFIXES:
            raise OptionInvalid(FAMILY, option="source", expected="photo, folder of photos or video file")
        model = "Photos" if photos else "Video"
        serial = serial_of(source)
        device_id = f"{FAMILY}:{model.lower()}:{serial}"
        return (DeviceInfo(device_id, self.kind, "Replay", model, serial=serial, simulated=True),)

    def open(self, info: DeviceInfo, options: Options) -> ReplayCamera:
        """See Adapter.open. Raises OptionInvalid, DeviceGone, and DeviceFaulted for a video that does not open."""
        if not self._plug.inserted:
            raise DeviceGone(info.device_id)
        source = Path(text(FAMILY, options, "source", ""))
        fps = number(FAMILY, options, "fps", 25.0, low=1.0, high=60.0) if "fps" in options else None
        photos = _photos(source)
        if photos:
            seconds = number(FAMILY, options, "seconds_per_photo", 2.0, low=0.04, high=3600.0)
            playing: Source = Photos(info.device_id, photos, fps or 25.0, seconds)
        else:
            playing = Video(info.device_id, source, fps)
        return ReplayCamera(info, playing, ScriptedFault.from_options(FAMILY, options), self._plug)


def _photos(source: Path) -> tuple[Path, ...]:
    try:
        return find_photos(source)
    except OSError as error:
        raise OptionInvalid(FAMILY, option="source", reason=type(error).__name__) from None


ADAPTER = ReplayCameraAdapter()
