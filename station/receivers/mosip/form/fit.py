"""How a packet is made to fit into what the receiver takes, known before anybody signs and done when it is sealed."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from math import ceil

from station.domain.errors import Problem
from station.packet.format import Dossier
from station.receivers.mosip.errors import MosipPacketTooLarge
from station.receivers.mosip.form.cuts import Cut

_MIB = 1024 * 1024


@dataclass(frozen=True)
class Fit:
    """whole_bytes: how large the packet would be at most without any cut."""

    cuts: tuple[Cut, ...]
    whole_bytes: int

    def notices(self, limit_bytes: int) -> tuple[Problem, ...]:
        """What the operator is told of it: one code a cut."""
        sizes = _sizes(self.whole_bytes, limit_bytes)
        return tuple(Problem(f"REV-MOSIP-{cut.name}", sizes) for cut in self.cuts)


def fit(possible: Sequence[Cut], at_most: Callable[[Sequence[Cut]], int], limit_bytes: int) -> Fit:
    """The fewest cuts, in their order, with which the packet fits. at_most: bytes of the packet so cut, never fewer
    than there will be. Raises MosipPacketTooLarge, and what at_most raises."""
    whole = size = at_most(())
    cuts: Sequence[Cut] = ()
    while size > limit_bytes and len(cuts) < len(possible):
        cuts = possible[: len(cuts) + 1]
        size = at_most(cuts)
    if size > limit_bytes:
        raise too_large(size, limit_bytes)
    return Fit(tuple(cuts), whole)


def too_large(size_bytes: int, limit_bytes: int) -> MosipPacketTooLarge:
    return MosipPacketTooLarge(**_sizes(size_bytes, limit_bytes))


class Fitted:
    """What was found for the application that was looked at last: it is asked for at the review, at each signature
    and at sealing, and takes a second. Of the application itself nothing is kept but a hash."""

    def __init__(self) -> None:
        self._of = b""
        self._found: Fit | None = None

    def find(self, dossier: Dossier, look: Callable[[], Fit]) -> Fit:
        of = _content(dossier)
        if self._found is None or self._of != of:
            self._found, self._of = look(), of
        return self._found


def _content(dossier: Dossier) -> bytes:
    """All of an application that a packet's size depends on."""
    enrollment = dossier.enrollment
    given = replace(dossier.given, below_threshold=frozenset())  # a set has no order
    told = (enrollment.enrollment_id, given, sorted(dossier.given.below_threshold))
    return sha256(repr(told).encode()).digest()


def _sizes(size_bytes: int, limit_bytes: int) -> dict[str, float]:
    """In MB as MOSIP counts them; the size is never shown as less than it is."""
    return {"size_mb": ceil(size_bytes / _MIB * 10) / 10, "limit_mb": round(limit_bytes / _MIB, 1)}
