"""Nothing on the way to the first window reads what describes services, nor loads what only work needs."""

import ast
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from station.bootstrap import build
from station.settings import Settings

ROOT = Path(__file__).parents[4]


LATER = (
    "numpy",
    "cryptography",
    "crypto.keys",
    "devices",
    "station.services.views",
    "station.acts",
    "ui.live",
    "station.domain.item",
)
"""What the station's start or a page loads, while the window is there already."""


def test_the_windows_program_does_not_even_import_them() -> None:
    code = f"""
import sys, ui.shell.program
assert [name for name in {LATER!r} if name in sys.modules] == []
import station.bootstrap
assert 'station.profiles' not in sys.modules
assert [name for name in {LATER!r} if name not in sys.modules and name != 'ui.live'] == []  # none is only misspelt
"""
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


def test_who_imports_them_late_imports_them_whole_first() -> None:
    """Two threads, one with a part of the package and one with the package, would wait for each other; one of them is
    then told of an ImportError, and whatever it was loading is left out."""
    late = [path for path in (ROOT / "station").rglob("*.py") if "profiles" not in path.relative_to(ROOT).parts[1]]
    wrong = [f"{path.relative_to(ROOT)}:{line}" for path in late for line in _parts_first(ast.parse(path.read_text()))]
    assert wrong == []


def test_whoever_imports_a_part_first_is_found() -> None:
    part = "def f():\n    from station.profiles.library import wrong\n"
    whole = "def f():\n    import station.profiles\n    from station.profiles.library import wrong\n"
    assert [list(_parts_first(ast.parse(text))) for text in (part, whole)] == [[2], []]


def _parts_first(tree: ast.Module) -> Iterator[int]:
    """Lines that import a part within a function that did not import the package before."""
    for function in ast.walk(tree):
        if not isinstance(function, ast.FunctionDef):
            continue
        whole = False
        for line in ast.walk(function):
            if isinstance(line, ast.Import):
                whole |= any(name.name == "station.profiles" for name in line.names)
            elif isinstance(line, ast.ImportFrom) and line.module is not None:
                whole |= line.module == "station.profiles"
                if line.module.startswith("station.profiles.") and not whole:
                    yield line.lineno
