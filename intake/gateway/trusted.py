"""Whom this intake believes now, as files: kept beside each packet, for whoever judges it in thirty years."""

import os
from collections.abc import Mapping
from pathlib import Path

from crypto.files import Stamp, scan
from intake.store.layout import PEOPLE_SCHEME

_SUFFIXES = {"roots": ".pem", "intermediates": ".pem", "crls": ".crl", "witnesses": ".key", "": PEOPLE_SCHEME}
_State = tuple[tuple[Stamp, ...], ...]


class TrustedNow:
    """Of a trust folder (crypto.trust_folder); files are read again when they change, and else the same object is
    returned. For one thread."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._state: _State | None = None
        self._found: Mapping[str, bytes] = {}

    def __call__(self) -> Mapping[str, bytes]:
        """By path within the folder. Raises OSError."""
        state = tuple(scan(f"{self._folder}/{name}", suffix) for name, suffix in _SUFFIXES.items())
        if state != self._state:
            names = sorted(
                os.path.join(folder, name) for folder, seen in zip(_SUFFIXES, state, strict=True) for name, *_ in seen
            )
            self._found = {name: (self._folder / name).read_bytes() for name in names}
            self._state = state
        return self._found
