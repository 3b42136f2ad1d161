"""The demonstration's keys, made at first start: everything real but the people, and PINs that stand in a file.

    station_keys/   <fingerprint>.key (one a person), station.key.pem, station.pem
    machine_secret  the passphrase of station.key.pem, in another folder
    station_trust/  roots/<purpose>.pem, roots/tls.pem, recipients/{production,escrow}.pem,
                    auditors/{auditor,deputy}.pem, people.toml, demo-pki.json
    intake_home/    gateway/{tls,receipt}.key.pem + .pem + secret    answers and signs receipts, cannot decrypt
                    centre/{production,escrow}.key.pem + .pem + secret    opens packets
                    auditor/{auditor,deputy}.key.pem + .pem + secret     opens what the audit logs export
                    trust/roots/                                     whom the intake believes

Approvals have an issuing authority of their own: the one that certifies operators does not carry the officer's policy,
so nothing it signs can approve. The authorities' private keys are forgotten as soon as all is issued.
"""

import fcntl
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from crypto import issuing, roles
from crypto.certificate import Certificate, pem_of
from crypto.errors import DemoKeysIncomplete
from crypto.files import write_private
from crypto.issuing import Authority, Subject
from crypto.keys import machine, soft
from crypto.trust import Purpose

STATE = "Միգրացիայի և քաղաքացիության ծառայություն"
PARTNER = "Դեմո Գործընկեր ՓԲԸ"
CENTRE = "Դեմո կենտրոն"
MARKER = "demo-pki.json"
_ROOT_DAYS, _DAYS = 3650, 1825


@dataclass(frozen=True)
class _State:
    """What the marker says: which files (folder, name) there are, and whether all of them were written."""

    done: bool
    files: list[tuple[str, str]]


@dataclass(frozen=True)
class Person:
    """Nobody real. `approves` chooses the issuing authority."""

    name: str
    organisation: str
    policies: tuple[str, ...]
    pin: str
    approves: bool


PEOPLE = (
    Person("Անի Հակոբյան", PARTNER, (roles.OPERATOR_POLICY,), "1234", approves=False),
    Person("Կարեն Սարգսյան", STATE, (roles.OFFICER_POLICY, roles.OPERATOR_POLICY), "5678", approves=True),
    Person("Տիգրան Սահակյան", PARTNER, (roles.TECHNICIAN_POLICY,), "2468", approves=False),
)


def create(
    station_keys: Path, station_trust: Path, machine_secret: Path, intake_home: Path, at: datetime | None = None
) -> None:
    """Make everything once. A second call changes nothing; a call after a crash in the middle starts over.

    Certificates begin one day before `at` (now, where not said). Raises DemoKeysIncomplete(folder) where a file of a
    finished set is missing: remaking it silently would lose the drafts sealed under it.
    """
    folders = {"keys": station_keys, "trust": station_trust, "secret": machine_secret.parent, "intake": intake_home}
    marker = station_trust / MARKER
    with _alone(station_trust):
        state = _State(False, [])
        if marker.exists():
            state = _State(**json.loads(marker.read_bytes()))
        if state.done:
            for folder, name in state.files:
                if not (folders[folder] / name).exists():
                    raise DemoKeysIncomplete(folder=folder)
            return
        for folder, name in state.files:
            (folders[folder] / name).unlink(missing_ok=True)
        files = _make(at or datetime.now(UTC), machine_secret.name)
        listed = sorted(files)
        write_private(marker, json.dumps({"done": False, "files": listed}).encode())
        for folder, name in listed:
            write_private(folders[folder] / name, files[folder, name])
        write_private(marker, json.dumps({"done": True, "files": listed}).encode())


_Files = dict[tuple[str, str], bytes]


def _make(at: datetime, secret_name: str) -> _Files:
    people_root = issuing.root("Demo People Root", STATE, at, _ROOT_DAYS)
    station_root = issuing.root("Demo Station Root", STATE, at, _ROOT_DAYS)
    centre_root = issuing.root("Demo Centre Root", CENTRE, at, _ROOT_DAYS)
    tls_root = issuing.root("Demo TLS Root", CENTRE, at, _ROOT_DAYS)
    roots = {
        Purpose.OPERATOR.value: people_root,
        Purpose.OFFICER.value: people_root,
        Purpose.TECHNICIAN.value: people_root,
        Purpose.STATION.value: station_root,
        Purpose.INTAKE.value: centre_root,
        Purpose.RECEIVER.value: centre_root,
        Purpose.AUDITOR.value: centre_root,
        "tls": tls_root,
    }
    files: _Files = {}
    for name, root in roots.items():
        files["trust", f"roots/{name}.pem"] = files["intake", f"trust/roots/{name}.pem"] = _pem(root.certificate)
    files.update(_people(people_root, at))
    files.update(_station(station_root, at, secret_name))
    files.update(_centre(centre_root, tls_root, at))
    files.update(_auditors(centre_root, at))
    return files


def _people(root: Authority, at: datetime) -> _Files:
    operators = (roles.OPERATOR_POLICY, roles.TECHNICIAN_POLICY)
    officers = (roles.OFFICER_POLICY, roles.OPERATOR_POLICY)
    authorities = {
        False: issuing.issuing(root, "Demo Operators CA", PARTNER, operators, at, _ROOT_DAYS),
        True: issuing.issuing(root, "Demo Approvals CA", STATE, officers, at, _ROOT_DAYS),
    }
    data_key = soft.new_data_key()
    files: _Files = {}
    table = ["# Demonstration only: real people's PINs are written nowhere.\n"]
    for person in PEOPLE:
        authority, key = authorities[person.approves], issuing.new_ec_key()
        subject = Subject(person.name, person.organisation, person.policies, issuing.SIGNS)
        certificate = issuing.issue(authority, subject, key, at, _DAYS)
        sealed = soft.seal_key(key, certificate, authority.chain, person.pin, data_key)
        files["keys", f"{certificate.fingerprint}.key"] = sealed
        table.append(
            f'\n[[people]]\nname = "{person.name}"\nkey_id = "{certificate.fingerprint}"\npin = "{person.pin}"\n'
        )
    files["trust", "people.toml"] = "".join(table).encode()
    return files


def _station(root: Authority, at: datetime, secret_name: str) -> _Files:
    authority = issuing.issuing(root, "Demo Stations CA", STATE, (roles.STATION_POLICY,), at, _ROOT_DAYS)
    subject = Subject("Demo Station 1", STATE, (roles.STATION_POLICY,), extended=issuing.SPEAKS_TLS_AND_SIGNS)
    secret = machine.new_secret()
    files: _Files = {("secret", secret_name): secret}
    files.update(_under("keys", "", _machine(authority, subject, "station", secret, at)))
    return files


def _centre(root: Authority, tls_root: Authority, at: datetime) -> _Files:
    policies = (roles.INTAKE_POLICY, roles.RECEIVER_POLICY)
    authority = issuing.issuing(root, "Demo Centre CA", CENTRE, policies, at, _ROOT_DAYS)
    tls_authority = issuing.issuing(tls_root, "Demo TLS CA", CENTRE, (), at, _ROOT_DAYS)
    gateway, centre = machine.new_secret(), machine.new_secret()
    files: _Files = {("intake", "gateway/secret"): gateway, ("intake", "centre/secret"): centre}

    receipts = Subject("Demo Intake Receipts", CENTRE, (roles.INTAKE_POLICY,), issuing.SIGNS)
    files.update(_under("intake", "gateway/", _machine(authority, receipts, "receipt", gateway, at)))
    server = Subject("Demo Intake", CENTRE, extended=issuing.SERVES_TLS, hosts=("localhost", "127.0.0.1", "::1"))
    files.update(_under("intake", "gateway/", _machine(tls_authority, server, "tls", gateway, at)))

    for name in ("production", "escrow"):
        subject = Subject(f"Demo Receiver {name}", CENTRE, (roles.RECEIVER_POLICY,), issuing.RECEIVES)
        made = _machine(authority, subject, name, centre, at, receiver=True)
        files.update(_under("intake", "centre/", made))
        files["trust", f"recipients/{name}.pem"] = made[f"{name}.pem"]
    return files


def _auditors(root: Authority, at: datetime) -> _Files:
    authority = issuing.issuing(root, "Demo Auditors CA", CENTRE, (roles.AUDITOR_POLICY,), at, _ROOT_DAYS)
    secret = machine.new_secret()
    files: _Files = {("intake", "auditor/secret"): secret}
    for name in ("auditor", "deputy"):
        subject = Subject(f"Demo Auditor {name}", CENTRE, (roles.AUDITOR_POLICY,), issuing.RECEIVES)
        made = _machine(authority, subject, name, secret, at, receiver=True)
        files.update(_under("intake", "auditor/", made))
        files["trust", f"auditors/{name}.pem"] = made[f"{name}.pem"]
    return files


def _machine(
    authority: Authority, subject: Subject, name: str, secret: bytes, at: datetime, *, receiver: bool = False
) -> dict[str, bytes]:
    key = issuing.new_rsa_key() if receiver else issuing.new_ec_key()
    certificate = issuing.issue(authority, subject, key, at, _DAYS)
    return machine.key_files(key, (certificate, *authority.chain), secret, name)


def _under(folder: str, prefix: str, made: Mapping[str, bytes]) -> _Files:
    return {(folder, prefix + name): data for name, data in made.items()}


def _pem(certificate: Certificate) -> bytes:
    return pem_of((certificate,)).encode()


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """One program at a time: the window and the headless front end may both start first."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor = os.open(folder / ".lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)
