"""Whom this intake believes now, as files: kept beside each packet, for whoever judges it in thirty years."""

from collections.abc import Mapping
from pathlib import Path

from intake.store.layout import PEOPLE_SCHEME

_PARTS = ("roots/*.pem", "intermediates/*.pem", "crls/*.crl", "witnesses/*.key", PEOPLE_SCHEME)


class TrustedNow:
    """Of a trust folder (crypto.trust.load_trust); files are read again when they change. For one thread."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._state: tuple[tuple[Path, int, int], ...] | None = None
        self._found: Mapping[str, bytes] = {}

    def __call__(self) -> Mapping[str, bytes]:
        """By path within the folder. Raises OSError."""
        stats = [(file, file.stat()) for part in _PARTS for file in sorted(self._folder.glob(part))]
        state = tuple((file, stat.st_mtime_ns, stat.st_size) for file, stat in stats)
        if state != self._state:
            self._found = {str(file.relative_to(self._folder)): file.read_bytes() for file, _, _ in state}
            self._state = state
        return self._found
