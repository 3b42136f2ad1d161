"""Knowing a demonstration by its certificates: its keys and PINs are known to everybody, so nothing of it counts.

A marker file can be deleted; a mark in the certificates (crypto.roles.DEMO_POLICY) cannot. The authorities that version
0.1.0 made bear no mark yet and are known by their names.
"""

from collections.abc import Iterator
from pathlib import Path

from crypto import demo_classes, files, roles
from crypto.certificate import Certificate, certificates_from_pem

_OF_0_1_0 = frozenset(
    f"Demo {name}"
    for name in (
        *("People Root", "Station Root", "Station Root PQ", "Centre Root", "Policy Root", "Training Root", "TLS Root"),
        *("Operators CA", "Approvals CA", "Stations CA", "Stations CA PQ", "Centre CA", "Auditors CA", "Policy CA"),
        *("Training CA", "TLS CA"),
    )
)


def of_demonstration(certificate: Certificate) -> bool:
    """Whether a demonstration's authority made it."""
    issuer = certificate.issuer_common_name
    return roles.DEMO_POLICY in certificate.policies or bool({certificate.common_name, issuer} & _OF_0_1_0)


def is_demonstration(trust: Path) -> bool:
    """Whether anything in a folder of trust is a demonstration's: roots, issuers, receivers, auditors, recovery.

    Raises MalformedDer where a file there is no certificate.
    """
    return any(of_demonstration(certificate) for certificate in _certificates(trust))


def has_authorities(trust: Path) -> bool:
    """Whether anybody is believed at all by a folder of trust."""
    return bool(files.listed(trust / "roots", "*.pem"))


def _certificates(trust: Path) -> Iterator[Certificate]:
    folders = (*("roots", "intermediates", "recipients", "auditors", "recovery"), *demo_classes.PLACES.values())
    for folder in folders:
        for file in files.listed(trust / folder, "*.pem"):
            yield from certificates_from_pem(files.read(file))
