"""Signatures over any curve of Doc 9303 and with any RSA key: what `cryptography` has no curve, or no scheme, for.

Only verified here: keys that sign for longer than a session belong to `cryptography` and to tokens (docs/adr/0186).
"""

from collections.abc import Iterator
from hashlib import new
from typing import Any, cast

from ecdsa.ecdsa import Public_key, Signature

from crypto import der
from crypto.emrtd.public_key import EcKey, RsaKey
from crypto.errors import CryptoError

MAX_SIGNATURE = 1_024
_TRAILERS = {0x34: "sha256", 0x36: "sha384", 0x35: "sha512", 0x38: "sha224", 0x33: "sha1"}
"""ISO/IEC 9796-2: the octet before CC names the hash; BC alone is SHA-1."""


def digest(name: str, *parts: bytes) -> bytes:
    """name: as `hashlib` has it."""
    state = new(name, usedforsecurity=False)
    for part in parts:
        state.update(part)
    return state.digest()


def ecdsa_holds(key: EcKey, hashed: bytes, signature: bytes) -> bool:
    """signature: r and s side by side, or DER; both are met. hashed: cut to the order's bits, as it is everywhere."""
    bits = key.group.order.bit_length()
    number = int.from_bytes(hashed, "big") >> max(0, 8 * len(hashed) - bits)
    public = Public_key(key.group.generator, cast(Any, key.element), verify=False)
    return any(public.verifies(number, Signature(r, s)) for r, s in _pairs(key, signature))


def _pairs(key: EcKey, signature: bytes) -> Iterator[tuple[int, int]]:
    if len(signature) > MAX_SIGNATURE:
        return
    half, odd = divmod(len(signature), 2)
    if not odd:
        yield int.from_bytes(signature[:half], "big"), int.from_bytes(signature[half:], "big")
    try:
        fields = der.parse(signature, MAX_SIGNATURE).fields()
        pair = fields.next().integer(), fields.next().integer()
    except CryptoError:
        return
    if min(pair) > 0:
        yield pair


def recovered(key: RsaKey, signature: bytes, given: bytes) -> str | None:
    """Of ISO/IEC 9796-2 scheme 1 with partial recovery: the hash under which the signature holds, else None.

    given: the part of the message that the verifier has, the challenge. signature: leading zeros may be lost or added.
    """
    number = int.from_bytes(signature, "big")
    if len(signature) > MAX_SIGNATURE or not 0 < number < key.modulus:
        return None
    opened = pow(number, key.exponent, key.modulus)
    if opened & 0xF != 0xC:
        opened = key.modulus - opened
    block = opened.to_bytes((key.modulus.bit_length() + 7) // 8, "big")
    return _matches(block, given)


def _matches(block: bytes, given: bytes) -> str | None:
    """block: 6A, the chip's part of the message, hash, trailer."""
    if block[-1] == 0xBC:
        name, rest = "sha1", block[:-1]
    elif block[-1] == 0xCC and block[-2] in _TRAILERS:
        name, rest = _TRAILERS[block[-2]], block[:-2]
    else:
        return None
    size = len(digest(name))
    if len(rest) <= size or rest[0] != 0x6A:
        return None
    return name if digest(name, rest[1:-size], given) == rest[-size:] else None
