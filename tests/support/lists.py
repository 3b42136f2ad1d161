"""Revocation lists of the demonstration's authorities, of any age."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from cryptography import x509

from crypto.authority import load_authority, revocation_list
from crypto.certificate import Certificate
from station.settings import Settings

WEEK = timedelta(days=7)


def lists_now(settings: Settings, at: datetime) -> list[bytes]:
    """Every authority's list, issued `at`; nobody is on it."""
    folder = settings.intake_home / "authority"
    names = [file.stem for file in sorted((settings.trust / "crls").glob("*.crl"))]
    return [revocation_list(load_authority(folder, folder / "secret", name), (), at, WEEK) for name in names]


def publish_lists(settings: Settings, at: datetime, dismissed: Sequence[Certificate] = ()) -> None:
    """Every authority's list anew, issued `at` and good for a week; `dismissed` are on them since then."""
    folder = settings.intake_home / "authority"
    for file in sorted((settings.trust / "crls").glob("*.crl")):
        authority = load_authority(folder, folder / "secret", file.stem)
        gone = [
            (each.serial, at, x509.ReasonFlags.cessation_of_operation)
            for each in dismissed
            if each.issuer_der == authority.certificate.subject_der
        ]
        file.write_bytes(revocation_list(authority, gone, at, WEEK))
