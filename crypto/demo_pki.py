"""The demonstration's keys, made at first start: everything real but the people, and PINs that stand in a file.

    station_keys/   <fingerprint>.key (one a person), {station,station-pq,training}.key.pem + .pem, tries.json
    machine_secret  the passphrase of the station's, in another folder; tries.json beside it
    station_trust/  roots/<purpose>.pem, roots/station-pq.pem, roots/tls.pem, auditors/{auditor,deputy}.pem,
                    recovery/<name>.pem, people.toml, demo-pki.json
    intake_home/    gateway/{tls,receipt}.key.pem + .pem + secret    answers and signs receipts, cannot decrypt
                    centre/<receiver>.key.pem + .pem + secret    opens packets; receivers: production and escrow, both
                        RSA-3072; production-ec, P-384; production-kem and escrow-kem, ML-KEM-768; training and
                        training-escrow, RSA-3072; those of confidential classes (crypto.demo_classes)
                    state/policy.key.pem + .pem + secret    signs policies
                    auditor/{auditor,deputy}.key.pem + .pem + secret     opens what the audit logs export
                    recovery/<name>.key.pem + .pem, passphrases.toml     one of each half open a dead desk's drafts
                    authority/<name>.key.pem + .pem + secret         certifies new stations, takes certificates back
                              published-at                           the address that its certificates name
                    trust/                                           whom the intake believes

Both trust folders also hold recipients/<receiver>.pem, training/recipients/<receiver>.pem, intermediates/*.pem and
crls/*.crl, which say that nobody was taken back. Who the people are: crypto.demo_people. Who certifies them:
crypto.demo_authorities.
"""

import fcntl
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey

from crypto import demo_authorities, demo_classes, issuing, roles, signature
from crypto.authority import PUBLISHED_AT, revocation_list
from crypto.demo_authorities import ADDRESS
from crypto.demo_people import CENTRE, PEOPLE, RECOVERY, STATE
from crypto.demonstration import has_authorities, is_demonstration
from crypto.errors import DemoKeysIncomplete, KeysInEarnest
from crypto.files import write_private
from crypto.issuing import Authority, Subject
from crypto.keys import machine, soft
from crypto.keys.tries import NAME as TRIES
from crypto.keys.tries import first_table
from crypto.trust_folder import POST_QUANTUM, PUBLISHED, PUBLISHED_TEXT

MARKER = "demo-pki.json"
AUTHORITIES = "authority"
_DAYS = 1825
_BACKDATED = timedelta(days=1)


@dataclass(frozen=True)
class _State:
    """What the marker says: which files (folder, name) there are, and whether all of them were written."""

    done: bool
    files: list[tuple[str, str]]


def create(
    station_keys: Path, station_trust: Path, machine_secret: Path, intake_home: Path, at: datetime | None = None
) -> None:
    """Make everything once. A second call changes nothing; a call after a crash in the middle starts over.

    What an earlier version did not make yet is made beside: receivers of confidential classes. Certificates begin one
    day before `at` (now, where not said). Raises DemoKeysIncomplete(folder) where a file of a
    finished set is missing: remaking it silently would lose the drafts sealed under it. Raises KeysInEarnest where the
    folder of trust is another authority's.
    """
    folders = {"keys": station_keys, "trust": station_trust, "secret": machine_secret.parent, "intake": intake_home}
    marker = station_trust / MARKER
    with _alone(station_trust):
        state = _State(False, [])
        if marker.exists():
            state = _State(**json.loads(marker.read_bytes()))
        elif is_demonstration(station_trust):
            raise DemoKeysIncomplete(folder="trust")
        elif has_authorities(station_trust):
            raise KeysInEarnest
        if state.done:
            for folder, name in state.files:
                if not (folders[folder] / name).exists():
                    raise DemoKeysIncomplete(folder=folder)
            demo_classes.create_later(station_trust, intake_home, at or datetime.now(UTC), _DAYS)
            return
        for folder, name in state.files:
            (folders[folder] / name).unlink(missing_ok=True)
        files, tables = _make(at or datetime.now(UTC), machine_secret.name)
        listed = sorted(files)
        write_private(marker, json.dumps({"done": False, "files": listed}).encode())
        for folder, name in listed:
            write_private(folders[folder] / name, files[folder, name])
        for (folder, name), table in tables.items():
            write_private(folders[folder] / name, table)
        write_private(marker, json.dumps({"done": True, "files": listed}).encode())


_Files = dict[tuple[str, str], bytes]
_Authorities = Mapping[str, Authority]
_Key = signature.PrivateKey | MLKEM768PrivateKey


def _make(at: datetime, secret_name: str) -> tuple[_Files, _Files]:
    """What must be there at every start, and the two tables of wrong PINs, without which every key is locked."""
    authorities, secret = demo_authorities.new_authorities(at), machine.new_secret()
    files: _Files = {("secret", secret_name): secret}
    for name, (_, _, pinned) in demo_authorities.ROOTS.items():
        for purpose in pinned:
            file = f"roots/{purpose}{POST_QUANTUM if name.endswith(POST_QUANTUM) else ''}.pem"
            files.update(_published(file, authorities[name].certificate.pem.encode()))
    files.update(_kept(authorities, at))
    people = _people(authorities, at, secret)
    files.update(people)
    files.update(_station(authorities, at, secret))
    files.update(_state(authorities["policy"], at))
    files.update(_centre(authorities, at))
    files.update(_auditors(authorities["auditors"], at))
    files.update(_recovery(authorities["recovery"], at))
    table = first_table(secret, (Path(name).stem for folder, name in people if folder == "keys"))
    return files, {("keys", TRIES): table, ("secret", TRIES): table}


def _kept(authorities: _Authorities, at: datetime) -> _Files:
    """The authorities' keys, their certificates for whoever meets a holder without its chain, and their empty lists."""
    secret = machine.new_secret()
    files: _Files = {("intake", f"{AUTHORITIES}/secret"): secret}
    files["intake", f"{AUTHORITIES}/{PUBLISHED_AT}"] = ADDRESS.encode()
    files.update(_published(PUBLISHED, PUBLISHED_TEXT))
    for name, authority in authorities.items():
        made = machine.key_files(authority.key, (authority.certificate,), secret, name)
        files.update(_under("intake", f"{AUTHORITIES}/", made))
        if name in demo_authorities.ISSUERS:
            files.update(_published(f"intermediates/{name}.pem", authority.certificate.pem.encode()))
        nobody = revocation_list(authority, (), at - _BACKDATED, timedelta(days=_DAYS))
        files.update(_published(f"crls/{name}.crl", nobody))
    return files


def _people(authorities: _Authorities, at: datetime, machine_secret: bytes) -> _Files:
    data_key = soft.new_data_key()
    files: _Files = {}
    table = ["# Demonstration only: real people's PINs are written nowhere.\n"]
    for person in PEOPLE:
        authority, key = authorities["approvals" if person.approves else "operators"], issuing.new_ec_key()
        subject = Subject(
            person.name, person.organisation, person.policies, issuing.SIGNS, identifier=person.identifier
        )
        certificate = issuing.issue(authority, subject, key, at, _DAYS)
        chain = authority.chain
        sealed = soft.seal_key(key, certificate, chain, person.pin, data_key, machine_secret, person.puk)
        files["keys", f"{certificate.fingerprint}.key"] = sealed
        table.append(
            f'\n[[people]]\nname = "{person.name}"\nkey_id = "{certificate.fingerprint}"\npin = "{person.pin}"\n'
            f'puk = "{person.puk}"\n'
        )
    files["trust", "people.toml"] = "".join(table).encode()
    return files


def _station(authorities: _Authorities, at: datetime, secret: bytes) -> _Files:
    rights, extended = (roles.STATION_POLICY,), issuing.SPEAKS_TLS_AND_SIGNS
    subject = Subject("Demo Station 1", STATE, rights, issuing.SIGNS, extended)
    files = _under("keys", "", _machine(authorities["stations"], subject, "station", secret, at))
    files.update(_under("keys", "", _machine(authorities["training"], subject, "training", secret, at)))
    subject = Subject("Demo Station 1", STATE, rights, issuing.SIGNS)
    key = issuing.new_signature_key()
    files.update(_under("keys", "", _machine(authorities["stations-pq"], subject, "station-pq", secret, at, key)))
    return files


def _state(authority: Authority, at: datetime) -> _Files:
    subject = Subject("Demo Policy", STATE, (roles.POLICY_POLICY,), issuing.SIGNS)
    secret = machine.new_secret()
    files: _Files = {("intake", "state/secret"): secret}
    files.update(_under("intake", "state/", _machine(authority, subject, "policy", secret, at)))
    return files


def _centre(authorities: _Authorities, at: datetime) -> _Files:
    authority, tls_authority = authorities["centre"], authorities["tls"]
    gateway, centre = machine.new_secret(), machine.new_secret()
    files: _Files = {("intake", "gateway/secret"): gateway, ("intake", "centre/secret"): centre}

    receipts = Subject("Demo Intake Receipts", CENTRE, (roles.INTAKE_POLICY,), issuing.SIGNS)
    files.update(_under("intake", "gateway/", _machine(authority, receipts, "receipt", gateway, at)))
    server = Subject("Demo Intake", CENTRE, extended=issuing.SERVES_TLS, hosts=("localhost", "127.0.0.1", "::1"))
    files.update(_under("intake", "gateway/", _machine(tls_authority, server, "tls", gateway, at)))

    receivers: dict[str, _Key] = {
        "production": issuing.new_rsa_key(),
        "escrow": issuing.new_rsa_key(),
        "production-ec": issuing.new_ec_key(ec.SECP384R1()),
        "production-kem": issuing.new_receiver_key(),
        "escrow-kem": issuing.new_receiver_key(),
        "training": issuing.new_rsa_key(),
        "training-escrow": issuing.new_rsa_key(),
    }
    for name, key in receivers.items():
        usages = issuing.AGREES if name == "production-ec" else issuing.RECEIVES
        subject = Subject(f"Demo Receiver {name}", CENTRE, (roles.RECEIVER_POLICY,), usages)
        practised = name.startswith("training")
        made = _machine(authorities["training"] if practised else authority, subject, name, centre, at, key)
        files.update(_under("intake", "centre/", made))
        files.update(_published(f"{'training/' if practised else ''}recipients/{name}.pem", made[f"{name}.pem"]))
    files.update(demo_classes.receivers(authority, centre, at, _DAYS))
    return files


def _auditors(authority: Authority, at: datetime) -> _Files:
    secret = machine.new_secret()
    files: _Files = {("intake", "auditor/secret"): secret}
    for name in ("auditor", "deputy"):
        subject = Subject(f"Demo Auditor {name}", CENTRE, (roles.AUDITOR_POLICY,), issuing.RECEIVES)
        made = _machine(authority, subject, name, secret, at, issuing.new_rsa_key())
        files.update(_under("intake", "auditor/", made))
        files["trust", f"auditors/{name}.pem"] = made[f"{name}.pem"]
    return files


def _recovery(authority: Authority, at: datetime) -> _Files:
    files: _Files = {}
    table = ["# Demonstration only: real passphrases are written nowhere.\n"]
    for person in RECOVERY:
        subject = Subject(person.name, STATE, (roles.RECOVERY_POLICY,), issuing.AGREES, identifier=person.identifier)
        made = _machine(authority, subject, person.file, person.passphrase.encode(), at)
        files.update(_under("intake", "recovery/", made))
        files["trust", f"recovery/{person.file}.pem"] = made[f"{person.file}.pem"]
        table.append(f'"{person.file}.key.pem" = "{person.passphrase}"\n')
    files["intake", "recovery/passphrases.toml"] = "".join(table).encode()
    return files


def _machine(
    authority: Authority,
    subject: Subject,
    name: str,
    secret: bytes,
    at: datetime,
    key: _Key | None = None,
) -> dict[str, bytes]:
    """P-256 where no key is given."""
    key = key or issuing.new_ec_key()
    certificate = issuing.issue(authority, subject, key, at, _DAYS)
    return machine.key_files(key, (certificate, *authority.chain), secret, name)


def _published(name: str, data: bytes) -> _Files:
    """For the station and for the intake."""
    return {("trust", name): data, ("intake", f"trust/{name}"): data}


def _under(folder: str, prefix: str, made: Mapping[str, bytes]) -> _Files:
    return {(folder, prefix + name): data for name, data in made.items()}


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
