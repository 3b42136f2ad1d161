"""The groups in which a terminal and a chip agree on a secret: curves and MODP groups (Doc 9303 part 11 clause 9.5).

A private key is a number; an element of a group is opaque to all but its group. Only ephemeral keys are multiplied here
(docs/adr/0186): the arithmetic of `ecdsa` is not constant in time.
"""

from dataclasses import dataclass
from hashlib import sha1
from secrets import randbelow
from typing import Any, Protocol, cast

from ecdsa.ellipticcurve import INFINITY, CurveFp, PointJacobi

from crypto.emrtd.errors import BadPublicKey

EC_TAG, DH_TAG = 0x86, 0x84
"""How a public key is tagged in a template '7F49': a point, or a number."""
_UNCOMPRESSED = 4


class Element(Protocol):
    """Of a group: a point or a number."""


class Group(Protocol):
    """All that PACE and chip authentication need of one."""

    @property
    def key_tag(self) -> int: ...
    @property
    def order(self) -> int: ...
    @property
    def field(self) -> int:
        """The prime of the field."""

    def public(self, private: int) -> Element:
        """The generator, `private` times."""

    def shared(self, private: int, theirs: Element) -> Element:
        """Raises BadPublicKey where that is the neutral element."""

    def combine(self, left: Element, right: Element) -> Element:
        """The group's operation. Raises BadPublicKey where that is the neutral element."""

    def with_generator(self, generator: Element) -> "Group": ...
    def encode(self, element: Element) -> bytes:
        """As it goes over the air."""

    def decode(self, encoded: bytes) -> Element:
        """Raises BadPublicKey for what is no element, or a weak one."""

    def secret(self, element: Element) -> bytes:
        """Of a shared element: what keys are derived of."""

    def compressed(self, element: Element) -> bytes:
        """Comp() of terminal authentication: x of a point, SHA-1 of a number."""


def ephemeral(group: Group) -> int:
    """A private key for one session."""
    return 1 + randbelow(group.order - 1)


@dataclass(frozen=True)
class EcGroup:
    """A curve of cofactor 1, y^2 = x^3 + ax + b over a prime field, and its generator."""

    name: str
    p: int
    a: int
    b: int
    generator: Any
    order: int

    @classmethod
    def of(cls, name: str, p: int, a: int, b: int, point: tuple[int, int], order: int) -> "EcGroup":
        generator = PointJacobi(CurveFp(p, a, b, 1), *point, 1, order, generator=True)
        return cls(name, p, a, b, generator, order)

    @property
    def key_tag(self) -> int:
        return EC_TAG

    @property
    def field(self) -> int:
        return self.p

    @property
    def size(self) -> int:
        """Bytes of a coordinate."""
        return (self.p.bit_length() + 7) // 8

    def public(self, private: int) -> Element:
        return self._finite(self.generator * private)

    def shared(self, private: int, theirs: Element) -> Element:
        return self._finite(cast(Any, theirs) * private)

    def combine(self, left: Element, right: Element) -> Element:
        return self._finite(cast(Any, left) + cast(Any, right))

    def with_generator(self, generator: Element) -> "EcGroup":
        return EcGroup(self.name, self.p, self.a, self.b, generator, self.order)

    def point(self, x: int, y: int) -> Element:
        """Raises BadPublicKey where it is not on the curve."""
        if not (0 <= x < self.p and 0 <= y < self.p) or (y * y - (x * x + self.a) * x - self.b) % self.p:
            raise BadPublicKey(reason="curve")
        return cast(Element, PointJacobi(self.generator.curve(), x, y, 1, self.order))

    def encode(self, element: Element) -> bytes:
        x, y = self.coordinates(element)
        return bytes((_UNCOMPRESSED,)) + x.to_bytes(self.size, "big") + y.to_bytes(self.size, "big")

    def decode(self, encoded: bytes) -> Element:
        if len(encoded) != 1 + 2 * self.size or encoded[0] != _UNCOMPRESSED:
            raise BadPublicKey(reason="form")
        x, y = encoded[1 : 1 + self.size], encoded[1 + self.size :]
        return self.point(int.from_bytes(x, "big"), int.from_bytes(y, "big"))

    def secret(self, element: Element) -> bytes:
        return self.coordinates(element)[0].to_bytes(self.size, "big")

    def compressed(self, element: Element) -> bytes:
        return self.secret(element)

    def coordinates(self, element: Element) -> tuple[int, int]:
        point = cast(Any, element)
        return int(point.x()), int(point.y())

    def _finite(self, point: Any) -> Element:
        if point == INFINITY:
            raise BadPublicKey(reason="neutral")
        return cast(Element, point)


@dataclass(frozen=True)
class DhGroup:
    """Numbers modulo a prime. order: of the generator; where a key does not say it, that of all numbers, and then it is
    only asked that theirs is not trivial."""

    name: str
    p: int
    generator: int
    order: int

    @property
    def key_tag(self) -> int:
        return DH_TAG

    @property
    def field(self) -> int:
        return self.p

    @property
    def size(self) -> int:
        """Bytes of an element."""
        return (self.p.bit_length() + 7) // 8

    def public(self, private: int) -> Element:
        return pow(self.generator, private, self.p)

    def shared(self, private: int, theirs: Element) -> Element:
        return self._finite(pow(cast(int, theirs), private, self.p))

    def combine(self, left: Element, right: Element) -> Element:
        return self._finite(cast(int, left) * cast(int, right) % self.p)

    def with_generator(self, generator: Element) -> "DhGroup":
        return DhGroup(self.name, self.p, cast(int, generator), self.order)

    def encode(self, element: Element) -> bytes:
        return cast(int, element).to_bytes(self.size, "big")

    def decode(self, encoded: bytes) -> Element:
        value = int.from_bytes(encoded, "big")
        if len(encoded) > self.size + 1 or not 1 < value < self.p - 1:
            raise BadPublicKey(reason="range")
        if self.order < self.p - 1 and pow(value, self.order, self.p) != 1:
            raise BadPublicKey(reason="subgroup")
        return value

    def secret(self, element: Element) -> bytes:
        return self.encode(element)

    def compressed(self, element: Element) -> bytes:
        return sha1(self.encode(element), usedforsecurity=False).digest()

    def _finite(self, value: int) -> Element:
        if value == 1:
            raise BadPublicKey(reason="neutral")
        return value
