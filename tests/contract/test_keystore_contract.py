"""What every place for keys must keep to. A new kind of store is one more line in `STORES`.

Tests that leave a store as it was take `case`, one for all of them; the others take `fresh`, a copy of their own. What
a place does with PINs and with keys that are gone has nothing to do with the kind of key: one kind a place (`PLACES`).
"""

import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from crypto import cms, issuing
from crypto.errors import KeyGone, KeyLocked, WrongPin
from crypto.keys.pkcs11.wire import Kind
from crypto.sealing import seal, unseal
from crypto.trust import Purpose
from tests.support.clock import NOW
from tests.support.key_stores import NAMES, Case, Pki, in_cards, in_files, in_soft_hsm, in_tpm, make_pki

TRIES = 3  # wrong PINs where none is too many

OTHER_KEY = pytest.mark.drawn(1, of="case")  # in a place that has a kind of its own above
STORES = {
    "soft, P-256": (in_files(issuing.new_ec_key), ()),
    "soft, RSA-3072": (in_files(issuing.new_rsa_key), (OTHER_KEY,)),
    "softhsm, P-256": (in_soft_hsm(Kind.P256, wrapping=Kind.P256), ()),
    "softhsm, P-384": (in_soft_hsm(Kind.P384, wrapping=Kind.P384), (OTHER_KEY,)),
    "softhsm, RSA-3072": (in_soft_hsm(Kind.RSA3072, wrapping=Kind.RSA3072), (OTHER_KEY,)),
    "tpm, P-256": (in_tpm(Kind.P256, wrapping=Kind.RSA3072), (pytest.mark.tpm,)),
    "card, P-256": (in_cards(), (pytest.mark.card,)),
}
PLACES = ("soft, P-256", "softhsm, P-256", "tpm, P-256", "card, P-256")
_MADE: dict[str, tuple[Path, Pki]] = {}


def kinds(*names: str) -> list[object]:
    return [pytest.param(name, id=name, marks=STORES[name][1]) for name in names]


@contextmanager
def copy_of(name: str, factory: pytest.TempPathFactory) -> Iterator[Case]:
    kind, _ = STORES[name]
    if name not in _MADE:
        folder, pki = factory.mktemp("keys"), make_pki()
        kind.prepare(folder, pki)
        _MADE[name] = folder, pki
    prepared, pki = _MADE[name]
    copy = factory.mktemp("c") / "k"
    shutil.copytree(prepared, copy, ignore=lambda folder, names: [n for n in names if (Path(folder) / n).is_socket()])
    with kind.open(copy, pki) as opened:
        yield opened


@pytest.fixture(scope="module", params=kinds(*STORES))
def case(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Case]:
    with copy_of(request.param, tmp_path_factory) as opened:
        yield opened


@pytest.fixture(params=kinds(*PLACES))
def fresh(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Case]:
    with copy_of(request.param, tmp_path_factory) as opened:
        yield opened


def test_entries_need_no_pin_and_name_everyone_once(case: Case) -> None:
    entries = case.store.entries()
    assert sorted(entry.certificate.common_name for entry in entries) == ["first", "second"]
    assert [entry.key_id for entry in entries] == [entry.certificate.fingerprint for entry in entries]
    assert list(case.reopen().entries()) == list(entries)
    for entry in entries:
        assert case.trust.verify(entry.certificate, entry.chain, Purpose.OPERATOR, NOW)


@pytest.mark.parametrize("name", NAMES)
def test_the_right_pin_opens_a_key_that_signs(name: str, case: Case) -> None:
    key = case.store.unlock(case.key_id(name), case.pins[name])
    assert key.certificate.common_name == name
    message = cms.sign_detached(b"content", key, NOW)
    signer = cms.verify_detached(message, b"content", case.trust, Purpose.OPERATOR, NOW)
    assert signer.certificate == key.certificate


def test_an_everyday_pin_is_no_sign_of_coercion(case: Case) -> None:
    key = case.store.unlock(case.key_id("first"), case.pins["first"])
    assert key.under_duress is False
    key.lock()
    with pytest.raises(KeyGone):
        _ = key.under_duress


def test_everybody_opens_the_same_drafts(case: Case) -> None:
    first, second = (case.store.unlock(case.key_id(name), case.pins[name]) for name in NAMES)
    sealed = seal(first.data_key, b"draft", b"place")
    assert unseal(second.data_key, sealed, b"place") == b"draft"
    assert len(first.data_key) == 32


def test_two_people_are_signed_in_side_by_side(case: Case) -> None:
    first, second = (case.store.unlock(case.key_id(name), case.pins[name]) for name in NAMES)
    for key in (first, second, first):
        message = cms.sign_detached(b"content", key, NOW)
        signer = cms.verify_detached(message, b"content", case.trust, Purpose.OPERATOR, NOW)
        assert signer.certificate == key.certificate
    second.lock()
    assert first.sign(b"content")


def test_a_wrong_pin_says_what_is_known_of_the_tries_left(fresh: Case) -> None:
    """A number where the place counts, "1" at least before the last, and none where none is known."""
    key_id = fresh.key_id("first")
    locks_after = fresh.locks_after or TRIES
    for used in range(1, locks_after):
        with pytest.raises(WrongPin) as caught:
            fresh.store.unlock(key_id, "000000")
        assert caught.value.retryable
        left = locks_after - used
        said = {"always": True, "at the end": left == 1, "never": False}[fresh.says]
        assert caught.value.params == ({"tries_left": left} if said else {})


def test_the_last_wrong_pin_locks(fresh: Case) -> None:
    if fresh.locks_after is None:
        pytest.skip("this token never locks")
    key_id = fresh.key_id("first")
    for _ in range(fresh.locks_after - 1):
        with pytest.raises(WrongPin):
            fresh.store.unlock(key_id, "000000")
    if fresh.says == "never":  # the TPM says so only when it is asked again
        with pytest.raises(WrongPin):
            fresh.store.unlock(key_id, "000000")
    for _ in range(2):
        with pytest.raises(KeyLocked):
            fresh.store.unlock(key_id, "000000")
    with pytest.raises(KeyLocked):
        fresh.store.unlock(key_id, fresh.pins["first"])
    with pytest.raises(KeyLocked):  # starting the program again gives no new tries
        fresh.reopen().unlock(key_id, fresh.pins["first"])
    if fresh.alone:
        assert fresh.store.unlock(fresh.key_id("second"), fresh.pins["second"])  # nobody else is locked out


def test_the_right_pin_gives_all_tries_back(fresh: Case) -> None:
    if not fresh.alone:
        pytest.skip("a TPM forgives wrong PINs with time, not with a right one")
    key_id = fresh.key_id("first")
    for _ in range(2):
        for _ in range((fresh.locks_after or TRIES) - 1):
            with pytest.raises(WrongPin):
                fresh.store.unlock(key_id, "000000")
        assert fresh.store.unlock(key_id, fresh.pins["first"])


def test_signing_out_forgets_the_secrets(case: Case) -> None:
    key = case.store.unlock(case.key_id("first"), case.pins["first"])
    assert key.data_key
    key.lock()
    key.lock()
    with pytest.raises(KeyGone) as caught:
        key.sign(b"content")
    assert caught.value.retryable
    with pytest.raises(KeyGone):
        _ = key.data_key
    assert key.certificate.common_name == "first"


def test_a_key_that_is_not_there_is_gone(fresh: Case) -> None:
    with pytest.raises(KeyGone):
        fresh.store.unlock("0" * 64, "1234")
    key_id = fresh.key_id("first")
    fresh.remove(key_id)
    assert [entry.certificate.common_name for entry in fresh.store.entries()] == ["second"]
    with pytest.raises(KeyGone):
        fresh.store.unlock(key_id, fresh.pins["first"])


def test_a_pulled_key_is_gone_and_works_again_when_it_is_back(fresh: Case) -> None:
    if fresh.pull is None or fresh.put_back is None:
        pytest.skip("it cannot be taken out")
    key_id = fresh.key_id("first")
    key = fresh.store.unlock(key_id, fresh.pins["first"])
    assert key.sign(b"content")
    fresh.pull("first")
    with pytest.raises(KeyGone) as caught:
        key.sign(b"content")
    assert caught.value.retryable
    assert [entry.certificate.common_name for entry in fresh.store.entries()] == ["second"]
    with pytest.raises(KeyGone):
        fresh.store.unlock(key_id, fresh.pins["first"])
    fresh.put_back("first")
    with pytest.raises(KeyGone):  # back, but signed out: the PIN is asked again
        key.sign(b"content")
    again = fresh.store.unlock(key_id, fresh.pins["first"])
    assert cms.sign_detached(b"content", again, NOW)
    key.lock()  # of the old login: the new one is not touched
    assert again.sign(b"content")
    assert again.data_key


def test_nothing_secret_is_shown(case: Case) -> None:
    key = case.store.unlock(case.key_id("first"), case.pins["first"])
    assert key.data_key.hex() not in repr(key)
    assert repr(key.data_key) not in repr(key)
    # as a word: four digits stand by chance inside a serial number or a fingerprint
    assert not re.search(rf"(?<![0-9A-Za-z]){case.pins['first']}(?![0-9A-Za-z])", repr(key))
