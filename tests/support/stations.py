"""Stations beside the demonstration's own: each with a key that seals and opens connections."""

import ssl
from dataclasses import dataclass
from pathlib import Path

from crypto import demo_people, demo_pki, issuing, roles
from crypto.authority import load_authority
from crypto.issuing import Subject
from crypto.keys.machine import MachineKey, client_context, key_files, load_machine_key, new_secret
from tests.support.clock import NOW
from tests.support.pki import Pki


@dataclass(frozen=True)
class Station:
    key: MachineKey
    client: ssl.SSLContext


def new_station(pki: Pki, name: str, place: Path) -> Station:
    """place: an empty folder for its keys."""
    folder = pki.intake_home / demo_pki.AUTHORITIES
    authority = load_authority(folder, folder / "secret", "stations")
    secret, key = new_secret(), issuing.new_ec_key()
    subject = Subject(name, demo_people.STATE, (roles.STATION_POLICY,), issuing.SIGNS, issuing.SPEAKS_TLS_AND_SIGNS)
    certificate = issuing.issue(authority, subject, key, NOW, 30)
    files = key_files(key, (certificate, *authority.chain), secret, "station")
    for file, data in (files | {"secret": secret}).items():
        (place / file).write_bytes(data)
    context = client_context(place, place / "secret", pki.trust_folder / "roots" / "tls.pem")
    return Station(load_machine_key(place, place / "secret"), context)
