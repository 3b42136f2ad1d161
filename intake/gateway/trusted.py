"""Whom this intake believes now, as files: kept beside each packet, for whoever judges it in thirty years."""

import os
from collections.abc import Mapping
from pathlib import Path

from intake.store.layout import PEOPLE_SCHEME

_SUFFIXES = {"roots": ".pem", "intermediates": ".pem", "crls": ".crl", "witnesses": ".key", "": PEOPLE_SCHEME}
_Stamp = tuple[str, int, int]


class TrustedNow:
    """Of a trust folder (crypto.trust.load_trust); files are read again when they change, and else the same object is
    returned. For one thread."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._state: list[_Stamp] | None = None
        self._found: Mapping[str, bytes] = {}

    def __call__(self) -> Mapping[str, bytes]:
        """By path within the folder. Raises OSError."""
        state = self._stamps()
        if state != self._state:
            self._found = {name: (self._folder / name).read_bytes() for name, *_ in state}
            self._state = state
        return self._found

    def _stamps(self) -> list[_Stamp]:
        """Path, moment of change and size of each file."""
        found = []
        for name, suffix in _SUFFIXES.items():
            try:
                with os.scandir(self._folder / name) as entries:
                    for entry in entries:
                        if entry.name.endswith(suffix):
                            stat = entry.stat()
                            found.append((os.path.join(name, entry.name), stat.st_mtime_ns, stat.st_size))
            except FileNotFoundError:
                continue
        return sorted(found)
