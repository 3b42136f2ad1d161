"""How this station talks to an OSIA server: `[osia]` of station.toml, and the token beside it.

[osia]
token_file = "osia.token"      # beside station.toml: the bearer token (JWT); read anew for each packet
erase_after_hours = 24         # of what was delivered; without it nothing is erased, for there is no signed receipt
notifications = "https://..."  # a server of OSIA's notification interface, and
topic = "..."                  # the id of a topic there: where is told of each visit that ended; both or none
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from re import fullmatch

from station.settings import Settings

_KNOWN = {"token_file", "erase_after_hours", "notifications", "topic"}
_LONGEST_H = 24 * 365


@dataclass(frozen=True)
class OsiaOptions:
    """erase_after: None to keep what was delivered without a signed receipt. notifications: an address, "" where nobody
    is told of visits; topic: the id of one there."""

    token_file: Path
    erase_after: timedelta | None
    notifications: str = ""
    topic: str = ""


def read_options(settings: Settings) -> OsiaOptions:
    """Raises SettingsWrong, naming the entry."""
    entries = settings.options("osia")
    for key in entries:
        if key not in _KNOWN:
            raise settings.wrong("osia", key)
    name, hours = entries.get("token_file", "osia.token"), entries.get("erase_after_hours")
    if not isinstance(name, str) or not fullmatch(r"[\w-][\w.-]{0,99}", name):
        raise settings.wrong("osia", "token_file")
    if hours is not None and (
        isinstance(hours, bool) or not isinstance(hours, int | float) or not 0 <= hours <= _LONGEST_H
    ):
        raise settings.wrong("osia", "erase_after_hours")
    erase_after = timedelta(hours=hours) if hours is not None else None
    return OsiaOptions(settings.config / name, erase_after, *_told(settings, entries))


def _told(settings: Settings, entries: Mapping[str, object]) -> tuple[str, str]:
    """Where visits are told of: address and topic. Raises SettingsWrong."""
    address, topic = entries.get("notifications", ""), entries.get("topic", "")
    if not isinstance(address, str) or (address and not fullmatch(r"https://[^\s?#/]+(/[^\s?#]*)?", address)):
        raise settings.wrong("osia", "notifications")
    if not isinstance(topic, str) or bool(topic) != bool(address) or not fullmatch(r"[\w-]{0,100}", topic):
        raise settings.wrong("osia", "topic")
    return address.rstrip("/"), topic
