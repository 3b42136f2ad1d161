"""How the names will stand on the document that is asked for: in capitals, and in its machine-readable zone."""

from dataclasses import dataclass

from station.domain.names import in_capitals
from station.formats.mrz import MrzFormat, print_names
from station.formats.mrz.layout import LAYOUTS
from station.forms.sheet import Sheet
from station.profiles.schema import DocumentMade

NAMES = ("surname_latin", "given_latin")


@dataclass(frozen=True)
class Printed:
    """capitals: in Armenian letters, "" where these are not asked for, or not right yet. line: of the zone, without
    what only fills it up to `width` characters. cut: letters of the names have no room in it."""

    capitals: str
    line: str
    cut: bool
    width: int


def printed(document: DocumentMade | None, sheet: Sheet) -> Printed | None:
    """None where no document with a zone is made, or while a name of the two is missing or wrong."""
    surname, given = (sheet.value(name) for name in NAMES)
    if document is None or document.mrz is None or surname is None or given is None or not (surname or given):
        return None
    layout = LAYOUTS[MrzFormat(document.mrz)]
    place = layout.items["names"]
    names = print_names(surname, given, place.width)
    begins = f"{document.code or '':<<2}{document.issuer:<<3}" if place.first > 1 else ""
    armenian = sheet.value("surname_hy"), sheet.value("given_hy")
    capitals = "" if None in armenian else in_capitals(*armenian)
    return Printed(capitals, begins + names.field.rstrip("<"), names.cut, len(begins) + place.width)
