"""A person's key file: what the contract does not say because it is of files."""

import json
from pathlib import Path

import pytest

from crypto import issuing, roles
from crypto.certificate import Certificate
from crypto.errors import CryptoError, KeyDamaged, KeyGone, KeyLocked, TooLarge, WeakPin, WrongPin
from crypto.keys import soft
from crypto.keys.machine import MachineKey
from crypto.keys.soft import SoftKeyStore
from tests.support.clock import NOW
from tests.unit.crypto.conftest import DAYS, Authorities

PIN = "1234"
DATA_KEY = bytes(range(32))


@pytest.fixture
def key_id(tmp_path: Path, operator: MachineKey) -> str:
    return soft.create(tmp_path, operator._key, operator.certificate, operator.chain, PIN, DATA_KEY)


def test_the_file_is_its_owners_and_shows_no_secret(tmp_path: Path, key_id: str) -> None:
    file = tmp_path / f"{key_id}.key"
    assert file.stat().st_mode & 0o777 == 0o600
    assert DATA_KEY not in file.read_bytes()
    assert [path.name for path in tmp_path.iterdir()] == [file.name]


def test_tries_are_counted_on_disk_and_a_right_pin_forgives(tmp_path: Path, key_id: str) -> None:
    for expected in (4, 3):
        with pytest.raises(WrongPin) as caught:
            SoftKeyStore(tmp_path).unlock(key_id, "0000")
        assert caught.value.params == {"tries_left": expected}
    SoftKeyStore(tmp_path).unlock(key_id, PIN)
    with pytest.raises(WrongPin) as caught:
        SoftKeyStore(tmp_path).unlock(key_id, "0000")
    assert caught.value.params == {"tries_left": 4}


def test_a_program_killed_in_the_middle_of_a_try_has_used_it(
    tmp_path: Path, key_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(pin: str, salt: bytes) -> bytes:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(soft, "_derive", killed)
        for _ in range(soft.TRIES):
            with pytest.raises(KeyboardInterrupt):
                SoftKeyStore(tmp_path).unlock(key_id, PIN)
    with pytest.raises(KeyLocked):
        SoftKeyStore(tmp_path).unlock(key_id, PIN)


def test_a_new_key_of_the_same_person_starts_with_all_tries(tmp_path: Path, key_id: str, operator: MachineKey) -> None:
    (tmp_path / f"{key_id}.tries").write_bytes(b"xxxxxx")
    soft.create(tmp_path, operator._key, operator.certificate, operator.chain, PIN, DATA_KEY)
    assert SoftKeyStore(tmp_path).unlock(key_id, PIN).data_key == DATA_KEY


def test_all_people_of_a_station_open_the_same_drafts(tmp_path: Path, key_id: str, officer: MachineKey) -> None:
    other = soft.create(tmp_path, officer._key, officer.certificate, officer.chain, "5678", DATA_KEY)
    store = SoftKeyStore(tmp_path)
    assert store.unlock(key_id, PIN).data_key == store.unlock(other, "5678").data_key


@pytest.mark.parametrize(
    "change",
    [
        lambda record: record.pop("salt"),
        lambda record: record.update(format="another"),
        lambda record: record.update(nonce="AAAA"),
        lambda record: record.update(salt="AAAA"),
        lambda record: record.update(sealed="*"),
        lambda record: record.update(sealed=3),
    ],
)
def test_a_damaged_file_is_no_credential_and_says_so_when_asked(change: object, tmp_path: Path, key_id: str) -> None:
    file = tmp_path / f"{key_id}.key"
    record = json.loads(file.read_bytes())
    assert callable(change)
    change(record)
    file.write_text(json.dumps(record))
    store = SoftKeyStore(tmp_path)
    assert list(store.entries()) == []
    with pytest.raises(KeyDamaged):
        store.unlock(key_id, PIN)
    assert not (tmp_path / f"{key_id}.tries").exists()


@pytest.mark.parametrize("text", ["", "[]", "{", "3", "\xff", "[" * 100_000])
def test_no_json_of_ours_is_damage(text: str, tmp_path: Path, key_id: str) -> None:
    (tmp_path / f"{key_id}.key").write_text(text, encoding="latin-1")
    with pytest.raises(KeyDamaged):
        SoftKeyStore(tmp_path).unlock(key_id, PIN)


def test_a_certificate_cannot_be_exchanged(
    tmp_path: Path, key_id: str, authorities: Authorities, operator: MachineKey
) -> None:
    """Another certificate for the same key, with more rights: the seal is bound to the one it was made with."""
    policies = (roles.OFFICER_POLICY,)
    subject = issuing.Subject("Holder", "Tests", policies)
    better = issuing.issue(authorities.approvals, subject, operator._key, NOW, DAYS)
    record = json.loads((tmp_path / f"{key_id}.key").read_bytes())
    record["certificates"] = better.pem
    (tmp_path / f"{better.fingerprint}.key").write_text(json.dumps(record))
    with pytest.raises(WrongPin):
        SoftKeyStore(tmp_path).unlock(better.fingerprint, PIN)


def test_a_file_under_another_name_is_damage(tmp_path: Path, key_id: str) -> None:
    (tmp_path / f"{key_id}.key").rename(tmp_path / f"{'0' * 64}.key")
    with pytest.raises(KeyDamaged):
        SoftKeyStore(tmp_path).unlock("0" * 64, PIN)


def test_what_cannot_be_read_is_gone(tmp_path: Path, key_id: str) -> None:
    (tmp_path / f"{key_id}.key").unlink()
    (tmp_path / f"{key_id}.key").mkdir()
    assert list(SoftKeyStore(tmp_path).entries()) == []
    with pytest.raises(KeyGone):
        SoftKeyStore(tmp_path).unlock(key_id, PIN)


def test_a_huge_file_is_not_read_as_a_key(tmp_path: Path, key_id: str) -> None:
    (tmp_path / f"{key_id}.key").write_bytes(bytes(300 * 1024))
    with pytest.raises(TooLarge):
        SoftKeyStore(tmp_path).unlock(key_id, PIN)


@pytest.mark.parametrize("key_id", ["../outside", "..", "a/b", "", "x" * 300])
def test_an_id_is_no_path(key_id: str, tmp_path: Path) -> None:
    (tmp_path / "outside.key").write_text("{}")
    (tmp_path / "store").mkdir()
    with pytest.raises(KeyGone):
        SoftKeyStore(tmp_path / "store").unlock(key_id, PIN)


def test_what_cannot_be_stored_is_refused(operator: MachineKey, officer: MachineKey) -> None:
    with pytest.raises(WeakPin):
        soft.seal_key(operator._key, operator.certificate, (), "123", DATA_KEY)
    with pytest.raises(KeyDamaged):
        soft.seal_key(operator._key, officer.certificate, (), PIN, DATA_KEY)
    with pytest.raises(KeyDamaged):
        soft.seal_key(operator._key, operator.certificate, (), PIN, bytes(16))


def test_an_empty_or_missing_folder_has_nobody(tmp_path: Path) -> None:
    assert list(SoftKeyStore(tmp_path / "not there").entries()) == []


def test_errors_hold_no_pin(tmp_path: Path, key_id: str) -> None:
    with pytest.raises(CryptoError) as caught:
        SoftKeyStore(tmp_path).unlock(key_id, "secret-pin")
    assert "secret-pin" not in str(caught.value)
    assert isinstance(SoftKeyStore(tmp_path).entries()[0].certificate, Certificate)
