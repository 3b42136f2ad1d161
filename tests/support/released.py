"""What a released version left on the disk, and its programs (tests/data/released)."""

import os
import subprocess
import sys
import tarfile
import tomllib
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest

from station.domain.outbox import PacketId
from station.settings import Settings, load_settings
from tests.support.desk import StillClock

FROZEN = Path(__file__).parents[1] / "data" / "released" / "0.1.0"
MANIFEST: dict[str, Any] = tomllib.loads((FROZEN / "manifest.toml").read_text(encoding="utf-8"))
READ_AT: datetime = MANIFEST["read_at"]


def packet(home: str, name: str) -> PacketId:
    """name: as the manifest calls it."""
    return PacketId(MANIFEST["packets"][home][name])


def still() -> StillClock:
    """A clock that stands at the moment at which the fixtures are judged."""
    return StillClock(READ_AT)


@dataclass(frozen=True)
class Released:
    """A copy of a test's own, to be changed at will. README.md beside the fixtures says what is in it."""

    folder: Path

    @property
    def home(self) -> Path:
        return self.folder / "home"

    @property
    def osia(self) -> Path:
        return self.folder / "osia"

    @property
    def mosip(self) -> Path:
        return self.folder / "mosip"

    @property
    def given(self) -> Path:
        """What left the station: export, cosignatures, the citizen's receipt."""
        return self.folder / "given"

    @property
    def settings(self) -> Settings:
        return load_settings(self.home)

    @cached_property
    def code(self) -> Path:
        """The released programs, unpacked."""
        folder = self.folder / "code"
        (wheel,) = FROZEN.glob("*.whl")
        with ZipFile(wheel) as opened:
            opened.extractall(folder)
        return folder

    def deliver_to(self, url: str) -> None:
        """Let the station of `home` deliver to that intake; packets stay after their receipts."""
        toml = f'intake = "{url}"\nkeep_receipted_hours = 8760\n'
        (self.home / "config" / "station.toml").write_text(toml, encoding="utf-8")

    def old_stationctl(self, home: Path, *arguments: object) -> subprocess.CompletedProcess[str]:
        """The released `stationctl`, in a process of its own; it knows nothing of this checkout."""
        return subprocess.run(
            [sys.executable, "-W", "error", "-m", "station", "--home", str(home), *map(str, arguments)],
            cwd=self.code,
            env={name: value for name, value in os.environ.items() if name != "PYTHONPATH"},
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )


def unpacked(folder: Path) -> Released:
    with tarfile.open(FROZEN / "homes.tar.xz") as archive:
        archive.extractall(folder, filter="data")
    return Released(folder)


@pytest.fixture
def released(tmp_path: Path) -> Released:
    return unpacked(tmp_path / "released")
