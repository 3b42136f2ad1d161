"""CAdES-BES signatures: who signed is found, and whatever is not exactly right is refused."""

from datetime import timedelta
from hashlib import sha256, sha512

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import given
from hypothesis import strategies as st

from crypto import cms, der, issuing, oids, roles, signature
from crypto.certificate import Certificate
from crypto.cms.sign import signing_certificate_v2
from crypto.cms.structure import read
from crypto.cms.verify import MAX_ATTACHED_BYTES, MAX_DETACHED_BYTES
from crypto.errors import (
    BadSignature,
    CertificateExpired,
    CryptoError,
    MalformedDer,
    TooLarge,
    UnsupportedKey,
    UntrustedCertificate,
)
from crypto.keys.machine import MachineKey
from crypto.trust import Purpose, TrustStore
from tests.support.clock import NOW
from tests.support.draws import Places
from tests.unit.crypto.conftest import KEYS, Authorities, holder

CONTENT = b"one manifest"
POSITION = st.integers(0, 10_000)  # the length of an ECDSA signature varies


def check(message: bytes, trust: TrustStore, content: bytes = CONTENT) -> cms.Signer:
    return cms.verify_detached(message, content, trust, Purpose.OPERATOR, NOW)


@pytest.mark.parametrize("kind", KEYS)
def test_each_kind_of_key_signs_and_verifies(kind: str, authorities: Authorities, trust: TrustStore) -> None:
    key = holder(authorities.operators, (roles.OPERATOR_POLICY,), KEYS[kind]())
    signer = check(cms.sign_detached(CONTENT, key, NOW), trust)
    assert signer == cms.Signer(key.certificate, NOW.replace(microsecond=0))
    content, signer = cms.verify_attached(cms.sign_attached(CONTENT, key, NOW), trust, Purpose.OPERATOR, NOW)
    assert (content, signer.certificate) == (CONTENT, key.certificate)


def test_a_forced_signature_says_so_and_is_as_long(operator: MachineKey, trust: TrustStore) -> None:
    said = {forced: cms.sign_detached(CONTENT, operator, NOW, forced) for forced in (None, False, True)}
    assert {forced: check(message, trust).under_duress for forced, message in said.items()} == {
        None: False,
        False: False,
        True: True,
    }
    attributes = {forced: read(message, MAX_DETACHED_BYTES).attributes.encoded for forced, message in said.items()}
    assert len(attributes[False]) == len(attributes[True])
    assert attributes[False] != attributes[True]


def test_a_mark_that_says_neither_is_refused(
    operator: MachineKey, trust: TrustStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("crypto.cms.sign.int", lambda _: 2, raising=False)
    with pytest.raises(BadSignature, match="attributes"):
        check(cms.sign_detached(CONTENT, operator, NOW, True), trust)


def test_a_content_that_only_passed_by_is_signed_and_verified_by_its_digest(
    operator: MachineKey, trust: TrustStore
) -> None:
    digest = sha256(CONTENT).digest()
    message = cms.sign_digest(digest, operator, NOW)
    assert check(message, trust).certificate == operator.certificate
    assert cms.verify_digest(message, digest, trust, Purpose.OPERATOR, NOW).certificate == operator.certificate
    with pytest.raises(BadSignature, match="content"):
        cms.verify_digest(message, bytes(32), trust, Purpose.OPERATOR, NOW)
    with pytest.raises(BadSignature, match="attached"):
        cms.verify_digest(cms.sign_attached(CONTENT, operator, NOW), digest, trust, Purpose.OPERATOR, NOW)


@pytest.mark.parametrize("where", ["both", "signer"])
def test_a_hash_that_is_not_the_keys_is_refused(where: str, operator: MachineKey, trust: TrustStore) -> None:
    """SHA-512 is known, for ML-DSA; an elliptic key signs over SHA-256 and nothing else."""
    attributes = {
        **signed_attributes(operator.certificate),
        oids.MESSAGE_DIGEST: der.octet_string(sha512(CONTENT).digest()),
    }
    digests = {"both": (signature.SHA512, signature.SHA512), "signer": (signature.SHA256, signature.SHA512)}[where]
    message = message_of(operator, operator.certificate, attributes, digests=digests)
    with pytest.raises(BadSignature, match="digest"):
        check(message, trust)
    unknown = signature.Digest("sha1", (der.sequence(der.oid("1.3.14.3.2.26")),) * 2)
    with pytest.raises(BadSignature, match="digest"):
        check(message_of(operator, operator.certificate, attributes, digests=(unknown, unknown)), trust)


def test_another_content_is_refused(operator: MachineKey, trust: TrustStore) -> None:
    with pytest.raises(BadSignature, match="content"):
        check(cms.sign_detached(CONTENT, operator, NOW), trust, CONTENT + b".")


def test_attached_and_detached_are_not_exchanged(operator: MachineKey, trust: TrustStore) -> None:
    with pytest.raises(BadSignature, match="attached"):
        check(cms.sign_attached(CONTENT, operator, NOW), trust)
    with pytest.raises(BadSignature, match="detached"):
        cms.verify_attached(cms.sign_detached(CONTENT, operator, NOW), trust, Purpose.OPERATOR, NOW)


def test_every_changed_byte_is_refused(operator: MachineKey, trust: TrustStore, places: Places) -> None:
    message = cms.sign_detached(CONTENT, operator, NOW)
    for position in places(len(message)):
        changed = bytearray(message)
        changed[position] ^= 1 << position % 8
        with pytest.raises(CryptoError):
            check(bytes(changed), trust)


def test_every_changed_byte_of_an_attached_message_is_refused(
    operator: MachineKey, trust: TrustStore, places: Places
) -> None:
    message = cms.sign_attached(CONTENT, operator, NOW)
    for position in places(len(message)):
        changed = bytearray(message)
        changed[position] ^= 1 << (position + 3) % 8
        with pytest.raises(CryptoError):
            cms.verify_attached(bytes(changed), trust, Purpose.OPERATOR, NOW)


@given(data=st.data())
def test_any_damage_gives_a_typed_error(data: st.DataObject, operator: MachineKey, trust: TrustStore) -> None:
    message = cms.sign_detached(CONTENT, operator, NOW)
    start, end = sorted(number % len(message) for number in data.draw(st.tuples(POSITION, POSITION)))
    damaged = message[:start] + data.draw(st.binary(max_size=20)) + message[end:]
    if damaged != message:
        with pytest.raises(CryptoError):
            check(damaged, trust)


@given(st.binary(max_size=300))
def test_any_bytes_give_a_typed_error(message: bytes) -> None:
    with pytest.raises(CryptoError):
        check(message, TrustStore({}))


def test_sizes_are_limited(trust: TrustStore) -> None:
    with pytest.raises(TooLarge):
        check(bytes(MAX_DETACHED_BYTES + 1), trust)
    with pytest.raises(TooLarge):
        cms.verify_attached(bytes(MAX_ATTACHED_BYTES + 1), trust, Purpose.OPERATOR, NOW)


def test_a_key_outside_the_profile_does_not_sign(authorities: Authorities) -> None:
    key = issuing.new_ec_key(ec.SECP521R1())
    certificate = issuing.issue(authorities.operators, issuing.Subject("Holder", "Tests"), key, NOW, 1)
    with pytest.raises(UnsupportedKey):
        cms.sign_detached(CONTENT, MachineKey(certificate, (), key), NOW)


def test_a_signer_that_expired_since_is_refused_at_that_time(authorities: Authorities, trust: TrustStore) -> None:
    key = holder(authorities.operators, (roles.OPERATOR_POLICY,), days=1)
    message = cms.sign_detached(CONTENT, key, NOW)
    check(message, trust)
    with pytest.raises(CertificateExpired):
        cms.verify_detached(message, CONTENT, trust, Purpose.OPERATOR, NOW + timedelta(days=2))


def test_a_certificate_that_proves_nothing_may_not_ride_along(
    operator: MachineKey, officer: MachineKey, trust: TrustStore
) -> None:
    key = MachineKey(operator.certificate, (*operator.chain, officer.certificate), operator._key)
    with pytest.raises(UntrustedCertificate, match="stray"):
        check(cms.sign_detached(CONTENT, key, NOW), trust)


def test_a_certificate_for_the_same_key_is_not_taken_for_the_signers(
    authorities: Authorities, trust: TrustStore
) -> None:
    """Substitution: an approval may not be re-read under another certificate of the same key."""
    key = issuing.new_ec_key()
    mine = holder(authorities.operators, (roles.OPERATOR_POLICY,), key)
    other = holder(authorities.approvals, (roles.OFFICER_POLICY, roles.OPERATOR_POLICY), key)
    attributes = signed_attributes(mine.certificate)
    check(message_of(mine, mine.certificate, attributes), trust)
    with pytest.raises(BadSignature, match="signing-certificate"):
        check(message_of(other, other.certificate, attributes), trust)
    with pytest.raises(BadSignature, match="signer-id"):
        check(message_of(mine, other.certificate, attributes), trust)


@pytest.mark.parametrize("missing", [oids.CONTENT_TYPE, oids.MESSAGE_DIGEST, oids.SIGNING_TIME, "v2"])
def test_each_signed_attribute_is_required(missing: str, operator: MachineKey, trust: TrustStore) -> None:
    wanted = oids.SIGNING_CERTIFICATE_V2 if missing == "v2" else missing
    attributes = {kind: value for kind, value in signed_attributes(operator.certificate).items() if kind != wanted}
    with pytest.raises(BadSignature, match="attributes"):
        check(message_of(operator, operator.certificate, attributes), trust)


def test_content_type_attribute_must_agree(operator: MachineKey, trust: TrustStore) -> None:
    attributes = {**signed_attributes(operator.certificate), oids.CONTENT_TYPE: der.oid(oids.SIGNED_DATA)}
    with pytest.raises(BadSignature, match="content-type"):
        check(message_of(operator, operator.certificate, attributes), trust)


def test_an_attribute_may_not_stand_twice(operator: MachineKey, trust: TrustStore) -> None:
    twice = message_of(operator, operator.certificate, signed_attributes(operator.certificate), repeat=True)
    with pytest.raises(MalformedDer):
        check(twice, trust)


def test_nothing_unsigned_and_one_signer_only(operator: MachineKey, trust: TrustStore) -> None:
    attributes = signed_attributes(operator.certificate)
    unsigned = der.set_of(der.sequence(der.oid(oids.SIGNING_TIME), der.set_of(der.time(NOW))), tag=der.tagged(1))
    with pytest.raises(MalformedDer):
        check(message_of(operator, operator.certificate, attributes, after=unsigned), trust)
    with pytest.raises(BadSignature, match="signers"):
        check(message_of(operator, operator.certificate, attributes, signers=0), trust)
    with pytest.raises(BadSignature, match="signers"):
        check(message_of(operator, operator.certificate, attributes, signers=2), trust)


def test_more_certificates_than_any_chain_are_refused(
    authorities: Authorities, operator: MachineKey, trust: TrustStore
) -> None:
    strays = tuple(holder(authorities.operators, ()).certificate for _ in range(9))
    key = MachineKey(operator.certificate, strays, operator._key)
    with pytest.raises(TooLarge):
        check(cms.sign_detached(CONTENT, key, NOW), trust)


def signed_attributes(certificate: Certificate) -> dict[str, bytes]:
    return {
        oids.CONTENT_TYPE: der.oid(oids.DATA),
        oids.MESSAGE_DIGEST: der.octet_string(sha256(CONTENT).digest()),
        oids.SIGNING_TIME: der.time(NOW),
        oids.SIGNING_CERTIFICATE_V2: signing_certificate_v2(certificate),
    }


def message_of(
    key: MachineKey,
    named: Certificate,
    attributes: dict[str, bytes],
    *,
    repeat: bool = False,
    after: bytes = b"",
    signers: int = 1,
    digests: tuple[signature.Digest, signature.Digest] = (signature.SHA256, signature.SHA256),
) -> bytes:
    """SignedData as a clever forger would write it: validly signed by `key`, the parts as the caller says."""
    encoded = [der.sequence(der.oid(kind), der.set_of(value)) for kind, value in attributes.items()]
    if repeat:
        encoded.append(encoded[-1])
    signer_info = der.sequence(
        der.integer(1),
        named.issuer_and_serial,
        digests[1].identifier,
        der.set_of(*encoded, tag=der.tagged(0)),
        signature.identifier(key.certificate),
        der.octet_string(key.sign(der.set_of(*encoded))),
        after,
    )
    signed_data = der.sequence(
        der.integer(1),
        der.set_of(digests[0].identifier),
        der.sequence(der.oid(oids.DATA)),
        der.set_of(key.certificate.der, *(issuer.der for issuer in key.chain), tag=der.tagged(0)),
        der.set_of(*[signer_info] * signers),
    )
    return der.sequence(der.oid(oids.SIGNED_DATA), der.tlv(der.tagged(0), signed_data))
