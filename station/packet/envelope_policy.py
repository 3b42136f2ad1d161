"""How packets are sealed, decided by the State and signed under the root of policy: to whom, with what, signed by what.

The document is JSON (docs/packet.md gives every member); its signature is CMS SignedData that holds it. The station
keeps the one in force as `trust/envelope-policy.p7m`; without that file it does what it did before policies: RSA-OAEP
to every receiver installed, any signature of the profile, nothing post-quantum.
"""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from crypto import cms, files
from crypto.certificate import Certificate, certificates_from_pem
from crypto.trust import Purpose, TrustStore
from crypto.trust_folder import load_recipients
from station.formats.moment import read_moment
from station.packet import asice
from station.packet.errors import (
    EnvelopePolicyEnded,
    EnvelopePolicyMalformed,
    EnvelopePolicyNotBegun,
    ReceiverNotAsPolicy,
    SignatureMissing,
    SignatureNotAllowed,
)

FILE = "envelope-policy.p7m"
FORMAT = "enrollment-station envelope policy 1"
_MAX_BYTES = 64 * 1024
_NAME = r"\A[a-z0-9][a-z0-9-]{0,39}\Z"


class Confidentiality(StrEnum):
    CLASSICAL = "classical"  # any receiver with stock tools opens it
    POST_QUANTUM = "post-quantum"  # nobody opens it without ML-KEM, nor a quantum computer in thirty years


class Role(StrEnum):
    PRODUCTION = "production"
    ESCROW = "escrow"  # kept apart, for the day the other key is lost


class KeyManagement(StrEnum):
    """How the content key gets to a receiver (crypto.recipients)."""

    RSA_OAEP = "RSA-OAEP-SHA256"
    ECDH_P256 = "ECDH-P256-SHA256"
    ECDH_P384 = "ECDH-P384-SHA256"
    ML_KEM = "ML-KEM-768"


class SignatureAlgorithm(StrEnum):
    """What people and the station may sign with (crypto.signature). ML-DSA-65 is no substitute for one of these, but an
    addition: see `post_quantum_signature`."""

    ECDSA_P256 = "ECDSA-P256-SHA256"
    ECDSA_P384 = "ECDSA-P384-SHA256"
    RSA_PSS = "RSA-PSS-SHA256"


@dataclass(frozen=True)
class Receiver:
    """certificate: its file is `trust/recipients/<certificate>.pem`, followed there by its issuers."""

    certificate: str
    role: Role
    algorithm: KeyManagement


@dataclass(frozen=True)
class EnvelopePolicy:
    """receivers: one line of the envelope each; none: every RSA receiver installed. number: grows with each issue."""

    name: str
    number: int
    valid_from: datetime
    valid_until: datetime
    confidentiality: Confidentiality
    receivers: tuple[Receiver, ...]
    signatures: frozenset[SignatureAlgorithm]
    post_quantum_signature: bool

    def require_time(self, at: datetime) -> None:
        """Raises EnvelopePolicyNotBegun, EnvelopePolicyEnded."""
        if at < self.valid_from:
            raise EnvelopePolicyNotBegun(policy=self.name)
        if at > self.valid_until:
            raise EnvelopePolicyEnded(policy=self.name)

    def require_signature(self, signer: Certificate) -> None:
        """Raises SignatureNotAllowed for a key that may not sign."""
        if signature_algorithm(signer) not in self.signatures:
            raise SignatureNotAllowed(algorithm=signer.key_algorithm)

    def require(self, station: cms.Signer, verified: asice.Verified) -> None:
        """That a packet, all of whose signatures hold, bears those that the policy asks for. station: who sealed it.

        Raises SignatureNotAllowed, SignatureMissing.
        """
        for signer in (station, verified.operator, verified.officer):
            if signer is not None:
                self.require_signature(signer.certificate)
        if self.post_quantum_signature and verified.station is None:
            raise SignatureMissing(number=asice.STATION)


DEFAULT = EnvelopePolicy(
    name="baseline",
    number=1,
    valid_from=datetime(2000, 1, 1, tzinfo=UTC),
    valid_until=datetime(9999, 1, 1, tzinfo=UTC),
    confidentiality=Confidentiality.CLASSICAL,
    receivers=(),
    signatures=frozenset(SignatureAlgorithm),
    post_quantum_signature=False,
)


def load_active(trust_folder: Path, trust: TrustStore, at: datetime) -> EnvelopePolicy:
    """The policy in force. Raises as `verify_policy`, and FileTrouble."""
    file = trust_folder / FILE
    try:
        written = files.read(file)
    except FileNotFoundError:
        return DEFAULT
    return verify_policy(written, trust, at)


def verify_policy(signed: bytes, trust: TrustStore, at: datetime) -> EnvelopePolicy:
    """The policy that `signed` (CMS, DER) holds, if the State signed it and it holds now.

    Raises EnvelopePolicyMalformed, EnvelopePolicyNotBegun, EnvelopePolicyEnded, and what crypto.cms says.
    """
    document, _ = cms.verify_attached(signed, trust, Purpose.POLICY, at)
    policy = parse_policy(document)
    policy.require_time(trust.judged(at))
    return policy


def receivers(policy: EnvelopePolicy, trust_folder: Path, trust: TrustStore, at: datetime) -> tuple[Certificate, ...]:
    """The certificates to seal to, each proven. Raises ReceiverNotAsPolicy, and what crypto.trust says."""
    if not policy.receivers:
        installed = load_recipients(trust_folder, trust, at)
        return tuple(each for each in installed if key_management(each) is KeyManagement.RSA_OAEP)
    return tuple(_certificate(each, trust_folder, trust, at) for each in policy.receivers)


def key_management(receiver: Certificate) -> KeyManagement | None:
    """By the certificate's key; None for one that cannot receive."""
    if receiver.key_algorithm.startswith("RSA-"):
        return KeyManagement.RSA_OAEP
    return {
        "P-256": KeyManagement.ECDH_P256,
        "P-384": KeyManagement.ECDH_P384,
        "ML-KEM-768": KeyManagement.ML_KEM,
    }.get(receiver.key_algorithm)


def signature_algorithm(signer: Certificate) -> SignatureAlgorithm | None:
    """By the certificate's key; None for one that this profile lets nobody sign with alone."""
    if signer.key_algorithm.startswith("RSA-"):
        return SignatureAlgorithm.RSA_PSS
    return {"P-256": SignatureAlgorithm.ECDSA_P256, "P-384": SignatureAlgorithm.ECDSA_P384}.get(signer.key_algorithm)


def _certificate(receiver: Receiver, trust_folder: Path, trust: TrustStore, at: datetime) -> Certificate:
    file = trust_folder / "recipients" / f"{receiver.certificate}.pem"
    try:
        certificate, *chain = certificates_from_pem(files.read(file))
    except FileNotFoundError:
        raise ReceiverNotAsPolicy(receiver=receiver.certificate) from None
    trust.verify(certificate, chain, Purpose.RECEIVER, at)
    if key_management(certificate) is not receiver.algorithm:
        raise ReceiverNotAsPolicy(receiver=receiver.certificate)
    return certificate


class _Members(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    certificate: Annotated[str, Meta(pattern=_NAME)]
    role: Role
    algorithm: KeyManagement


class _Document(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename="camel"):
    format: str
    name: Annotated[str, Meta(pattern=_NAME)]
    number: Annotated[int, Meta(ge=1, le=2**31)]
    valid_from: str
    valid_until: str
    confidentiality: Confidentiality
    receivers: Annotated[list[_Members], Meta(min_length=2, max_length=16)]
    signatures: Annotated[list[SignatureAlgorithm], Meta(min_length=1)]
    post_quantum_signature: bool


def parse_policy(document: bytes) -> EnvelopePolicy:
    """Strict: every member, no other, none twice, exact types. Raises EnvelopePolicyMalformed(reason).

    What it asks for must make sense: `_fault` lists the rules.
    """
    try:
        if len(document) > _MAX_BYTES:
            raise EnvelopePolicyMalformed(reason="size")
        json.loads(document, object_pairs_hook=_once)
        read = msgspec.json.decode(document, type=_Document)
        policy = EnvelopePolicy(
            name=read.name,
            number=read.number,
            valid_from=read_moment(read.valid_from),
            valid_until=read_moment(read.valid_until),
            confidentiality=read.confidentiality,
            receivers=tuple(Receiver(each.certificate, each.role, each.algorithm) for each in read.receivers),
            signatures=frozenset(read.signatures),
            post_quantum_signature=read.post_quantum_signature,
        )
    except (msgspec.MsgspecError, ValueError, RecursionError):  # UnicodeDecodeError is a ValueError
        raise EnvelopePolicyMalformed(reason="form") from None
    fault = "format" if read.format != FORMAT else _fault(policy)
    if fault:
        raise EnvelopePolicyMalformed(reason=fault)
    return policy


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a member stands twice")
    return found


def _fault(policy: EnvelopePolicy) -> str:
    """What is wrong, in one word; "" where nothing is."""
    if policy.valid_from >= policy.valid_until:
        return "validity"
    if len({each.certificate for each in policy.receivers}) != len(policy.receivers):
        return "twice"
    if {each.role for each in policy.receivers} != set(Role):
        return "roles"
    for role in Role:
        kinds = {each.algorithm for each in policy.receivers if each.role is role}
        if policy.confidentiality is Confidentiality.CLASSICAL and KeyManagement.RSA_OAEP not in kinds:
            return "classical"  # each role can be opened with what everybody has
        if policy.confidentiality is Confidentiality.POST_QUANTUM and kinds != {KeyManagement.ML_KEM}:
            return "post-quantum"  # one classical line would undo it
    return ""
