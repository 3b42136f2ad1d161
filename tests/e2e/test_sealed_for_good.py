"""After sealing nobody at the station can read the packet: tried with everything on its disk, every PIN and every key.

The packet is sealed under the policy that names receivers of every kind, so that each kind of line is attacked. The
intake's folder, which a demonstration keeps below the station's data, is the centre's and is taken away first.
"""

import re
import shutil
from base64 import b64decode
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA65PrivateKey
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from crypto import envelope, recipients
from crypto.certificate import Certificate, certificates_from_pem
from crypto.demo_people import PEOPLE
from crypto.envelope import structure
from crypto.errors import CryptoError
from crypto.keys.log import load_log_keys
from crypto.keys.machine import load_machine_key
from crypto.keys.receiver import load_receiver_key, receiver_key
from crypto.keys.soft import SoftKeyStore
from station.packet.archive import write_archive
from station.services.views import SealedView
from station.settings import Settings, load_settings
from tests.support import policies
from tests.support.applicants import ADULT
from tests.support.desk import OPERATOR, PINS, approved_draft, open_desk

BLOCK = 16
# Every container begins alike (the mimetype entry), so one block of plaintext is known to everybody.
KNOWN = write_archive(())[:BLOCK]


@dataclass(frozen=True)
class Station:
    """A station after one packet was sealed; the centre's folder is elsewhere."""

    settings: Settings
    packet: Path
    centre: Path

    @property
    def message(self) -> bytes:
        return self.packet.read_bytes()

    @property
    def receivers(self) -> dict[str, Certificate]:
        folder = self.settings.trust / "recipients"
        return {file.stem: certificates_from_pem(file.read_bytes())[0] for file in folder.glob("*.pem")}

    def files(self) -> dict[Path, bytes]:
        folders = (self.settings.data, self.settings.config)
        return {path: path.read_bytes() for folder in folders for path in folder.rglob("*") if path.is_file()}

    def private_keys(self) -> list[Any]:
        """Every private key, opened with the machine's secret and with everybody's PIN."""
        folder, secret = self.settings.keys, self.settings.machine_secret
        store = SoftKeyStore(folder, secret)
        people = [store.unlock(each.key_id, PINS[each.certificate.common_name]) for each in store.entries()]
        machines = [load_machine_key(folder, secret, name) for name in ("station", "station-pq")]
        return [key._key for key in machines] + [key._secrets.key for key in people]  # type: ignore[attr-defined]

    def secrets(self) -> Iterator[bytes]:
        """What those keys and PINs open: the keys themselves, the drafts' key, the log's."""
        for key in self.private_keys():
            yield key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
        store = SoftKeyStore(self.settings.keys, self.settings.machine_secret)
        for each in store.entries():
            yield store.unlock(each.key_id, PINS[each.certificate.common_name]).data_key
        log = load_log_keys(self.settings.keys, self.settings.machine_secret)
        yield log.salt_key


@pytest.fixture(scope="module")
def station(demo_keys: Path, tmp_path_factory: pytest.TempPathFactory) -> Station:
    home = tmp_path_factory.mktemp("sealed") / "home"
    settings = load_settings(Path(shutil.copytree(demo_keys, home)))
    state = settings.intake_home / "state"
    policies.activate(policies.TRANSITION, load_machine_key(state, state / "secret", "policy"), settings.trust)
    centre = Path(shutil.move(settings.intake_home, home.parent / "centre"))
    with closing((desk := open_desk(settings)).db):
        desk.sign_in_as(OPERATOR)
        answer = desk.enroll.seal(approved_draft(desk))
        assert isinstance(answer, SealedView), answer
    return Station(settings, Path(answer.packet_path), centre)


def head_of(message: bytes) -> structure.Head:
    return structure.read_head(message, len(message), len(message))


def content_key(station: Station) -> bytes:
    """As the centre gets it."""
    folder = station.centre / "centre"
    certificate, key = load_receiver_key(folder, folder / "secret", "production")
    return recipients.open_for(certificate, key, head_of(station.message).recipient_infos)


def opens(candidate: bytes, station: Station) -> bool:
    """Whether that is the key of the content."""
    head = head_of(station.message)
    first = station.message[head.start : head.start + BLOCK]
    keystream = bytes(a ^ b for a, b in zip(first, KNOWN, strict=True))
    counter = head.nonce + b"\0\0\0\2"  # NIST SP 800-38D clause 7.1: the first block of content
    return Cipher(algorithms.AES256(candidate), modes.ECB()).encryptor().update(counter) == keystream


def decoded(data: bytes) -> Iterator[bytes]:
    """What is written as text: hexadecimal digits and base64."""
    for match in re.finditer(rb"[0-9a-fA-F]{64,}", data):
        yield bytes.fromhex(match[0][: len(match[0]) // 2 * 2].decode())
    for match in re.finditer(rb"(?:[A-Za-z0-9+/]{4,}\n?){6,}={0,2}", data):
        text = re.sub(rb"\s", b"", match[0])
        yield b64decode(text[: len(text) // 4 * 4])


def test_the_centre_can_read_it(station: Station) -> None:
    """So that what follows proves something: the packet is sound, and the search finds a key where one lies."""
    folder = station.centre / "centre"
    certificate, key = load_receiver_key(folder, folder / "secret", "production-kem")
    assert envelope.decrypt(station.message, certificate, key).startswith(KNOWN)
    secret = content_key(station)
    assert opens(secret, station)
    assert not opens(secret[1:] + secret[:1], station)
    written = f'{{"key": "{secret.hex()}"}}'.encode()
    assert any(secret in each for each in decoded(written))


def test_no_key_of_the_station_opens_a_line_of_any_kind(station: Station) -> None:
    lines = head_of(station.message).recipient_infos
    assert len(lines) == 4
    keys = [receiver_key(key) for key in station.private_keys() if not isinstance(key, MLDSA65PrivateKey)]
    assert len(keys) == 1 + len(PEOPLE)  # the station's, and people's
    for certificate in station.receivers.values():
        for key in keys:
            with pytest.raises(CryptoError):
                recipients.open_for(certificate, key, lines)


def test_the_key_of_the_content_is_nowhere(station: Station) -> None:
    """No other 32 bytes open it, so that one key is looked for."""
    found, sought = station.files(), content_key(station)
    assert station.packet in found
    assert station.settings.machine_secret in found
    for path, data in found.items():
        assert sought not in data, path.name
        for number, text in enumerate(decoded(data)):
            assert sought not in text, (path.name, number)
    for number, secret in enumerate(station.secrets()):
        assert sought not in secret, number


def test_nothing_that_was_typed_or_drawn_is_left(station: Station) -> None:
    marked = [ADULT[name] for name in ("surname_hy", "surname_latin", "psn", "phone", "email", "address")]
    for path, data in station.files().items():
        for text in marked:
            for form in (text, text.upper(), text.lower()):
                assert form.encode() not in data, path.name
                assert form.encode("utf-16-le") not in data, path.name
        assert b"biometrics/face" not in data, path.name
    assert not list(station.settings.drafts.rglob("*.sealed"))
