"""Whom we believed, beside each packet: every content lies once, and packets hold a second name of it."""

import os
import shutil
from collections.abc import Callable, Mapping
from errno import EEXIST, EMLINK
from hashlib import sha256
from pathlib import Path

from intake.store.disk import sync, write_durably
from intake.store.layout import TRUST


class Evidence:
    """For one thread at a time. Raises OSError."""

    def __init__(self, folder: Path, trusted: Callable[[], Mapping[str, bytes]]) -> None:
        """folder: where each content lies, by its hash. trusted: whom we believe now, by path within trust/; the same
        object as long as nothing changed."""
        self._folder = folder
        self._trusted = trusted
        self._seen: Mapping[str, bytes] | None = None
        self._hashes: dict[str, str] = {}
        self._folders: list[str] = []

    def lay_beside(self, packet: Path, laid: Mapping[str, str] | None = None) -> Mapping[str, str]:
        """Whom we believe now, under trust/ in the folder of a packet: SHA-256 by path. It is there for good once
        `folders_of` it were synced. laid: what this returned when it was asked before for that folder, which is
        believed: only if we believe others since, it is laid anew."""
        found = self._trusted()
        if found is not self._seen:
            self._hashes = {f"{TRUST}/{name}": sha256(data).hexdigest() for name, data in found.items()}
            self._folders = sorted({str(above) for name in self._hashes for above in list(Path(name).parents)[:-1]})
            for digest, data in zip(self._hashes.values(), found.values(), strict=True):
                self._mend(self._folder / digest, data)
            self._seen = found
        if laid is self._hashes:
            return laid
        if laid:
            shutil.rmtree(packet / TRUST)
        for name in self._folders:
            os.makedirs(f"{packet}/{name}", 0o700, exist_ok=True)
        for (path, digest), data in zip(self._hashes.items(), found.values(), strict=True):
            self._link(f"{packet}/{path}", digest, data)
        return self._hashes

    def keep(self, file: Path, data: bytes) -> None:
        """One file of a packet's trust/."""
        self._link(str(file), sha256(data).hexdigest(), data)

    def _mend(self, kept: Path, data: bytes) -> None:
        """What rotted on the disk is given to no further packet."""
        if kept.exists() and kept.read_bytes() != data:
            write_durably(kept, data)
            sync(self._folder)

    def _link(self, file: str, digest: str, data: bytes) -> None:
        """Where the file system knows no second names, a copy; where one has as many as it may, they begin anew."""
        kept = f"{self._folder}/{digest}"
        for _ in range(2):
            try:
                os.link(kept, file)
            except OSError as error:
                if error.errno == EEXIST:
                    return
                if not isinstance(error, FileNotFoundError) and error.errno != EMLINK:
                    break
                write_durably(Path(kept), data)
                sync(self._folder)
            else:
                return
        write_durably(Path(file), data)


def folders_of(packet: Path) -> list[Path]:
    """The folders below a packet's: to be synced with it."""
    return [Path(above) for above, _, _ in os.walk(packet / TRUST)]
