"""What every signature pad does beside what every device does. Runs on each such adapter, and on --device ID."""

from itertools import islice

import pytest

from devices.api import CancelScope, DeviceKind, SignaturePad
from tests.support.benches import parametrize


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    parametrize(metafunc, DeviceKind.SIGNATURE)


def test_points_lie_on_the_pad_and_time_runs_on(device: SignaturePad) -> None:
    width_mm, height_mm = device.size_mm
    assert width_mm >= 40
    assert height_mm >= 15
    points = list(islice(device.points(CancelScope(30)), 150))
    assert points[0].t_ms == 0
    assert points[0].down
    times = [point.t_ms for point in points]
    assert times == sorted(times)
    for point in points:
        assert 0 <= point.x_mm <= width_mm
        assert 0 <= point.y_mm <= height_mm
        assert 0 <= point.pressure <= 1
