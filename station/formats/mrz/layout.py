"""Where each data element stands: Doc 9303-4 (TD3), 9303-5 (TD1), 9303-6 (TD2), 9303-7 (visas), section 4.2 of each."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum


class MrzFormat(StrEnum):
    TD1 = "TD1"
    TD2 = "TD2"
    TD3 = "TD3"
    MRV_A = "MRV-A"
    MRV_B = "MRV-B"

    @property
    def visa(self) -> bool:
        return self in (MrzFormat.MRV_A, MrzFormat.MRV_B)


@dataclass(frozen=True)
class Place:
    """line and first position counted from 1."""

    line: int
    first: int
    width: int

    @property
    def last(self) -> int:
        return self.first + self.width - 1


@dataclass(frozen=True)
class Layout:
    """lines x width characters. checks: item -> place of its check digit. composite: what the last digit runs over;
    empty where a zone has none, as a visa's."""

    format: MrzFormat
    lines: int
    width: int
    document_codes: str  # letters that the document code may start with
    items: Mapping[str, Place]
    checks: Mapping[str, Place]
    composite: tuple[Place, ...]
    long_number: bool  # a number over nine characters goes on in the optional data


_TD3_ITEMS = {
    "document_code": Place(1, 1, 2),
    "issuing_state": Place(1, 3, 3),
    "names": Place(1, 6, 39),
    "document_number": Place(2, 1, 9),
    "nationality": Place(2, 11, 3),
    "birth": Place(2, 14, 6),
    "sex": Place(2, 21, 1),
    "expiry": Place(2, 22, 6),
    "optional_1": Place(2, 29, 14),
}
_TD3_CHECKS = {
    "document_number": Place(2, 10, 1),
    "birth": Place(2, 20, 1),
    "expiry": Place(2, 28, 1),
    "optional_1": Place(2, 43, 1),
    "composite": Place(2, 44, 1),
}
_TD2_CHECKS = {item: place for item, place in _TD3_CHECKS.items() if item not in ("optional_1", "composite")}

_MRV_A = Layout(
    MrzFormat.MRV_A,
    lines=2,
    width=44,
    document_codes="V",
    items=_TD3_ITEMS | {"optional_1": Place(2, 29, 16)},
    checks=_TD2_CHECKS,
    composite=(),
    long_number=False,
)
LAYOUTS = {
    MrzFormat.TD1: Layout(
        MrzFormat.TD1,
        lines=3,
        width=30,
        document_codes="ACI",
        items={
            "document_code": Place(1, 1, 2),
            "issuing_state": Place(1, 3, 3),
            "document_number": Place(1, 6, 9),
            "optional_1": Place(1, 16, 15),
            "birth": Place(2, 1, 6),
            "sex": Place(2, 8, 1),
            "expiry": Place(2, 9, 6),
            "nationality": Place(2, 16, 3),
            "optional_2": Place(2, 19, 11),
            "names": Place(3, 1, 30),
        },
        checks={
            "document_number": Place(1, 15, 1),
            "birth": Place(2, 7, 1),
            "expiry": Place(2, 15, 1),
            "composite": Place(2, 30, 1),
        },
        composite=(Place(1, 6, 25), Place(2, 1, 7), Place(2, 9, 7), Place(2, 19, 11)),
        long_number=True,
    ),
    MrzFormat.TD2: Layout(
        MrzFormat.TD2,
        lines=2,
        width=36,
        document_codes="ACI",
        items=_TD3_ITEMS | {"names": Place(1, 6, 31), "optional_1": Place(2, 29, 7)},
        checks=_TD2_CHECKS | {"composite": Place(2, 36, 1)},
        composite=(Place(2, 1, 10), Place(2, 14, 7), Place(2, 22, 14)),
        long_number=True,
    ),
    MrzFormat.TD3: Layout(
        MrzFormat.TD3,
        lines=2,
        width=44,
        document_codes="P",
        items=_TD3_ITEMS,
        checks=_TD3_CHECKS,
        composite=(Place(2, 1, 10), Place(2, 14, 7), Place(2, 22, 22)),
        long_number=False,
    ),
    MrzFormat.MRV_A: _MRV_A,
    MrzFormat.MRV_B: replace(
        _MRV_A,
        format=MrzFormat.MRV_B,
        width=36,
        items=_TD3_ITEMS | {"names": Place(1, 6, 31), "optional_1": Place(2, 29, 8)},
    ),
}
WIDTHS = {layout.lines * layout.width: layout.width for layout in LAYOUTS.values()}
"""Of a line, by the characters of a whole zone."""


def may_begin(begins: str) -> tuple[Layout, ...]:
    """The formats whose document code may start with that letter: a passport's zone and a visa's have the same size.
    All, where none may."""
    fitting = tuple(each for each in LAYOUTS.values() if begins[:1] in tuple(each.document_codes))
    return fitting or tuple(LAYOUTS.values())
