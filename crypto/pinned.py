"""Certificates installed as files, read again when one of them changes: they count at the next look-up."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path

from crypto import files
from crypto.certificate import Certificate, certificates_from_pem


class PinnedFiles(Iterable[Certificate]):
    """Those of the `*.pem` of a folder, one file after the other. names: files that count; None for all. From any
    thread."""

    def __init__(self, folder: Path, names: Collection[str] | None = None) -> None:
        self._folder = folder
        self._names = names
        self._read: tuple[object, Mapping[str, tuple[Certificate, ...]]] = (None, {})

    def __iter__(self) -> Iterator[Certificate]:
        return (each for certificates in self.by_name().values() for each in certificates)

    def by_name(self) -> Mapping[str, tuple[Certificate, ...]]:
        """By the file's name without `.pem`. Raises MalformedDer, TooLarge, FileTrouble."""
        found = files.listed(self._folder, "*.pem")
        wanted = [file for file in found if self._names is None or file.stem in self._names]
        with files.typed(self._folder):
            stats = [(file.name, file.stat()) for file in wanted]
        state = [(name, stat.st_mtime_ns, stat.st_size, stat.st_ino) for name, stat in stats]
        seen, certificates = self._read
        if state != seen:
            certificates = {file.stem: certificates_from_pem(files.read(file)) for file in wanted}
            self._read = state, certificates
        return certificates
