"""Certificates installed as files, read again when one of them changes: they count at the next look-up."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path

from crypto import files
from crypto.certificate import Certificate, certificates_from_pem


class PinnedFiles(Iterable[Certificate]):
    """Those of the `*.pem` of a folder, one file after the other. names: files that count; None for all. look: how the
    folder is looked at. From any thread."""

    def __init__(self, folder: Path, names: Collection[str] | None = None, look: files.Look = files.stamps) -> None:
        self._folder = folder
        self._look = look
        self._names = names
        self._read: tuple[object, Mapping[str, tuple[Certificate, ...]]] = (None, {})

    def __iter__(self) -> Iterator[Certificate]:
        return (each for certificates in self.by_name().values() for each in certificates)

    def by_name(self) -> Mapping[str, tuple[Certificate, ...]]:
        """By the file's name without `.pem`. Raises MalformedDer, TooLarge, FileTrouble."""
        state = self._look(self._folder, ".pem")
        seen, certificates = self._read
        if state != seen:
            names = [name for name, *_ in state if self._names is None or name.removesuffix(".pem") in self._names]
            certificates = {
                name.removesuffix(".pem"): certificates_from_pem(files.read(self._folder / name)) for name in names
            }
            self._read = state, certificates
        return certificates
