"""A person's key in a file, as tests make one: its folder, the machine's secret, its PIN."""

from pathlib import Path

import pytest

from crypto.errors import (
    PinLocked,
    WrongPin,
)
from crypto.keys import soft
from crypto.keys.machine import MachineKey
from crypto.keys.soft import SoftKeyStore

PIN = "1234"
DATA_KEY = bytes(range(32))


def secret_of(folder: Path) -> Path:
    return folder.with_name("config") / "machine.secret"


def new_key(folder: Path, person: MachineKey, pin: str = PIN) -> str:
    return soft.create(folder, secret_of(folder), person._key, person.certificate, person.chain, pin, DATA_KEY)


def use_up(store: SoftKeyStore, key_id: str, wrong: int = soft.TRIES) -> None:
    for _ in range(wrong):
        with pytest.raises((WrongPin, PinLocked)):
            store.unlock(key_id, "0000")
