"""`dlib` is built with AVX: on a processor without it, importing it is an illegal instruction and the process is gone.
It may be loaded in a worker's program only, whatever imports it on the way."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
IMPORTS = """
import importlib, json, pkgutil, sys
names = []
for package in ("workers", "devices", "crypto", "station", "intake", "ui"):
    found = importlib.import_module(package)
    names += [package, *(each.name for each in pkgutil.walk_packages(found.__path__, package + "."))]
for name in names:
    importlib.import_module(name)
"""
BUILDS = """
from station.bootstrap import build
from station.settings import load_settings
station = build(load_settings())
station.work.call(lambda: None)  # behind the warming up of capture
station.close()
"""
TELLS = "print(json.dumps(sorted(sys.modules)))"


def modules(code: str, home: Path) -> set[str]:
    environment = {"PATH": "/usr/bin:/bin", "ENROLLMENT_HOME": str(home), "QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return set(json.loads(done.stdout.splitlines()[-1]))


@pytest.mark.slow
def test_neither_everything_imported_nor_a_station_built_loads_it(tmp_path: Path) -> None:
    loaded = modules(IMPORTS + BUILDS + TELLS, tmp_path)
    assert {"station.bootstrap.build", "devices.adapters.uvc_camera.adapter", "ui.shell.window"} <= loaded
    assert not {name for name in loaded if name.split(".")[0] in ("dlib", "_dlib_pybind11", "face_recognition")}


def test_this_test_would_see_it(tmp_path: Path) -> None:
    stand_in = tmp_path / "face_recognition.py"
    stand_in.write_text("")
    code = f"import sys, json; sys.path.insert(0, {str(tmp_path)!r}); import face_recognition\n" + TELLS
    assert "face_recognition" in modules(code, tmp_path)
