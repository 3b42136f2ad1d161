"""The centre behind an OSIA server: checks hashes and signature, decrypts, puts the container together again.

Written apart from what the station does: no scope, hash or layout code of its own is used.
"""

import json
from base64 import b64decode
from collections.abc import Callable, Mapping
from copy import deepcopy
from datetime import datetime
from hashlib import sha256
from re import findall
from typing import Any

import rfc8785

from crypto import cms, envelope
from crypto.keys.receiver import load_receiver_key
from crypto.trust import Purpose
from station.packet.archive import write_archive
from station.packet.content import PacketFile
from tests.support.clock import NOW
from tests.support.pki import Pki

Fetch = Callable[[str], bytes]  # what lies at an address


def from_pem(text: str) -> bytes:
    first, *lines, last = text.splitlines()
    assert (first, last) == ("-----BEGIN PKCS7-----", "-----END PKCS7-----")
    assert all(len(line) == 64 for line in lines[:-1])
    return b64decode("".join(lines), validate=True)


class Centre:
    """Of one enrollment as the server gives it out."""

    def __init__(self, pki: Pki, enrollment: Mapping[str, Any], fetch: Fetch) -> None:
        self.pki, self.enrollment, self.fetch = pki, dict(enrollment), fetch
        gateway = pki.intake_home / "centre"
        self.receiver = load_receiver_key(gateway, gateway / "secret", "production")

    def decrypt(self, data: bytes) -> bytes:
        certificate, key = self.receiver
        return envelope.decrypt(data, certificate, key)

    def biographic(self) -> dict[str, Any]:
        value = json.loads(self.decrypt(b64decode(self.enrollment["biographicData"], validate=True)))
        assert isinstance(value, dict)
        return value

    def references(self) -> list[tuple[dict[str, Any], str]]:
        owners = [
            *self.enrollment["biometricData"],
            *(part for document in self.enrollment["documentData"] for part in document["parts"]),
        ]
        return [
            (owner, member) for owner in owners for member in ("imageRef", "templateRef", "dataRef") if member in owner
        ]

    def check_integrity(self, at: datetime = NOW) -> cms.Signer:
        """Every hash, the station's signature, and that the buffers are those the signature names. at: when it came."""
        for owner, _ in self.references():
            (local,) = owner["integrity"]
            names = findall(r"\$\.(\w+)", local["scope"])
            assert local["followRef"]
            assert local["encrypted"]
            content = rfc8785.dumps({name: owner[name] for name in names})
            content += b"".join(self.fetch(owner[name]) for name in names)
            assert local["hash"] == sha256(content).hexdigest()
        named = [sha256(self.fetch(owner[member])).hexdigest() for owner, member in self.references()]
        assert named == self.enrollment["contextualData"]["buffers"]
        (entry,) = self.enrollment["integrity"]
        assert entry["type"] == "PKCS7"
        content = rfc8785.dumps(self.covered())
        assert entry["hash"] == sha256(content).hexdigest()
        return cms.verify_detached(from_pem(entry["signature"]), content, self.pki.trust, Purpose.STATION, at)

    def covered(self) -> dict[str, Any]:
        """All but the references and the hashes over them."""
        value = deepcopy(self.enrollment)
        for name in ("integrity", "status", "enrollmentId"):
            value.pop(name, None)
        for owner in [*value["biometricData"], *(part for doc in value["documentData"] for part in doc["parts"])]:
            for name in ("imageRef", "templateRef", "dataRef", "integrity"):
                owner.pop(name, None)
        return value

    def container(self) -> bytes:
        """The signed container, from its parts: which is which, its own application.json and manifests say."""
        (document,) = [
            item for item in self.enrollment["documentData"] if item.get("documentTypeOther") == "SIGNED_CONTAINER"
        ]
        rest = [self.decrypt(self.fetch(part["dataRef"])) for part in document["parts"]]
        by_digest = {sha256(data).digest(): data for data in rest}
        for owner, member in self.references():
            data = self.decrypt(self.fetch(owner[member]))
            by_digest[sha256(data).digest()] = data
        *_, first, first_signature, second, second_signature = rest
        listed = findall(
            r'DataObjectReference URI="([^"]+)".*?<ds:DigestValue>([^<]+)<', second.decode().replace("\n", "")
        )
        files = [PacketFile(path, by_digest[b64decode(digest)]) for path, digest in listed]
        assert [file.data for file in files[-2:]] == [first, first_signature]
        return write_archive(
            (
                *files,
                PacketFile("META-INF/ASiCManifest002.xml", second),
                PacketFile("META-INF/signature002.p7s", second_signature),
            )
        )
