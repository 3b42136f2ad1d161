"""What is written into a chip once, when it becomes somebody's."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date

from crypto.emrtd.cvc import CvCertificate
from crypto.emrtd.groups import Group
from crypto.emrtd.pace.protocols import Protocol
from crypto.emrtd.passwords import Can, MrzKey


@dataclass(frozen=True, repr=False)
class StaticKey:
    """Of chip authentication, and of the mapping that goes with it. number: as DG14 names it, where it does."""

    group: Group
    private: int
    number: int | None = None


@dataclass(frozen=True, repr=False)
class Personal:
    """application, master: files by their identifiers, in the application and outside it.

    pace: what it does, in the order of its EF.CardAccess. static: keys of chip authentication. sign: of active
    authentication, challenge to signature. trusted, today: for terminal authentication; guarded: which files want it.
    response: the longest one, in bytes of data with all that secures it.
    """

    application: Mapping[int, bytes]
    master: Mapping[int, bytes] = field(default_factory=dict)
    mrz: MrzKey | None = None
    can: Can | None = None
    bac: bool = True
    pace: tuple[Protocol, ...] = ()
    static: tuple[StaticKey, ...] = ()
    sign: Callable[[bytes], bytes] | None = None
    trusted: tuple[CvCertificate, ...] = ()
    today: date = date(2026, 11, 30)
    guarded: frozenset[int] = frozenset({0x0103, 0x0104})
    response: int = 256

    @property
    def open(self) -> bool:
        """Whether it is read without any password, as the oldest passports are."""
        return not self.bac and not self.pace
