"""Signatures over any curve of Doc 9303 and with any RSA key: what `cryptography` has no curve, or no scheme, for.

Only verified here: keys that sign for longer than a session belong to `cryptography` and to tokens (docs/adr/0186).
"""

from collections.abc import Iterator
from hashlib import new
from typing import Any, cast

from ecdsa.ecdsa import Public_key, Signature

from crypto import der
from crypto.emrtd.public_key import EcKey, RsaKey, number
from crypto.errors import CryptoError

MAX_SIGNATURE = 1_024
_PLAIN, _X962 = "0.4.0.127.0.7.1.1.4.1", "1.2.840.10045.4"
ECDSA_HASHES = {
    f"{_PLAIN}.1": "sha1", f"{_PLAIN}.2": "sha224", f"{_PLAIN}.3": "sha256", f"{_PLAIN}.4": "sha384",
    f"{_PLAIN}.5": "sha512", f"{_X962}.1": "sha1", f"{_X962}.3.1": "sha224", f"{_X962}.3.2": "sha256",
    f"{_X962}.3.3": "sha384", f"{_X962}.3.4": "sha512",
}  # fmt: skip
"""Signature algorithms over curves (TR-03111, ANSI X9.62), and the hash that each names."""
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
    hashed_number = int.from_bytes(hashed, "big") >> max(0, 8 * len(hashed) - bits)
    public = Public_key(key.group.generator, cast(Any, key.element), verify=False)
    return any(public.verifies(hashed_number, Signature(r, s)) for r, s in pairs(key, signature))


def pairs(key: EcKey, signature: bytes) -> Iterator[tuple[int, int]]:
    """r and s as a signature may have them: side by side, or DER."""
    if len(signature) > MAX_SIGNATURE:
        return
    half, odd = divmod(len(signature), 2)
    if not odd:
        yield int.from_bytes(signature[:half], "big"), int.from_bytes(signature[half:], "big")
    try:
        fields = der.parse(signature, MAX_SIGNATURE).fields()
        pair = number(fields.next()), number(fields.next())
    except CryptoError:
        return
    yield pair


def recovered(key: RsaKey, signature: bytes, given: bytes) -> str | None:
    """Of ISO/IEC 9796-2 scheme 1 with partial recovery: the hash under which the signature holds, else None.

    given: the part of the message that the verifier has, the challenge. signature: leading zeros may be lost or added.
    """
    signed = int.from_bytes(signature, "big")
    if len(signature) > MAX_SIGNATURE or not 0 < signed < key.modulus:
        return None
    opened = pow(signed, key.exponent, key.modulus)
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
