"""The engine's door: what it refuses, what it needs, what it says where there is no face."""

import shutil
from pathlib import Path

import numpy as np
import pytest

from station.domain.errors import StationError
from station.quality.assets import ModelsMissing, assets_folder
from station.quality.face.engine import FaceEngine, UnusableImage
from tests.support.faces import GOOD


@pytest.fixture
def models() -> Path:
    folder = assets_folder() / "models"
    if not folder.is_dir():
        pytest.skip("the face models are not there: run set-up")
    return folder


@pytest.mark.parametrize(
    "pixels",
    [
        np.zeros((100, 100), np.uint8),
        np.zeros((100, 100, 4), np.uint8),
        np.zeros((100, 100, 3), np.float32),
        np.zeros((63, 100, 3), np.uint8),
    ],
    ids=["grey", "four channels", "float", "small"],
)
def test_what_is_no_picture_is_refused(pixels: np.ndarray) -> None:
    engine = FaceEngine(Path("nowhere"))
    for call in (lambda: engine.analyse(pixels), lambda: engine.crop(pixels, GOOD.geometry)):
        with pytest.raises(UnusableImage) as refused:
            call()
        assert refused.value.problem().code == "STN-504"


def test_no_models(tmp_path: Path) -> None:
    with pytest.raises(ModelsMissing):
        FaceEngine(tmp_path).load()


def test_a_damaged_model_is_not_used(models: Path, tmp_path: Path) -> None:
    shutil.copytree(models, tmp_path / "models")
    file = tmp_path / "models" / "iris_landmark.tflite"
    content = file.read_bytes()
    file.write_bytes(content[:1000] + bytes([content[1000] ^ 1]) + content[1001:])
    with pytest.raises(StationError) as refused:
        FaceEngine(tmp_path / "models").load()
    assert refused.value.problem().code == "STN-502"
    assert refused.value.params == {"file": "iris_landmark.tflite"}


@pytest.mark.parametrize("size", [(720, 1280), (64, 64), (1080, 700)])
def test_no_face_in_noise_or_on_a_wall(models: Path, size: tuple[int, int]) -> None:
    engine = FaceEngine(models)
    noise = np.random.default_rng(2).integers(0, 256, (*size, 3), dtype=np.uint8)
    wall = np.full((*size, 3), 210, np.uint8)
    for pixels in (noise, wall, noise):
        before = pixels.copy()
        assert engine.analyse(pixels) is None
        assert np.array_equal(pixels, before)
