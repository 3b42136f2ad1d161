"""Looking for somebody's data where none may be: marks, the forms they can take, and a search through folders."""

import base64
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

WINDOW = 16  # bytes of a picture or file that are told apart from chance
SEALED = frozenset({".p7m", ".sealed"})  # what is in these looks like chance, and holds any few bytes now and then
_BY_CHANCE = 8  # bytes: shorter words stand in sealed files by chance
_LIVELY = 10  # different bytes that a window must have: white paper is nobody's
# Moments, ids and hashes: they stand in receipts and books too, and tell nobody's data.
_NOBODYS = re.compile(rb"\d{4}-\d\d-\d\dT[\d:.]+|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{32,}")
_MOST_BYTES = 256 << 20

Needles = Mapping[bytes, str]


def text_needles(texts: Iterable[str]) -> Needles:
    """Each text as it may lie in a file: UTF-8, UTF-16, base64, hex, JSON and TOML escapes."""
    found: dict[bytes, str] = {}
    for text in texts:
        for form in {text, text.upper()}:
            plain = form.encode()
            found |= {needle: f"{text} ({name})" for name, needle in _forms(plain)}
            for name in ("utf-16-le", "utf-16-be"):
                wide = form.encode(name)
                found[wide] = f"{text} ({name})"
                found |= {needle: f"{text} ({name}, {how})" for how, needle in _forms(wide) if how != "plain"}
            if not form.isascii():
                escaped = form.encode("ascii", "backslashreplace")
                found |= {escaped: f"{text} (escaped)", escaped.lower(): f"{text} (escaped)"}
    return found


def byte_needles(name: str, data: bytes, count: int = 6) -> Needles:
    """`count` windows from all over `data`, each raw, in base64 and in hex. Fails where it has no lively ones."""
    picked: dict[bytes, str] = {}
    for number in range(count):
        at = _lively_from(data, len(data) * number // count)
        window = data[at : at + WINDOW]
        picked |= {needle: f"{name} at {at} ({how})" for how, needle in _forms(window)}
    return picked


def pixel_needles(name: str, pixels: NDArray[np.uint8], count: int = 6) -> Needles:
    """Windows along the rows of a picture as it lies in memory."""
    return byte_needles(name, np.ascontiguousarray(pixels).tobytes(), count)


def says(file: Path, word: str) -> bool:
    """Whether a word stands in a file by itself: the digits of a PIN may well be part of a moment or of a hash. In a
    sealed file no short word is looked for, since four given bytes stand in a megabyte of chance once in some thousand
    times."""
    needle = word.encode()
    if file.suffix in SEALED and len(needle) < _BY_CHANCE:
        return False
    return re.search(rb"(?<![0-9A-Za-z])" + re.escape(needle) + rb"(?![0-9A-Za-z])", file.read_bytes()) is not None


class Search:
    """Thousands of needles at once: a place where the first three bytes of one stand is looked at, no other."""

    def __init__(self, needles: Needles) -> None:
        self._needles = needles
        self._by_start: dict[int, list[bytes]] = {}
        for needle in needles:
            self._by_start.setdefault(int.from_bytes(needle[:3], "big"), []).append(needle)
        self._starts = np.zeros(1 << 24, bool)
        self._starts[list(self._by_start)] = True

    def hits(self, data: bytes) -> list[str]:
        """What of the needles lies in `data`."""
        if len(data) < 3:
            return []
        bytes_ = np.frombuffer(data, np.uint8).astype(np.uint32)
        starts = bytes_[:-2] << 16 | bytes_[1:-1] << 8 | bytes_[2:]
        found: dict[bytes, None] = {}
        for at in np.flatnonzero(self._starts[starts]).tolist():
            for needle in self._by_start[int(starts[at])]:
                if data.startswith(needle, at):
                    found[needle] = None
        return [self._needles[needle] for needle in found]

    def under(self, folders: Iterable[Path]) -> list[str]:
        """What was found under the folders, in contents and in names, each with its file."""
        found = []
        for path in _files(folders):
            found += [f"{path}: {what} in its name" for what in self.hits(str(path).encode())]
            try:
                size = path.stat().st_size
                data = path.read_bytes() if size <= _MOST_BYTES else b""
            except FileNotFoundError:
                continue  # a temporary file of a running program
            assert size <= _MOST_BYTES, f"{path} is too large to search"
            found += [f"{path}: {what}" for what in self.hits(data)]
        return found


def cores(folders: Iterable[Path]) -> list[str]:
    """Files that are memory images of a process: ELF of type core."""
    return [str(path) for path in _files(folders) if _is_core(path)]


def _is_core(path: Path) -> bool:
    with path.open("rb") as file:
        head = file.read(18)
    return path.name.startswith("core") and head[:4] == b"\x7fELF" and head[16:18] == b"\x04\x00"


def _files(folders: Iterable[Path]) -> Iterator[Path]:
    for folder in folders:
        yield from (path for path in sorted(folder.rglob("*")) if path.is_file() and not path.is_symlink())


def _forms(plain: bytes) -> Iterator[tuple[str, bytes]]:
    yield "plain", plain
    yield "hex", plain.hex().encode()
    yield "HEX", plain.hex().upper().encode()
    for shift in range(3):  # base64 knows three alignments; the characters that neighbours share are left out
        coded = base64.b64encode(bytes(shift) + plain)
        start, end = (0, 2, 3)[shift], len(coded) - (0, 4, 3)[(len(plain) + shift) % 3]
        yield f"base64+{shift}", coded[start : end if (len(plain) + shift) % 3 else len(coded)]


def _lively_from(data: bytes, start: int) -> int:
    anybodys = [found.span() for found in _NOBODYS.finditer(data)]
    for at in (*range(start, len(data) - WINDOW, 7), *range(0, start, 7)):
        apart = all(end <= at or at + WINDOW <= begin for begin, end in anybodys)
        if apart and len(set(data[at : at + WINDOW])) >= _LIVELY:
            return at
    raise AssertionError("nothing here that could be told from chance")
