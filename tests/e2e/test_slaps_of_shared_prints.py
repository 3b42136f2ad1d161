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
from station.domain.capture import CaptureRefused, SlapCandidate, SlapEvent
from station.domain.sample import Slap
from station.quality.finger.nfiq2 import Nfiq2

pytestmark = pytest.mark.shared_data

SETS = {
    "sfinge": [f"nfiq2/SFinGe_Test0{number}.pgm" for number in range(1, 5)],
    "mixed": ["nbis-rs/p2_2.png", "nfiq2/SFinGe_Test05.pgm", "sourceafis/probe.png", "nbis-rs/p1_1.png"],
}
ONE_FINGER_TWICE = ["nbis-rs/p1_1.png", "nbis-rs/p1_2.png", "nbis-rs/p2_1.png", "sourceafis/probe.png"]
FOURS = (Slap.RIGHT_FOUR, Slap.LEFT_FOUR)


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
@pytest.mark.parametrize("slap", FOURS)
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


@pytest.mark.parametrize("slap", FOURS)
def test_one_finger_under_two_names_is_refused_and_both_are_shown(
    slap: Slap, tmp_path: Path, shared_data: Path, scorer: Nfiq2
) -> None:
    for finger, file in zip(slap.fingers, ONE_FINGER_TWICE, strict=True):
        Image.open(shared_data / "finger" / file).convert("L").save(tmp_path / f"{finger.name.lower()}.png")
    *_, refused = take(tmp_path, slap, scorer)
    assert isinstance(refused, CaptureRefused)
    assert refused.problem.code == "FNG-REPEATED"
    assert [box.doubted for box in refused.boxes] == [True, True, False, False]


def test_a_picture_that_is_no_print_is_not_counted(tmp_path: Path, shared_data: Path, scorer: Nfiq2) -> None:
    fingers = [finger.name.lower() for finger in Slap.THUMBS.fingers]
    copyfile(shared_data / "finger/nbis-rs/p1_1.png", tmp_path / f"{fingers[0]}.png")
    Image.open(shared_data / "finger/nbis-rs/landscape.jpg").convert("L").resize((325, 420)).save(
        tmp_path / f"{fingers[1]}.png"
    )
    *_, refused = take(tmp_path, Slap.THUMBS, scorer)
    assert refused.problem.code == "FNG-TOO-FEW"  # type: ignore[union-attr]
