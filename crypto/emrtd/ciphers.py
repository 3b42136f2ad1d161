"""The four ciphers of Doc 9303 part 11 and what is made with them: keys, blocks, checksums (clauses 9.7, 9.8, 4.3.3).

3DES is two-key and comes with the retail MAC (ISO/IEC 9797-1 algorithm 3); AES comes with CMAC, eight bytes of it.
"""

from dataclasses import dataclass
from enum import Enum
from hashlib import sha1, sha256
from hmac import compare_digest

from cryptography.hazmat.decrepit.ciphers.algorithms import TripleDES
from cryptography.hazmat.primitives.ciphers import Cipher, CipherContext
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CBC, ECB
from cryptography.hazmat.primitives.cmac import CMAC

from crypto.emrtd.errors import MalformedTlv

MAC_BYTES = 8
_ENC, _MAC, _PASSWORD = 1, 2, 3


class Suite(Enum):
    """Values: the last arc of the identifiers of PACE and chip authentication."""

    TDES, AES_128, AES_192, AES_256 = 1, 2, 3, 4

    @property
    def key_bytes(self) -> int:
        return {Suite.AES_192: 24, Suite.AES_256: 32}.get(self, 16)

    @property
    def block(self) -> int:
        """Bytes of a block."""
        return 8 if self is Suite.TDES else 16

    def derive(self, secret: bytes, counter: int) -> bytes:
        """A key of a shared secret (clause 9.7.1): SHA-1 for 128 bits, SHA-256 for more."""
        message = secret + counter.to_bytes(4, "big")
        digest = sha1(message, usedforsecurity=False).digest() if self.key_bytes == 16 else sha256(message).digest()
        return _odd_parity(digest[:16]) if self is Suite.TDES else digest[: self.key_bytes]

    def password_key(self, secret: bytes) -> bytes:
        """K_pi of PACE."""
        return self.derive(secret, _PASSWORD)

    def encryptor(self, key: bytes, iv: bytes | None = None) -> CipherContext:
        """CBC; iv: zero where none is given."""
        return Cipher(self._algorithm(key), CBC(iv or bytes(self.block))).encryptor()

    def encrypt(self, key: bytes, data: bytes, iv: bytes | None = None) -> bytes:
        """data: whole blocks."""
        context = self.encryptor(key, iv)
        return context.update(data) + context.finalize()

    def decrypt(self, key: bytes, data: bytes, iv: bytes | None = None) -> bytes:
        """data: whole blocks."""
        context = Cipher(self._algorithm(key), CBC(iv or bytes(self.block))).decryptor()
        return context.update(data) + context.finalize()

    def mac(self, key: bytes, message: bytes) -> bytes:
        """Eight bytes. For 3DES the message is padded here (method 2): CMAC pads for itself."""
        if self is Suite.TDES:
            return retail_mac(key, pad(message, self.block))
        context = CMAC(AES(key))
        context.update(message)
        return context.finalize()[:MAC_BYTES]

    def _algorithm(self, key: bytes) -> AES | TripleDES:
        return TripleDES(key + key[:8]) if self is Suite.TDES else AES(key)


def retail_mac(key: bytes, message: bytes) -> bytes:
    """ISO/IEC 9797-1 algorithm 3 over whole blocks of eight: single DES, the last block through all three."""
    first = key[:8]
    chained = Cipher(TripleDES(first * 3), CBC(bytes(8))).encryptor().update(message[:-8])[-8:]
    return Cipher(TripleDES(key + first), CBC(chained or bytes(8))).encryptor().update(message[-8:])


def pad(data: bytes, block: int) -> bytes:
    """ISO/IEC 9797-1 method 2."""
    return data + b"\x80" + bytes(block - 1 - len(data) % block)


def unpad(data: bytes) -> bytes:
    """Raises MalformedTlv where no padding stands at the end."""
    kept = data.rstrip(b"\0")
    if not kept or kept[-1] != 0x80:
        raise MalformedTlv(reason="padding")
    return kept[:-1]


def same(left: bytes, right: bytes) -> bool:
    """In time that does not tell where they differ."""
    return compare_digest(left, right)


def _odd_parity(key: bytes) -> bytes:
    return bytes(octet & 0xFE | (octet >> 1).bit_count() % 2 ^ 1 for octet in key)


@dataclass(frozen=True, slots=True, repr=False)
class Keys:
    """Of a session."""

    suite: Suite
    enc: bytes
    mac: bytes

    @classmethod
    def of(cls, suite: Suite, secret: bytes) -> "Keys":
        return cls(suite, suite.derive(secret, _ENC), suite.derive(secret, _MAC))


class Engine:
    """The two keys of a session at work. What can be made once for all messages is made here."""

    def __init__(self, keys: Keys) -> None:
        self.suite, self.block = keys.suite, keys.suite.block
        self._enc, self._mac = keys.enc, keys.mac
        aes = keys.suite is not Suite.TDES
        self._whole = CMAC(AES(keys.mac)) if aes else None
        self._counters = Cipher(AES(keys.enc), ECB()).encryptor() if aes else None  # noqa: S305 - one block at a time

    def encrypt(self, counter: bytes, data: bytes) -> bytes:
        """data: of any length; padded here."""
        return self.suite.encrypt(self._enc, pad(data, self.block), self._iv(counter))

    def decrypt(self, counter: bytes, data: bytes) -> bytes:
        """Without the padding. Raises MalformedTlv."""
        if not data or len(data) % self.block:
            raise MalformedTlv(reason="blocks")
        return unpad(self.suite.decrypt(self._enc, data, self._iv(counter)))

    def mac(self, message: bytes) -> bytes:
        """message: whole blocks, the counter first."""
        if self._whole is None:
            return retail_mac(self._mac, message)
        context = self._whole.copy()
        context.update(message)
        return context.finalize()[:MAC_BYTES]

    def _iv(self, counter: bytes) -> bytes | None:
        """Clause 9.8.6.2: the encrypted counter with AES, zero with 3DES."""
        return None if self._counters is None else self._counters.update(counter)
