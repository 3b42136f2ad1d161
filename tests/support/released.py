"""What a released version left on the disk, and its programs (tests/data/released)."""

import os
import shutil
import subprocess
import sys
import tarfile
import tomllib
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest

from station.domain.outbox import PacketId
from station.settings import Settings, load_settings
from tests.support.desk import StillClock
from tests.support.once import made_once

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
    code: Path  # of the released programs, shared: to be run, not changed

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
    """Homes and programs; to be changed at will."""
    with tarfile.open(FROZEN / "homes.tar.xz") as archive:
        archive.extractall(folder, filter="data")
    (wheel,) = FROZEN.glob("*.whl")
    with ZipFile(wheel) as opened:
        opened.extractall(folder / "code")
    return Released(folder, folder / "code")


@pytest.fixture(scope="session")
def unpacked_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made_once(tmp_path_factory, "released", unpacked)


@pytest.fixture
def released(unpacked_once: Path, tmp_path: Path) -> Released:
    folder = tmp_path / "released"
    shutil.copytree(unpacked_once, folder, ignore=shutil.ignore_patterns("code"))
    return Released(folder, unpacked_once / "code")
