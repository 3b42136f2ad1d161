"""The replay scanner: which file answers, single prints laid out, files that are none."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from devices.adapters.replay_fingerprint.adapter import ReplayFingerprintAdapter
from devices.adapters.replay_fingerprint.files import slap_name
from devices.adapters.replay_fingerprint.layout import lay_out
from devices.api import CancelScope, DeviceFaulted, FingerFrame, FingerPosition, OptionInvalid, Options, Registered
from station.capture.lending import capture_device

RIGHT_FOUR = tuple(FingerPosition(code) for code in (2, 3, 4, 5))
LEFT_FOUR = tuple(FingerPosition(code) for code in (10, 9, 8, 7))
THUMBS = (FingerPosition.LEFT_THUMB, FingerPosition.RIGHT_THUMB)


def write(path: Path, grey: int, size: tuple[int, int] = (300, 400)) -> None:
    Image.new("L", size, grey).save(path)


def frames(source: Path, expected: tuple[FingerPosition, ...], **more: int) -> list[FingerFrame]:
    options: Options = {"source": str(source), "preview_frames": 3, "preview_interval_s": 0.0, **more}
    adapter = ReplayFingerprintAdapter()
    scanner = adapter.open(adapter.discover(options)[0], options)
    return list(scanner.acquire(expected, CancelScope(30)))


def test_a_slap_file_is_played_as_it_is(tmp_path: Path) -> None:
    write(tmp_path / "Right_Four.png", 60, (1600, 1500))
    write(tmp_path / "right_index.png", 10)
    taken = frames(tmp_path, RIGHT_FOUR, resolution_ppi=1000)
    assert [frame.resolution_ppi for frame in taken] == [500, 500, 500, 1000]
    assert (taken[-1].pixels == 60).all()
    assert taken[0].pixels.shape == (750, 800)
    assert taken[0].pixels.min() > 240  # an empty glass first


def test_single_prints_are_laid_out_in_the_order_asked_for(tmp_path: Path) -> None:
    for grey, name in ((20, "index"), (60, "middle"), (100, "ring"), (140, "little")):
        write(tmp_path / f"right_{name}.png", grey)
    platen = frames(tmp_path, RIGHT_FOUR)[-1].pixels
    assert platen.shape == (1500, 1600)
    seen = [int(grey) for grey in platen[515] if grey != 255]
    assert list(dict.fromkeys(seen)) == [20, 60, 100, 140]
    tops = [int(np.flatnonzero((platen == grey).any(axis=1))[0]) for grey in (60, 100, 20, 140)]
    assert tops == sorted(tops)  # middle highest, little lowest


def test_a_finger_without_a_file_stays_up_and_a_hand_without_files_is_clean_glass(tmp_path: Path) -> None:
    write(tmp_path / "left_middle.png", 50)
    platen = frames(tmp_path, LEFT_FOUR)[-1].pixels
    assert set(np.unique(platen)) == {50, 255}
    assert (frames(tmp_path, RIGHT_FOUR)[-1].pixels == 255).all()


def test_margins_are_cut_and_pixels_are_kept() -> None:
    print_ = np.full((500, 400), 255, np.uint8)
    print_[100:300, 150:350] = np.arange(200, dtype=np.uint8)
    platen = lay_out({FingerPosition.RIGHT_THUMB: print_}, THUMBS, 500)
    rows, columns = np.nonzero(platen < 235)
    window = platen[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1]
    assert np.array_equal(window, print_[100:300, 150:350])


def test_the_platen_grows_for_prints_that_need_more_room() -> None:
    wide = {finger: np.zeros((1600, 420), np.uint8) for finger in RIGHT_FOUR}
    platen = lay_out(wide, RIGHT_FOUR, 500)
    assert platen.shape[1] > 4 * 420
    assert (platen == 0).sum() == 4 * 1600 * 420


@pytest.mark.parametrize(
    ("expected", "name"),
    [
        (RIGHT_FOUR, "right_four"),
        (RIGHT_FOUR[2:], "right_four"),
        (LEFT_FOUR[:1], "left_four"),
        (THUMBS, "thumbs"),
        (THUMBS[1:], "thumbs"),
    ],
)
def test_the_slap_is_known_by_its_fingers(expected: tuple[FingerPosition, ...], name: str) -> None:
    assert slap_name(expected) == name


def test_a_file_that_is_no_picture_is_a_fault_and_names_no_path(tmp_path: Path) -> None:
    (tmp_path / "thumbs.png").write_bytes(b"\x89PNG\r\n\x1a\nnothing")
    with pytest.raises(DeviceFaulted) as caught:
        frames(tmp_path, THUMBS)
    assert str(tmp_path) not in str(caught.value)


def test_a_picture_too_large_is_a_fault(tmp_path: Path) -> None:
    write(tmp_path / "thumbs.png", 0, (6001, 10))
    with pytest.raises(DeviceFaulted):
        frames(tmp_path, THUMBS)


def test_no_source_no_device_and_a_wrong_source_is_named(tmp_path: Path) -> None:
    adapter = ReplayFingerprintAdapter()
    assert adapter.discover({}) == ()
    for source in (tmp_path / "nowhere", tmp_path):  # not there; no prints in it
        with pytest.raises(OptionInvalid):
            adapter.discover({"source": str(source)})


def test_the_device_id_is_stable_and_shows_no_path(tmp_path: Path) -> None:
    write(tmp_path / "thumbs.png", 0)
    first, again = (ReplayFingerprintAdapter().discover({"source": str(tmp_path)})[0] for _ in range(2))
    assert first == again
    assert first.simulated
    assert tmp_path.name not in first.device_id


def test_it_says_of_which_scanner_the_files_are_where_it_is_told(tmp_path: Path) -> None:
    write(tmp_path / "right_index.png", 10)
    adapter, options = ReplayFingerprintAdapter(), {"source": str(tmp_path)}
    assert adapter.discover(options)[0].registered == Registered()
    (info,) = adapter.discover({**options, "technology": 2, "vendor": 0x1D, "device": 0x0107})
    assert info.registered == Registered(2, 0x1D, 0x0107)
    assert capture_device(info).registered_device == 0x0107
    with pytest.raises(OptionInvalid):
        adapter.discover({**options, "vendor": 0x1_0000})


@pytest.mark.parametrize("numbers", [(256, 0, 0), (0, 0x1_0000, 0), (0, 0, -1)])
def test_a_number_that_no_record_has_room_for_is_no_number(numbers: tuple[int, int, int]) -> None:
    with pytest.raises(ValueError, match="no room"):
        Registered(*numbers)
