"""What every fingerprint scanner does beside what every device does. Runs on each such adapter, and on --device ID."""

from time import monotonic

import numpy as np
import pytest

from devices.api import CancelScope, DeviceKind, FingerPosition, FingerprintScanner
from tests.support.benches import parametrize

RIGHT_FOUR = tuple(FingerPosition(code) for code in (2, 3, 4, 5))
THUMBS = (FingerPosition.LEFT_THUMB, FingerPosition.RIGHT_THUMB)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    parametrize(metafunc, DeviceKind.FINGERPRINT)


@pytest.mark.parametrize("expected", [RIGHT_FOUR, THUMBS], ids=["four", "thumbs"])
def test_preview_then_exactly_one_final_frame(device: FingerprintScanner, expected: tuple[FingerPosition, ...]) -> None:
    before_s = monotonic()
    frames = list(device.acquire(expected, CancelScope(60)))
    assert [frame.final for frame in frames] == [False] * (len(frames) - 1) + [True]
    assert len(frames) > 1
    for frame in frames:
        assert frame.pixels.ndim == 2
        assert frame.pixels.dtype == np.uint8
        assert not frame.pixels.flags.writeable
        assert frame.resolution_ppi >= 200
        mean_mm = np.array(frame.pixels.shape) / frame.resolution_ppi * 25.4
        assert mean_mm.min() > 12.8  # a single finger at the least (FAP 10)
    assert frames[-1].resolution_ppi >= 500
    times = [frame.captured_at_s for frame in frames]
    assert times == sorted(times)
    assert before_s <= times[0] <= times[-1] <= monotonic()


def test_ridges_are_dark_on_light_ground(device: FingerprintScanner) -> None:
    *_, final = device.acquire(RIGHT_FOUR, CancelScope(60))
    assert np.percentile(final.pixels, 95) > 200
    assert final.pixels.min() < 100


def test_after_an_impression_it_takes_another(device: FingerprintScanner) -> None:
    for _ in range(2):
        *_, final = device.acquire(THUMBS, CancelScope(60))
        assert final.final
