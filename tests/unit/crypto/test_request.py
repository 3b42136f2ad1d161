"""What a station asks an authority for, and what it gets."""

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from hypothesis import given
from hypothesis import strategies as st

from crypto import issuing, roles, signature
from crypto.authority import certify, load_authority
from crypto.errors import BadSignature, CryptoError, MalformedDer, TooLarge, UnsupportedKey
from crypto.keys import machine
from crypto.request import MAX_REQUEST_BYTES, Named, read_request, write_request
from crypto.trust import Purpose
from tests.support.clock import NOW
from tests.unit.crypto.conftest import KEYS, Authorities

NAMED = Named("Station 7, Գյումրի", "State service")


def signing(key: signature.PrivateKey) -> Callable[[bytes], bytes]:
    if isinstance(key, rsa.RSAPrivateKey):
        return lambda data: key.sign(data, padding.PKCS1v15(), hashes.SHA256())
    assert isinstance(key, ec.EllipticCurvePrivateKey)
    return lambda data: key.sign(data, ec.ECDSA(hashes.SHA256()))


def request(key: signature.PrivateKey) -> bytes:
    return write_request(NAMED, key.public_key(), signing(key)).encode()


@pytest.mark.parametrize("kind", KEYS)
def test_a_request_says_who_and_which_key(kind: str, tmp_path: Path) -> None:
    key = KEYS[kind]()
    pem = request(key)
    read = read_request(pem)
    assert (read.named, read.key) == (NAMED, key.public_key())
    (tmp_path / "request.pem").write_bytes(pem)
    command = ["openssl", "req", "-verify", "-noout", "-in", "request.pem"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0
    assert "verify OK" in done.stdout + done.stderr


def test_an_authority_certifies_the_key_and_decides_the_rights(authorities: Authorities) -> None:
    key = issuing.new_ec_key()
    certificate = certify(
        authorities.machines,
        read_request(request(key)),
        (roles.STATION_POLICY,),
        issuing.SIGNS,
        issuing.SPEAKS_TLS_AND_SIGNS,
        NOW,
        30,
    )
    assert authorities.trust.verify(certificate, authorities.machines.chain, Purpose.STATION, NOW)
    assert signature.public_key(certificate) == key.public_key()
    assert (certificate.common_name, certificate.organisation) == (NAMED.common_name, NAMED.organisation)


def test_a_kept_authority_certifies_again(tmp_path: Path, authorities: Authorities) -> None:
    secret = machine.new_secret()
    (tmp_path / "secret").write_bytes(secret)
    for name, kept in (("ca", authorities.machines), ("root", authorities.machine_root)):
        for file, data in machine.key_files(kept.key, (kept.certificate,), secret, name).items():
            (tmp_path / file).write_bytes(data)
    authority = load_authority(tmp_path, tmp_path / "secret", "ca")
    assert (authority.certificate, authority.chain) == (authorities.machines.certificate, authorities.machines.chain)
    assert load_authority(tmp_path, tmp_path / "secret", "root").chain == ()


def test_a_request_for_somebody_elses_key_is_refused() -> None:
    """Whoever asks must have the key: here another one signs."""
    with pytest.raises(BadSignature):
        read_request(write_request(NAMED, issuing.new_ec_key().public_key(), signing(issuing.new_ec_key())).encode())


def test_keys_outside_the_profile_are_refused() -> None:
    with pytest.raises(UnsupportedKey):
        read_request(request(rsa.generate_private_key(65537, 2048)))
    with pytest.raises(UnsupportedKey):
        read_request(request(ec.generate_private_key(ec.SECP521R1())))


def test_sizes_and_forms() -> None:
    with pytest.raises(TooLarge):
        read_request(b"A" * (MAX_REQUEST_BYTES + 1))
    with pytest.raises(MalformedDer):
        read_request(b"-----BEGIN CERTIFICATE REQUEST-----\nAAAA\n-----END CERTIFICATE REQUEST-----\n")


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    with pytest.raises(CryptoError):
        read_request(data)


def test_a_long_armenian_name_is_counted_in_characters() -> None:
    """Forty letters, 78 bytes: more than the library allows, and the service's own name."""
    key = issuing.new_ec_key()
    named = Named("Ախուրյան", "Միգրացիայի և քաղաքացիության ծառայություն")
    assert read_request(write_request(named, key.public_key(), signing(key)).encode()).named == named


@pytest.mark.parametrize("length", [0, 65])
def test_a_name_that_no_certificate_can_have(length: int) -> None:
    key = issuing.new_ec_key()
    with pytest.raises(ValueError, match="64 characters"):
        write_request(Named("Station 7", "ծ" * length), key.public_key(), signing(key))


def test_an_authority_writes_a_long_armenian_name(authorities: Authorities) -> None:
    key = issuing.new_ec_key()
    named = Named("Station 7", "ծ" * 64)
    asked = read_request(write_request(named, key.public_key(), signing(key)).encode())
    made = certify(
        authorities.machines,
        asked,
        (roles.STATION_POLICY,),
        issuing.SIGNS,
        issuing.SPEAKS_TLS_AND_SIGNS,
        NOW,
        30,
    )
    assert made.organisation == named.organisation
