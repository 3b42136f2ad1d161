"""What every place for keys must keep to. A new kind of store is one more line in `STORES`."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from crypto import cms, issuing, roles
from crypto.errors import KeyGone, KeyLocked, WrongPin
from crypto.issuing import Authority, Subject
from crypto.keys import soft
from crypto.keys.api import KeyStore
from crypto.keys.soft import SoftKeyStore
from crypto.sealing import seal, unseal
from crypto.signature import PrivateKey
from crypto.trust import Purpose, TrustStore
from tests.support.clock import NOW

PINS = {"first": "1234", "second": "a longer PIN, կոդ"}
TRIES = 5


@dataclass(frozen=True)
class Case:
    """A store holding two people's keys, first and second by name; how to take one away; whom to trust."""

    store: KeyStore
    reopen: Callable[[], KeyStore]
    remove: Callable[[str], None]
    trust: TrustStore

    def key_id(self, name: str) -> str:
        return next(entry.key_id for entry in self.store.entries() if entry.certificate.common_name == name)


def soft_store(tmp_path: Path, authority: Authority, new_key: Callable[[], PrivateKey], trust: TrustStore) -> Case:
    data_key = soft.new_data_key()
    for name, pin in PINS.items():
        key = new_key()
        subject = Subject(name, "Tests", (roles.OPERATOR_POLICY,), issuing.SIGNS)
        certificate = issuing.issue(authority, subject, key, NOW, 30)
        soft.create(tmp_path, key, certificate, authority.chain, pin, data_key)
    return Case(
        SoftKeyStore(tmp_path),
        lambda: SoftKeyStore(tmp_path),
        lambda key_id: (tmp_path / f"{key_id}.key").unlink(),
        trust,
    )


STORES = {
    "soft, P-256": (soft_store, issuing.new_ec_key),
    "soft, RSA-3072": (soft_store, issuing.new_rsa_key),
}


@pytest.fixture(params=STORES)
def case(request: pytest.FixtureRequest, tmp_path: Path) -> Case:
    make, new_key = STORES[request.param]
    root = issuing.root("Root", "Tests", NOW, 30)
    authority = issuing.issuing(root, "CA", "Tests", (roles.OPERATOR_POLICY,), NOW, 30)
    return make(tmp_path, authority, new_key, TrustStore({Purpose.OPERATOR: (root.certificate,)}))


def test_entries_need_no_pin_and_name_everyone_once(case: Case) -> None:
    entries = case.store.entries()
    assert sorted(entry.certificate.common_name for entry in entries) == ["first", "second"]
    assert [entry.key_id for entry in entries] == [entry.certificate.fingerprint for entry in entries]
    assert list(case.reopen().entries()) == list(entries)
    for entry in entries:
        assert case.trust.verify(entry.certificate, entry.chain, Purpose.OPERATOR, NOW)


@pytest.mark.parametrize("name", PINS)
def test_the_right_pin_opens_a_key_that_signs(name: str, case: Case) -> None:
    key = case.store.unlock(case.key_id(name), PINS[name])
    assert key.certificate.common_name == name
    message = cms.sign_detached(b"content", key, NOW)
    signer = cms.verify_detached(message, b"content", case.trust, Purpose.OPERATOR, NOW)
    assert signer.certificate == key.certificate


def test_everybody_opens_the_same_drafts(case: Case) -> None:
    first, second = (case.store.unlock(case.key_id(name), pin) for name, pin in PINS.items())
    sealed = seal(first.data_key, b"draft", b"place")
    assert unseal(second.data_key, sealed, b"place") == b"draft"
    assert len(first.data_key) == 32


def test_a_wrong_pin_says_how_many_tries_are_left_and_the_last_one_locks(case: Case) -> None:
    key_id = case.key_id("first")
    for left in range(TRIES - 1, 0, -1):
        with pytest.raises(WrongPin) as caught:
            case.store.unlock(key_id, "0000")
        assert caught.value.params == {"tries_left": left}
        assert caught.value.retryable
    for _ in range(2):
        with pytest.raises(KeyLocked):
            case.store.unlock(key_id, "0000")
    with pytest.raises(KeyLocked):
        case.store.unlock(key_id, PINS["first"])
    with pytest.raises(KeyLocked):  # starting the program again gives no new tries
        case.reopen().unlock(key_id, PINS["first"])
    assert case.store.unlock(case.key_id("second"), PINS["second"])  # nobody else is locked out


def test_the_right_pin_gives_all_tries_back(case: Case) -> None:
    key_id = case.key_id("first")
    for _ in range(2):
        for _ in range(TRIES - 1):
            with pytest.raises(WrongPin):
                case.store.unlock(key_id, "0000")
        assert case.store.unlock(key_id, PINS["first"])


def test_signing_out_forgets_the_secrets(case: Case) -> None:
    key = case.store.unlock(case.key_id("first"), PINS["first"])
    key.lock()
    key.lock()
    with pytest.raises(KeyGone) as caught:
        key.sign(b"content")
    assert caught.value.retryable
    with pytest.raises(KeyGone):
        _ = key.data_key
    assert key.certificate.common_name == "first"


def test_a_key_that_is_not_there_is_gone(case: Case) -> None:
    with pytest.raises(KeyGone):
        case.store.unlock("0" * 64, "1234")
    key_id = case.key_id("first")
    case.remove(key_id)
    assert [entry.certificate.common_name for entry in case.store.entries()] == ["second"]
    with pytest.raises(KeyGone):
        case.store.unlock(key_id, PINS["first"])


def test_nothing_secret_is_shown(case: Case) -> None:
    key = case.store.unlock(case.key_id("first"), PINS["first"])
    assert key.data_key.hex() not in repr(key)
    assert repr(key.data_key) not in repr(key)
