"""Set-up may be killed at any moment: the next run makes it whole, from what is there and not from what a stamp says.

The real scripts/setup.sh runs over a checkout of a few small files, with a Python whose `venv` and `pip` are played:
they need no network, and end their set-up and themselves, as kill -9 does, wherever the test wants.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="a script of Unix")

PYTHON = """#!/bin/sh
# Plays `python -m venv DIR`; anything else is the real one.
[ "$1 $2" = "-m venv" ] || exec "{real}" "$@"
[ "$DIE_AT" != "venv begins" ] || kill -9 $PPID $$
mkdir -p "$3/bin"
[ "$DIE_AT" != "venv half made" ] || kill -9 $PPID $$
"{real}" -m venv --without-pip "$3"
site=$(echo "$3"/lib/python3*/site-packages)
mkdir -p "$site/pip"
cp "$PLAYED/pip_main.py" "$site/pip/__main__.py"
[ "$DIE_AT" != "pip half there" ] || kill -9 $PPID $$
: >"$site/pip/__init__.py"
printf '#!%s/bin/python\\n' "$(pwd -P)/$3" >"$3/bin/pip"
"""

PIP = """
import os, re, signal, sys, sysconfig
from pathlib import Path
site = Path(sysconfig.get_path("purelib"))
def die(at):
    if os.environ.get("DIE_AT") == at:
        os.kill(os.getppid(), signal.SIGKILL)
        os.kill(os.getpid(), signal.SIGKILL)
assert sys.argv[1] == "install", sys.argv
lock = Path(sys.argv[sys.argv.index("-r") + 1])
with open(os.environ["PIP_LOG"], "a") as log:
    log.write(lock.stem + "\\n")
for name, version in re.findall(r"^([a-z]+)==(\\S+)", lock.read_text(), re.MULTILINE):
    info = site / f"{name}-{version}.dist-info"
    if info.exists() and "--force-reinstall" not in sys.argv:
        continue  # as the real one: what has its record begun counts as installed
    info.mkdir(exist_ok=True)
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\\nName: {name}\\nVersion: {version}\\n")
    die(f"pip in {name}")
    (site / f"{name}.py").write_text("here = True\\n")
    (info / "RECORD").write_text(f"{name}.py,,12\\n{info.name}/METADATA,,1\\n{info.name}/RECORD,,\\n")
die(f"pip after {lock.stem}")
"""

MODELS = """
import os, signal, sys
from pathlib import Path
if os.environ.get("DIE_AT") == "models":
    os.kill(os.getppid(), signal.SIGKILL)
    os.kill(os.getpid(), signal.SIGKILL)
Path(sys.argv[1]).mkdir(parents=True, exist_ok=True)
(Path(sys.argv[1]) / "model").write_text("whole")
"""


class Checkout:
    """A folder that setup.sh can set up, and what is asked of it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.played = folder.parent / "played"
        self.log = self.played / "pip.log"
        for made in (folder / "scripts", folder / "requirements", self.played):
            made.mkdir(parents=True)
        for script in ("setup.sh", "environment.py"):
            shutil.copy(ROOT / "scripts" / script, folder / "scripts" / script)
        (folder / "scripts" / "fetch_models.py").write_text(MODELS)
        (folder / "scripts" / "debian-packages.txt").write_text("# none\n")
        for lock, package in (("build", "tool"), ("run", "library")):
            (folder / "requirements" / f"{lock}.lock").write_text(f"{package}==1.0\n")
        (self.played / "pip_main.py").write_text(PIP)
        (self.played / "python").write_text(PYTHON.format(real=sys.executable))
        (self.played / "python").chmod(0o755)

    def set_up(self, die_at: str = "") -> subprocess.CompletedProcess[str]:
        self.log.unlink(missing_ok=True)
        return subprocess.run(
            [self.folder / "scripts" / "setup.sh"],
            env={
                "PATH": os.environ["PATH"],
                "PYTHON": str(self.played / "python"),
                "PLAYED": str(self.played),
                "PIP_LOG": str(self.log),
                "DIE_AT": die_at,
            },
            capture_output=True,
            text=True,
            check=False,
        )

    @property
    def installed(self) -> list[str]:
        """What pip was asked for by the last set-up."""
        return self.log.read_text().split() if self.log.exists() else []

    @property
    def site(self) -> Path:
        return next((self.folder / ".venv" / "lib").glob("python3*/site-packages"))

    def is_whole(self) -> bool:
        done = subprocess.run(
            [self.folder / ".venv" / "bin" / "python", "-c", "import tool, library; print(library.here, tool.here)"],
            capture_output=True,
            text=True,
            check=False,
        )
        return done.stdout == "True True\n" and (self.folder / ".assets" / "models" / "model").read_text() == "whole"


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    return Checkout(tmp_path / "checkout")


def test_once_made_nothing_is_done_again(checkout: Checkout) -> None:
    first = checkout.set_up()
    assert first.returncode == 0, first.stderr
    assert checkout.installed == ["build", "run"]
    assert checkout.is_whole()
    assert checkout.set_up().returncode == 0
    assert checkout.installed == []


@pytest.mark.drawn(3)
@pytest.mark.parametrize(
    "die_at",
    [
        "venv begins",
        "venv half made",
        "pip half there",
        "pip in tool",
        "pip after build",
        "pip in library",
        "pip after run",
        "models",
    ],
)
def test_killed_anywhere_the_next_run_makes_it_whole(checkout: Checkout, die_at: str) -> None:
    assert checkout.set_up(die_at).returncode == -9
    healed = checkout.set_up()
    assert healed.returncode == 0, healed.stderr
    assert checkout.is_whole()


def test_killed_while_it_heals_it_heals_too(checkout: Checkout) -> None:
    for die_at in ("pip in library", "venv half made", "pip in tool", "pip after run"):
        assert checkout.set_up(die_at).returncode == -9
    assert checkout.set_up().returncode == 0
    assert checkout.is_whole()


def test_a_moved_checkout_is_set_up_where_it_is(checkout: Checkout, tmp_path: Path) -> None:
    checkout.set_up()
    checkout.folder = checkout.folder.rename(tmp_path / "elsewhere")
    moved = checkout.set_up()
    assert moved.returncode == 0, moved.stderr
    assert checkout.is_whole()
    assert str(tmp_path / "checkout") not in (checkout.folder / ".venv" / "bin" / "pip").read_text()


def test_an_interpreter_that_is_gone(checkout: Checkout) -> None:
    checkout.set_up()
    for link in (checkout.folder / ".venv" / "bin").glob("python*"):
        link.unlink()
        link.symlink_to("/nowhere/python3")
    assert checkout.set_up().returncode == 0
    assert checkout.is_whole()


@pytest.mark.parametrize("harm", ["removed", "emptied", "record"])
def test_a_stamp_is_no_proof(checkout: Checkout, harm: str) -> None:
    checkout.set_up()
    file = checkout.site / ("library-1.0.dist-info/RECORD" if harm == "record" else "library.py")
    if harm == "emptied":
        file.write_bytes(b"")
    else:
        file.unlink()
    assert checkout.set_up().returncode == 0
    assert checkout.installed == ["run"]
    assert checkout.is_whole()


def test_a_stamp_of_version_0_1_0_is_completed_and_nothing_fetched(checkout: Checkout) -> None:
    checkout.set_up()
    for stamp in (checkout.folder / ".venv").glob(".installed-*"):
        stamp.write_text(stamp.read_text().splitlines()[0] + "\n")
    assert checkout.set_up().returncode == 0
    assert checkout.installed == []
    (checkout.site / "library.py").unlink()
    assert checkout.set_up().returncode == 0
    assert checkout.installed == ["run"]


def test_a_new_lock_is_installed(checkout: Checkout) -> None:
    checkout.set_up()
    (checkout.folder / "requirements" / "run.lock").write_text("library==1.1\n")
    (checkout.site / "tool.py").write_bytes(b"")  # harmed at the same time
    assert checkout.set_up().returncode == 0
    assert checkout.is_whole()
    assert (checkout.site / "library-1.1.dist-info").exists()


def test_a_folder_that_is_no_environment_is_left_alone(checkout: Checkout) -> None:
    mine = checkout.folder / ".venv" / "thesis.txt"
    mine.parent.mkdir()
    mine.write_text("years of work")
    refused = checkout.set_up()
    assert refused.returncode == 1
    assert "move it elsewhere" in refused.stderr
    assert mine.read_text() == "years of work"
