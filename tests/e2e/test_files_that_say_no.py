"""Each file and folder of a profile, one after the other, in the ways that disks and accounts go wrong: the station
starts, or says with a code which file it was; no trace is shown."""

import errno
import io
import json
import os
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any

import pytest

from crypto.errors import CryptoError
from station.bootstrap import build
from station.domain.errors import StationError
from station.settings import Settings, load_settings

ROOT = Path(__file__).parents[2]
TYPED = (StationError, CryptoError)


@pytest.fixture(scope="module")
def profile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A profile that was started once."""
    home = tmp_path_factory.mktemp("profile")
    (home / "config").mkdir()
    (home / "config" / "station.toml").write_text('unit = "Երևան"\n', encoding="utf-8")
    build(settings_of(home)).close()
    return home


TRIED_EACH_TIME = tuple(
    map(
        Path,
        (
            "config/station.toml",
            "config/machine.secret",
            "data/station.db",
            "data/keys",
            "data/keys/station.pem",
            "data/keys/station.key.pem",
            "data/trust/crls",
            "data/trust/roots",
            "data/trust/roots/station.pem",
        ),
    )
)


OTHERS = 4  # of a short run


def settings_of(home: Path) -> Settings:
    """With a centre that nobody plays: the embedded intake is a program of its own."""
    return replace(load_settings(home), intake="https://127.0.0.1:9")


def parts(home: Path) -> list[Path]:
    """What a start reads or writes."""
    found = sorted(path.relative_to(home) for path in home.rglob("*"))
    return [path for path in found if "intake" not in path.parts and not path.name.endswith(("-wal", "-shm"))]


@pytest.fixture
def some(profile: Path, chance: Random, long: bool) -> list[Path]:
    """What every run tries, and some more by chance; with `--long` all."""
    if long:
        return parts(profile)
    others = [part for part in parts(profile) if part not in TRIED_EACH_TIME]
    return sorted({*TRIED_EACH_TIME, *chance.sample(others, OTHERS)})


def start(home: Path) -> str:
    """The code that a start said no with, "" where it started. Anything else that is raised is the finding."""
    try:
        station = build(settings_of(home))
    except TYPED as error:
        return f"{error.code} of no name" if error.params.get("file") == "?" else error.code
    try:
        station.close()
    except TYPED as error:
        return error.code
    return ""


def copied(profile: Path, folder: Path) -> Path:
    home = folder / "home"
    if home.exists():
        shutil.rmtree(home)
    shutil.copytree(profile, home)
    return home


@pytest.mark.slow
def test_a_folder_instead_of_a_file_and_a_file_instead_of_a_folder(
    profile: Path, some: list[Path], tmp_path: Path
) -> None:
    said = {}
    for part in some:
        home = copied(profile, tmp_path)
        there = home / part
        if there.is_dir():
            shutil.rmtree(there)
            there.write_bytes(b"")
        else:
            there.unlink()
            there.mkdir()
        said[part.as_posix()] = start(home)
    assert said["config/station.toml"] == "STN-642"
    assert said["data/station.db"].startswith("CRY-08")
    assert said["config/machine.secret"].startswith("CRY-08")
    assert said["data/keys"] != ""
    assert not [part for part, code in said.items() if code.endswith("of no name")]
    assert len(said) >= len(TRIED_EACH_TIME) + OTHERS


class Refusing:
    """The system's own calls, of which those on one path fail."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.path, self.number = Path("/nowhere"), errno.EIO
        self.struck = 0
        for module, name in ((io, "open"), (os, "open"), (os, "mkdir"), (os, "replace"), (os, "scandir")):
            monkeypatch.setattr(module, name, self._over(getattr(module, name)))

    def _over(self, call: Any) -> Any:
        def guarded(path: Any, *args: Any, **kwargs: Any) -> Any:
            if isinstance(path, str | os.PathLike) and Path(path) == self.path:
                self.struck += 1
                raise OSError(self.number, os.strerror(self.number), str(path))
            return call(path, *args, **kwargs)

        return guarded


READ_AT_EACH_START = (
    Path("config/station.toml"),
    Path("config/machine.secret"),
    Path("data/keys/station.pem"),
    Path("data/trust/roots/station.pem"),
)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("number", "code"), [(errno.EIO, "CRY-089"), (errno.EROFS, "CRY-087"), (errno.ENOSPC, "CRY-088")]
)
def test_the_system_says_no_to_one_file(
    profile: Path, some: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, code: str
) -> None:
    """EIO for some of all; the others for those that show that each has its own word."""
    refusing = Refusing(monkeypatch)
    refusing.number = number
    wanted = some if number == errno.EIO else READ_AT_EACH_START
    said, struck = {}, 0
    for part in wanted:
        refusing.path = Path("/nowhere")
        home = copied(profile, tmp_path)
        refusing.path, refusing.struck = home / part, 0
        said[part] = start(home)
        struck += refusing.struck > 0
    assert [said[part] for part in READ_AT_EACH_START] == ["STN-642", code, code, code]
    assert not [part for part, answer in said.items() if answer.endswith("of no name")]
    assert struck > len(wanted) // 3, "else the table shows little"


WITHOUT_RIGHTS = """
import ctypes, json, sys
from dataclasses import replace
from pathlib import Path
from random import Random
from crypto.errors import CryptoError
from station.bootstrap import build
from station.domain.errors import StationError
from station.settings import load_settings
if ctypes.CDLL(None).capset((ctypes.c_uint32 * 2)(0x20080522, 0), (ctypes.c_uint32 * 6)()) != 0:
    raise SystemExit("the rights of root cannot be laid down here")
home, said = Path(sys.argv[1]), {}
for part in sys.argv[2:]:
    path = home / part
    mode = path.stat().st_mode
    path.chmod(0)
    try:
        build(replace(load_settings(home), intake="https://127.0.0.1:9")).close()
        said[part] = ""
    except (CryptoError, StationError) as error:
        said[part] = f"{error.code} {error.params.get('file', '')}"
    finally:
        path.chmod(mode)
print(json.dumps(said))
"""


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="capabilities of Linux")
def test_files_that_may_not_be_read(profile: Path, some: list[Path], tmp_path: Path) -> None:
    """By a process that has laid down the rights of root, which mode 000 does not stop."""
    home = copied(profile, tmp_path)
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT_RIGHTS, str(home), *map(str, some)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout.splitlines()[-1])
    assert said["config/station.toml"] == "STN-642 config/station.toml"
    assert said["config/machine.secret"] == "CRY-087 config/machine.secret"
    assert said["data/keys/station.key.pem"] == "CRY-087 data/keys/station.key.pem"
    assert said["data/station.db"] == "CRY-087 data/station.db"
    assert said["data/trust/roots"].startswith("CRY-087 data/trust/roots")
    assert said["data/trust/crls"].startswith("CRY-087 data/trust/crls")


@pytest.fixture
def closed_settings(tmp_path: Path) -> Path:
    """Settings that are a folder: what no account can read."""
    (tmp_path / "config" / "station.toml").mkdir(parents=True)
    return tmp_path


@pytest.mark.parametrize(
    "command",
    [
        ["doctor"],
        ["outbox"],
        ["keys", "list"],
        ["log", "verify"],
        ["mosip"],
        ["enroll", "--script", "docs/examples/enroll.toml"],
    ],
)
def test_each_command_says_it_in_a_sentence(closed_settings: Path, command: list[str]) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "station", "--home", str(closed_settings), *command],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "[STN-642]" in done.stderr
    assert "Traceback" not in done.stderr
    assert "config/station.toml" in done.stderr
