"""BouncyCastle opens our envelopes with each kind of receiver's key, and verifies the signature that DSS knows not."""

from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from crypto import envelope, issuing, roles
from crypto.authority import load_authority
from crypto.certificate import Certificate
from crypto.demo_pki import AUTHORITIES
from crypto.keys.machine import load_pair
from station.packet import asice
from station.packet.archive import read_archive
from tests.peers import packets
from tests.peers.java import JavaPeer
from tests.support.clock import NOW
from tests.support.pki import Pki, pki
from tests.support.released import unpacked
from tests.support.sealing import signed_container

__all__ = ["pki"]

pytestmark = pytest.mark.peers

BOUNCYCASTLE = JavaPeer("bouncycastle", "BouncyCastle")
RECEIVERS = {
    "classical": ("production", "escrow"),
    "transition": ("production", "production-ec", "on-p-256", "production-kem", "escrow"),
    "post-quantum": ("production-kem", "escrow-kem"),
}
OPENED = [(policy, name) for policy, names in RECEIVERS.items() for name in names]


@dataclass(frozen=True)
class Answer:
    """found: SHA-256 of what was opened, who signed, or why not."""

    holds: bool
    found: str


class Questions:
    """Files to ask about, and the questions by name."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._asked: dict[str, list[str]] = {}

    def file(self, name: str, data: bytes) -> str:
        path = self._folder / name
        path.write_bytes(data)
        return str(path)

    def key(self, name: str, certificate: Certificate, key: PrivateKeyTypes) -> str:
        self.file(f"{name}.cer", certificate.der)
        return self.file(name, key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption()))

    def ask(self, name: str, *words: str) -> None:
        self._asked[name] = list(words)

    def answers(self) -> dict[str, Answer]:
        found = {}
        said_of_each = BOUNCYCASTLE.ask(list(self._asked.values()), self._folder)
        for name, (_, held, said) in zip(self._asked, said_of_each, strict=True):
            found[name] = Answer(held == "yes", said)
            print(f"BouncyCastle {name}: {held}, {said}")
        return found


def of_the_centre(home: Path, name: str) -> tuple[Certificate, PrivateKeyTypes]:
    (certificate, *_), key = load_pair(home / "centre", home / "centre" / "secret", name)
    return certificate, key


def on_p_256(home: Path) -> tuple[Certificate, PrivateKeyTypes]:
    authority, key = load_authority(home / AUTHORITIES, home / AUTHORITIES / "secret", "centre"), issuing.new_ec_key()
    subject = issuing.Subject("Receiver", "Tests", (roles.RECEIVER_POLICY,), issuing.AGREES)
    return issuing.issue(authority, subject, key, NOW, 30), key


@pytest.fixture(scope="module")
def container(pki: Pki) -> bytes:
    return asice.countersign(signed_container(pki), pki.station_quantum, NOW)


@pytest.fixture(scope="module")
def old(tmp_path_factory: pytest.TempPathFactory) -> packets.OldPacket:
    return packets.sealed_under_transition(unpacked(tmp_path_factory.mktemp("old")), tmp_path_factory.mktemp("trust"))


@pytest.fixture(scope="module")
def answers(
    pki: Pki, container: bytes, old: packets.OldPacket, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Answer]:
    """All of this page in one start of Java."""
    asked = Questions(tmp_path_factory.mktemp("bouncycastle"))
    receivers = {name: of_the_centre(pki.intake_home, name) for _, name in OPENED if name != "on-p-256"}
    receivers["on-p-256"] = on_p_256(pki.intake_home)
    keys = {name: asked.key(name, certificate, key) for name, (certificate, key) in receivers.items()}

    for policy, names in RECEIVERS.items():
        message = envelope.encrypt(container, [receivers[name][0] for name in names])
        whole, spoilt = asked.file(policy, message), asked.file(f"{policy}-spoilt", _with_last_bit_changed(message))
        for name in names:
            asked.ask(f"{policy}: {name}", "open", whole, keys[name])
            asked.ask(f"{policy}, spoilt: {name}", "open", spoilt, keys[name])
    asked.ask("classical: on-p-256", "open", str(Path(keys["production"]).parent / "classical"), keys["on-p-256"])

    files = {file.path: asked.file(file.path.rpartition("/")[2], file.data) for file in read_archive(container)}
    seal = files["META-INF/seal003-pq.p7s"]
    asked.ask("third", "verify", seal, files["META-INF/ASiCManifest003.xml"])
    asked.ask("third, over another file", "verify", seal, files["META-INF/ASiCManifest002.xml"])

    for name in ("production", "production-ec", "production-kem"):
        key = asked.key(f"old-{name}", *of_the_centre(old.intake_home, name))
        asked.ask(f"of 0.1.0: {name}", "open", str(old.p7m), key)
    return asked.answers()


def _with_last_bit_changed(message: bytes) -> bytes:
    """Of GCM's tag."""
    return message[:-1] + bytes((message[-1] ^ 1,))


@pytest.mark.parametrize(("policy", "name"), OPENED)
def test_each_receiver_opens_what_is_sealed_to_it(
    policy: str, name: str, answers: dict[str, Answer], container: bytes
) -> None:
    assert answers[f"{policy}: {name}"] == Answer(True, sha256(container).hexdigest())


@pytest.mark.parametrize(("policy", "name"), OPENED)
def test_a_changed_tag_opens_for_nobody(policy: str, name: str, answers: dict[str, Answer]) -> None:
    answer = answers[f"{policy}, spoilt: {name}"]
    assert not answer.holds
    assert answer.found.startswith("AEADBadTagException"), answer


def test_who_is_no_receiver_finds_no_line(answers: dict[str, Answer]) -> None:
    assert answers["classical: on-p-256"] == Answer(False, "IllegalArgumentException: no line for this receiver")


@pytest.mark.parametrize("name", ["production", "production-ec", "production-kem"])
def test_packets_of_0_1_0_open_too(name: str, answers: dict[str, Answer], old: packets.OldPacket) -> None:
    assert answers[f"of 0.1.0: {name}"] == Answer(True, sha256(old.container).hexdigest())


def test_the_post_quantum_signature_holds(answers: dict[str, Answer], pki: Pki) -> None:
    assert answers["third"].holds
    assert answers["third"].found.endswith(f"CN={pki.station_quantum.certificate.common_name}")
    assert not answers["third, over another file"].holds
