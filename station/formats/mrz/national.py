"""Zones that stand where others have ICAO's and follow a state's own rules: French identity cards from before 2021, and
Russian internal passports, where digits stand for letters of the Russian alphabet."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from station.formats.mrz.layout import LAYOUTS, Layout, MrzFormat, Place
from station.formats.mrz.names import read_names
from station.formats.mrz.reader import Reader
from station.formats.mrz.value import Mrz

_TD3 = LAYOUTS[MrzFormat.TD3]

# Line 1: surname, and the office. Line 2: year, month, department and number of issue; given names; birth; sex. The
# last digit runs over all that stands before it.
_FRANCE = Layout(
    MrzFormat.TD2,
    lines=2,
    width=36,
    document_codes="I",
    items={
        "document_code": Place(1, 1, 2),
        "issuing_state": Place(1, 3, 3),
        "names": Place(1, 6, 25),
        "document_number": Place(2, 1, 12),
        "given": Place(2, 14, 14),
        "birth": Place(2, 28, 6),
        "sex": Place(2, 35, 1),
    },
    checks={"document_number": Place(2, 13, 1), "birth": Place(2, 34, 1), "composite": Place(2, 36, 1)},
    composite=(Place(1, 1, 36), Place(2, 1, 35)),
    long_number=False,
)
# As a passport; it holds without an end. The fourth digit of the series stands first in the optional data.
_RUSSIA = replace(_TD3, checks={item: place for item, place in _TD3.checks.items() if item != "expiry"})
_SERIES = 3
_RUSSIAN = str.maketrans("ABVGDE2JZIQKLMNOPRSTUFHC34WXY9678", "АБВГДЕЁЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯ")


class _French(Reader):
    rules_of = "FRA"

    def read(self) -> Mrz:
        code, number = self._code(), self._number()[0]
        birth, sex = self._date("birth"), self._sex()
        self._composite()
        surname, given = self._letters("names"), self._letters("given")
        return Mrz(
            format=self._layout.format,
            document_code=code,
            issuing_state="FRA",
            document_number=number,
            primary_identifier=read_names(surname)[0],
            secondary_identifier=" ".join(part for part in given.split("<") if part),
            nationality="FRA",
            birth=birth,
            sex=sex,
            expiry="<<<<<<",
            names_truncated=surname[-1] != "<" or given[-1] != "<",
            rules_of=self.rules_of,
        )


class _Russian(Reader):
    rules_of = "RUS"

    def read(self) -> Mrz:
        zone = super().read()
        number, further = zone.document_number, zone.optional_1
        primary, secondary = (name.translate(_RUSSIAN) for name in (zone.primary_identifier, zone.secondary_identifier))
        return replace(
            zone,
            document_number=f"{number[:_SERIES]}{further[:1]}{number[_SERIES:]}",
            primary_identifier=primary,
            secondary_identifier=secondary,
            optional_1=further[1:],
        )

    def _names(self) -> str:
        return self._text("names")


_READERS: Mapping[str, tuple[Layout, type[Reader]]] = {"IDFRA": (_FRANCE, _French), "PNRUS": (_RUSSIA, _Russian)}
"""How such zones begin. Lines of another size are others: French cards of today have ICAO's."""


def national_layout(lines: Sequence[str]) -> Layout | None:
    """Of a zone whose first line is whole."""
    found = _of(lines)
    return None if found is None else found[0]


def national_reader(lines: Sequence[str]) -> Reader | None:
    """None where the zone is none of them, or not of their size."""
    found = _of(lines)
    if found is None or [len(line) for line in lines] != [found[0].width] * found[0].lines:
        return None
    layout, reader = found
    return reader(tuple(lines), layout)


def _of(lines: Sequence[str]) -> tuple[Layout, type[Reader]] | None:
    if not lines:
        return None
    found = _READERS.get(lines[0][:5])
    return found if found is not None and len(lines[0]) == found[0].width else None
