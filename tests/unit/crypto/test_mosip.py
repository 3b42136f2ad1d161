"""MOSIP's envelope against its byte layout, a machine's keys, and the receiver's signature."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256, SHA384
from cryptography.hazmat.primitives.serialization import load_der_public_key
from hypothesis import given
from hypothesis import strategies as st

from crypto.certificate import Certificate
from crypto.errors import (
    BadEnvelope,
    BadRecipient,
    BadSignature,
    CertificateExpired,
    CertificateNotYetValid,
    KeyDamaged,
    KeyGone,
)
from crypto.mosip import envelope, jws
from crypto.mosip.machine import create_mosip_machine, load_mosip_machine, registration_text
from tests.support import mosip_layout
from tests.support.clock import NOW
from tests.support.mosip_world import Holder, MosipWorld, b64, holder, mosip
from tests.support.pki import pki
from tests.unit.crypto.conftest import Authorities

__all__ = ["mosip", "pki"]


def certificate(of: Holder) -> Certificate:
    return Certificate.from_der(of.der)


# --- envelope ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [0, 1, 100_000])
def test_layout_is_the_specifications(mosip: MosipWorld, size: int) -> None:
    content = bytes(index % 251 for index in range(size))
    sealed = envelope.seal(content, certificate(mosip.policy), NOW)
    assert len(sealed) == size + 362 == size + envelope.OVERHEAD_BYTES
    assert mosip_layout.decrypt(sealed, mosip.policy.key, mosip.policy.der) == content


def test_nothing_repeats(mosip: MosipWorld) -> None:
    first, second = (envelope.seal(b"same", certificate(mosip.policy), NOW) for _ in range(2))
    for start, end in ((0, 12), (12, 44), (76, 332), (346, 366)):
        assert first[start:end] != second[start:end]


@pytest.mark.parametrize(
    ("place", "error"),
    [
        (0, InvalidTag),
        (12, InvalidTag),
        (44, AssertionError),
        (100, ValueError),
        (340, AssertionError),
        (-1, InvalidTag),
    ],
)
def test_a_changed_byte_does_not_open(mosip: MosipWorld, place: int, error: type[Exception]) -> None:
    sealed = bytearray(envelope.seal(b"content", certificate(mosip.policy), NOW))
    sealed[place] ^= 1
    with pytest.raises(error):
        mosip_layout.decrypt(bytes(sealed), mosip.policy.key, mosip.policy.der)


def test_only_a_valid_rsa_2048_certificate_is_sealed_to(mosip: MosipWorld) -> None:
    with pytest.raises(BadRecipient):
        envelope.seal(b"x", certificate(holder("longer", bits=3072)), NOW)
    policy = certificate(mosip.policy)
    with pytest.raises(CertificateExpired):
        envelope.seal(b"x", policy, NOW + timedelta(days=400))
    with pytest.raises(CertificateNotYetValid):
        envelope.seal(b"x", policy, NOW - timedelta(days=2))


def test_an_elliptic_key_has_no_room(pki_certificate: Certificate) -> None:
    with pytest.raises(BadRecipient):
        envelope.seal(b"x", pki_certificate, NOW)


@pytest.fixture
def pki_certificate(authorities: Authorities) -> Certificate:
    return authorities.people.certificate


# --- machine ----------------------------------------------------------------------------------------------------------


def public(der: bytes) -> rsa.RSAPublicKey:
    key = load_der_public_key(der)
    assert isinstance(key, rsa.RSAPublicKey)
    return key


def test_machine_signs_as_mosip_verifies(mosip: MosipWorld) -> None:
    mosip_layout.verify(public(mosip.machine.sign_key), mosip.machine.sign(b"zip"), b"zip")
    with pytest.raises(InvalidSignature):
        mosip_layout.verify(public(mosip.machine.encrypt_key), mosip.machine.sign(b"zip"), b"zip")


def test_machine_opens_what_is_encrypted_to_it(mosip: MosipWorld) -> None:
    sealed = mosip_layout.encrypt_to_machine(b'{"token":"t"}', public(mosip.machine.encrypt_key))
    assert mosip.machine.open_answer(sealed) == b'{"token":"t"}'


@given(st.binary(max_size=400))
def test_machine_refuses_any_other_bytes(mosip: MosipWorld, data: bytes) -> None:
    with pytest.raises(BadEnvelope):
        mosip.machine.open_answer(data)


@pytest.mark.parametrize("place", [0, 255, 256, 270, 300, -1])
def test_a_changed_answer_does_not_open(mosip: MosipWorld, place: int) -> None:
    sealed = bytearray(mosip_layout.encrypt_to_machine(b"token", public(mosip.machine.encrypt_key)))
    sealed[place] ^= 1
    with pytest.raises(BadEnvelope):
        mosip.machine.open_answer(bytes(sealed))


def test_an_answer_has_a_size(mosip: MosipWorld) -> None:
    with pytest.raises(BadEnvelope):
        mosip.machine.open_answer(bytes(envelope.MAX_ANSWER_BYTES + 1))


def test_a_content_key_of_the_wrong_length(mosip: MosipWorld) -> None:
    wrapped = public(mosip.machine.encrypt_key).encrypt(b"short", mosip_layout.OAEP)
    with pytest.raises(BadEnvelope):
        mosip.machine.open_answer(wrapped + bytes(60))


def test_keys_are_made_once_and_sealed(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_bytes(b"of this computer")
    made = create_mosip_machine(tmp_path / "keys", secret)
    again = create_mosip_machine(tmp_path / "keys", secret)
    assert (made.sign_key, made.encrypt_key) == (again.sign_key, again.encrypt_key)
    assert made.sign_key != made.encrypt_key
    for file in (tmp_path / "keys").iterdir():
        assert b"ENCRYPTED" in file.read_bytes()
        assert file.stat().st_mode & 0o077 == 0
    assert len(made.key_index.split(":")) == 32
    assert made.key_index == made.key_index.lower() != made.sign_index
    assert registration_text(made.sign_key).startswith("MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8A")
    assert "RSAPrivateKey" not in repr(made)


def test_keys_that_are_not_there_or_not_ours(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    with pytest.raises(KeyGone):
        create_mosip_machine(tmp_path / "keys", secret)
    secret.write_bytes(b"of this computer")
    with pytest.raises(KeyGone):
        load_mosip_machine(tmp_path / "keys", secret)
    create_mosip_machine(tmp_path / "keys", secret)
    other = tmp_path / "other"
    other.write_bytes(b"of another computer")
    with pytest.raises(KeyDamaged):
        load_mosip_machine(tmp_path / "keys", other)


# --- the receiver's signature -----------------------------------------------------------------------------------------

BODY = b'{"response":[{"packetId":"1","statusCode":"PROCESSED"}]}'


def test_signature_over_the_very_bytes(mosip: MosipWorld) -> None:
    signer = certificate(mosip.answers)
    jws.verify_detached(mosip.answers.jws(BODY), BODY, signer, NOW)
    header, _, signature = mosip.answers.jws(BODY).split(".")
    jws.verify_detached(f"{header}.{b64(BODY)}.{signature}", BODY, signer, NOW)
    with pytest.raises(BadSignature):
        jws.verify_detached(mosip.answers.jws(BODY), BODY + b" ", signer, NOW)
    with pytest.raises(BadSignature):
        jws.verify_detached(f"{header}.{b64(b'other')}.{signature}", BODY, signer, NOW)
    with pytest.raises(BadSignature):
        jws.verify_detached(mosip.policy.jws(BODY), BODY, signer, NOW)


def signed(of: Holder, header: bytes, body: bytes = BODY) -> str:
    part = b64(header)
    signature = of.key.sign(f"{part}.{b64(body)}".encode(), padding.PKCS1v15(), SHA256())
    return f"{part}..{b64(signature)}"


@pytest.mark.parametrize(
    "header",
    [
        b'{"alg":"none"}',
        b'{"alg":"HS256"}',
        b'{"alg":"RS384"}',
        b'{"alg":"RS256","crit":["b64"],"b64":false}',
        b'{"alg":"RS256","b64":false}',
        b"[]",
        b"{",
        b"",
        b"[" * 3000,
        "\ud800".encode("utf-8", "surrogatepass"),
    ],
)
def test_other_headers_are_refused(mosip: MosipWorld, header: bytes) -> None:
    with pytest.raises(BadSignature):
        jws.verify_detached(signed(mosip.answers, header), BODY, certificate(mosip.answers), NOW)


@pytest.mark.parametrize("text", ["", "..", "a.b", "a.b.c.d", "é..x", "a..b=", "a" * 20_000 + "..b"])
def test_other_forms_are_refused(mosip: MosipWorld, text: str) -> None:
    with pytest.raises(BadSignature):
        jws.verify_detached(text, BODY, certificate(mosip.answers), NOW)


@given(st.text(max_size=60))
def test_any_text_is_refused_calmly(mosip: MosipWorld, text: str) -> None:
    with pytest.raises(BadSignature):
        jws.verify_detached(text, BODY, certificate(mosip.answers), NOW)


def test_a_signature_has_one_spelling(mosip: MosipWorld) -> None:
    text = mosip.answers.jws(BODY)
    last = text[-1]
    for other in "ABCDEFGH":
        if other != last:
            with pytest.raises(BadSignature):
                jws.verify_detached(text[:-1] + other, BODY, certificate(mosip.answers), NOW)


def test_the_signers_certificate_must_hold(mosip: MosipWorld, pki_certificate: Certificate) -> None:
    text, signer = mosip.answers.jws(BODY), certificate(mosip.answers)
    with pytest.raises(CertificateExpired):
        jws.verify_detached(text, BODY, signer, NOW + timedelta(days=400))
    with pytest.raises(CertificateNotYetValid):
        jws.verify_detached(text, BODY, signer, NOW - timedelta(days=3))
    with pytest.raises(BadSignature):
        jws.verify_detached(text, BODY, pki_certificate, NOW)


def test_another_hash_is_no_rs256(mosip: MosipWorld) -> None:
    header = b64(json.dumps({"alg": "RS256"}).encode())
    signature = mosip.answers.key.sign(f"{header}.{b64(BODY)}".encode(), padding.PKCS1v15(), SHA384())
    with pytest.raises(BadSignature):
        jws.verify_detached(f"{header}..{b64(signature)}", BODY, certificate(mosip.answers), NOW)


def test_machine_has_no_secret_in_its_words(mosip: MosipWorld) -> None:
    assert "rsa" not in repr(mosip.machine).lower()
