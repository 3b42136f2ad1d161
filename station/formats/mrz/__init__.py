"""Machine-readable zone of travel documents: TD1 (3 x 30), TD2 (2 x 36), TD3 (2 x 44); ICAO Doc 9303-3, -4, -5, -6.

Text in, values out. Every fault is a typed error that names line and position, both counted from 1.
"""

from crypto.emrtd.check_digit import check_digit
from station.formats.mrz.build import build
from station.formats.mrz.errors import MrzCharacter, MrzCheckDigit, MrzDate, MrzError, MrzField, MrzSize
from station.formats.mrz.layout import MrzFormat
from station.formats.mrz.names import PrintedNames, components, fit_names, print_names
from station.formats.mrz.parse import parse, split_lines, unframed
from station.formats.mrz.value import Mrz

__all__ = [
    "Mrz",
    "MrzCharacter",
    "MrzCheckDigit",
    "MrzDate",
    "MrzError",
    "MrzField",
    "MrzFormat",
    "MrzSize",
    "PrintedNames",
    "build",
    "check_digit",
    "components",
    "fit_names",
    "parse",
    "print_names",
    "split_lines",
    "unframed",
]
