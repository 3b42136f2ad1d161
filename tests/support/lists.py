"""Revocation lists of the demonstration's authorities, of any age."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509

from crypto.authority import load_authority, revocation_list
from crypto.certificate import Certificate
from station.settings import Settings

WEEK = timedelta(days=7)


def lists_now(settings: Settings, at: datetime, dismissed: Sequence[Certificate] = ()) -> list[bytes]:
    """Every authority's list, issued `at` and good for a week; `dismissed` are on them since then."""
    return list(_made(settings, at, dismissed).values())


def publish_lists(settings: Settings, at: datetime, dismissed: Sequence[Certificate] = ()) -> None:
    """The same, installed by hand."""
    for file, data in _made(settings, at, dismissed).items():
        file.write_bytes(data)


def _made(settings: Settings, at: datetime, dismissed: Sequence[Certificate]) -> dict[Path, bytes]:
    folder, made = settings.intake_home / "authority", {}
    for file in sorted((settings.trust / "crls").glob("*.crl")):
        if not (folder / f"{file.stem}.pem").exists():
            continue  # came with policy
        authority = load_authority(folder, folder / "secret", file.stem)
        gone = [
            (each.serial, at, x509.ReasonFlags.cessation_of_operation)
            for each in dismissed
            if each.issuer_der == authority.certificate.subject_der
        ]
        made[file] = revocation_list(authority, gone, at, WEEK)
    return made
