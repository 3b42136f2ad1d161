"""How this station talks to an OSIA server: `[osia]` of station.toml, and the token beside it.

[osia]
token_file = "osia.token"      # beside station.toml: the bearer token (JWT); read anew for each packet
erase_after_hours = 24         # of what was delivered; without it nothing is erased, for there is no signed receipt
"""

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from re import fullmatch

from station.settings import Settings

_KNOWN = {"token_file", "erase_after_hours"}
_LONGEST_H = 24 * 365


@dataclass(frozen=True)
class OsiaOptions:
    """erase_after: None to keep what was delivered without a signed receipt."""

    token_file: Path
    erase_after: timedelta | None


def read_options(settings: Settings) -> OsiaOptions:
    """Raises SettingsWrong, naming the entry."""
    entries = settings.options("osia")
    for key in entries:
        if key not in _KNOWN:
            raise settings.wrong("osia", key)
    name, hours = entries.get("token_file", "osia.token"), entries.get("erase_after_hours")
    if not isinstance(name, str) or not fullmatch(r"[\w-][\w.-]{0,99}", name):
        raise settings.wrong("osia", "token_file")
    if hours is None:
        return OsiaOptions(settings.config / name, None)
    if isinstance(hours, bool) or not isinstance(hours, int | float) or not 0 <= hours <= _LONGEST_H:
        raise settings.wrong("osia", "erase_after_hours")
    return OsiaOptions(settings.config / name, timedelta(hours=hours))
