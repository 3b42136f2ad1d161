"""Durable writing: whole or not at all, whatever the disk does."""

from errno import EIO, ENOSPC
from pathlib import Path

import pytest

from station.storage.errors import DiskFailed, DiskFull
from station.storage.files import TEMPORARY, Disk, durable_folder, durable_remove, durable_write
from tests.support.disks import FailingDisk


class Recorder(Disk):
    """Writes down the order of what happens."""

    def __init__(self) -> None:
        self.order: list[str] = []

    def write(self, path: Path, data: bytes) -> None:
        self.order.append("write " + ("tmp" if path.name.startswith(TEMPORARY) else path.name))
        super().write(path, data)

    def rename(self, source: Path, target: Path) -> None:
        self.order.append(f"rename {target.name}")
        super().rename(source, target)

    def sync_folder(self, folder: Path) -> None:
        self.order.append("sync folder")
        super().sync_folder(folder)


def test_order_is_temporary_rename_folder(tmp_path: Path) -> None:
    disk = Recorder()
    durable_write(tmp_path / "packet", b"bytes", disk)
    assert disk.order == ["write tmp", "rename packet", "sync folder"]
    assert (tmp_path / "packet").read_bytes() == b"bytes"
    assert (tmp_path / "packet").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("call", [1, 2])
@pytest.mark.parametrize(("error", "typed"), [(ENOSPC, DiskFull), (EIO, DiskFailed)])
def test_failure_before_the_rename_leaves_what_was_there(
    tmp_path: Path, call: int, error: int, typed: type[Exception]
) -> None:
    target = tmp_path / "packet"
    target.write_bytes(b"before")
    with pytest.raises(typed):
        durable_write(target, b"after", FailingDisk(call, error))
    assert target.read_bytes() == b"before"
    assert list(tmp_path.iterdir()) == [target], "no half file stays"


def test_large_file_is_whole(tmp_path: Path) -> None:
    data = bytes(range(256)) * 20_000
    durable_write(tmp_path / "large", data)
    assert (tmp_path / "large").read_bytes() == data


def test_remove_is_harmless_twice(tmp_path: Path) -> None:
    path = tmp_path / "gone"
    path.write_bytes(b"")
    durable_remove((path,))
    durable_remove((path,))
    durable_remove(())
    assert not path.exists()


def test_remove_says_when_the_disk_fails(tmp_path: Path) -> None:
    with pytest.raises(DiskFailed):
        durable_remove((tmp_path / "x",), FailingDisk(1, EIO))


def test_folder_is_private_and_made_once(tmp_path: Path) -> None:
    folder = tmp_path / "a" / "b"
    durable_folder(folder)
    durable_folder(folder, FailingDisk(1))
    assert folder.stat().st_mode & 0o777 == 0o700
    with pytest.raises(DiskFull):
        durable_folder(tmp_path / "c", FailingDisk(1))


def test_an_error_names_the_file_and_nothing_above_the_profile(tmp_path: Path) -> None:
    for folder, named in (("somebody", "file"), ("somebody/data/drafts", "data/drafts/file")):
        with pytest.raises(DiskFailed) as caught:
            durable_write(tmp_path / folder / "file", b"")
        assert caught.value.params["file"] == named
        assert "somebody" not in str(caught.value)
