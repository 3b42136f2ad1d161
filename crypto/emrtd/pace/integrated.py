"""The integrated mapping (Doc 9303 part 11 clause 4.4.3.3.2 and appendix B): two nonces become a generator."""

from typing import cast

from crypto.emrtd.ciphers import Suite
from crypto.emrtd.errors import BadPublicKey
from crypto.emrtd.groups import DhGroup, EcGroup, Element, Group

_SHORT = ("a668892a7c41e3ca739f40b057d85904", "a4e136ac725f738b01c1f60217c188ad")
_LONG = (
    "d463d65234124ef7897054986dca0a174e28df758cbaa03f240616414d5a1676",
    "54bd7255f0aaf831bec3423fcf39d69b6cbf066677d0faae5aadd99df8e53517",
)
_MORE_BITS = 64
"""Than the prime has, so that the remainder is even over the field."""


def mapped(group: Group, suite: Suite, nonce: bytes, ours: bytes) -> Element:
    """The new generator. nonce: the chip's; ours: the terminal's, as long as a key. Raises BadPublicKey."""
    number = pseudo_random(suite, nonce, ours, group.field)
    if isinstance(group, EcGroup):
        return to_point(group, number)
    return _power(cast(DhGroup, group), number)


def pseudo_random(suite: Suite, nonce: bytes, ours: bytes, prime: int) -> int:
    """R_p(s, t): CBC chains, their keys made of each other, until there are 64 bits more than the prime has."""
    after, out = (bytes.fromhex(each) for each in (_SHORT if suite.key_bytes == 16 else _LONG))
    key, made = suite.encrypt(ours, nonce), b""
    while 8 * len(made) < prime.bit_length() + _MORE_BITS:
        key = key[: suite.key_bytes]
        made += suite.encrypt(key, out)
        key = suite.encrypt(key, after)
    return int.from_bytes(made, "big") % prime


def to_point(group: EcGroup, t: int) -> Element:
    """Appendix B.2: a point of the curve, of any number but a few that nobody meets. p is 3 modulo 4."""
    p, a, b = group.p, group.a, group.b
    alpha = -t * t % p
    denominator = (alpha + alpha * alpha) % p
    if not denominator:
        raise BadPublicKey(reason="mapping")
    x2 = -b * pow(a, -1, p) * (1 + pow(denominator, -1, p)) % p
    x3 = alpha * x2 % p
    h2 = (x2 * x2 * x2 + a * x2 + b) % p
    root = pow(h2, p - 1 - (p + 1) // 4, p)
    if root * root * h2 % p == 1:
        return group.point(x2, root * h2 % p)
    return group.point(x3, root * t * t * t * h2 % p)


def _power(group: DhGroup, number: int) -> Element:
    generator = pow(number, (group.p - 1) // group.order, group.p)
    if generator in (0, 1):
        raise BadPublicKey(reason="mapping")
    return generator
