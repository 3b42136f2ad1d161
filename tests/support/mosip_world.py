"""Everything a station needs at a MOSIP receiver, made once a run, with the receiver's halves for tests."""

from base64 import urlsafe_b64encode
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from crypto.mosip.machine import MosipMachine, create_mosip_machine
from station.settings import Settings
from tests.support.clock import NOW
from tests.support.pki import Pki

CENTRE, MACHINE = "10001", "10077"
USER, PASSWORD = "110005", "correct horse"
OFFICER_USER = "110017"


@dataclass(frozen=True)
class Holder:
    """A key of the receiver and its certificate."""

    key: rsa.RSAPrivateKey
    certificate: x509.Certificate

    @property
    def der(self) -> bytes:
        return self.certificate.public_bytes(Encoding.DER)

    @property
    def pem(self) -> bytes:
        return self.certificate.public_bytes(Encoding.PEM)

    def jws(self, body: bytes) -> str:
        """Detached, RS256."""
        header = b64(b'{"alg":"RS256"}')
        signature = self.key.sign(f"{header}.{b64(body)}".encode(), padding.PKCS1v15(), hashes.SHA256())
        return f"{header}..{b64(signature)}"


@dataclass(frozen=True)
class MosipWorld:
    settings: Settings
    machine: MosipMachine
    policy: Holder
    answers: Holder


def b64(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode()


def holder(name: str, bits: int = 2048, days: int = 365) -> Holder:
    key = rsa.generate_private_key(65537, bits)
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(NOW - timedelta(days=1))
        .not_valid_after(NOW + timedelta(days=days))
        .sign(key, hashes.SHA256())
    )
    return Holder(key, certificate)


def make_world(home: Path, pki: Pki) -> MosipWorld:
    """Keys beside those of `pki`'s station; operator and officer of `pki` have users at the receiver."""
    settings = Settings(
        data=home / "data",
        config=home / "config",
        intake="mosip+https://127.0.0.1:9",
        receivers={"mosip": entries(pki.operator.certificate.fingerprint, pki.officer.certificate.fingerprint)},
    )
    for folder in (settings.config, settings.keys, settings.trust):
        folder.mkdir(parents=True)
    settings.machine_secret.write_bytes(b"secret of this computer")
    return furnish(settings)


def entries(operator: str, officer: str) -> dict[str, Any]:
    """`[mosip]` of station.toml. operator, officer: fingerprints of their certificates."""
    return {"centre": CENTRE, "machine": MACHINE, "users": {operator: USER, officer: OFFICER_USER}}


def furnish(settings: Settings) -> MosipWorld:
    """The files that a technician puts beside station.toml, and the machine's keys."""
    (settings.trust / "mosip").mkdir()
    policy, answers = holder("policy"), holder("answers")
    (settings.trust / "mosip" / "policy.pem").write_bytes(policy.pem)
    (settings.trust / "mosip" / "answers.pem").write_bytes(answers.pem)
    credentials = settings.config / "mosip-credentials.toml"
    credentials.write_text(f'user = "{USER}"\npassword = "{PASSWORD}"\n', encoding="utf-8")
    credentials.chmod(0o600)
    return MosipWorld(settings, create_mosip_machine(settings.keys, settings.machine_secret), policy, answers)


_MADE: list[MosipWorld] = []


@pytest.fixture(scope="session")
def mosip(pki: Pki, tmp_path_factory: pytest.TempPathFactory) -> MosipWorld:
    """To be read, never changed: all tests share it."""
    if not _MADE:
        _MADE.append(make_world(tmp_path_factory.mktemp("mosip"), pki))
    return _MADE[0]
