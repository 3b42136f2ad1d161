"""The stranger's check: the stock `openssl`, and nothing of ours, verifies and opens what we write."""

import shutil
import subprocess
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from crypto import cms, envelope, issuing, roles
from crypto.certificate import pem_of
from crypto.errors import CryptoError
from crypto.keys import machine
from crypto.keys.machine import MachineKey
from crypto.keys.receiver import receiver_key
from crypto.trust import Purpose, TrustStore
from tests.support.clock import NOW
from tests.support.draws import Places
from tests.unit.crypto.conftest import DAYS, KEYS, Authorities, Receiver, holder

pytestmark = pytest.mark.skipif(shutil.which("openssl") is None, reason="the openssl command is not there")

CONTENT = b"\x00binary\r\n\xff content" * 50
VERIFY = ("-verify", "-binary", "-inform", "DER", "-out", "/dev/null")
OFFICER_ONLY = ("-policy", roles.OFFICER_POLICY, "-explicit_policy")


@dataclass(frozen=True)
class Folder:
    path: Path

    def put(self, name: str, data: bytes | str) -> None:
        (self.path / name).write_bytes(data.encode() if isinstance(data, str) else data)

    def openssl(self, *arguments: str) -> int:
        done = subprocess.run(["openssl", "cms", *arguments], cwd=self.path, capture_output=True, check=False)
        return done.returncode


@pytest.fixture
def folder(tmp_path: Path, authorities: Authorities) -> Folder:
    made = Folder(tmp_path)
    made.put("people.pem", authorities.people.certificate.pem)
    made.put("machines.pem", authorities.machine_root.certificate.pem)
    made.put("content", CONTENT)
    return made


@pytest.mark.parametrize("kind", KEYS)
def test_it_verifies_each_kind_of_key_as_cades(kind: str, folder: Folder, authorities: Authorities) -> None:
    key = holder(authorities.operators, (roles.OPERATOR_POLICY,), KEYS[kind]())
    folder.put("detached.p7s", cms.sign_detached(CONTENT, key, NOW))
    folder.put("attached.p7m", cms.sign_attached(CONTENT, key, NOW))
    detached = (*VERIFY, "-cades", "-in", "detached.p7s", "-CAfile", "people.pem", "-content")
    assert folder.openssl(*detached, "content") == 0
    assert folder.openssl(*VERIFY, "-cades", "-in", "attached.p7m", "-CAfile", "people.pem") == 0
    folder.put("content", CONTENT + b".")
    assert folder.openssl(*detached, "content") == 4
    assert folder.openssl(*VERIFY, "-in", "attached.p7m", "-CAfile", "machines.pem") == 4


def test_the_officers_policy_decides_without_a_line_of_ours(
    folder: Folder, authorities: Authorities, operator: MachineKey, officer: MachineKey
) -> None:
    usurper = holder(authorities.operators, (roles.OFFICER_POLICY,))  # written by the vendor's own authority
    checks = (*VERIFY, "-cades", "-content", "content", "-CAfile", "people.pem", "-in")
    for name, key, expected in (("officer", officer, 0), ("operator", operator, 4), ("usurper", usurper, 4)):
        folder.put(name, cms.sign_detached(CONTENT, key, NOW))
        assert folder.openssl(*checks, name) == 0, name
        assert folder.openssl(*checks, name, *OFFICER_ONLY) == expected, name


def test_it_opens_a_packet_with_either_key_and_checks_who_sent_it(
    folder: Folder, authorities: Authorities, receivers: tuple[Receiver, Receiver]
) -> None:
    station = holder(authorities.machines, (roles.STATION_POLICY,))
    sealed = envelope.encrypt(CONTENT, [receiver.certificate for receiver in receivers])
    folder.put("packet.p7m", sealed)
    folder.put("packet.p7m.p7s", cms.sign_detached(sealed, station, NOW))
    sender = (*VERIFY, "-in", "packet.p7m.p7s", "-content", "packet.p7m", "-CAfile", "machines.pem")
    assert folder.openssl(*sender) == 0
    secret = machine.new_secret()
    folder.put("secret", secret)
    for number, receiver in enumerate(receivers):
        for name, data in machine.key_files(receiver.key.key, (receiver.certificate,), secret, "centre").items():
            folder.put(name, data)
        opened = folder.openssl(
            *("-decrypt", "-binary", "-inform", "DER", "-in", "packet.p7m", "-out", f"opened{number}"),
            *("-recip", "centre.pem", "-inkey", "centre.key.pem", "-passin", "file:secret"),
        )
        assert opened == 0
        assert (folder.path / f"opened{number}").read_bytes() == CONTENT


@pytest.fixture
def every_kind(folder: Folder, authorities: Authorities) -> dict[str, Receiver]:
    """A receiver of each kind of key, with its files `<kind>.pem` and `<kind>.key.pem`."""
    made = {}
    secret = machine.new_secret()
    folder.put("secret", secret)
    keys: dict[str, tuple[issuing.CertifiedKey, tuple[str, ...]]] = {
        "RSA-3072": (issuing.new_rsa_key(), issuing.RECEIVES),
        "P-256": (issuing.new_ec_key(), issuing.AGREES),
        "P-384": (issuing.new_ec_key(ec.SECP384R1()), issuing.AGREES),
        "ML-KEM-768": (issuing.new_receiver_key(), issuing.RECEIVES),
    }
    for kind, (key, usages) in keys.items():
        subject = issuing.Subject("Receiver", "Tests", (roles.RECEIVER_POLICY,), usages)
        made[kind] = Receiver(issuing.issue(authorities.machines, subject, key, NOW, DAYS), receiver_key(key))
        for name, data in machine.key_files(key, (made[kind].certificate,), secret, kind).items():
            folder.put(name, data)
    return made


CLASSICAL = ("RSA-3072", "P-256", "P-384")


def test_it_opens_with_every_kind_it_knows_and_passes_the_others_over(
    folder: Folder, every_kind: dict[str, Receiver]
) -> None:
    folder.put("packet.p7m", envelope.encrypt(CONTENT, [each.certificate for each in every_kind.values()]))
    for kind in CLASSICAL:
        opened = folder.openssl(
            *("-decrypt", "-binary", "-inform", "DER", "-in", "packet.p7m", "-out", f"opened-{kind}"),
            *("-recip", f"{kind}.pem", "-inkey", f"{kind}.key.pem", "-passin", "file:secret"),
        )
        assert opened == 0, kind
        assert (folder.path / f"opened-{kind}").read_bytes() == CONTENT


def test_we_open_what_it_seals(folder: Folder, every_kind: dict[str, Receiver]) -> None:
    agreed = ("-keyopt", "ecdh_kdf_md:sha256")
    sealed = folder.openssl(
        *("-encrypt", "-binary", "-aes-256-gcm", "-outform", "DER", "-in", "content", "-out", "sealed.p7m"),
        *("-recip", "RSA-3072.pem", "-keyopt", "rsa_padding_mode:oaep", "-keyopt", "rsa_oaep_md:sha256"),
        *("-recip", "P-256.pem", *agreed, "-recip", "P-384.pem", *agreed),
    )
    assert sealed == 0
    message = (folder.path / "sealed.p7m").read_bytes()
    for kind in CLASSICAL:
        receiver = every_kind[kind]
        assert envelope.decrypt(message, receiver.certificate, receiver.key) == CONTENT


def test_a_packet_changed_anywhere_is_refused_by_its_outer_signature(
    folder: Folder, authorities: Authorities, receivers: tuple[Receiver, Receiver], trust: TrustStore, places: Places
) -> None:
    station = holder(authorities.machines, (roles.STATION_POLICY,))
    sealed = envelope.encrypt(b"small", [receiver.certificate for receiver in receivers])
    signature = cms.sign_detached(sealed, station, NOW)
    folder.put("packet.p7m.p7s", signature)
    for number, position in enumerate(places(len(sealed))):
        changed = bytearray(sealed)
        changed[position] ^= 1 << position % 8
        with pytest.raises(CryptoError):
            cms.verify_detached(signature, bytes(changed), trust, Purpose.STATION, NOW)
        if number % 25 == 0:
            folder.put("packet.p7m", bytes(changed))
            sender = (*VERIFY, "-in", "packet.p7m.p7s", "-content", "packet.p7m", "-CAfile", "machines.pem")
            assert folder.openssl(*sender) == 4


@pytest.mark.parametrize("kind", KEYS)
def test_we_verify_what_it_signs(kind: str, folder: Folder, authorities: Authorities, trust: TrustStore) -> None:
    key = KEYS[kind]()
    signer = holder(authorities.operators, (roles.OPERATOR_POLICY,), key)
    secret = machine.new_secret()
    folder.put("secret", secret)
    for name, data in machine.key_files(key, (signer.certificate,), secret, "signer").items():
        folder.put(name, data)
    folder.put("chain.pem", pem_of(signer.chain))
    pss = ("-keyopt", "rsa_padding_mode:pss", "-keyopt", "rsa_pss_saltlen:32") if kind.startswith("RSA") else ()
    for name, mode in (("detached.p7s", ()), ("attached.p7m", ("-nodetach",))):
        signed = folder.openssl(
            *("-sign", "-binary", "-cades", "-md", "sha256", "-outform", "DER", "-in", "content", "-out", name),
            *("-signer", "signer.pem", "-inkey", "signer.key.pem", "-passin", "file:secret", *pss),
            *("-certfile", "chain.pem", *mode),
        )
        assert signed == 0
    detached = (folder.path / "detached.p7s").read_bytes()
    attached = (folder.path / "attached.p7m").read_bytes()
    now = datetime.now(UTC)  # openssl signs by the machine's clock
    assert cms.verify_detached(detached, CONTENT, trust, Purpose.OPERATOR, now).certificate == signer.certificate
    assert cms.verify_attached(attached, trust, Purpose.OPERATOR, now)[0] == CONTENT
