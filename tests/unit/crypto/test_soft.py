"""A person's key file: what the contract does not say because it is of files."""

import json
import os
from errno import EACCES, ENOSPC
from pathlib import Path

import pytest

from crypto import issuing, roles
from crypto.certificate import Certificate
from crypto.errors import (
    CryptoError,
    FileTrouble,
    KeyDamaged,
    KeyGone,
    KeyLocked,
    PinLocked,
    PinsAlike,
    TooLarge,
    TryNotCounted,
    WeakPin,
    WrongPin,
    WrongPuk,
)
from crypto.keys import soft, soft_file
from crypto.keys.machine import MachineKey
from crypto.keys.soft import SoftKeyStore
from tests.support.clock import NOW
from tests.support.first_version import write_key_file
from tests.support.light_keys import AT_THE_DESK
from tests.unit.crypto.conftest import DAYS, Authorities

PIN = "1234"
DATA_KEY = bytes(range(32))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "config").mkdir()
    secret_of(tmp_path / "keys").write_bytes(b"of this machine")
    return tmp_path / "keys"


@pytest.fixture
def key_id(folder: Path, operator: MachineKey) -> str:
    return new_key(folder, operator)


@pytest.fixture
def store(folder: Path) -> SoftKeyStore:
    return SoftKeyStore(folder, secret_of(folder))


def secret_of(folder: Path) -> Path:
    return folder.with_name("config") / "machine.secret"


def new_key(folder: Path, person: MachineKey, pin: str = PIN) -> str:
    return soft.create(folder, secret_of(folder), person._key, person.certificate, person.chain, pin, DATA_KEY)


def use_up(store: SoftKeyStore, key_id: str, wrong: int = soft.TRIES) -> None:
    for _ in range(wrong):
        with pytest.raises((WrongPin, PinLocked)):
            store.unlock(key_id, "0000")


def test_the_file_is_its_owners_and_shows_no_secret(folder: Path, key_id: str) -> None:
    file = folder / f"{key_id}.key"
    assert file.stat().st_mode & 0o777 == 0o600
    assert DATA_KEY not in file.read_bytes()
    assert {path.name for path in folder.iterdir()} == {file.name, "tries.json", ".tries.lock"}


def test_tries_are_counted_on_disk_and_a_right_pin_forgives(folder: Path, key_id: str) -> None:
    for expected in (4, 3):
        with pytest.raises(WrongPin) as caught:
            SoftKeyStore(folder, secret_of(folder)).unlock(key_id, "0000")
        assert caught.value.params == {"tries_left": expected}
    SoftKeyStore(folder, secret_of(folder)).unlock(key_id, PIN)
    with pytest.raises(WrongPin) as caught:
        SoftKeyStore(folder, secret_of(folder)).unlock(key_id, "0000")
    assert caught.value.params == {"tries_left": 4}


def test_a_program_killed_in_the_middle_of_a_try_has_used_it(
    folder: Path, key_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(pin: str, salt: bytes, cost: soft_file.Cost) -> bytes:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(soft_file, "_stretched", killed)
        for _ in range(soft.TRIES):
            with pytest.raises(KeyboardInterrupt):
                SoftKeyStore(folder, secret_of(folder)).unlock(key_id, PIN)
    with pytest.raises(KeyLocked):
        SoftKeyStore(folder, secret_of(folder)).unlock(key_id, PIN)


def test_a_new_key_of_the_same_person_starts_with_all_tries(
    folder: Path, key_id: str, store: SoftKeyStore, operator: MachineKey
) -> None:
    use_up(store, key_id)
    new_key(folder, operator)
    assert store.unlock(key_id, PIN).data_key == DATA_KEY


def test_all_people_of_a_station_open_the_same_drafts(folder: Path, key_id: str, officer: MachineKey) -> None:
    other = new_key(folder, officer, "5678")
    store = SoftKeyStore(folder, secret_of(folder))
    assert store.unlock(key_id, PIN).data_key == store.unlock(other, "5678").data_key


@pytest.mark.parametrize(
    "change",
    [
        lambda record: record.pop("salt"),
        lambda record: record.update(format="another"),
        lambda record: record["slots"][0].update(nonce="AAAA"),
        lambda record: record["slots"][1].update(sealed="AAAA"),
        lambda record: record["slots"].pop(),
        lambda record: record.update(salt="AAAA"),
        lambda record: record["slots"][0].update(sealed="*"),
        lambda record: record["slots"][0].update(sealed=3),
        lambda record: record["puk"].update(check="AAAA"),
        lambda record: record.pop("puk"),
    ],
)
def test_a_damaged_file_is_no_credential_and_says_so_when_asked(change: object, folder: Path, key_id: str) -> None:
    file = folder / f"{key_id}.key"
    record = json.loads(file.read_bytes())
    assert callable(change)
    change(record)
    file.write_text(json.dumps(record))
    store = SoftKeyStore(folder, secret_of(folder))
    assert list(store.entries()) == []
    with pytest.raises(KeyDamaged):
        store.unlock(key_id, PIN)
    assert not store.locked(key_id)  # nothing was tried


@pytest.mark.parametrize("text", ["", "[]", "{", "3", "\xff", "[" * 100_000])
def test_no_json_of_ours_is_damage(text: str, folder: Path, key_id: str) -> None:
    (folder / f"{key_id}.key").write_text(text, encoding="latin-1")
    with pytest.raises(KeyDamaged):
        SoftKeyStore(folder, secret_of(folder)).unlock(key_id, PIN)


def test_a_certificate_cannot_be_exchanged(
    folder: Path, key_id: str, authorities: Authorities, operator: MachineKey
) -> None:
    """Another certificate for the same key, with more rights: the seal is bound to the one it was made with."""
    policies = (roles.OFFICER_POLICY,)
    subject = issuing.Subject("Holder", "Tests", policies)
    better = issuing.issue(authorities.approvals, subject, operator._key, NOW, DAYS)
    record = json.loads((folder / f"{key_id}.key").read_bytes())
    record["certificates"] = better.pem
    (folder / f"{better.fingerprint}.key").write_text(json.dumps(record))
    store = SoftKeyStore(folder, secret_of(folder))
    with pytest.raises(PinLocked):  # nobody counted for it yet
        store.unlock(better.fingerprint, PIN)
    store.release(better.fingerprint)
    with pytest.raises(WrongPin):
        store.unlock(better.fingerprint, PIN)


def test_a_file_under_another_name_is_damage(folder: Path, key_id: str) -> None:
    (folder / f"{key_id}.key").rename(folder / f"{'0' * 64}.key")
    with pytest.raises(KeyDamaged):
        SoftKeyStore(folder, secret_of(folder)).unlock("0" * 64, PIN)


def test_what_cannot_be_read_is_no_credential_and_is_named(folder: Path, key_id: str) -> None:
    (folder / f"{key_id}.key").unlink()
    (folder / f"{key_id}.key").mkdir()
    assert list(SoftKeyStore(folder, secret_of(folder)).entries()) == []
    with pytest.raises(FileTrouble) as caught:
        SoftKeyStore(folder, secret_of(folder)).unlock(key_id, PIN)
    assert caught.value.params["file"] == f"{key_id}.key"
    (folder / f"{key_id}.key").rmdir()
    with pytest.raises(KeyGone):
        SoftKeyStore(folder, secret_of(folder)).unlock(key_id, PIN)


def test_a_huge_file_is_not_read_as_a_key(folder: Path, key_id: str) -> None:
    (folder / f"{key_id}.key").write_bytes(bytes(300 * 1024))
    with pytest.raises(TooLarge):
        SoftKeyStore(folder, secret_of(folder)).unlock(key_id, PIN)


@pytest.mark.parametrize("key_id", ["../outside", "..", "a/b", "", "x" * 300])
def test_an_id_is_no_path(key_id: str, tmp_path: Path) -> None:
    (tmp_path / "outside.key").write_text("{}")
    (tmp_path / "store").mkdir()
    with pytest.raises(KeyGone):
        SoftKeyStore(tmp_path / "store", tmp_path / "none").unlock(key_id, PIN)


def test_what_cannot_be_stored_is_refused(operator: MachineKey, officer: MachineKey) -> None:
    with pytest.raises(WeakPin):
        soft.seal_key(operator._key, operator.certificate, (), "123", DATA_KEY, b"machine")
    with pytest.raises(KeyDamaged):
        soft.seal_key(operator._key, officer.certificate, (), PIN, DATA_KEY, b"machine")
    with pytest.raises(KeyDamaged):
        soft.seal_key(operator._key, operator.certificate, (), PIN, bytes(16), b"machine")


def test_an_empty_or_missing_folder_has_nobody(tmp_path: Path) -> None:
    assert list(SoftKeyStore(tmp_path / "not there", tmp_path / "none").entries()) == []


def test_errors_hold_no_pin(folder: Path, key_id: str) -> None:
    with pytest.raises(CryptoError) as caught:
        SoftKeyStore(folder, secret_of(folder)).unlock(key_id, "secret-pin")
    assert "secret-pin" not in str(caught.value)
    assert isinstance(SoftKeyStore(folder, secret_of(folder)).entries()[0].certificate, Certificate)


# --- what guessing costs -------------------------------------------------------------------------------------------


def test_at_the_desk_a_derivation_costs_what_rfc_9106_recommends(
    folder: Path, store: SoftKeyStore, operator: MachineKey, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The rest of the suite makes light files (tests/support/light_pins.py)."""
    monkeypatch.setattr(soft_file, "COST", AT_THE_DESK)
    key_id = new_key(folder, operator)
    record = json.loads((folder / f"{key_id}.key").read_bytes())
    assert record["cost"] == {"passes": 3, "lanes": 4, "memory": 65536}
    assert store.unlock(key_id, PIN).data_key == DATA_KEY


@pytest.mark.parametrize(
    "cost",
    [
        {"passes": 17, "lanes": 1, "memory": 8},
        {"passes": 1, "lanes": 17, "memory": 4096},
        {"passes": 1, "lanes": 1, "memory": 1024 * 1024 + 1},
        {"passes": 0, "lanes": 1, "memory": 8},
        {"passes": True, "lanes": 1, "memory": 8},
        {"passes": 1, "lanes": 1, "memory": "8"},
        {"passes": 1, "lanes": 2, "memory": 8},
        {"passes": 1, "lanes": 1},
        {"passes": 1, "lanes": 1, "memory": 8, "more": 1},
        None,
    ],
)
def test_a_cost_that_no_file_has_is_damage(folder: Path, key_id: str, store: SoftKeyStore, cost: object) -> None:
    path = folder / f"{key_id}.key"
    record = json.loads(path.read_bytes()) | {"cost": cost}
    path.write_text(json.dumps(record))
    with pytest.raises(KeyDamaged):
        store.unlock(key_id, PIN)


def test_a_file_made_cheaper_opens_with_no_pin(folder: Path, key_id: str, store: SoftKeyStore) -> None:
    path = folder / f"{key_id}.key"
    record = json.loads(path.read_bytes()) | {"cost": {"passes": 1, "lanes": 1, "memory": 16}}
    path.write_text(json.dumps(record))
    with pytest.raises(WrongPin):
        store.unlock(key_id, PIN)


# --- the machine, the tries, who gives them back -------------------------------------------------------------------


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


# --- files of version 0.1.0 ----------------------------------------------------------------------------------------


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
