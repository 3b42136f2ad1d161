"""The ZIP file of a packet, in one form only: files stored, fixed dates, fixed attributes, no extras.

One set of files has exactly one archive. The reader accepts that archive and nothing else: no compression, so no
bomb; no name twice, none that leads out of the folder; no byte before, between or after the entries; every size counted
first.
"""

import struct
from collections.abc import Iterable
from io import BytesIO
from re import fullmatch
from zipfile import ZIP_STORED, ZipFile, ZipInfo
from zlib import crc32

from station.packet import layout
from station.packet.content import PacketFile
from station.packet.errors import ContainerMalformed, ContainerTooLarge

MAX_BYTES = 128 * 1024 * 1024
MAX_FILES = 128
_MAX_PATH = 100
_DATE = (1980, 1, 1, 0, 0, 0)  # the first that ZIP can write: the true times are in the signatures
_UNIX, _FILE_MODE = 3, 0o100644
_LOCAL = struct.Struct("<4s5H3I2H")
_PATH = r"[A-Za-z0-9_-]+(/[A-Za-z0-9_-]+)*(\.[a-z0-9]+)?"


def write_archive(files: Iterable[PacketFile]) -> bytes:
    """The archive of `files` in their order, the mimetype entry before them (ETSI EN 319 162-1 clause A.1)."""
    buffer = BytesIO()
    with ZipFile(buffer, "w", ZIP_STORED) as archive:
        for file in (PacketFile("mimetype", layout.MIMETYPE.encode()), *files):
            entry = ZipInfo(file.path, _DATE)
            entry.create_system = _UNIX
            entry.external_attr = _FILE_MODE << 16
            archive.writestr(entry, file.data)
    return buffer.getvalue()


def read_archive(data: bytes) -> tuple[PacketFile, ...]:
    """The files after the mimetype entry. Raises ContainerMalformed, ContainerTooLarge.

    The entries are walked from the first byte on; what was found is then written again and must give the same bytes, so
    that central directory, dates, flags and order cannot say anything else than the entries do.
    """
    if len(data) > MAX_BYTES:
        raise ContainerTooLarge
    view = memoryview(data)
    files: list[PacketFile] = []
    seen: set[str] = set()
    position = 0
    while data[position : position + 4] == b"PK\x03\x04":
        file, position = _entry(view, position)
        if file.path.lower() in seen:
            raise ContainerMalformed(reason="name-twice")
        seen.add(file.path.lower())
        files.append(file)
        if len(files) > MAX_FILES:
            raise ContainerTooLarge
    if not files or files[0] != PacketFile("mimetype", layout.MIMETYPE.encode()):
        raise ContainerMalformed(reason="mimetype")
    if write_archive(files[1:]) != data:
        raise ContainerMalformed(reason="form")
    return tuple(files[1:])


def _entry(view: memoryview, position: int) -> tuple[PacketFile, int]:
    """The local entry at `position`, and where the next begins."""
    if position + _LOCAL.size > len(view):
        raise ContainerMalformed(reason="cut")
    _, _, flags, method, _, _, checksum, packed, size, path_length, extra_length = _LOCAL.unpack_from(view, position)
    if flags or method or extra_length or packed != size:
        raise ContainerMalformed(reason="not-stored")
    start = position + _LOCAL.size
    end = start + path_length + size
    if end > len(view):
        raise ContainerMalformed(reason="cut")
    path = bytes(view[start : start + path_length]).decode("latin-1")
    if path_length > _MAX_PATH or not fullmatch(_PATH, path):
        raise ContainerMalformed(reason="path")
    data = bytes(view[start + path_length : end])
    if crc32(data) != checksum:
        raise ContainerMalformed(reason="checksum")
    return PacketFile(path, data), end
