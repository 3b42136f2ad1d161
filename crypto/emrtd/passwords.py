"""What opens a chip: the machine-readable zone, or the card access number (Doc 9303 part 11 clauses 4.3.2, 4.4.4)."""

import re
from dataclasses import dataclass
from hashlib import sha1
from typing import Literal, Protocol

from crypto.emrtd.check_digit import check_digit
from crypto.emrtd.errors import CanUnusable, MrzUnusable

_SHORTEST_NUMBER, _CAN_DIGITS = 9, 6
_NUMBER, _DATE = re.compile(r"[A-Z0-9<]{1,22}"), re.compile(r"[0-9<]{6}")


class Password(Protocol):
    @property
    def reference(self) -> Literal[1, 2]:
        """As MSE:Set AT names it: 1 the zone, 2 the card access number."""

    @property
    def secret(self) -> bytes:
        """f(pi), of which PACE derives its key."""


@dataclass(frozen=True, slots=True, repr=False)
class MrzKey:
    """The three fields of the zone, as they stand there.

    number: whole, also where it is over nine characters and runs into the optional data of a TD1; shorter are filled.
    birth, expiry: YYMMDD with its fillers, whether or not that is a date: the chip's key was made of the same.
    Raises MrzUnusable.
    """

    number: str
    birth: str
    expiry: str

    def __post_init__(self) -> None:
        for field, form in (("number", _NUMBER), ("birth", _DATE), ("expiry", _DATE)):
            if form.fullmatch(getattr(self, field)) is None:
                raise MrzUnusable(field=field)

    @property
    def reference(self) -> Literal[1, 2]:
        return 1

    @property
    def secret(self) -> bytes:
        return sha1(self.information.encode("ascii"), usedforsecurity=False).digest()

    @property
    def information(self) -> str:
        """MRZ_information: each field with its check digit."""
        fields = (self.filled_number, self.birth, self.expiry)
        return "".join(f"{field}{check_digit(field)}" for field in fields)

    @property
    def filled_number(self) -> str:
        return self.number.rstrip("<").ljust(_SHORTEST_NUMBER, "<")


@dataclass(frozen=True, slots=True, repr=False)
class Can:
    """Six digits, printed on the card. Raises CanUnusable."""

    digits: str

    def __post_init__(self) -> None:
        if re.fullmatch(rf"[0-9]{{{_CAN_DIGITS}}}", self.digits, re.ASCII) is None:
            raise CanUnusable

    @property
    def reference(self) -> Literal[1, 2]:
        return 2

    @property
    def secret(self) -> bytes:
        return self.digits.encode("ascii")
