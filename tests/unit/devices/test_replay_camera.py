"""The replay camera: photos upright and unscaled, in order, over and over; video; sources that are not there."""

from itertools import islice
from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image

from devices.adapters.replay_camera.adapter import ReplayCameraAdapter
from devices.adapters.replay_camera.source import Photos, Video
from devices.api import CancelScope, DeviceFaulted, OptionInvalid


def write(path: Path, grey: int, size: tuple[int, int] = (40, 30)) -> None:
    Image.new("RGB", size, (grey, grey, grey)).save(path)


def test_photos_come_by_name_each_for_its_time_and_again(tmp_path: Path) -> None:
    write(tmp_path / "b.png", 200)
    write(tmp_path / "a.png", 100)
    (tmp_path / "notes.txt").write_text("no photo")
    photos = Photos("d", tuple(sorted(tmp_path.glob("*.png"))), fps=10, seconds_per_photo=0.2)
    assert [int(picture[0, 0, 0]) for picture in islice(photos.pictures(), 6)] == [100, 100, 200, 200, 100, 100]


def test_a_photo_stands_upright_and_keeps_its_size(tmp_path: Path) -> None:
    image = Image.new("RGB", (40, 30), (0, 0, 0))
    image.paste((255, 0, 0), (0, 0, 40, 4))  # red at the stored top
    exif = Image.Exif()
    exif[0x0112] = 6  # turn right by 90 degrees to stand upright
    image.save(tmp_path / "a.jpg", exif=exif, quality=95)
    picture = next(Photos("d", (tmp_path / "a.jpg",), 10, 1).pictures())
    assert picture.shape == (40, 30, 3)
    assert picture[20, 29, 0] > 200  # now at the right
    assert picture[20, 1, 0] < 60


def test_a_broken_photo_is_a_fault_and_names_no_path(tmp_path: Path) -> None:
    (tmp_path / "a.jpg").write_bytes(b"\xff\xd8\xff no picture")
    with pytest.raises(DeviceFaulted) as caught:
        next(Photos("d", (tmp_path / "a.jpg",), 10, 1).pictures())
    assert "a.jpg" not in str(caught.value)


def test_a_video_plays_at_its_own_pace_and_again(tmp_path: Path) -> None:
    path = tmp_path / "v.avi"
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"MJPG"), 12.0, (64, 48))
    for grey in (50, 150):
        writer.write(np.full((48, 64, 3), (grey, 0, 0), np.uint8))
    writer.release()
    video = Video("d", path, None)
    assert video.fps == pytest.approx(12.0)
    blue = [int(picture[24, 32, 2]) for picture in islice(video.pictures(), 4)]
    assert [abs(value - wanted) < 12 for value, wanted in zip(blue, (50, 150, 50, 150), strict=True)] == [True] * 4


def test_discovery_follows_the_source(tmp_path: Path) -> None:
    adapter = ReplayCameraAdapter()
    assert adapter.discover({}) == ()
    with pytest.raises(OptionInvalid):
        adapter.discover({"source": str(tmp_path / "none")})
    with pytest.raises(OptionInvalid):
        adapter.discover({"source": str(tmp_path)})
    write(tmp_path / "a.png", 10)
    (info,) = adapter.discover({"source": str(tmp_path)})
    assert info.simulated
    assert str(tmp_path) not in info.device_id
    (single,) = adapter.discover({"source": str(tmp_path / "a.png")})
    assert single.device_id != info.device_id


def test_a_file_that_only_looks_like_video_is_refused_at_opening(tmp_path: Path) -> None:
    (tmp_path / "v.mp4").write_bytes(b"none")
    adapter = ReplayCameraAdapter()
    options = {"source": str(tmp_path / "v.mp4")}
    (info,) = adapter.discover(options)
    with pytest.raises(DeviceFaulted):
        adapter.open(info, options)


def test_frames_carry_the_photo(tmp_path: Path) -> None:
    write(tmp_path / "a.png", 77)
    options = {"source": str(tmp_path / "a.png"), "fps": 60}
    adapter = ReplayCameraAdapter()
    camera = adapter.open(adapter.discover(options)[0], options)
    assert {int(frame.pixels[3, 3, 1]) for frame in islice(camera.frames(CancelScope(5)), 3)} == {77}
    camera.close()
