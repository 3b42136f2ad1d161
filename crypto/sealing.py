"""Data at rest: Cobblestone-256 (C2SP chunked-encryption), the library's streaming AEAD with 16 KiB chunks.

A changed bit, a cut tail, a lost chunk or another context fails. One key may seal any number of values: each message
has a random salt of its own.
"""

from cryptography.cobblestone import Cobblestone256Decryptor, Cobblestone256Encryptor
from cryptography.exceptions import InvalidTag

from crypto.errors import BadSeal


def seal(key: bytes, plaintext: bytes, context: bytes) -> bytes:
    """Seal under a 32-byte `key`. `context` (what and where it is) is not stored and must be said again to open."""
    encryptor = Cobblestone256Encryptor(key, context)
    return encryptor.update(plaintext) + encryptor.finalize()


def unseal(key: bytes, sealed: bytes, context: bytes) -> bytes:
    """The plaintext, whole or not at all. Raises BadSeal."""
    decryptor = Cobblestone256Decryptor(key, context)
    try:
        return decryptor.update(sealed) + decryptor.finalize()
    except InvalidTag:
        raise BadSeal from None
