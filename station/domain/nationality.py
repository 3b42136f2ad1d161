"""Codes of States and of special nationalities: ISO 3166-1 alpha-3 and ICAO Doc 9303-3 section 5."""

import tomllib
from functools import cache
from importlib.resources import files


@cache
def codes() -> frozenset[str]:
    """Every code that may be written as a nationality or as an issuing State."""
    data = tomllib.loads(files(__package__).joinpath("data", "nationalities.toml").read_text(encoding="utf-8"))
    return frozenset(data["states"]) | frozenset(data["special"])


def is_known(code: str) -> bool:
    return code in codes()
