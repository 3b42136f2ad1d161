"""The V4L2 adapter on a made-up sysfs and a made-up capture: what it lists, and how it says no."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from devices.adapters.uvc_camera.adapter import UvcCameraAdapter
from devices.adapters.uvc_camera.nodes import capture_nodes
from devices.api import STILL, AdapterUnavailable, CancelScope, DeviceBusy, DeviceFaulted, DeviceGone, DeviceTimeout

WIDTH, HEIGHT, PACE = 3, 4, 5
"""OpenCV's numbers of what a capture can be set to."""


class FakeCapture:
    def __init__(self, frames: list[Any], *, opened: bool = True) -> None:
        self.frames = frames
        self.opened = opened
        self.released = 0
        self.mode = {WIDTH: 1280.0, HEIGHT: 720.0}
        self.modes: list[tuple[int, float]] = []

    def isOpened(self) -> bool:
        return self.opened

    def read(self) -> tuple[bool, Any]:
        return (True, self.frames.pop(0)) if self.frames else (False, None)

    def release(self) -> None:
        self.released += 1

    def get(self, prop: int, /) -> float:
        return self.mode.get(prop, 30.0)

    def set(self, prop: int, value: float, /) -> bool:
        self.mode[prop] = value
        self.modes.append((prop, value))
        return True


class Machine:
    """A computer with cameras: sysfs and /dev as folders."""

    def __init__(self, root: Path) -> None:
        self.sysfs, self.dev, self.devices = root / "class", root / "dev", root / "devices"
        self.sysfs.mkdir()
        self.dev.mkdir()
        self.asked = (-1, 0, 0, 0)

    def usb(self, number: int, *, index: str = "0", serial: str = "A17", port: str = "1-2") -> None:
        usb = self.devices / "usb1" / port
        node = usb / f"{port}:1.0" / "video4linux" / f"video{number}"
        node.mkdir(parents=True)
        facts = {"idVendor": "046d", "idProduct": "0825", "manufacturer": "Maker", "serial": serial}
        for name, value in facts.items():
            (usb / name).write_text(value + "\n")
        self._node(node, number, "HD Webcam: HD Webcam", index)
        (node / "device").symlink_to(usb / f"{port}:1.0")

    def loopback(self, number: int) -> None:
        node = self.devices / "virtual" / "video4linux" / f"video{number}"
        node.mkdir(parents=True)
        self._node(node, number, "Dummy video device", "0")

    def _node(self, node: Path, number: int, name: str, index: str) -> None:
        (node / "name").write_text(name + "\n")
        (node / "index").write_text(index + "\n")
        (self.sysfs / f"video{number}").symlink_to(node)
        (self.dev / f"video{number}").write_bytes(b"")

    def adapter(self, capture: FakeCapture) -> UvcCameraAdapter:
        def open_node(node: int, width: int, height: int, fps: int) -> FakeCapture:
            self.asked = (node, width, height, fps)
            return capture

        return UvcCameraAdapter(self.sysfs, self.dev, open_node)


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


def test_a_usb_camera_is_listed_once_without_its_metadata_node(machine: Machine) -> None:
    machine.usb(0)
    machine.usb(1, index="1", port="1-3")
    (info,) = machine.adapter(FakeCapture([])).discover({})
    assert (info.device_id, info.make, info.model) == ("uvc_camera:046d_0825:A17", "Maker", "HD Webcam: HD Webcam")
    assert not info.simulated


def test_without_a_serial_the_port_keeps_it_apart(machine: Machine) -> None:
    machine.usb(0, serial="", port="1-4")
    assert [node.device_id for node in capture_nodes(machine.sysfs, machine.dev)] == ["uvc_camera:046d_0825:1-4"]


def test_a_software_fed_camera_counts_as_simulated(machine: Machine) -> None:
    machine.loopback(7)
    (info,) = machine.adapter(FakeCapture([])).discover({})
    assert info.simulated
    assert info.device_id == "uvc_camera:dummy-video-device:video7"


def test_a_computer_without_cameras_lists_none(tmp_path: Path) -> None:
    assert UvcCameraAdapter(tmp_path / "none", tmp_path).discover({}) == ()


def test_cameras_that_may_not_be_opened_are_said_to_be_so(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    machine.usb(0)
    monkeypatch.setattr("os.access", lambda path, mode: False)
    with pytest.raises(AdapterUnavailable) as caught:
        machine.adapter(FakeCapture([])).discover({})
    assert caught.value.params["reason"] == "permission"


def test_frames_turn_from_bgr_to_rgb(machine: Machine) -> None:
    machine.usb(3)
    bgr = np.zeros((4, 6, 3), dtype=np.uint8)
    bgr[..., 0] = 200
    capture = FakeCapture([bgr])
    adapter = machine.adapter(capture)
    camera = adapter.open(adapter.discover({})[0], {})
    frame = next(camera.frames(CancelScope(1)))
    assert frame.pixels[0, 0].tolist() == [0, 0, 200]
    assert not frame.pixels.flags.writeable
    camera.close()
    assert capture.released == 1
    assert machine.asked == (3, 1280, 720, 30)


def test_each_way_of_saying_no(machine: Machine) -> None:
    machine.usb(0)
    (info,) = machine.adapter(FakeCapture([])).discover({})
    with pytest.raises(DeviceBusy):
        machine.adapter(FakeCapture([], opened=False)).open(info, {})
    with pytest.raises(DeviceTimeout):
        next(machine.adapter(FakeCapture([])).open(info, {}).frames(CancelScope(1)))
    with pytest.raises(DeviceFaulted):
        next(machine.adapter(FakeCapture([np.zeros((4, 6), np.uint8)])).open(info, {}).frames(CancelScope(1)))
    for shape in ((0, 0, 3), (0, 6, 3), (4, 0, 3)):
        with pytest.raises(DeviceFaulted):
            next(machine.adapter(FakeCapture([np.zeros(shape, np.uint8)])).open(info, {}).frames(CancelScope(1)))
    camera = machine.adapter(FakeCapture([])).open(info, {})
    (machine.dev / "video0").unlink()
    with pytest.raises(DeviceGone):
        next(camera.frames(CancelScope(1)))
    with pytest.raises(DeviceGone):
        machine.adapter(FakeCapture([])).open(info, {})


BACK = [(WIDTH, 1280.0), (HEIGHT, 720.0), (PACE, 30.0)]


def grey(level: int, *, stripes: int = 0) -> np.ndarray:
    pixels = np.full((8, 12, 3), level, np.uint8)
    pixels[:, ::2] += np.uint8(stripes)
    return pixels


def test_a_still_is_the_sharpest_of_the_largest_mode_once_it_has_settled(machine: Machine) -> None:
    machine.usb(0)
    settling = [grey(10, stripes=200)] * 5
    capture = FakeCapture([*settling, grey(60, stripes=9), grey(70, stripes=40), grey(80, stripes=20), grey(90)])
    adapter = machine.adapter(capture)
    (info,) = adapter.discover({})
    assert STILL in info.capabilities
    camera = adapter.open(info, {})
    frame = camera.still(CancelScope(5))
    assert frame.pixels[0, 1].tolist() == [70, 70, 70]
    assert not frame.pixels.flags.writeable
    assert capture.modes == [(WIDTH, 10_000), (HEIGHT, 10_000), *BACK]
    assert next(camera.frames(CancelScope(1))).pixels[0, 0, 0] == 90


def test_whatever_a_largest_mode_does_the_camera_goes_back(machine: Machine) -> None:
    machine.usb(0)
    for frames, error in (([grey(9)] * 6, DeviceTimeout), ([np.zeros((4, 6), np.uint8)] * 8, DeviceFaulted)):
        capture = FakeCapture(list(frames))
        adapter = machine.adapter(capture)
        with pytest.raises(error):
            adapter.open(adapter.discover({})[0], {}).still(CancelScope(5))
        assert capture.modes[-3:] == BACK


def test_a_camera_that_does_badly_in_other_modes_is_asked_for_none(machine: Machine) -> None:
    machine.usb(0)
    (info,) = machine.adapter(FakeCapture([])).discover({"still": 0})
    assert STILL not in info.capabilities
