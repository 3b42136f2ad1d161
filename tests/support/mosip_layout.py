"""A MOSIP packet taken apart by the byte layout of the specification alone: no code of the product is used here.

0    12   nonce                     44   32   SHA-256 of the receiver's certificate
12   32   additional data           76   256  AES key under RSA-OAEP, SHA-256, MGF1-SHA-256
                                    332  14   "#KEY_SPLITTER#", then ciphertext and 16-byte tag
"""

import json
from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO
from typing import Any
from zipfile import ZipFile

from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256

OAEP = padding.OAEP(mgf=padding.MGF1(SHA256()), algorithm=SHA256(), label=None)


def decrypt(sealed: bytes, key: rsa.RSAPrivateKey, certificate_der: bytes) -> bytes:
    nonce, aad = sealed[0:12], sealed[12:44]
    assert sealed[44:76] == sha256(certificate_der).digest(), "thumbprint"
    wrapped = sealed[76:332]
    assert sealed[332:346] == b"#KEY_SPLITTER#"
    return AESGCM(key.decrypt(wrapped, OAEP)).decrypt(nonce, sealed[346:], aad)


def encrypt_to_machine(plain: bytes, key: rsa.RSAPublicKey) -> bytes:
    """An answer to a machine: 256 key, 12 nonce, 32 additional data, ciphertext and tag."""
    content_key, nonce, aad = bytes(range(32)), bytes(range(12)), bytes(range(32, 64))
    return key.encrypt(content_key, OAEP) + nonce + aad + AESGCM(content_key).encrypt(nonce, plain, aad)


def verify(key: rsa.RSAPublicKey, signature: bytes, data: bytes) -> None:
    """RSASSA-PKCS1-v1_5 with SHA-256; raises InvalidSignature."""
    key.verify(signature, data, padding.PKCS1v15(), SHA256())


def unzip(data: bytes) -> dict[str, bytes]:
    with ZipFile(BytesIO(data)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def identity(data: bytes) -> dict[str, Any]:
    """The object between MOSIP's prefix and suffix."""
    assert data.startswith(b'{ "identity" : ')
    assert data.endswith(b" } ")
    value: dict[str, Any] = json.loads(data)["identity"]
    return value


@dataclass(frozen=True)
class Subpacket:
    sealed: bytes
    description: dict[str, str]
    plain: bytes
    files: dict[str, bytes]


def open_packet(sealed: bytes, key: rsa.RSAPrivateKey, certificate_der: bytes) -> dict[str, Subpacket]:
    """Sub-packets by the name they have in the outer file, without suffix."""
    outer = unzip(decrypt(sealed, key, certificate_der))
    names = [name.removesuffix(".zip") for name in outer if name.endswith(".zip")]
    assert sorted(outer) == sorted([f"{name}{suffix}" for name in names for suffix in (".json", ".zip")])
    found = {}
    for name in names:
        plain = decrypt(outer[f"{name}.zip"], key, certificate_der)
        found[name] = Subpacket(outer[f"{name}.zip"], json.loads(outer[f"{name}.json"]), plain, unzip(plain))
    return found
