"""The profile whose forms the passport's procedure shows, until the procedure itself is a profile."""

from functools import cache
from importlib.resources import files

from station.profiles import Service
from station.profiles.load import load

_FILE = "biometric_passport.toml"


@cache
def passport() -> Service:
    """Read when first asked for."""
    loaded = load(files("station.profiles").joinpath("data", _FILE).read_bytes(), _FILE)
    if loaded.service is None:
        raise LookupError(_FILE)
    return loaded.service
