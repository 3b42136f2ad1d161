"""The packet's ZIP: one form, read strictly. Whatever another tool or an attacker writes is refused, typed."""

import io
import struct
import zipfile
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from station.domain.errors import StationError
from station.packet import archive, layout
from station.packet.archive import read_archive, write_archive
from station.packet.content import PacketFile
from station.packet.errors import ContainerMalformed, ContainerTooLarge

FILES = (
    PacketFile("data/application.json", b"{}"),
    PacketFile("biometrics/face/portrait.jp2", bytes(range(256))),
    PacketFile("biometrics/empty.png", b""),
)


def test_round_trip() -> None:
    assert read_archive(write_archive(FILES)) == FILES
    assert read_archive(write_archive(())) == ()


def test_same_files_same_bytes() -> None:
    assert write_archive(FILES) == write_archive(list(FILES))


def test_form_is_that_of_asic() -> None:
    """ETSI EN 319 162-1 annex A: mimetype first, stored, no extra field, so that its value stands at offset 38."""
    data = write_archive(FILES)
    assert data[30:38] == b"mimetype"
    assert data[38 : 38 + len(layout.MIMETYPE)] == layout.MIMETYPE.encode()
    with zipfile.ZipFile(io.BytesIO(data)) as reader:
        assert reader.testzip() is None
        entries = reader.infolist()
    assert [entry.filename for entry in entries] == ["mimetype", *(file.path for file in FILES)]
    assert {entry.date_time for entry in entries} == {(1980, 1, 1, 0, 0, 0)}
    assert {entry.compress_type for entry in entries} == {zipfile.ZIP_STORED}
    assert {entry.external_attr >> 16 for entry in entries} == {0o100644}


def zipped(*entries: tuple[str, bytes], method: int = zipfile.ZIP_STORED, mimetype: bool = True) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as writer:
        for name, data in (*([("mimetype", layout.MIMETYPE.encode())] if mimetype else []), *entries):
            info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            info.compress_type, info.create_system, info.external_attr = method, 3, 0o100644 << 16
            writer.writestr(info, data)
    return buffer.getvalue()


def spliced(change: Callable[[bytearray], None]) -> bytes:
    data = bytearray(write_archive(FILES))
    change(data)
    return bytes(data)


def in_central_directory(offset: int, value: bytes) -> Callable[[bytearray], None]:
    def change(data: bytearray) -> None:
        at = data.rindex(b"PK\x01\x02") + offset
        data[at : at + len(value)] = value

    return change


def append(more: bytes) -> Callable[[bytearray], None]:
    return lambda data: data.extend(more)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (zipped(("data/bomb.json", bytes(10_000_000)), method=zipfile.ZIP_DEFLATED), "not-stored"),
        (zipped(("../evil.json", b"")), "path"),
        (zipped(("/etc/passwd", b"")), "path"),
        (zipped(("data\\evil.json", b"")), "path"),
        (zipped(("data//x.json", b"")), "path"),
        (zipped(("data/", b"")), "path"),
        (zipped(("data/.hidden", b"")), "path"),
        (zipped(("a" * 101, b"")), "path"),
        (zipped(("data/\u0561.json", b"")), "not-stored"),  # the UTF-8 flag
        (zipped(("data/a.json", b""), mimetype=False), "mimetype"),
        (zipped(("mimetype", b"text/plain"), mimetype=False), "mimetype"),
        (zipped(("DATA/a.json", b"1"), ("data/A.json", b"2")), "name-twice"),
        (b"", "mimetype"),
        (b"PK\x05\x06" + bytes(18), "mimetype"),
        (b"prefix" + write_archive(FILES), "mimetype"),
        (spliced(append(b"tail")), "form"),
        (spliced(in_central_directory(10, b"\x08\x00")), "form"),  # the directory says deflated
        (spliced(in_central_directory(12, b"\x01\x00")), "form"),  # another time
        (spliced(in_central_directory(46, b"Biometrics")), "form"),  # another name than the entry's
        (spliced(lambda data: data.__setitem__(38, data[38] ^ 1)), "checksum"),
        (write_archive(FILES)[:60], "cut"),
        (write_archive(FILES)[:100], "cut"),
        (write_archive(FILES)[:-1], "form"),
    ],
)
def test_any_other_form_is_refused(data: bytes, reason: str) -> None:
    with pytest.raises(ContainerMalformed) as caught:
        read_archive(data)
    assert caught.value.params == {"reason": reason}


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_name_twice_is_refused() -> None:
    with pytest.raises(ContainerMalformed) as caught:
        read_archive(zipped(("data/a.json", b"1"), ("data/a.json", b"2")))
    assert caught.value.params == {"reason": "name-twice"}


def test_size_that_lies_is_refused() -> None:
    data = bytearray(write_archive(FILES))
    second = data.index(b"PK\x03\x04", 4)
    struct.pack_into("<2I", data, second + 18, 2**31, 2**31)
    with pytest.raises(ContainerMalformed) as caught:
        read_archive(bytes(data))
    assert caught.value.params == {"reason": "cut"}


def test_too_much_is_refused_before_it_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ContainerTooLarge):
        read_archive(write_archive(PacketFile(f"data/{n}.json", b"") for n in range(archive.MAX_FILES + 1)))
    monkeypatch.setattr(archive, "MAX_BYTES", 100)
    with pytest.raises(ContainerTooLarge):
        read_archive(write_archive(FILES))


@given(st.binary(max_size=400))
def test_nonsense_is_typed(data: bytes) -> None:
    with pytest.raises(ContainerMalformed):
        read_archive(data)


@given(st.data())
def test_one_changed_byte_is_always_noticed(data: st.DataObject) -> None:
    good = write_archive(FILES)
    position = data.draw(st.integers(0, len(good) - 1))
    value = data.draw(st.integers(0, 255).filter(lambda byte: byte != good[position]))
    changed = good[:position] + bytes([value]) + good[position + 1 :]
    try:
        read = read_archive(changed)
    except StationError:
        return
    pytest.fail(f"byte {position} may be {value}: {read}")


PATHS = st.from_regex(r"[a-z]{1,8}/[a-z0-9_-]{1,8}\.(json|png)", fullmatch=True)


@given(st.dictionaries(PATHS, st.binary(max_size=200), max_size=8))
def test_whatever_is_written_is_read_again(files: dict[str, bytes]) -> None:
    listed = tuple(PacketFile(path, data) for path, data in files.items())
    assert read_archive(write_archive(listed)) == listed
