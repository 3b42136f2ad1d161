"""However a capture on a shipped adapter ends, the session says so once, typed, and the device is free again."""

import pytest

from devices.api import DeviceKind
from devices.manager import DeviceManager
from station.domain.capture import CaptureFailed, CaptureStopped
from tests.support.benches import Bench, parametrize
from tests.support.sessions import KINDS, Listening

ENDLESS = {"preview_frames": 1000, "preview_interval_s": 0.02}  # known to the scanners only: the others go on anyway


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    parametrize(metafunc, *KINDS)


def manager(bench: Bench, **options: object) -> DeviceManager:
    endless = ENDLESS if bench.adapter.kind is DeviceKind.FINGERPRINT and bench.info.simulated else {}
    chosen = {**bench.options, **endless, **options}
    made = DeviceManager([bench.adapter], {bench.adapter.family: chosen}, allow_simulated=lambda: True)  # type: ignore[dict-item]
    made.rescan()
    return made


def test_stopped_and_begun_again(bench: Bench) -> None:
    devices = manager(bench)
    for _ in range(2):
        listening = Listening(devices, bench.adapter.kind)
        assert isinstance(listening.stop(), CaptureStopped)
        assert listening.state == "ready"


@pytest.mark.parametrize(
    ("fault", "code", "state"),
    [("gone", "DEV-010", "gone"), ("timeout", "DEV-020", "ready"), ("faulted", "DEV-030", "faulted")],
)
def test_what_happens_in_the_middle_is_told_with_its_code(bench: Bench, fault: str, code: str, state: str) -> None:
    if not bench.info.simulated:
        pytest.skip("real hardware has no script")
    listening = Listening(manager(bench, fault_at_frame=2, fault=fault, gone_for_s=0.0), bench.adapter.kind)
    end = listening.end()
    assert isinstance(end, CaptureFailed)
    assert (end.problem.code, end.problem.retryable) == (code, True)
    assert listening.state == state


def test_the_station_closes_meanwhile(bench: Bench) -> None:
    devices = manager(bench)
    listening = Listening(devices, bench.adapter.kind)
    assert listening.first.wait(20)
    devices.close()
    assert isinstance(listening.end(), CaptureStopped)
    assert listening.state == "ready"
