"""What a token's store does beyond the contract: what stays inside, what is refused, what an admission is worth."""

import json
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from crypto import issuing, roles, signature
from crypto.errors import KeyDamaged, KeyGone, NotAdmitted, TokenUnfit, TooLarge
from crypto.issuing import Subject
from crypto.keys import soft
from crypto.keys.pkcs11.admission import path_of
from crypto.keys.pkcs11.login import Login, login
from crypto.keys.pkcs11.process import ModuleProcess
from crypto.keys.pkcs11.store import Pkcs11KeyStore
from crypto.keys.pkcs11.wire import Form, Kind, Scheme, Use
from crypto.keys.several import SeveralStores
from crypto.keys.soft import SoftKeyStore
from tests.support.clock import NOW
from tests.support.key_stores import DATA_KEY, Pki, make_pki
from tests.support.softhsm import SoftHsm, soft_hsm
from tests.support.tokens import SIGNING, WRAPPING, certify, give_keys

PIN = "123456"


@dataclass(frozen=True)
class Bench:
    hsm: SoftHsm
    process: ModuleProcess
    folder: Path
    pki: Pki

    @property
    def store(self) -> Pkcs11KeyStore:
        return Pkcs11KeyStore(self.process, self.folder)

    def login(self, label: str = "card", *, writes: bool = True) -> Login:
        tokens: tuple[str, ...] = self.process.ask("present")
        return login(self.process, next(t for t in tokens if t.endswith(f"/{label}")), PIN, writes=writes)

    def fill(self, kind: Kind = Kind.P256, wrapping: Kind | None = Kind.P256) -> str:
        opened = self.login()
        certificate = give_keys(opened, self.pki.authority, "Somebody", (roles.OPERATOR_POLICY,), kind, wrapping)
        opened.end()
        return certificate.fingerprint


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    hsm = soft_hsm(tmp_path / "hsm")
    hsm.new_token("card", PIN)
    process = ModuleProcess(hsm.module)
    yield Bench(hsm, process, tmp_path / "keys", make_pki())
    process.close()


@pytest.mark.parametrize("kind", Kind)
def test_keys_are_made_inside_and_stay_there(kind: Kind, bench: Bench) -> None:
    opened = bench.login()
    public = opened.make(kind, Use.SIGN, "sign", SIGNING)
    opened.make(kind, Use.WRAP, "drafts", WRAPPING)
    assert signature.fit_public_key(public) == public
    seen = {key.key_id: key for key in opened.private_keys()}
    assert all(key.stays for key in seen.values())
    assert (seen[SIGNING].signs, seen[WRAPPING].signs) == (True, False)
    assert (bool(seen[SIGNING].opens), bool(seen[WRAPPING].opens)) == (False, True)
    opened.forget(SIGNING)
    assert [key.key_id for key in opened.private_keys()] == [WRAPPING]


def test_the_library_itself_cannot_read_a_private_key(bench: Bench) -> None:
    """Asked directly, in a process of its own, as a thief's program would ask."""
    import multiprocessing

    bench.login().make(Kind.P256, Use.SIGN, "sign", SIGNING)
    bench.process.close()
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        said = pool.apply(read_private_value, (str(bench.hsm.module.path), dict(bench.hsm.environment)))
    assert said == "AttributeSensitive"


def read_private_value(module: str, environment: dict[str, str]) -> str:
    import os

    os.environ.update(environment)
    import pkcs11

    token = next(pkcs11.lib(module).get_tokens(token_label="card"))
    session = token.open(user_pin=PIN)
    (key,) = session.get_objects({pkcs11.Attribute.CLASS: pkcs11.ObjectClass.PRIVATE_KEY})
    try:
        return bytes(key[pkcs11.Attribute.VALUE]).hex()
    except pkcs11.PKCS11Error as error:
        return type(error).__name__


def test_pkcs1_is_there_for_requests(bench: Bench) -> None:
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import padding, rsa

    opened = bench.login()
    public = opened.make(Kind.RSA3072, Use.SIGN, "sign", SIGNING)
    assert isinstance(public, rsa.RSAPublicKey)
    signed = opened.sign(SIGNING, Scheme.PKCS1, b"data")
    public.verify(signed, b"data", padding.PKCS1v15(), hashes.SHA256())
    with pytest.raises(TokenUnfit) as caught:  # one key, one use
        opened.open_wrapped(SIGNING, Form.OAEP_SHA256, bytes(384))
    assert caught.value.params == {"what": "wrap"}


def test_who_was_not_admitted_signs_but_opens_no_drafts(bench: Bench) -> None:
    key = bench.store.unlock(bench.fill(), PIN)
    assert key.sign(b"content")
    with pytest.raises(NotAdmitted):
        _ = key.data_key


def test_a_token_that_can_wrap_nothing_is_refused_at_set_up(bench: Bench) -> None:
    """The signing key is never used for anything else."""
    key_id = bench.fill(wrapping=None)
    with pytest.raises(TokenUnfit) as caught:
        bench.store.admit(key_id, PIN, DATA_KEY)
    assert caught.value.params == {"what": "wrap"}
    assert not bench.folder.exists()


@pytest.mark.parametrize(("wrapping", "form"), [(Kind.P384, Form.ECDH), (Kind.RSA3072, Form.OAEP_SHA1)])
def test_an_admission_says_how_it_is_opened(wrapping: Kind, form: Form, bench: Bench) -> None:
    """SoftHSM knows OAEP with SHA-1 only: found out at set-up, by trying."""
    key_id = bench.fill(wrapping=wrapping)
    bench.store.admit(key_id, PIN, DATA_KEY)
    (file,) = bench.folder.iterdir()
    assert json.loads(file.read_bytes())["form"] == form
    assert DATA_KEY not in file.read_bytes()
    assert bench.store.unlock(key_id, PIN).data_key == DATA_KEY


@pytest.mark.parametrize("name", ["key", "point", "wrapped", "signature"])
def test_a_changed_admission_is_damaged(name: str, bench: Bench) -> None:
    key_id = bench.fill()
    bench.store.admit(key_id, PIN, DATA_KEY)
    (file,) = bench.folder.iterdir()
    record = json.loads(file.read_bytes())
    record[name] = b64encode(b"\x30" + b64encode(record[name].encode())).decode()
    file.write_text(json.dumps(record))
    with pytest.raises(KeyDamaged):
        _ = bench.store.unlock(key_id, PIN).data_key


def test_a_key_slipped_in_by_somebody_who_writes_to_the_disk_is_not_used(bench: Bench) -> None:
    """Anybody can wrap a key of his own to a public key; only the card's owner signs it."""
    key_id = bench.fill()
    bench.store.admit(key_id, PIN, DATA_KEY)
    (file,) = bench.folder.iterdir()
    honest = file.read_bytes()
    bench.store.admit(key_id, PIN, bytes(32))
    slipped = json.loads(file.read_bytes())
    slipped["signature"] = json.loads(honest)["signature"]
    file.write_text(json.dumps(slipped))
    with pytest.raises(KeyDamaged):
        _ = bench.store.unlock(key_id, PIN).data_key


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (b"", KeyDamaged),
        (b"[]", KeyDamaged),
        (b'{"format": "other"}', KeyDamaged),
        (b'{"format": "enrollment-station admission 1"}', KeyDamaged),
        (b"[" * 20_000, KeyDamaged),
        (b" " * 70_000, TooLarge),
    ],
)
def test_any_bytes_as_an_admission(data: bytes, error: type[Exception], bench: Bench) -> None:
    key_id = bench.fill()
    key = bench.store.unlock(key_id, PIN)
    bench.folder.mkdir()
    path_of(bench.folder, key.certificate).write_bytes(data)
    with pytest.raises(error):
        _ = key.data_key


def test_a_certificate_of_another_key_is_found_out_at_the_first_signature(bench: Bench) -> None:
    opened = bench.login()
    opened.make(Kind.P256, Use.SIGN, "sign", SIGNING)
    other = issuing.new_ec_key().public_key()
    subject = Subject("Somebody", "Tests", (roles.OPERATOR_POLICY,), issuing.SIGNS)
    opened.store_certificate(SIGNING, certify(bench.pki.authority, subject, other))
    opened.end()
    (entry,) = bench.store.entries()
    key = bench.store.unlock(entry.key_id, PIN)
    with pytest.raises(KeyDamaged):
        key.sign(b"content")


def test_a_certificate_without_its_key_signs_nothing(bench: Bench) -> None:
    opened = bench.login()
    subject = Subject("Somebody", "Tests", (roles.OPERATOR_POLICY,), issuing.SIGNS)
    certificate = certify(bench.pki.authority, subject, issuing.new_ec_key().public_key())
    opened.store_certificate(SIGNING, certificate)
    opened.end()
    with pytest.raises(TokenUnfit) as caught:
        bench.store.unlock(certificate.fingerprint, PIN)
    assert caught.value.params == {"what": "sign"}


def test_only_certificates_that_sign_are_people(bench: Bench) -> None:
    opened = bench.login()
    key = issuing.new_ec_key(ec.SECP521R1()).public_key()
    outside = issuing.issue(bench.pki.authority, Subject("P-521", "Tests"), issuing.PublicHalf(key), NOW, 30)
    agrees = Subject("Agrees", "Tests", usages=("key_agreement",))
    for number, certificate in enumerate(
        (outside, certify(bench.pki.authority, agrees, issuing.new_ec_key().public_key()))
    ):
        opened.store_certificate(bytes([number + 1]), certificate)
    for issuer in bench.pki.authority.chain:
        opened.store_certificate(b"\x09", issuer)
    opened.end()
    assert list(bench.store.entries()) == []


def test_the_issuer_may_be_known_beforehand(bench: Bench) -> None:
    opened = bench.login()
    key = opened.make(Kind.P256, Use.SIGN, "sign", SIGNING)
    subject = Subject("Somebody", "Tests", (roles.OPERATOR_POLICY,), issuing.SIGNS)
    opened.store_certificate(SIGNING, certify(bench.pki.authority, subject, key))
    opened.end()
    (bare,) = bench.store.entries()
    (known,) = Pkcs11KeyStore(bench.process, bench.folder, bench.pki.authority.chain).entries()
    assert (bare.chain, known.chain) == ((), bench.pki.authority.chain)


def test_signing_in_again_ends_the_login_before(bench: Bench) -> None:
    key_id = bench.fill()
    first = bench.store.unlock(key_id, PIN)
    second = bench.store.unlock(key_id, PIN)
    assert second.sign(b"content")
    with pytest.raises(KeyGone):
        first.sign(b"content")
    first.lock()
    assert second.sign(b"content")


def test_files_and_cards_side_by_side(bench: Bench, tmp_path: Path) -> None:
    card = bench.fill()
    bench.store.admit(card, PIN, DATA_KEY)
    key = issuing.new_ec_key()
    subject = Subject("Another", "Tests", (roles.OPERATOR_POLICY,), issuing.SIGNS)
    certificate = issuing.issue(bench.pki.authority, subject, key, NOW, 30)
    secret = tmp_path / "machine.secret"
    secret.write_bytes(b"of this machine")
    file = soft.create(tmp_path / "files", secret, key, certificate, bench.pki.authority.chain, "1234", DATA_KEY)
    several = SeveralStores((SoftKeyStore(tmp_path / "files", secret), bench.store))
    assert [entry.certificate.common_name for entry in several.entries()] == ["Another", "Somebody"]
    assert several.unlock(card, PIN).data_key == several.unlock(file, "1234").data_key
    with pytest.raises(KeyGone):
        several.unlock("0" * 64, PIN)
