"""Portrait guidance at 1280 x 720: detect or track, landmarks, irises, every measure, all live checks."""

from math import lcm

import numpy as np
import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from devices.adapters.sim_camera.adapter import ADAPTER
from devices.api import CancelScope, OptionValue
from station.capture.guidance import Guide
from station.quality.assets import face_models
from station.quality.face.engine import FaceEngine
from station.quality.face.models import IRIS, MESH, Network
from station.quality.face.pipeline import DETECT_EVERY, LOOK_EVERY, SEGMENT_EVERY

CYCLE = lcm(DETECT_EVERY, SEGMENT_EVERY, LOOK_EVERY)  # frames after which the work repeats
FRAMES = 3  # different exposures of the same head


@pytest.fixture(scope="module")
def frames() -> list[np.ndarray]:
    options: dict[str, OptionValue] = {"script": [{"seconds": 1.0}], "blink_every_s": 0.0}
    (info,) = ADAPTER.discover(options)
    camera = ADAPTER.open(info, options)
    try:
        return [frame.pixels for _, frame in zip(range(FRAMES), camera.frames(CancelScope(10)), strict=False)]
    finally:
        camera.close()


@pytest.mark.benchmark(group="guidance")
def test_guidance_of_a_frame(benchmark: BenchmarkFixture, frames: list[np.ndarray]) -> None:
    engine, guide = FaceEngine(), Guide()
    engine.load()
    count = 0

    def look() -> str:
        nonlocal count
        count += 1
        return guide.advise(engine.analyse(frames[count % FRAMES]), count / 25).advice

    # Each round is whole cycles, so that detection and segmentation weigh as much as they do in life.
    advice = benchmark.pedantic(look, rounds=8, iterations=CYCLE, warmup_rounds=1)
    assert advice == "FACE-HOLD"
    benchmark.extra_info.update(what="portrait guidance, one frame of 1280 x 720", target_s=0.04)


@pytest.mark.benchmark(group="guidance")
def test_the_networks_alone(benchmark: BenchmarkFixture) -> None:
    mesh, iris = Network(face_models(), MESH), Network(face_models(), IRIS)
    face, eye = (np.full((network.size, network.size, 3), 128, np.uint8) for network in (mesh, iris))

    def run() -> None:
        mesh.run(face, low=0.0)
        iris.run(eye, low=0.0)
        iris.run(eye, low=0.0)

    benchmark.pedantic(run, rounds=8, iterations=CYCLE, warmup_rounds=1)
    benchmark.extra_info.update(what="landmark and iris networks on blank input", floor=True)


@pytest.mark.benchmark(group="portrait")
def test_assessment(benchmark: BenchmarkFixture, frames: list[np.ndarray]) -> None:
    engine = FaceEngine()
    engine.load()
    face = benchmark(engine.assess, frames[0])
    assert face is not None
    assert face.traces is not None
    benchmark.extra_info.update(what="assessment of the picture of 1280 x 720", target_s=0.15)


@pytest.mark.benchmark(group="portrait")
def test_crop(benchmark: BenchmarkFixture, frames: list[np.ndarray]) -> None:
    engine = FaceEngine()
    face = engine.analyse(frames[0])
    assert face is not None
    crop = benchmark(engine.crop, frames[0], face)
    assert crop.shape == (531, 413, 3)
    benchmark.extra_info.update(what="portrait of 413 x 531 from the frame")
