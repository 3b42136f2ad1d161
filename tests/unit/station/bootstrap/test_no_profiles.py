"""Nothing on the way to the first window reads what describes services."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from station.bootstrap import build
from station.settings import Settings

ROOT = Path(__file__).parents[4]


def test_the_windows_program_does_not_even_import_them() -> None:
    code = "import sys, station.bootstrap, ui.shell.program; assert 'station.profiles' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True)


def test_a_station_that_starts_reads_none(demo_settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []
    from station.profiles import library

    shipped: Callable[[], dict[str, bytes]] = library.built_in_texts

    def noted() -> dict[str, bytes]:
        read.append("all")
        return shipped()

    monkeypatch.setattr(library, "built_in_texts", noted)
    station = build(demo_settings)
    try:
        station.work.call(lambda: None)
        assert read == []
        assert station.work.call(station.policy.library).ids
        assert read == ["all"]
    finally:
        station.close()
