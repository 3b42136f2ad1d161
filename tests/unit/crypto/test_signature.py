"""The profile's algorithms: nothing weaker passes, and no message chooses one."""

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from hypothesis import given
from hypothesis import strategies as st

from crypto import der, issuing, oids, roles, signature
from crypto.certificate import Certificate
from crypto.errors import BadSignature, CryptoError, KeyDamaged, UnsupportedKey
from crypto.keys.machine import MachineKey
from tests.support.clock import NOW
from tests.unit.crypto.conftest import KEYS, Authorities, holder

DATA = b"signed attributes"


def certified(authorities: Authorities, key: object) -> Certificate:
    return issuing.issue(authorities.operators, issuing.Subject("Holder", "Tests"), key, NOW, 1)  # type: ignore[arg-type]


@pytest.mark.parametrize("kind", KEYS)
def test_each_kind_signs_by_its_own_algorithm_only(kind: str, authorities: Authorities) -> None:
    key = holder(authorities.operators, (roles.OPERATOR_POLICY,), KEYS[kind]())
    mine = signature.identifier(key.certificate)
    value = key.sign(DATA)
    signature.verify(key.certificate, mine, value, DATA)
    with pytest.raises(BadSignature, match="signature"):
        signature.verify(key.certificate, mine, value, DATA + b".")
    for other in (
        der.sequence(der.oid(oids.SHA256)),
        der.sequence(der.oid("1.2.840.113549.1.1.11"), der.tlv(der.NULL)),  # RSA PKCS#1 v1.5
        der.sequence(der.oid(oids.ECDSA_WITH_SHA256), der.tlv(der.NULL)),
    ):
        with pytest.raises(BadSignature, match="algorithm"):
            signature.verify(key.certificate, other, value, DATA)


def test_weaker_and_unknown_keys_are_refused(authorities: Authorities) -> None:
    small = rsa.generate_private_key(65537, 2048)
    for key in (small, ec.generate_private_key(ec.SECP521R1()), ed25519.Ed25519PrivateKey.generate()):
        with pytest.raises(UnsupportedKey):
            signature.identifier(certified(authorities, key))
        with pytest.raises(UnsupportedKey):
            signature.private_key(key)
    with pytest.raises(UnsupportedKey):
        signature.sign(small, DATA)


def test_keys_outside_the_profile_have_a_name(authorities: Authorities) -> None:
    names = [
        certified(authorities, key).key_algorithm
        for key in (
            ec.generate_private_key(ec.SECP384R1()),
            ec.generate_private_key(ec.SECP521R1()),
            ed25519.Ed25519PrivateKey.generate(),
        )
    ]
    assert names == ["P-384", "other", "other"]


def test_a_stored_key_comes_back(operator: MachineKey) -> None:
    form = (serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    loaded = signature.load_private_key(operator._key.private_bytes(*form))
    assert loaded.public_key() == operator._key.public_key()


@given(st.binary(max_size=100))
def test_any_bytes_are_no_key(encoded: bytes) -> None:
    with pytest.raises(KeyDamaged):
        signature.load_private_key(encoded)


@given(value=st.binary(max_size=120))
def test_any_bytes_are_no_signature(value: bytes, operator: MachineKey) -> None:
    with pytest.raises(CryptoError):
        signature.verify(operator.certificate, signature.identifier(operator.certificate), value, DATA)
