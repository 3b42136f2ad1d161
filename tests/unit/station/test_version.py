"""One version, written twice."""

import tomllib
from pathlib import Path

import station


def test_package_and_project_agree() -> None:
    project = tomllib.loads((Path(__file__).parents[3] / "pyproject.toml").read_text(encoding="utf-8"))
    assert station.__version__ == project["project"]["version"]
