"""`stationctl receiver`: set up for one by name, by the settings, or as the first version called it."""

from pathlib import Path

import pytest

from station.__main__ import main
from tests.support.mosip_world import make_world
from tests.support.pki import Pki, pki

__all__ = ["pki"]


@pytest.fixture
def home(tmp_path: Path, pki: Pki) -> Path:
    """Registered at a MOSIP receiver, and delivering to the intake of the demonstration."""
    make_world(tmp_path, pki)
    (tmp_path / "config" / "station.toml").write_text(
        '[mosip]\ncentre = "10001"\nmachine = "10077"\n', encoding="utf-8"
    )
    return tmp_path


@pytest.mark.parametrize("words", [["receiver", "mosip"], ["mosip"]])
def test_one_is_set_up_by_its_name(home: Path, words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--home", str(home), *words]) == 0
    out = capsys.readouterr().out
    assert "10001_10077" in out
    assert [line.split()[0] for line in out.splitlines() if "Key" in line.split()[0]][:2] == [
        "publicKey",
        "signPublicKey",
    ]
    assert str(home / "data" / "mosip" / "id-schema.json") in out


def test_without_a_name_it_is_the_one_of_the_settings(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--home", str(home), "receiver"]) == 0
    assert "intake" in capsys.readouterr().out
    settings = home / "config" / "station.toml"
    settings.write_text(f'intake = "mosip+https://x.example"\n{settings.read_text()}', encoding="utf-8")
    assert main(["--home", str(home), "receiver"]) == 0
    assert "10001_10077" in capsys.readouterr().out


def test_a_name_that_nobody_bears_is_said(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--home", str(home), "receiver", "nobody"]) == 1
    assert "STN-190" in capsys.readouterr().err


def test_options_that_are_missing_are_said(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (home / "config" / "station.toml").write_text("", encoding="utf-8")
    assert main(["--home", str(home), "mosip"]) == 1
    assert "STN-601" in capsys.readouterr().err
