"""Programs beside the product: those of `tools/`, and those of the system that tests look through."""

import importlib.util
import os
import shutil
from pathlib import Path
from types import ModuleType

import pytest

_FOLDER = Path(__file__).parents[2] / "tools"


def tool(name: str) -> ModuleType:
    """A program of `tools/` as a module."""
    spec = importlib.util.spec_from_file_location(name, _FOLDER / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def need(program: str) -> None:
    """Skip where a program of the system is missing; in CI that is a failure."""
    if shutil.which(program) is None:
        if os.environ.get("CI"):
            pytest.fail(f"{program} is missing: scripts/debian-packages-dev.txt")
        pytest.skip(f"{program} is not installed")
