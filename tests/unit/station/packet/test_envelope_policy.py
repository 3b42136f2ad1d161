"""A policy of sealing is read strictly, believed only with the State's signature, and means what it says."""

import json
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from shutil import copytree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crypto import cms, issuing, roles
from crypto.certificate import Certificate
from crypto.errors import BadSignature, CryptoError, UntrustedCertificate
from crypto.trust import Purpose, TrustStore
from station.formats.moment import moment_text
from station.packet import envelope_policy
from station.packet.envelope_policy import (
    DEFAULT,
    Confidentiality,
    EnvelopePolicy,
    KeyManagement,
    Role,
    SignatureAlgorithm,
    parse_policy,
    verify_policy,
)
from station.packet.errors import (
    EnvelopePolicyEnded,
    EnvelopePolicyMalformed,
    EnvelopePolicyNotBegun,
    ReceiverNotAsPolicy,
    SignatureNotAllowed,
)
from tests.support import policies
from tests.support.clock import NOW
from tests.support.pki import Pki

RSA, KEM = "RSA-OAEP-SHA256", "ML-KEM-768"
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=10) | st.sampled_from([RSA, KEM, "production"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=10), inner, max_size=3),
    max_leaves=8,
)


def changed(**members: object) -> bytes:
    """The classical example with members written otherwise; None takes one away."""
    written = {**json.loads(policies.document(policies.CLASSICAL)), **members}
    return json.dumps({key: value for key, value in written.items() if value is not None}).encode()


def refused(document: bytes, reason: str) -> None:
    with pytest.raises(EnvelopePolicyMalformed) as caught:
        parse_policy(document)
    assert caught.value.params == {"reason": reason}


@pytest.mark.parametrize("name", policies.NAMES)
def test_the_examples_are_policies(name: str) -> None:
    policy = parse_policy(policies.document(name))
    assert policy.name == name
    assert policy.number == policies.NAMES.index(name) + 1
    assert policy.valid_from == datetime(2026, 1, 1, tzinfo=UTC)
    policy.require_time(NOW)


def test_what_the_examples_say() -> None:
    classical, transition, quantum = (parse_policy(policies.document(name)) for name in policies.NAMES)
    assert [each.algorithm for each in classical.receivers] == [KeyManagement.RSA_OAEP] * 2
    assert {each.algorithm for each in transition.receivers} == {
        KeyManagement.RSA_OAEP,
        KeyManagement.ECDH_P384,
        KeyManagement.ML_KEM,
    }
    assert {each.algorithm for each in quantum.receivers} == {KeyManagement.ML_KEM}
    assert [each.post_quantum_signature for each in (classical, transition, quantum)] == [False, True, True]
    assert quantum.confidentiality is Confidentiality.POST_QUANTUM
    assert SignatureAlgorithm.RSA_PSS not in quantum.signatures


@pytest.mark.parametrize("member", list(json.loads(policies.document(policies.CLASSICAL))))
def test_every_member_is_needed(member: str) -> None:
    refused(changed(**{member: None}), "form")


@pytest.mark.parametrize(
    "document",
    [
        b"",
        b"{}",
        b"\xff",
        b"[" * 60_000,
        policies.document(policies.CLASSICAL) + b"{}",
        policies.document(policies.CLASSICAL).replace(b'"number": 1,', b'"number": 1, "number": 1,'),
        changed(surprise=True),
        changed(number="1"),
        changed(number=0),
        changed(number=1.5),
        changed(name="Classical"),
        changed(name=""),
        changed(validUntil="2031-01-01"),
        changed(validUntil="2031-01-01T00:00:00+00:00"),
        changed(confidentiality="secret"),
        changed(postQuantumSignature="yes"),
        changed(signatures=[]),
        changed(signatures=["ML-DSA-65"]),
        changed(receivers=[]),
        changed(receivers=[{"certificate": "../keys/station", "role": "production", "algorithm": RSA}] * 2),
        changed(receivers=[{"certificate": "production", "role": "production", "algorithm": "RSA-PKCS1"}] * 2),
    ],
)
def test_another_form_is_refused(document: bytes) -> None:
    refused(document, "form")


def line(certificate: str, role: str, algorithm: str = RSA) -> dict[str, str]:
    return {"certificate": certificate, "role": role, "algorithm": algorithm}


PRODUCTION, ESCROW = line("production", "production"), line("escrow", "escrow")
QUANTUM = [line("production-kem", "production", KEM), line("escrow-kem", "escrow", KEM)]


@pytest.mark.parametrize(
    ("members", "reason"),
    [
        ({"format": "enrollment-station envelope policy 2"}, "format"),
        ({"validUntil": "2026-01-01T00:00:00.000Z"}, "validity"),
        ({"receivers": [PRODUCTION, PRODUCTION, ESCROW]}, "twice"),
        ({"receivers": [PRODUCTION, line("other", "production")]}, "roles"),
        ({"receivers": [ESCROW, line("other", "escrow")]}, "roles"),
        ({"receivers": QUANTUM}, "classical"),
        ({"receivers": [PRODUCTION, QUANTUM[1]]}, "classical"),
        ({"receivers": [line("production", "production", "ECDH-P256-SHA256"), ESCROW]}, "classical"),
        ({"confidentiality": "post-quantum"}, "post-quantum"),
        ({"confidentiality": "post-quantum", "receivers": [*QUANTUM, PRODUCTION]}, "post-quantum"),
        ({"confidentiality": "post-quantum", "receivers": [QUANTUM[0], ESCROW]}, "post-quantum"),
    ],
)
def test_what_contradicts_itself_is_refused(members: dict[str, object], reason: str) -> None:
    refused(changed(**members), reason)


def test_a_document_of_any_size_costs_nothing() -> None:
    refused(changed(name="a" * 70_000), "size")


@given(st.binary(max_size=200) | JSON.map(lambda value: json.dumps(value).encode()))
def test_any_document_gives_a_typed_error(document: bytes) -> None:
    with pytest.raises(EnvelopePolicyMalformed):
        parse_policy(document)


@given(data=st.data())
def test_any_damaged_example_gives_a_policy_or_a_typed_error(data: st.DataObject) -> None:
    document = policies.document(data.draw(st.sampled_from(policies.NAMES)))
    start = data.draw(st.integers(0, len(document)))
    end = data.draw(st.integers(start, len(document)))
    damaged = document[:start] + data.draw(st.binary(max_size=8)) + document[end:]
    with suppress(EnvelopePolicyMalformed):
        assert {each.role for each in parse_policy(damaged).receivers} == set(Role)


def signed(pki: Pki, document: bytes, key: object = None) -> bytes:
    return cms.sign_attached(document, key or pki.policy_key, NOW)  # type: ignore[arg-type]


def test_only_the_states_signature_makes_it_a_policy(pki: Pki, other_pki: Pki) -> None:
    document = policies.document(policies.TRANSITION)
    assert verify_policy(signed(pki, document), pki.trust, NOW) == parse_policy(document)
    for key in (pki.officer, pki.station, pki.operator, other_pki.policy_key):
        with pytest.raises(UntrustedCertificate):
            verify_policy(signed(pki, document, key), pki.trust, NOW)
    with pytest.raises(UntrustedCertificate):
        verify_policy(signed(pki, document), TrustStore({}), NOW)


def test_a_changed_document_is_refused(pki: Pki) -> None:
    message = signed(pki, policies.document(policies.POST_QUANTUM))
    for old, new in ((b"post-quantum", b"classical   "), (b'"number": 3', b'"number": 9')):
        with pytest.raises(BadSignature):
            verify_policy(message.replace(old, new, 1), pki.trust, NOW)
    for cut in range(0, len(message), 97):
        with pytest.raises(CryptoError):
            verify_policy(message[:cut], pki.trust, NOW)


def test_a_policy_has_its_time(pki: Pki) -> None:
    later = NOW + timedelta(hours=1)
    begins = signed(pki, changed(validFrom=moment_text(later)))
    with pytest.raises(EnvelopePolicyNotBegun):
        verify_policy(begins, pki.trust, NOW)
    verify_policy(begins, pki.trust, later)
    ends = signed(pki, changed(validUntil=moment_text(later)))
    verify_policy(ends, pki.trust, NOW)
    with pytest.raises(EnvelopePolicyEnded) as caught:
        verify_policy(ends, pki.trust, later + timedelta(seconds=1))
    assert caught.value.params == {"policy": "classical"}


def test_a_properly_signed_document_of_another_form_is_refused(pki: Pki) -> None:
    with pytest.raises(EnvelopePolicyMalformed):
        verify_policy(signed(pki, b"{}"), pki.trust, NOW)


@pytest.fixture
def folder(pki: Pki, tmp_path: Path) -> Path:
    """A station's trust folder, to be changed."""
    return Path(copytree(pki.trust_folder, tmp_path / "trust"))


def test_without_a_file_a_station_does_as_before(pki: Pki, folder: Path) -> None:
    assert envelope_policy.load_active(folder, pki.trust, NOW) == DEFAULT
    DEFAULT.require_time(NOW)
    assert [each.key_algorithm for each in installed(DEFAULT, pki, folder)] == ["RSA-3072"] * 2
    for key in (pki.operator, pki.officer, pki.station):
        DEFAULT.require_signature(key.certificate)


@pytest.mark.parametrize("name", policies.NAMES)
def test_with_a_file_it_does_as_that_says(name: str, pki: Pki, folder: Path) -> None:
    policies.activate(name, pki.policy_key, folder)
    policy = envelope_policy.load_active(folder, pki.trust, NOW)
    assert policy.name == name
    found = installed(policy, pki, folder)
    assert [envelope_policy.key_management(each) for each in found] == [each.algorithm for each in policy.receivers]
    assert all(each.policies - roles.MARKS == {roles.RECEIVER_POLICY} for each in found)


def installed(policy: EnvelopePolicy, pki: Pki, folder: Path) -> tuple[Certificate, ...]:
    return envelope_policy.receivers(policy, folder, pki.trust, NOW)


def test_receivers_must_be_there_be_proven_and_be_of_the_kind_that_is_said(
    pki: Pki, other_pki: Pki, folder: Path
) -> None:
    policy = parse_policy(policies.document(policies.TRANSITION))
    file = folder / "recipients" / "production-ec.pem"
    file.write_bytes((folder / "recipients" / "production.pem").read_bytes())
    with pytest.raises(ReceiverNotAsPolicy) as caught:
        installed(policy, pki, folder)
    assert caught.value.params == {"receiver": "production-ec"}
    file.write_bytes((other_pki.trust_folder / "recipients" / "production-ec.pem").read_bytes())
    with pytest.raises(UntrustedCertificate):
        installed(policy, pki, folder)
    file.unlink()
    with pytest.raises(ReceiverNotAsPolicy):
        installed(policy, pki, folder)


def test_a_key_of_another_kind_may_not_sign(pki: Pki) -> None:
    policy = replace(DEFAULT, signatures=frozenset({SignatureAlgorithm.RSA_PSS}))
    with pytest.raises(SignatureNotAllowed) as caught:
        policy.require_signature(pki.operator.certificate)
    assert caught.value.params == {"algorithm": "P-256"}
    with pytest.raises(SignatureNotAllowed):  # post-quantum is an addition, never a substitute
        DEFAULT.require_signature(pki.station_quantum.certificate)


def test_every_kind_of_key_has_its_words() -> None:
    authority = issuing.root("Root", "Tests", NOW, 1)
    subject = issuing.Subject("Holder", "Tests")

    def kinds(key: issuing.CertifiedKey) -> tuple[KeyManagement | None, SignatureAlgorithm | None]:
        certificate = issuing.issue(authority, subject, key, NOW, 1)
        return envelope_policy.key_management(certificate), envelope_policy.signature_algorithm(certificate)

    assert kinds(issuing.new_rsa_key()) == (KeyManagement.RSA_OAEP, SignatureAlgorithm.RSA_PSS)
    assert kinds(issuing.new_ec_key()) == (KeyManagement.ECDH_P256, SignatureAlgorithm.ECDSA_P256)
    assert kinds(authority.key) == (KeyManagement.ECDH_P384, SignatureAlgorithm.ECDSA_P384)
    assert kinds(issuing.new_receiver_key()) == (KeyManagement.ML_KEM, None)
    assert kinds(issuing.new_signature_key()) == (None, None)


def test_the_states_key_signs_policies_and_nothing_else(pki: Pki) -> None:
    key = pki.policy_key
    for purpose in Purpose:
        assert pki.trust.allows(key.certificate, key.chain, purpose, NOW) == (purpose is Purpose.POLICY)
