"""A person's key file: what the contract does not say because it is of files."""

import json
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
    TooLarge,
    WeakPin,
    WrongPin,
)
from crypto.keys import soft, soft_file
from crypto.keys.machine import MachineKey
from crypto.keys.soft import SoftKeyStore
from tests.support.clock import NOW
from tests.support.light_keys import AT_THE_DESK
from tests.support.soft_keys import DATA_KEY, PIN, new_key, secret_of, use_up
from tests.unit.crypto.conftest import DAYS, Authorities


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
