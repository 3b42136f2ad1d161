"""What was measured of the last prints, so that those of an earlier slap are not measured again with each later one.

In memory alone, by digest: minutiae are templates, and none is ever kept.
"""

from collections.abc import Sequence
from hashlib import sha256
from threading import Lock
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from station.quality.finger.nfiq2 import Measured

MOST = 64
"""Prints: all attempts at a person's ten fingers, and some."""


class Measurer(Protocol):
    """What is needed of `Nfiq2`."""

    def warm_up(self) -> object: ...
    def measure(self, prints: Sequence[NDArray[np.uint8]], /) -> tuple[Measured, ...]: ...
    def match(self, pairs: Sequence[tuple[bytes, bytes]], /) -> tuple[int, ...]: ...


class Lately:
    """A measurer that remembers. May be used by several threads."""

    def __init__(self, measurer: Measurer, most: int = MOST) -> None:
        self._measurer, self._most = measurer, most
        self._known: dict[bytes, Measured] = {}
        self._lock = Lock()
        self.warm_up, self.match = measurer.warm_up, measurer.match

    def measure(self, prints: Sequence[NDArray[np.uint8]], /) -> tuple[Measured, ...]:
        """As `Nfiq2.measure`; asks only for what is not remembered, and nobody where all is."""
        digests = [_digest(each) for each in prints]
        with self._lock:
            known = {digest: self._known[digest] for digest in digests if digest in self._known}
        new = {digest: each for digest, each in zip(digests, prints, strict=True) if digest not in known}
        if new:
            known |= zip(new, self._measurer.measure(tuple(new.values())), strict=True)
        with self._lock:
            for digest in digests:
                self._known.pop(digest, None)  # used again: it goes to the end
                self._known[digest] = known[digest]
            for digest in tuple(self._known)[: -self._most]:
                del self._known[digest]
        return tuple(known[digest] for digest in digests)

    def forget(self) -> None:
        """The person has gone."""
        with self._lock:
            self._known.clear()


def _digest(pixels: NDArray[np.uint8]) -> bytes:
    return sha256(repr(pixels.shape).encode() + np.ascontiguousarray(pixels).tobytes()).digest()
