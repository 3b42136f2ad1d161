"""A package as if it were installed, read from its `pyproject.toml`: its modules and its entry points."""

import sys
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import metadata
from pathlib import Path

from devices import catalogue
from station import roster

EXAMPLE = Path(__file__).parents[2] / "docs" / "examples" / "receiver"


class _Installed(metadata.Distribution):
    def __init__(self, folder: Path) -> None:
        self._project = tomllib.loads((folder / "pyproject.toml").read_text(encoding="utf-8"))["project"]

    def read_text(self, filename: str) -> str | None:
        if filename == "METADATA":
            return f"Metadata-Version: 2.1\nName: {self._project['name']}\nVersion: {self._project['version']}\n"
        if filename != "entry_points.txt":
            return None
        groups = self._project.get("entry-points", {}).items()
        return "\n".join(
            f"[{group}]\n" + "\n".join(f"{name} = {value}" for name, value in points.items())
            for group, points in groups
        )

    def locate_file(self, path: object) -> Path:
        raise NotImplementedError


class _Finder(metadata.DistributionFinder):
    def __init__(self, found: metadata.Distribution) -> None:
        self._found = found

    def find_spec(self, *_: object) -> None:
        return None

    def find_distributions(
        self, context: metadata.DistributionFinder.Context | None = None
    ) -> Iterator[metadata.Distribution]:
        if context is None or context.name in (None, self._found.name):
            yield self._found


@contextmanager
def installed(folder: Path) -> Iterator[None]:
    finder = _Finder(_Installed(folder))
    sys.meta_path.append(finder)
    sys.path.append(str(folder))
    _look_again()
    try:
        yield
    finally:
        sys.path.remove(str(folder))
        sys.meta_path.remove(finder)
        _look_again()


def _look_again() -> None:
    """Programs look once."""
    for looked in (roster.others, catalogue.others):
        looked.cache_clear()
