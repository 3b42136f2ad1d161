"""Where the models are looked for."""

from pathlib import Path

import pytest

from station.quality.assets import ModelsMissing, assets_folder, face_models


def test_the_environment_names_the_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "models").mkdir()
    monkeypatch.setenv("ENROLLMENT_ASSETS", str(tmp_path))
    assert face_models() == tmp_path / "models"


def test_otherwise_it_lies_beside_the_packages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ENROLLMENT_ASSETS", raising=False)
    assert assets_folder() == Path(__file__).parents[4] / ".assets"


def test_missing_models_are_a_typed_error(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("ENROLLMENT_ASSETS", str(tmp_path))
    with pytest.raises(ModelsMissing) as refused:
        face_models()
    assert refused.value.problem().code == "STN-501"
