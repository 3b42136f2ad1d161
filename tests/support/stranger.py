"""A receiver who has the standards and nothing of ours: a DER reader of ten lines, RFC 9936 and RFC 9882 step by step.

It is proven on the messages of those documents (tests/data/cms) before it judges ours.
"""

import hashlib
from base64 import b64decode
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA65PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.keywrap import aes_key_unwrap

VECTORS = Path(__file__).parents[1] / "data" / "cms"


@dataclass(frozen=True)
class Node:
    tag: int
    raw: bytes
    value: bytes

    @property
    def parts(self) -> list["Node"]:
        return nodes(self.value)


def nodes(data: bytes) -> list[Node]:
    found, at = [], 0
    while at < len(data):
        start, length, at = at, data[at + 1], at + 2
        if length > 0x80:
            size = length - 0x80
            length, at = int.from_bytes(data[at : at + size], "big"), at + size
        found.append(Node(data[start], data[start : at + length], data[at : at + length]))
        at += length
    return found


def from_pem(name: str) -> bytes:
    return b64decode("".join((VECTORS / name).read_text(encoding="ascii").splitlines()[1:-1]))


@dataclass(frozen=True)
class KemLine:
    """KEMRecipientInfo (RFC 9629 clause 3). receiver: DER of how it is named."""

    receiver: bytes
    ciphertext: bytes
    key_length: int
    wrap: bytes
    wrapped: bytes

    def content_key(self, secret: bytes) -> bytes:
        """From the decapsulated secret (RFC 9936 clause 2.2.1)."""
        info = bytes((0x30, len(self.wrap) + 3)) + self.wrap + bytes((2, 1, self.key_length))
        key = HKDF(hashes.SHA256(), self.key_length, salt=b"", info=info).derive(secret)
        return aes_key_unwrap(key, self.wrapped)


def kem_lines(message: bytes) -> list[KemLine]:
    """Of an AuthEnvelopedData."""
    enveloped = nodes(message)[0].parts[1].parts[0].parts
    found = []
    for line in enveloped[1].parts:
        if line.tag == 0xA4:
            kind, value = line.parts
            assert kind.raw == bytes.fromhex("060b2a864886f70d0109100d03"), "id-ori-kem"
            version, receiver, _kem, ciphertext, kdf, length, wrap, wrapped = value.parts
            assert version.value == b"\0"
            assert kdf.value == bytes.fromhex("060b2a864886f70d010910031c"), "id-alg-hkdf-with-sha256"
            found.append(KemLine(receiver.raw, ciphertext.value, length.value[-1], wrap.raw, wrapped.value))
    return found


def content_of(message: bytes, content_key: bytes) -> bytes:
    """Of an AuthEnvelopedData without attributes (RFC 5083, RFC 5084)."""
    _version, _lines, encrypted, tag = nodes(message)[0].parts[1].parts[0].parts
    _kind, algorithm, ciphertext = encrypted.parts
    nonce = algorithm.parts[1].parts[0].value
    return AESGCM(content_key).decrypt(nonce, ciphertext.value + tag.value, None)


def verify_ml_dsa(message: bytes, content: bytes, key: MLDSA65PublicKey) -> None:
    """Of a SignedData with signed attributes and SHA-512 (RFC 9882 clause 3)."""
    signer = nodes(message)[0].parts[1].parts[0].parts[-1].parts[0].parts
    _version, _name, digest, attributes, algorithm, signature = signer
    assert digest.value == bytes.fromhex("0609608648016503040203"), "id-sha512, no parameters"
    assert algorithm.value == bytes.fromhex("0609608648016503040312"), "id-ml-dsa-65, no parameters"
    values = {each.parts[0].value: each.parts[1].parts[0].value for each in attributes.parts}
    assert values[bytes.fromhex("2a864886f70d010904")] == hashlib.sha512(content).digest(), "messageDigest"
    key.verify(signature.value, b"\x31" + attributes.raw[1:])  # as SET OF


def certificates_of(message: bytes) -> list[x509.Certificate]:
    """Of a SignedData."""
    signed = nodes(message)[0].parts[1].parts[0].parts
    return [x509.load_der_x509_certificate(each.raw) for part in signed if part.tag == 0xA0 for each in part.parts]
