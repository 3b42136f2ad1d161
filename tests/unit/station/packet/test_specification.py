"""docs/packet.md says the bytes that are written: every constant of the page is found in messages made now."""

import json
import re
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from crypto import cms, envelope, issuing, roles
from crypto.envelope import structure
from crypto.keys.machine import MachineKey
from crypto.recipients import agreement, encapsulation
from station.packet import asice, layout
from station.packet.archive import MAX_BYTES, MAX_FILES, read_archive
from station.packet.envelope_policy import (
    FORMAT,
    Confidentiality,
    KeyManagement,
    Role,
    SignatureAlgorithm,
)
from station.packet.manifest import digest_of, manifest
from tests.support import policies
from tests.support.clock import NOW
from tests.support.pki import Pki
from tests.support.sealing import signed_container

PAGE = (Path(__file__).parents[4] / "docs" / "packet.md").read_text(encoding="utf-8")
CONSTANTS = sorted(
    {span for span in re.findall(r"`([^`]+)`", PAGE) if re.fullmatch(r"([0-9a-f]{2} ){3,}[0-9a-f]{2}", span)}
)


@pytest.fixture(scope="module")
def container(pki: Pki) -> bytes:
    return asice.countersign(signed_container(pki), pki.station_quantum, NOW)


@pytest.fixture(scope="module")
def written(pki: Pki, container: bytes) -> bytes:
    """Messages of every kind, one after the other, and what is derived without being sent."""
    authority = issuing.root("Root", "Tests", NOW, 1)
    keys = {
        issuing.RECEIVES: (issuing.new_rsa_key(), issuing.new_receiver_key()),
        issuing.AGREES: (issuing.new_ec_key(), issuing.new_ec_key(ec.SECP384R1())),
    }
    receivers = [
        issuing.issue(authority, issuing.Subject("Receiver", "Tests", (roles.RECEIVER_POLICY,), usages), key, NOW, 1)
        for usages, made in keys.items()
        for key in made
    ]
    rsa_key = issuing.new_rsa_key()
    signer = MachineKey(issuing.issue(authority, issuing.Subject("Signer", "Tests"), rsa_key, NOW, 1), (), rsa_key)
    return b"".join(
        (
            container,
            envelope.encrypt(container, receivers),
            cms.sign_detached(container, pki.station, NOW),
            cms.sign_detached(container, pki.station_quantum, NOW),
            cms.sign_detached(container, signer, NOW),
            agreement._SHARED_INFO,
            b"\x30\x10" + encapsulation.key_wrap.IDENTIFIER + encapsulation._KEY_LENGTH,
        )
    )


def test_there_are_constants() -> None:
    assert len(CONSTANTS) >= 14


@pytest.mark.parametrize("constant", CONSTANTS)
def test_every_constant_is_written(constant: str, written: bytes) -> None:
    assert bytes.fromhex(constant) in written


def test_the_shape_of_the_envelope_is_what_is_drawn(pki: Pki) -> None:
    message = envelope.encrypt(b"content", pki.recipients)
    for line in re.findall(r"^ +((?:[0-9a-f]{2} ){5,}[0-9a-f]{2}) ", PAGE, re.MULTILINE):
        assert bytes.fromhex(line) in message, line


def test_the_manifest_is_what_is_shown(container: bytes) -> None:
    """Byte for byte, with one reference put in."""
    shown = re.search(r"( +<\?xml.*?</asic:ASiCManifest>\n)", PAGE, re.DOTALL)
    assert shown is not None
    text = re.sub(r"^ {4}", "", shown[1], flags=re.MULTILINE)
    (first, *_) = read_archive(container)
    expected = (
        text.replace("NNN", "001")
        .replace("PATH", first.path)
        .replace("TYPE", "application/json")
        .replace("BASE64 OF THE SHA-256", digest_of(first.data))
    )
    assert manifest((first,), "META-INF/signature001.p7s").decode() == expected


def test_paths_and_kinds_are_named(container: bytes) -> None:
    for file in read_archive(container):
        assert f".{file.path.rpartition('.')[2]}" in PAGE
        if "<" not in file.path and "fingers" not in file.path:
            assert file.path in PAGE or file.path.rpartition("/")[2] in PAGE, file.path
    assert layout.MIMETYPE in PAGE
    application = json.loads(read_archive(container)[0].data)
    assert all(f"`{member}`" in PAGE for member in application)
    assert all(f"`{member}`" in PAGE for member in application["contextualData"])


def test_limits_are_those_of_the_code() -> None:
    assert f"At most {MAX_FILES} entries and {MAX_BYTES // 2**20} MiB" in PAGE
    assert f"at most {structure.MAX_RECIPIENTS}; everything before the ciphertext at most" in PAGE
    assert (
        f"{structure.MAX_HEAD_BYTES // 1024} KiB; the message at most {structure.MAX_STREAM_BYTES // 2**30} GiB" in PAGE
    )


def test_policies_are_described_whole() -> None:
    members = json.loads(policies.document(policies.CLASSICAL))
    assert all(f"`{member}`" in PAGE for member in members)
    words = (*Confidentiality, *Role, *KeyManagement, *SignatureAlgorithm, FORMAT)
    assert all(f"`{word}`" in PAGE for word in words)
