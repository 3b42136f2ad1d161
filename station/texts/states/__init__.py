"""What States and special nationalities are called: one file a language, each with the codes of
`station.domain.nationality`."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files


@cache
def state_names(language: str) -> Mapping[str, str]:
    """Names by code."""
    return tomllib.loads(files(__name__).joinpath(f"{language}.toml").read_text(encoding="utf-8"))
