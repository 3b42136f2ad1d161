"""A receiver's keys in files: the centre's, and those of people who recover drafts; never a station's. Laid out as in
crypto.keys.machine.

Each kind offers the one primitive that a security module has too; the rest of opening a packet is crypto.recipients.
"""

from dataclasses import dataclass, field
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import ec, mlkem, rsa

from crypto import key_transport, signature
from crypto.certificate import Certificate
from crypto.errors import BadEnvelope, UnsupportedKey
from crypto.keys import machine
from crypto.keys.api import DecryptionKey


@dataclass(frozen=True)
class RsaReceiverKey:
    """TransportKey."""

    key: rsa.RSAPrivateKey = field(repr=False)

    def unwrap(self, wrapped: bytes) -> bytes:
        return key_transport.unwrap(self.key, wrapped)


@dataclass(frozen=True)
class EcReceiverKey:
    """AgreementKey."""

    key: ec.EllipticCurvePrivateKey = field(repr=False)

    def agree(self, point: bytes) -> bytes:
        try:
            ephemeral = ec.EllipticCurvePublicKey.from_encoded_point(self.key.curve, point)
            return self.key.exchange(ec.ECDH(), ephemeral)
        except ValueError:
            raise BadEnvelope(reason="key") from None


@dataclass(frozen=True)
class KemReceiverKey:
    """DecapsulationKey."""

    key: mlkem.MLKEM768PrivateKey = field(repr=False)

    def decapsulate(self, ciphertext: bytes) -> bytes:
        try:
            return self.key.decapsulate(ciphertext)
        except ValueError:
            raise BadEnvelope(reason="key") from None


def receiver_key(key: object) -> DecryptionKey:
    """The private key as a receiver's. Raises UnsupportedKey."""
    if isinstance(key, mlkem.MLKEM768PrivateKey):
        return KemReceiverKey(key)
    classical = signature.private_key(key)
    if isinstance(classical, rsa.RSAPrivateKey):
        return RsaReceiverKey(classical)
    if isinstance(classical, ec.EllipticCurvePrivateKey):
        return EcReceiverKey(classical)
    raise UnsupportedKey(kind=type(key).__name__)


def load_receiver_key(folder: Path, secret: Path, name: str) -> tuple[Certificate, DecryptionKey]:
    """A receiver's certificate and key, for `envelope.decrypt`. Raises as `machine.load_machine_key`."""
    (certificate, *_), key = machine.load_pair(folder, secret, name)
    return certificate, receiver_key(key)


def open_receiver_key(
    written: bytes, sealed: bytes, passphrase: bytes
) -> tuple[Certificate, tuple[Certificate, ...], DecryptionKey]:
    """A person's certificate, its issuers and their key, out of two files brought along: certificates in PEM, and
    PKCS#8 under a passphrase that is typed. Raises KeyDamaged, also for a wrong passphrase, and UnsupportedKey."""
    (certificate, *chain), key = machine.pair_of(written, sealed, passphrase)
    return certificate, tuple(chain), receiver_key(key)
