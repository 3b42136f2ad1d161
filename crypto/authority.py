"""What an authority does after it exists: certify requests, take certificates back. For the demonstration and tests.

A State's own authority does this with its own software; a station only ever sees what comes out.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from crypto import files, issuing, signature
from crypto.certificate import Certificate
from crypto.issuing import Authority, PublicHalf, Subject
from crypto.keys import machine
from crypto.request import Request
from crypto.revocation import RevocationList

PUBLISHED_AT = "published-at"


def load_authority(folder: Path, secret: Path, name: str) -> Authority:
    """As `machine.key_files` wrote it: `<name>.key.pem`, and `<name>.pem` with the issuers above, without the root.

    It publishes under the address in the file `published-at` of the folder, where there is one. Raises KeyGone,
    KeyDamaged, FileTrouble.
    """
    (certificate, *above), key = machine.load_pair(folder, secret, name)
    own = certificate.subject_der == certificate.issuer_der  # a root is in no chain
    place = place_of(name, _address(folder / PUBLISHED_AT))
    return Authority(signature.private_key(key), certificate, () if own else (certificate, *above), place)


def place_of(name: str, address: str) -> str:
    """Where the authority of that name publishes: Authority.place. "" where there is no address."""
    return f"{address}/{name}" if address else ""


def _address(file: Path) -> str:
    try:
        return files.read(file).decode("ascii").strip().rstrip("/")
    except FileNotFoundError:
        return ""


def certify(
    authority: Authority,
    request: Request,
    policies: Sequence[str],
    usages: Sequence[str],
    extended: Sequence[x509.ObjectIdentifier],
    at: datetime,
    days: int,
) -> Certificate:
    """A certificate for the key and the name that were asked for; what it gives the right to is decided here."""
    subject = Subject(request.named.common_name, request.named.organisation, policies, usages, extended)
    return issuing.issue(authority, subject, PublicHalf(request.key), at, days)


TakenBack = tuple[int, datetime, x509.ReasonFlags]
"""Serial number, since when, why."""


def revocation_list(authority: Authority, taken_back: Iterable[TakenBack], at: datetime, valid: timedelta) -> bytes:
    """DER CertificateList, version 2."""
    issuer_id = x509.SubjectKeyIdentifier(authority.certificate.subject_key_id)
    builder = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(authority.certificate.parsed.subject)
        .last_update(at)
        .next_update(at + valid)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(issuer_id), critical=False)
        .add_extension(x509.CRLNumber(int(at.timestamp())), critical=False)
    )
    for serial, since, reason in taken_back:
        builder = builder.add_revoked_certificate(
            x509.RevokedCertificateBuilder()
            .serial_number(serial)
            .revocation_date(since)
            .add_extension(x509.CRLReason(reason), critical=False)
            .build()
        )
    return builder.sign(authority.key, issuing.signing_digest(authority.key)).public_bytes(Encoding.DER)


def revoke(
    authority: Authority, before: bytes, certificate: Certificate, reason: str, at: datetime, valid: timedelta
) -> bytes:
    """The next list: whom the one `before` names, and `certificate`. reason: as RFC 5280 clause 5.3.1 names it.

    Raises BadRevocationList.
    """
    listed = {
        entry.serial_number: (
            entry.serial_number,
            entry.revocation_date_utc,
            entry.extensions.get_extension_for_class(x509.CRLReason).value.reason,
        )
        for entry in RevocationList.from_bytes(before).parsed
    }
    listed.setdefault(certificate.serial, (certificate.serial, at, x509.ReasonFlags(reason)))
    return revocation_list(authority, listed.values(), at, valid)
