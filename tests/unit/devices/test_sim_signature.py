"""The simulated pen: the same hand for the same seed, strokes, speeds and pressures as of a person."""

from itertools import islice, pairwise

import numpy as np
import pytest

from devices.adapters.sim_signature.adapter import SIZE_MM, SimSignatureAdapter
from devices.adapters.sim_signature.pen import sign
from devices.api import CancelScope, OptionInvalid


@pytest.mark.parametrize("seed", range(1, 13))
def test_a_signature_is_a_few_strokes_of_a_few_seconds(seed: int) -> None:
    points = sign(seed, SIZE_MM)
    assert 3 <= sum(not point.down for point in points) <= 5
    assert not points[-1].down
    assert 1500 < points[-1].t_ms < 6000
    x, y = np.array([(point.x_mm, point.y_mm) for point in points]).T
    assert np.ptp(x) > 25
    assert np.ptp(y) > 6
    assert x.min() >= 0
    assert y.min() >= 0
    assert x.max() <= SIZE_MM[0]
    assert y.max() <= SIZE_MM[1]


def test_the_pen_is_as_fast_as_a_hand_and_jumps_only_when_lifted() -> None:
    points = sign(3, SIZE_MM)
    for one, other in pairwise(points):
        step_mm = float(np.hypot(other.x_mm - one.x_mm, other.y_mm - one.y_mm))
        if one.down:
            assert other.t_ms - one.t_ms == 5
            assert step_mm < 2.0  # 400 mm/s
        else:
            assert other.t_ms - one.t_ms > 90


def test_pressure_falls_where_the_pen_lands_and_leaves() -> None:
    points = sign(5, SIZE_MM)
    down = [point.pressure for point in points if point.down]
    assert points[0].pressure < np.median(down)
    assert all(point.pressure == 0 for point in points if not point.down)


def test_the_same_seed_signs_alike_and_others_do_not() -> None:
    assert sign(4, SIZE_MM) == sign(4, SIZE_MM)
    assert sign(4, SIZE_MM) != sign(5, SIZE_MM)


def test_a_small_pad_gets_a_small_signature() -> None:
    points = sign(2, (40.0, 15.0))
    assert max(point.x_mm for point in points) <= 40
    assert max(point.y_mm for point in points) <= 15


def test_it_writes_at_a_persons_pace_unless_told_otherwise(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("devices.adapters.sim_signature.adapter.monotonic", lambda: 1000.0)
    adapter = SimSignatureAdapter()
    for speed in (1.0, 0.0):
        pad, scope = adapter.open(adapter.discover({})[0], {"speed": speed}), Asked()
        points = list(islice(pad.points(scope), 30))
        assert points == list(sign(1, SIZE_MM)[:30])
        assert max(scope.seconds, default=0.0) == pytest.approx(speed * points[-1].t_ms / 1000)


class Asked(CancelScope):
    """Waits for nothing and says for how long it was asked to, so the last wait is the longest."""

    def __init__(self) -> None:
        super().__init__()
        self.seconds: list[float] = []

    def wait(self, seconds: float, device_id: str) -> None:
        self.seconds.append(seconds)


def test_wrong_options_are_named() -> None:
    adapter = SimSignatureAdapter()
    with pytest.raises(OptionInvalid):
        adapter.open(adapter.discover({})[0], {"speed": -1})
