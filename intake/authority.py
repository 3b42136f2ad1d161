"""The demonstration's authorities at work: certify a station's request, take a certificate back.

In earnest the State's authority does this, with software of its own; `authority/` is then not there at all.
"""

from datetime import datetime, timedelta
from pathlib import Path

from crypto import authority, issuing, roles
from crypto.certificate import Certificate, certificates_from_pem, pem_of
from crypto.demo_pki import AUTHORITIES
from crypto.files import write_private
from crypto.issuing import Authority
from crypto.request import read_request

STATION_DAYS = 730
LIST_DAYS = 30


def certify_station(home: Path, request: bytes, at: datetime) -> bytes:
    """PEM of a station's certificate, then its issuer's: it may seal packets and open connections, and nothing else.

    Raises KeyGone where this home has no authority, and what a request can lack.
    """
    issuer = _authority(home, "stations")
    rights = (roles.STATION_POLICY,)
    usages, extended = issuing.SIGNS, issuing.SPEAKS_TLS_AND_SIGNS
    made = authority.certify(issuer, read_request(request), rights, usages, extended, at, STATION_DAYS)
    return pem_of((made, *issuer.chain)).encode()


def revoke(home: Path, pem: bytes, reason: str, at: datetime) -> Path:
    """Take a certificate back: its issuer's new list, for this intake at once and for every station to be given.

    reason: as RFC 5280 clause 5.3.1 names it. Raises KeyGone where its issuer is not one of ours.
    """
    certificate = certificates_from_pem(pem)[0]
    name = _issuer_of(home, certificate)
    file = home / "trust" / "crls" / f"{name}.crl"
    issuer = _authority(home, name)
    write_private(file, authority.revoke(issuer, file.read_bytes(), certificate, reason, at, timedelta(days=LIST_DAYS)))
    return file


def _authority(home: Path, name: str) -> Authority:
    folder = home / AUTHORITIES
    return authority.load_authority(folder, folder / "secret", name)


def _issuer_of(home: Path, certificate: Certificate) -> str:
    for file in sorted((home / AUTHORITIES).glob("*.pem")):
        if not file.name.endswith(".key.pem"):
            issuer = certificates_from_pem(file.read_bytes())[0]
            if issuer.subject_der == certificate.issuer_der:
                return file.stem
    return certificate.fingerprint  # of nobody here: `_authority` says so
