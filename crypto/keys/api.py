"""What every place for keys offers: a file, a card, a module. Contract: tests/contract/test_keystore_contract.py."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, TypeAlias, runtime_checkable

from crypto.certificate import Certificate


class SigningKey(Protocol):
    """A key that signs now, without asking further."""

    @property
    def certificate(self) -> Certificate: ...

    @property
    def chain(self) -> tuple[Certificate, ...]:
        """The issuers above `certificate`, nearest first, without the root."""
        ...

    def sign(self, data: bytes) -> bytes:
        """Sign `data`, hashed here with SHA-256: DER ECDSA-Sig-Value for P-256 and P-384; RSASSA-PSS (MGF1-SHA-256,
        salt 32) for RSA. Raises KeyGone where the card was pulled or the person signed out."""
        ...


class UnlockedKey(SigningKey, Protocol):
    """A person's key after the PIN."""

    @property
    def data_key(self) -> bytes:
        """32 bytes, the same for every person of this station: seals the drafts, so that none opens before a sign-in.
        Raises KeyGone after `lock`."""
        ...

    @property
    def under_duress(self) -> bool:
        """Whether the PIN typed was the one for times of coercion: said in each signature, which is sealed, and nowhere
        else. False where the place for keys knows no such PIN. Raises KeyGone after `lock`."""
        ...

    def lock(self) -> None:
        """Sign out: forget the secrets. Any later use raises KeyGone. May be called twice."""
        ...


@runtime_checkable
class TransportKey(Protocol):
    """A receiver's RSA key. Never on a station, like the other two kinds."""

    def unwrap(self, wrapped: bytes) -> bytes:
        """RSAES-OAEP (SHA-256, MGF1-SHA-256, empty label). Raises BadEnvelope where it does not open."""
        ...


@runtime_checkable
class AgreementKey(Protocol):
    """A receiver's key on P-256 or P-384."""

    def agree(self, point: bytes) -> bytes:
        """ECDH with an ephemeral public key (SEC 1, uncompressed): the x-coordinate, as long as the curve's field.
        Raises BadEnvelope where it is no point of the key's curve."""
        ...


@runtime_checkable
class DecapsulationKey(Protocol):
    """A receiver's ML-KEM-768 key."""

    def decapsulate(self, ciphertext: bytes) -> bytes:
        """The shared secret, 32 bytes; by FIPS 203 a random one where the ciphertext is another key's. Raises
        BadEnvelope where its length is wrong."""
        ...


DecryptionKey: TypeAlias = TransportKey | AgreementKey | DecapsulationKey


@dataclass(frozen=True)
class KeyEntry:
    """What is known of a key before the PIN. `key_id` is the certificate's fingerprint."""

    key_id: str
    certificate: Certificate
    chain: tuple[Certificate, ...]


class KeyStore(Protocol):
    def entries(self) -> Sequence[KeyEntry]:
        """Every key now in reach, in a stable order. What cannot be read is left out."""
        ...

    def unlock(self, key_id: str, pin: str) -> UnlockedKey:
        """Raises WrongPin(tries_left), KeyLocked, KeyGone, KeyDamaged. The try is counted before the PIN is tested."""
        ...
