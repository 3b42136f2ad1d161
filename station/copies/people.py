"""Who opens a copy: two halves, each a person and their deputies, by the certificates that policy names."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TypeAlias

from crypto import files
from crypto.certificate import Certificate, certificates_from_pem
from crypto.errors import CryptoError
from crypto.trust import Purpose, TrustStore
from station.copies.errors import RecoveryPeopleUnusable
from station.domain.operator import CredentialId, Operator
from station.domain.person import PersonUnidentified, require_identified, same_person
from station.policy import Recovery

FOLDER = "recovery"
Halves: TypeAlias = tuple[tuple[Certificate, ...], tuple[Certificate, ...]]


def load_halves(named: Recovery, trust_folder: Path, trust: TrustStore, at: datetime) -> Halves:
    """The certificates of `<trust>/recovery/*.pem` that policy names, each proven, no person in both halves.

    Raises RecoveryPeopleUnusable.
    """
    try:
        installed = {chain[0].fingerprint: chain for chain in _installed(trust_folder)}
        first, second = (
            tuple(_proven(fingerprint, installed, trust, at) for fingerprint in half)
            for half in (named.first, named.second)
        )
    except CryptoError as error:
        raise RecoveryPeopleUnusable(reason=error.code) from error
    people = [[person_of(each) for each in half] for half in (first, second)]
    try:
        require_identified([*people[0], *people[1]])
    except PersonUnidentified as error:
        raise RecoveryPeopleUnusable(reason=error.code) from error
    if any(same_person(one, other) for one in people[0] for other in people[1]):
        raise RecoveryPeopleUnusable(reason="same")
    return first, second


def person_of(certificate: Certificate) -> Operator:
    """Whom a certificate names; without a right at this station."""
    return Operator(
        CredentialId(certificate.fingerprint),
        certificate.common_name,
        certificate.organisation,
        frozenset(),
        certificate.identifier,
        certificate.key_fingerprint,
    )


def are_different(certificates: Sequence[Certificate]) -> bool:
    """Whether they name as many people as there are. Raises PersonUnidentified."""
    people = [person_of(each) for each in certificates]
    require_identified(people)
    return not any(same_person(one, other) for n, one in enumerate(people) for other in people[:n])


def _installed(trust_folder: Path) -> list[tuple[Certificate, ...]]:
    return [certificates_from_pem(files.read(file)) for file in files.listed(trust_folder / FOLDER, "*.pem")]


def _proven(
    fingerprint: str, installed: dict[str, tuple[Certificate, ...]], trust: TrustStore, at: datetime
) -> Certificate:
    if fingerprint not in installed:
        raise RecoveryPeopleUnusable(reason="missing")
    certificate, *chain = installed[fingerprint]
    trust.verify(certificate, chain, Purpose.RECOVERY, at)
    return certificate
