"""Of a person's key file the machine it is for, its tries and who gives them back, and a PIN for times of coercion."""

import json
import os
from errno import ENOSPC
from pathlib import Path

import pytest

from crypto.errors import (
    KeyGone,
    PinLocked,
    PinsAlike,
    TryNotCounted,
    WeakPin,
    WrongPin,
    WrongPuk,
)
from crypto.keys import soft_file
from crypto.keys.soft import SoftKeyStore
from tests.support.soft_keys import DATA_KEY, PIN, secret_of, use_up


def test_a_copied_file_opens_on_no_other_machine(folder: Path, key_id: str, store: SoftKeyStore) -> None:
    stored = soft_file.read(folder / f"{key_id}.key")
    assert soft_file.open_secrets(stored, b"of this machine", PIN) is not None
    assert soft_file.open_secrets(stored, b"of another machine", PIN) is None


def test_the_pin_is_not_tested_before_its_try_is_counted(
    folder: Path, key_id: str, store: SoftKeyStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nor at all where it cannot be counted."""
    happened: list[str] = []
    flush, stretch, full = os.fsync, soft_file._stretched, False

    def fsync(descriptor: int) -> None:
        happened.append("flushed")
        if full:
            raise OSError(ENOSPC, "full")
        flush(descriptor)

    def stretched(pin: str, salt: bytes, cost: soft_file.Cost) -> bytes:
        happened.append("tested")
        return stretch(pin, salt, cost)

    monkeypatch.setattr(os, "fsync", fsync)
    monkeypatch.setattr(soft_file, "_stretched", stretched)
    with pytest.raises(WrongPin):
        store.unlock(key_id, "0000")
    assert happened == ["flushed"] * 4 + ["tested"]
    happened.clear()
    full = True
    with pytest.raises(TryNotCounted):
        store.unlock(key_id, PIN)
    assert happened == ["flushed"]


def test_a_deleted_count_gives_no_tries(folder: Path, key_id: str, store: SoftKeyStore) -> None:
    use_up(store, key_id, 2)
    (folder / "tries.json").unlink()
    with pytest.raises(PinLocked):
        store.unlock(key_id, PIN)
    assert store.locked(key_id)


def test_a_puk_gives_the_tries_back_and_another_code_does_not(folder: Path, key_id: str, store: SoftKeyStore) -> None:
    puk = store.change_pin(key_id, PIN, "4321")
    assert len(puk) == soft_file.PUK_DIGITS
    use_up(store, key_id)
    for wrong in ("", "000000000000", PIN):
        with pytest.raises(WrongPuk):
            store.release_by_puk(key_id, wrong)
    assert store.locked(key_id)
    store.release_by_puk(key_id, f"{puk[:4]} {puk[4:8]} {puk[8:]}")
    assert store.unlock(key_id, "4321").data_key == DATA_KEY


def test_a_key_without_a_puk_takes_none(key_id: str, store: SoftKeyStore) -> None:
    for code in ("", "000000000000"):
        with pytest.raises(WrongPuk):
            store.release_by_puk(key_id, code)


def test_a_pin_shorter_than_policy_wants_opens_nothing_but_can_be_changed(folder: Path, key_id: str) -> None:
    strict = SoftKeyStore(folder, secret_of(folder), shortest_pin=lambda: 8)
    with pytest.raises(WeakPin) as caught:
        strict.unlock(key_id, PIN)
    assert caught.value.params == {"shortest": 8}
    for short in ("1234567", ""):
        with pytest.raises(WeakPin):
            strict.change_pin(key_id, PIN, short)
    with pytest.raises(WeakPin):
        strict.change_pin(key_id, PIN, "12345678", "1234567")
    strict.change_pin(key_id, PIN, "12345678")
    assert strict.unlock(key_id, "12345678").data_key == DATA_KEY


# --- a PIN for times of coercion -----------------------------------------------------------------------------------


def test_both_pins_open_the_same_and_only_the_key_knows(key_id: str, store: SoftKeyStore) -> None:
    store.change_pin(key_id, PIN, "1111", "2222")
    free, coerced = store.unlock(key_id, "1111"), store.unlock(key_id, "2222")
    assert (free.under_duress, coerced.under_duress) == (False, True)
    assert free.data_key == coerced.data_key
    assert free.certificate == coerced.certificate
    coerced.lock()
    with pytest.raises(KeyGone):
        _ = coerced.under_duress


def test_both_pins_cost_the_same_and_so_does_a_wrong_one(
    key_id: str, store: SoftKeyStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Derivations and openings are counted: time cannot be asserted."""
    store.change_pin(key_id, PIN, "1111", "2222")
    done: list[str] = []
    stretch, attempt = soft_file._stretched, soft_file._tried

    def stretched(pin: str, salt: bytes, cost: soft_file.Cost) -> bytes:
        done.append("derived")
        return stretch(pin, salt, cost)

    def tried(slot: soft_file.Slot, key: bytes, bound_to: bytes) -> bytes | None:
        done.append("tried")
        return attempt(slot, key, bound_to)

    monkeypatch.setattr(soft_file, "_stretched", stretched)
    monkeypatch.setattr(soft_file, "_tried", tried)
    for pin in ("1111", "2222"):
        store.unlock(key_id, pin)
    with pytest.raises(WrongPin):
        store.unlock(key_id, "3333")
    assert done == ["derived", "tried", "tried"] * 3


def test_the_file_does_not_show_who_has_a_second_pin(folder: Path, key_id: str, store: SoftKeyStore) -> None:
    def shape() -> object:
        record = json.loads((folder / f"{key_id}.key").read_bytes())
        sizes = [[len(text) for text in slot.values()] for slot in record["slots"]]
        return list(record), sizes, [len(text) for text in record["puk"].values()]

    never_changed = shape()
    store.change_pin(key_id, PIN, "1111")
    without = shape()
    store.change_pin(key_id, "1111", "1111", "2222")
    assert shape() == without == never_changed


def test_changing_a_pin_writes_everything_anew(folder: Path, key_id: str, store: SoftKeyStore) -> None:
    """Two copies of the file do not show whether the second PIN changed."""
    before = json.loads((folder / f"{key_id}.key").read_bytes())
    store.change_pin(key_id, PIN, PIN)
    after = json.loads((folder / f"{key_id}.key").read_bytes())
    for place in (0, 1):
        assert before["slots"][place]["sealed"] != after["slots"][place]["sealed"]
        assert before["slots"][place]["nonce"] != after["slots"][place]["nonce"]


def test_who_is_made_to_change_the_pin_stays_marked(key_id: str, store: SoftKeyStore) -> None:
    store.change_pin(key_id, PIN, "1111", "2222")
    puk = store.change_pin(key_id, "2222", "3333", "4444")
    assert len(puk) == soft_file.PUK_DIGITS
    assert store.unlock(key_id, "3333").under_duress
    assert not store.unlock(key_id, "1111").under_duress
    with pytest.raises(WrongPin):
        store.unlock(key_id, "2222")
    use_up(store, key_id)
    store.release_by_puk(key_id, puk)


def test_the_two_pins_differ(key_id: str, store: SoftKeyStore) -> None:
    with pytest.raises(PinsAlike):
        store.change_pin(key_id, PIN, "1111", "1111")
    assert store.unlock(key_id, PIN)
