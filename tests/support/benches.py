"""What each adapter needs to work on a bare computer. An adapter that is not named here gets no options."""

import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from devices import catalogue
from devices.api import Adapter, Device, DeviceInfo, DeviceKind, FingerPosition, Options
from tests.support import ecr_relay
from tests.support.ecr_terminal import EcrServer


def _photo_folder(tmp_path: Path) -> Options:
    for name, grey in (("a.png", 90), ("b.png", 160)):
        Image.new("RGB", (1280, 720), (grey, grey, grey)).save(tmp_path / name)
    return {"source": str(tmp_path), "seconds_per_photo": 0.1}


def _print_folder(tmp_path: Path) -> Options:
    for name, codes in (("right_four", (2, 3, 4, 5)), ("thumbs", (6, 1))):
        (tmp_path / f"{name}.png").write_bytes(_prints(codes))
    return {"source": str(tmp_path), **_QUICK_PREVIEW}


@cache
def _prints(codes: tuple[int, ...]) -> bytes:
    """PNG of one impression; drawn once."""
    from devices.adapters.sim_fingerprint.outcomes import take

    prints = take("good", 1, tuple(FingerPosition(code) for code in codes), 0)
    encoded = BytesIO()
    Image.fromarray(prints.pixels).save(encoded, "PNG", compress_level=1)
    return encoded.getvalue()


_QUICK_PREVIEW: Options = {"preview_frames": 5, "preview_interval_s": 0.02}

OPTIONS: dict[str, Callable[[Path], Options]] = {
    "replay_camera": _photo_folder,
    "replay_fingerprint": _print_folder,
    "sim_camera": lambda _: {"still": 2},
    "sim_fingerprint": lambda _: _QUICK_PREVIEW,
    "sim_signature": lambda _: {"speed": 20.0},
    "sim_card": lambda _: {"swap_every_s": 0.02},
}


REAL_ALONE = frozenset({"pcsc"})
"""What lists nothing simulated, and needs a service of the computer to say even that."""


@dataclass(frozen=True)
class Bench:
    """One device before the tests: its adapter, what discovery says of it, the options it runs with."""

    adapter: Adapter
    info: DeviceInfo
    options: Options


def parametrize(metafunc: pytest.Metafunc, *kinds: DeviceKind) -> None:
    """Run once for every adapter of these kinds, and once for every real device named with --device."""
    if "bench" not in metafunc.fixturenames:
        return
    found = [adapter for adapter in catalogue.load().adapters if adapter.kind in kinds]
    real = [
        (adapter, device_id)
        for device_id in metafunc.config.getoption("--device")
        for adapter in found
        if device_id.split(":")[0] == adapter.family
    ]
    pairs = [(adapter, "") for adapter in found] + real
    ids = [device_id or adapter.family for adapter, device_id in pairs]
    metafunc.parametrize("bench", pairs, indirect=True, ids=ids)


@pytest.fixture
def ecr_server() -> Iterator[EcrServer]:
    made = EcrServer()
    yield made
    made.close()


@pytest.fixture
def bench(request: pytest.FixtureRequest, tmp_path: Path) -> Bench:
    """Without --device only simulated devices are touched; real ones are people's own."""
    adapter, device_id = request.param
    options = OPTIONS.get(adapter.family, lambda _: {})(tmp_path) if not device_id else {}
    if adapter.family == "ecr_tcp" and not device_id:
        options = {"host": "127.0.0.1", "port": request.getfixturevalue("ecr_server").port, "test": True}
    if adapter.family == "ecr_helper" and not device_id:
        relay = [sys.executable, "-I", "-S", ecr_relay.__file__, str(request.getfixturevalue("ecr_server").port)]
        options = {"program": relay, "test": True}
    if adapter.family in REAL_ALONE and not device_id:
        pytest.skip(f"{adapter.family}: real, and not named with --device")
    listed = [info for info in adapter.discover(options) if info.device_id == device_id or not device_id]
    usable = [info for info in listed if info.simulated or device_id]
    if not usable:
        pytest.skip(f"{adapter.family}: not plugged in, or real and not named with --device")
    return Bench(adapter, usable[0], options)


@pytest.fixture
def device(bench: Bench) -> Iterator[Device]:
    """The device of the bench, opened."""
    opened = bench.adapter.open(bench.info, bench.options)
    yield opened
    opened.close()
