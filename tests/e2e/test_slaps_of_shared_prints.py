"""Real and synthetic third-party prints, laid out by the replay scanner, through the whole slap pipeline."""

from collections.abc import Iterator
from pathlib import Path
from shutil import copyfile

import pytest
from PIL import Image

from devices.adapters.replay_fingerprint.adapter import ReplayFingerprintAdapter
from devices.api import DeviceKind
from devices.manager import DeviceManager
from station.capture.session import CaptureSession
from station.capture.slap import SlapCapture
from station.domain.capture import SlapCandidate, SlapEvent
from station.domain.sample import Slap
from station.quality.finger.nfiq2 import Nfiq2

pytestmark = pytest.mark.shared_data

SETS = {
    "nbis-rs": ["nbis-rs/p1_1.png", "nbis-rs/p1_2.png", "nbis-rs/p2_1.png", "nbis-rs/p2_3.png"],
    "sfinge": [f"nfiq2/SFinGe_Test0{number}.pgm" for number in range(1, 5)],
    "sourceafis": [*(f"sourceafis/{name}.png" for name in ("probe", "matching", "nonmatching")), "nbis-rs/p1_3.png"],
    "mixed": ["nbis-rs/p2_2.png", "nfiq2/SFinGe_Test05.pgm", "sourceafis/probe.png", "nbis-rs/p1_1.png"],
}


@pytest.fixture(scope="module")
def scorer() -> Iterator[Nfiq2]:
    made = Nfiq2()
    yield made
    made.close()


def take(folder: Path, slap: Slap, scorer: Nfiq2) -> list[SlapEvent]:
    adapter = ReplayFingerprintAdapter()
    options = {"source": str(folder), "preview_frames": 4, "preview_interval_s": 0.0}
    manager = DeviceManager([adapter], {adapter.family: options}, allow_simulated=lambda: True)
    manager.rescan()
    events: list[SlapEvent] = []
    lease = manager.borrow(DeviceKind.FINGERPRINT)
    session = CaptureSession(lease, SlapCapture(lease.info, slap, slap.fingers, scorer), events.append)
    session.start()
    assert session.join(60)
    assert manager.devices()[0].state == "ready"
    return events


@pytest.mark.drawn(4)
@pytest.mark.parametrize("slap", Slap)
@pytest.mark.parametrize("name", SETS)
def test_single_prints_laid_out_are_found_named_and_scored(
    name: str, slap: Slap, tmp_path: Path, shared_data: Path, scorer: Nfiq2
) -> None:
    for finger, file in zip(slap.fingers, SETS[name], strict=False):
        Image.open(shared_data / "finger" / file).convert("L").save(tmp_path / f"{finger.name.lower()}.png")
    *_, candidate = take(tmp_path, slap, scorer)
    assert isinstance(candidate, SlapCandidate), candidate
    assert [finger.finger for finger in candidate.fingers] == list(slap.fingers)
    assert all(finger.quality.score is not None and finger.quality.score >= 30 for finger in candidate.fingers)
    assert candidate.device.simulated


def test_a_picture_that_is_no_print_is_not_counted(tmp_path: Path, shared_data: Path, scorer: Nfiq2) -> None:
    fingers = [finger.name.lower() for finger in Slap.THUMBS.fingers]
    copyfile(shared_data / "finger/nbis-rs/p1_1.png", tmp_path / f"{fingers[0]}.png")
    Image.open(shared_data / "finger/nbis-rs/landscape.jpg").convert("L").resize((325, 420)).save(
        tmp_path / f"{fingers[1]}.png"
    )
    *_, refused = take(tmp_path, Slap.THUMBS, scorer)
    assert refused.problem.code == "FNG-TOO-FEW"  # type: ignore[union-attr]
