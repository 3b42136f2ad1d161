"""Running fault_child.py: under a library that is built here, or on a small file system in namespaces of its own."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.programs import cannot, need

ROOT = Path(__file__).parents[2]
SOURCE = Path(__file__).with_name("faults.c")
CHILD = [sys.executable, "-W", "error", "-m", "tests.support.fault_child"]


def library(folder: Path) -> Path:
    """faults.c as a library to preload, built with the system's compiler."""
    need("cc")
    built = folder / "faults.so"
    command = ["cc", "-shared", "-fPIC", "-O1", "-Wall", "-Wextra", "-Werror", "-o", str(built), str(SOURCE), "-ldl"]
    subprocess.run(command, check=True)
    return built


def failing_calls(built: Path, home: Path, seed: int, count: int, error: int, goes_on: bool) -> list[dict[str, object]]:
    """What became of each place: "place" and "told", the codes of what went wrong and "done"."""
    arguments = ["calls", str(home), str(seed), str(count), str(error), str(int(goes_on))]
    return _told([*CHILD, *arguments], {"LD_PRELOAD": str(built)})


def full_disk(home: Path, seed: int, count: int) -> list[dict[str, object]]:
    need("unshare", "mount")
    unshare = ["unshare", "--mount", *([] if os.geteuid() == 0 else ["--user", "--map-root-user"])]
    tried = subprocess.run([*unshare, "mount", "-t", "tmpfs", "tmpfs", str(home)], capture_output=True, check=False)
    if tried.returncode != 0:
        cannot(f"no small file system: {tried.stderr.decode().strip()}")
    return _told([*unshare, *CHILD, "full", str(home), str(seed), str(count)], {})


def _told(command: list[str], more: dict[str, str]) -> list[dict[str, object]]:
    ended = subprocess.run(
        command, cwd=ROOT, env={**os.environ, **more}, capture_output=True, text=True, timeout=3600, check=False
    )
    lines = [json.loads(line) for line in ended.stdout.splitlines()]
    if ended.returncode != 0:
        after = lines[-1]["place"] if lines else "the start"
        pytest.fail(f"after {after}:\n{ended.stderr[-4000:]}")
    return lines
