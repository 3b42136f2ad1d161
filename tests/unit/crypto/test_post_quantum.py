"""ML-KEM-768 and ML-DSA-65: read by somebody who has only the RFCs, and refused where anything is otherwise."""

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA65PrivateKey, MLDSA65PublicKey

from crypto import cms, envelope, issuing, roles
from crypto.errors import BadEnvelope, BadSignature, CryptoError, NotARecipient, UnsupportedKey, UntrustedCertificate
from crypto.issuing import Authority
from crypto.keys.machine import MachineKey
from crypto.keys.receiver import KemReceiverKey
from crypto.trust import Purpose, TrustStore
from tests.support import stranger
from tests.support.clock import NOW
from tests.unit.crypto.conftest import DAYS, Authorities, Receiver, holder

CONTENT = b"a manifest " * 40
# RFC 9936, Appendix C.1: the library has no ML-KEM-512, so the secret is taken from the document.
RFC_9936_SECRET = bytes.fromhex("7DF12D412AE299A24FDE6D7C3BB8E3194C80AD3C733DCF2775E09FE8BEDB86D8")
RFC_9882_CONTENT = b"ML-DSA-65 signed-data example with signed attributes"


@pytest.fixture(scope="module")
def kem_receivers(authorities: Authorities) -> tuple[Receiver, Receiver]:
    return kem_receiver(authorities), kem_receiver(authorities)


def kem_receiver(authorities: Authorities) -> Receiver:
    key = issuing.new_receiver_key()
    made = issuing.Subject("Receiver", "Tests", (roles.RECEIVER_POLICY,), issuing.RECEIVES)
    return Receiver(issuing.issue(authorities.machines, made, key, NOW, DAYS), KemReceiverKey(key))


@pytest.fixture(scope="module")
def quantum_root() -> Authority:
    """With it every key of the chain is ML-DSA-65."""
    return issuing.root("Machine Root PQ", "Tests", NOW, DAYS, issuing.new_signature_key())


@pytest.fixture(scope="module")
def quantum_station(quantum_root: Authority) -> MachineKey:
    policies = (roles.STATION_POLICY,)
    key = issuing.new_signature_key()
    authority = issuing.issuing(quantum_root, "Machines CA PQ", "Tests", policies, NOW, DAYS, key)
    return holder(authority, policies, issuing.new_signature_key())


@pytest.fixture(scope="module")
def quantum_trust(quantum_root: Authority) -> TrustStore:
    return TrustStore({Purpose.STATION: (quantum_root.certificate,)})


def test_the_stranger_can_read_the_standards_own_messages() -> None:
    message = stranger.from_pem("rfc9936-ml-kem-512.pem")
    (line,) = stranger.kem_lines(message)
    assert stranger.content_of(message, line.content_key(RFC_9936_SECRET)) == b"Hello, world!"
    key = MLDSA65PrivateKey.from_seed_bytes(bytes(range(32))).public_key()
    stranger.verify_ml_dsa(stranger.from_pem("rfc9882-ml-dsa-65.pem"), RFC_9882_CONTENT, key)
    with pytest.raises(AssertionError):
        stranger.verify_ml_dsa(stranger.from_pem("rfc9882-ml-dsa-65.pem"), CONTENT, key)


def test_the_stranger_opens_ours(kem_receivers: tuple[Receiver, Receiver]) -> None:
    message = envelope.encrypt(CONTENT, [each.certificate for each in kem_receivers])
    for receiver in kem_receivers:
        (line,) = [
            each for each in stranger.kem_lines(message) if each.receiver == receiver.certificate.issuer_and_serial
        ]
        secret = receiver.key.decapsulate(line.ciphertext)  # type: ignore[union-attr]
        assert stranger.content_of(message, line.content_key(secret)) == CONTENT


def test_the_stranger_verifies_ours(quantum_station: MachineKey) -> None:
    message = cms.sign_detached(CONTENT, quantum_station, NOW)
    (public,) = [
        each.public_key()
        for each in stranger.certificates_of(message)
        if each.serial_number == quantum_station.certificate.serial
    ]
    assert isinstance(public, MLDSA65PublicKey)
    stranger.verify_ml_dsa(message, CONTENT, public)
    with pytest.raises(InvalidSignature):
        stranger.verify_ml_dsa(message, CONTENT, MLDSA65PrivateKey.generate().public_key())


def test_each_receiver_opens_with_its_own_key_only(
    kem_receivers: tuple[Receiver, Receiver], receivers: tuple[Receiver, Receiver]
) -> None:
    message = envelope.encrypt(CONTENT, [each.certificate for each in kem_receivers])
    first, second = kem_receivers
    assert envelope.decrypt(message, second.certificate, second.key) == CONTENT
    with pytest.raises(BadEnvelope, match="key"):  # ML-KEM gives a random secret: the wrapped key does not open
        envelope.decrypt(message, first.certificate, second.key)
    with pytest.raises(NotARecipient):
        envelope.decrypt(message, receivers[0].certificate, receivers[0].key)
    with pytest.raises(NotARecipient):
        envelope.decrypt(message, first.certificate, receivers[0].key)
    with pytest.raises(BadEnvelope, match="key"):
        first.key.decapsulate(b"short")  # type: ignore[union-attr]


def test_a_signature_holds_under_a_chain_of_its_kind(
    quantum_station: MachineKey, quantum_trust: TrustStore, trust: TrustStore
) -> None:
    message = cms.sign_detached(CONTENT, quantum_station, NOW)
    signer = cms.verify_detached(message, CONTENT, quantum_trust, Purpose.STATION, NOW)
    assert signer.certificate == quantum_station.certificate
    assert signer.certificate.key_algorithm == "ML-DSA-65"
    with pytest.raises(BadSignature, match="content"):
        cms.verify_detached(message, CONTENT + b".", quantum_trust, Purpose.STATION, NOW)
    with pytest.raises(UntrustedCertificate):
        cms.verify_detached(message, CONTENT, trust, Purpose.STATION, NOW)


def test_changed_bytes_are_refused(quantum_station: MachineKey, quantum_trust: TrustStore) -> None:
    message = cms.sign_detached(CONTENT, quantum_station, NOW)
    for position in range(0, len(message), 61):
        changed = bytearray(message)
        changed[position] ^= 1 << position % 8
        with pytest.raises(CryptoError):
            cms.verify_detached(bytes(changed), CONTENT, quantum_trust, Purpose.STATION, NOW)


def test_a_content_hashed_with_sha256_is_not_signed_nor_verified_with_it(
    quantum_station: MachineKey, quantum_trust: TrustStore
) -> None:
    with pytest.raises(UnsupportedKey):
        cms.sign_digest(bytes(32), quantum_station, NOW)
    with pytest.raises(BadSignature, match="digest"):
        cms.verify_digest(
            cms.sign_detached(CONTENT, quantum_station, NOW), bytes(32), quantum_trust, Purpose.STATION, NOW
        )
