"""A display that is named and not there: a sentence, and a status by which `make run` goes on without a window."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="displays of X11 and Wayland")


@pytest.mark.parametrize(
    "display",
    [
        {"DISPLAY": ":4711"},
        {"DISPLAY": "nowhere.invalid:0"},
        {"WAYLAND_DISPLAY": "wayland-4711", "XDG_RUNTIME_DIR": "/run"},
        {},
    ],
    ids=["x11", "x11 elsewhere", "wayland", "none"],
)
def test_no_display_is_said_in_a_sentence(tmp_path: Path, display: dict[str, str]) -> None:
    hidden = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    environment = {name: value for name, value in os.environ.items() if name not in hidden}
    done = subprocess.run(
        [sys.executable, "-m", "ui", "--home", str(tmp_path)],
        cwd=ROOT,
        env={**environment, **display},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 69, done.stderr
    assert done.stderr.rstrip().endswith("[STN-643]")
    assert len(done.stderr.splitlines()) == 1
    assert list(tmp_path.iterdir()) == [], "nothing was begun"


def test_make_runs_the_script_where_the_window_finds_no_display(tmp_path: Path) -> None:
    """The recipe of `run` itself, with a Python that plays the window."""
    recipe = (ROOT / "Makefile").read_text(encoding="utf-8")
    (tmp_path / "Makefile").write_text(recipe.replace("run: setup ##", "run: ##"), encoding="utf-8")
    python = tmp_path / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.write_text('#!/bin/sh\necho "$@"\n[ "$2" != ui ] || exit $WINDOW\n')
    python.chmod(0o755)

    def run(window: int, display: str) -> tuple[int, str]:
        environment = {"PATH": os.environ["PATH"], "DISPLAY": display, "WINDOW": str(window)}
        done = subprocess.run(
            ["make", "run"], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
        )
        return done.returncode, done.stdout

    assert run(0, ":0") == (0, "-m ui\n")
    assert run(3, ":0")[0] != 0
    assert "station enroll" in run(69, ":0")[1]
    status, said = run(0, "")
    assert (status, "-m ui" in said) == (0, False)
    assert "station enroll" in said
