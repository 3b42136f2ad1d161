"""Key files of version 0.1.0 open, and are written anew; a fault of the disk leaves them as they were."""

import os
from errno import EACCES, ENOSPC
from pathlib import Path

import pytest

from crypto.errors import (
    PinLocked,
    TryNotCounted,
    WrongPin,
    WrongPuk,
)
from crypto.keys import soft_file
from crypto.keys.machine import MachineKey
from crypto.keys.soft import SoftKeyStore
from tests.support.first_version import write_key_file
from tests.support.soft_keys import DATA_KEY, PIN


def test_a_file_of_the_first_version_opens_and_is_written_anew(
    folder: Path, store: SoftKeyStore, operator: MachineKey
) -> None:
    key_id = write_key_file(folder, operator, PIN, DATA_KEY)
    (folder / f"{key_id}.tries").write_bytes(b"x")
    with pytest.raises(WrongPin) as caught:
        store.unlock(key_id, "0000")
    assert caught.value.params == {"tries_left": 3}
    assert soft_file.read(folder / f"{key_id}.key").format == 1
    first = store.unlock(key_id, PIN)
    assert soft_file.read(folder / f"{key_id}.key").format == 2
    assert not (folder / f"{key_id}.tries").exists()
    second = store.unlock(key_id, PIN)
    assert (first.data_key, second.data_key) == (DATA_KEY, DATA_KEY)
    assert not second.under_duress
    assert operator.certificate == second.certificate
    assert store.entries()[0].chain == operator.chain


def test_a_locked_key_of_the_first_version_stays_locked_until_released(
    folder: Path, store: SoftKeyStore, operator: MachineKey
) -> None:
    key_id = write_key_file(folder, operator, PIN, DATA_KEY)
    (folder / f"{key_id}.tries").write_bytes(b"xxxxxx")
    assert store.locked(key_id)
    with pytest.raises(PinLocked):
        store.unlock(key_id, PIN)
    with pytest.raises(WrongPuk):  # it has none
        store.release_by_puk(key_id, "")
    store.release(key_id)
    assert store.unlock(key_id, PIN).data_key == DATA_KEY


@pytest.mark.parametrize("failing", ["write", "fsync"])
def test_a_crash_while_it_is_written_anew_leaves_it_as_it_was(
    failing: str, folder: Path, store: SoftKeyStore, operator: MachineKey, monkeypatch: pytest.MonkeyPatch
) -> None:
    key_id = write_key_file(folder, operator, PIN, DATA_KEY)
    before = (folder / f"{key_id}.key").read_bytes()
    real = getattr(os, failing)

    def fails(descriptor: int, *rest: object) -> object:
        if ".key.new" in os.readlink(f"/proc/self/fd/{descriptor}"):
            raise OSError(ENOSPC, "full")
        return real(descriptor, *rest)

    with monkeypatch.context() as patch:
        patch.setattr(os, failing, fails)
        with pytest.raises(TryNotCounted):
            store.unlock(key_id, PIN)
    assert (folder / f"{key_id}.key").read_bytes() == before
    assert store.unlock(key_id, PIN).data_key == DATA_KEY


@pytest.mark.parametrize("method", ["unlink", "stat", "read_bytes"])
def test_a_fault_of_the_disk_is_named_by_its_file(
    method: str, folder: Path, store: SoftKeyStore, operator: MachineKey, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of the old count beside the key, and of the machine's secret: other owner, damaged sector."""
    key_id = write_key_file(folder, operator, PIN, DATA_KEY)
    (folder / f"{key_id}.tries").write_bytes(b"x")
    real = getattr(Path, method)

    def fails(path: Path, *rest: object, **named: object) -> object:
        if path.suffix in (".tries", ".secret"):
            raise PermissionError(EACCES, "not yours", str(path))
        return real(path, *rest, **named)

    with monkeypatch.context() as patch:
        patch.setattr(Path, method, fails)
        with pytest.raises(TryNotCounted) as caught:
            store.unlock(key_id, PIN)
    assert caught.value.params["place"] in (f"{key_id}.tries", "machine.secret")
    assert store.unlock(key_id, PIN).data_key == DATA_KEY
