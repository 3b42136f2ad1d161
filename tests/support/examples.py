"""The example of each service, docs/examples, as it is read by `stationctl enroll`."""

from functools import cache
from pathlib import Path

from station.commands.script import Script, load_script

_FOLDER = Path(__file__).parents[2] / "docs" / "examples"
_FIRST = {"biometric_passport": "enroll"}
"""Explains every entry, and has a name of its own."""


@cache
def example(service: str) -> Script:
    return load_script(_FOLDER / f"{_FIRST.get(service, service)}.toml")
