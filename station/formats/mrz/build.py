"""Value -> text, with its check digits."""

import re

from crypto.emrtd.check_digit import ALPHABET, check_digit
from station.formats.mrz.errors import MrzField
from station.formats.mrz.layout import LAYOUTS, Layout, Place
from station.formats.mrz.names import components, print_names
from station.formats.mrz.value import Mrz

_NAME = re.compile(r"[A-Z]+")


def build(mrz: Mrz) -> tuple[str, ...]:
    """The lines of the zone. Names that do not fit are shortened as `fit_names` says.

    Raises MrzField where a value does not fit its place or has characters that the zone cannot carry.
    """
    layout = LAYOUTS[mrz.format]
    number, number_digit, optional_1 = _number(mrz, layout)
    values = {
        "document_code": mrz.document_code,
        "issuing_state": mrz.issuing_state,
        "names": _names(mrz, layout),
        "document_number": number,
        "nationality": mrz.nationality,
        "birth": mrz.birth,
        "sex": "<" if mrz.sex == "X" else mrz.sex,
        "expiry": mrz.expiry,
        "optional_1": optional_1,
        "optional_2": mrz.optional_2,
    }
    grid = [["<"] * layout.width for _ in range(layout.lines)]
    for item, place in layout.items.items():
        _write(grid, place, _fitting(values[item], item, place))
    for item, place in layout.checks.items():
        if item == "document_number":
            _write(grid, place, number_digit)
        elif item == "composite":
            _write(grid, place, check_digit("".join(_read(grid, part) for part in layout.composite)))
        elif item != "optional_1" or mrz.optional_1:  # of empty optional data the digit is left out
            _write(grid, place, check_digit(_read(grid, layout.items[item])))
    return tuple("".join(line) for line in grid)


def _number(mrz: Mrz, layout: Layout) -> tuple[str, str, str]:
    """What stands in the number's place, in its check digit's place, and in the optional data."""
    number, place = mrz.document_number, layout.items["document_number"]
    if len(number) <= place.width or not layout.long_number:
        padded = _fitting(number, "document_number", place)
        return padded, check_digit(padded), mrz.optional_1
    _fitting(number[: place.width], "document_number", place)
    rest = number[place.width :]
    optional = f"{rest}{check_digit(_carried(number, 'document_number', place))}<{mrz.optional_1}"
    if len(rest) + 2 > layout.items["optional_1"].width:
        raise MrzField(line=place.line, position=place.first, item="document_number")
    return number[: place.width], "<", optional.rstrip("<") if not mrz.optional_1 else optional


def _names(mrz: Mrz, layout: Layout) -> str:
    place = layout.items["names"]
    parts = components(mrz.primary_identifier) + components(mrz.secondary_identifier)
    if not parts or not all(_NAME.fullmatch(part) for part in parts):
        raise MrzField(line=place.line, position=place.first, item="names")
    return print_names(mrz.primary_identifier, mrz.secondary_identifier, place.width).field


def _carried(text: str, item: str, place: Place) -> str:
    if any(character not in ALPHABET and character != "<" for character in text):
        raise MrzField(line=place.line, position=place.first, item=item)
    return text


def _fitting(text: str, item: str, place: Place) -> str:
    if len(text) > place.width:
        raise MrzField(line=place.line, position=place.first, item=item)
    return _carried(text, item, place).ljust(place.width, "<")


def _write(grid: list[list[str]], place: Place, text: str) -> None:
    grid[place.line - 1][place.first - 1 : place.last] = text


def _read(grid: list[list[str]], place: Place) -> str:
    return "".join(grid[place.line - 1][place.first - 1 : place.last])
