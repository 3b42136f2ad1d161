"""Text -> value. The first fault found is raised; nothing is guessed or repaired."""

import re
from collections.abc import Sequence

from station.formats.mrz.digits import ALPHABET, check_digit
from station.formats.mrz.errors import MrzCharacter, MrzCheckDigit, MrzDate, MrzField, MrzNational, MrzSize
from station.formats.mrz.layout import LAYOUTS, Layout, Place
from station.formats.mrz.names import read_names
from station.formats.mrz.value import Mrz, days_of

_STATE = re.compile(r"[A-Z]{1,3}<{0,2}")
_LONGEST_TEXT = 1000  # characters; the largest zone has 90
_WHOLE = {layout.lines * layout.width: layout.width for layout in LAYOUTS.values()}
"""Width of a line by the characters of a whole zone."""
_NATIONAL = {"IDFRA": [36, 36], "PNRUS": [44, 44]}
"""How zones begin that only look like those of Doc 9303, and their lines: French identity cards from before 2021, and
Russian internal passports, where digits stand for letters."""
_DATE = re.compile(r"([0-9]{2}|<<){3}")


def split_lines(text: str) -> tuple[str, ...]:
    """Lines as typed or as a reader sends them: capitals, without blanks and empty lines. A whole zone in one piece is
    taken apart, one that came twice is taken once.

    A text far longer than any zone comes back as one line, cut, which no format accepts.
    """
    if len(text) > _LONGEST_TEXT:
        return (text[:_LONGEST_TEXT],)
    typed = ("".join(line.split()).upper() for line in text.splitlines())
    lines = _once(tuple(line for line in typed if line))
    if len(lines) != 1:
        return lines
    whole = "".join(_once(tuple(lines[0]))) if len(lines[0]) // 2 in _WHOLE else lines[0]
    width = _WHOLE.get(len(whole))
    return lines if width is None else tuple(whole[at : at + width] for at in range(0, len(whole), width))


def _once(lines: tuple[str, ...]) -> tuple[str, ...]:
    half = len(lines) // 2
    return lines[:half] if half and lines[:half] * 2 == lines else lines


def parse(lines: Sequence[str]) -> Mrz:
    """Read a whole zone. Raises MrzNational, MrzSize, MrzCharacter, MrzField, MrzDate, MrzCheckDigit."""
    for begins, size in _NATIONAL.items():
        if lines and lines[0].startswith(begins) and [len(line) for line in lines] == size:
            raise MrzNational(line=1, position=1, state=begins[-3:])
    layout = _layout_of(lines)
    for number, line in enumerate(lines, start=1):
        for position, character in enumerate(line, start=1):
            if character not in ALPHABET and character != "<":
                raise MrzCharacter(line=number, position=position)
    return _Reader(tuple(lines), layout).read()


def _layout_of(lines: Sequence[str]) -> Layout:
    """The format whose lines these are; else the fault against the format they are nearest to."""
    if not 2 <= len(lines) <= 3:
        raise MrzSize(line=0, position=0, expected=2, got=len(lines))
    candidates = [layout for layout in LAYOUTS.values() if layout.lines == len(lines)]
    layout = min(candidates, key=lambda each: sum(abs(len(line) - each.width) for line in lines))
    for number, line in enumerate(lines, start=1):
        if len(line) != layout.width:
            position = min(len(line), layout.width) + 1
            raise MrzSize(line=number, position=position, expected=layout.width, got=len(line))
    return layout


class _Reader:
    def __init__(self, lines: tuple[str, ...], layout: Layout) -> None:
        self._lines = lines
        self._layout = layout

    def read(self) -> Mrz:
        code = self._text("document_code").rstrip("<")
        if code[:1] not in tuple(self._layout.document_codes) or not code.isalpha():
            raise self._wrong("document_code")
        issuing_state = self._state("issuing_state")
        number, optional_1 = self._number()
        nationality = self._state("nationality")
        birth = self._date("birth")
        sex = self._text("sex")
        if sex not in "FM<":
            raise self._wrong("sex")
        expiry = self._date("expiry")
        self._optional_check()
        self._composite()
        names = self._names()
        primary, secondary = read_names(names)
        return Mrz(
            format=self._layout.format,
            document_code=code,
            issuing_state=issuing_state,
            document_number=number,
            primary_identifier=primary,
            secondary_identifier=secondary,
            nationality=nationality,
            birth=birth,
            sex="X" if sex == "<" else sex,
            expiry=expiry,
            optional_1=optional_1,
            optional_2=self._text("optional_2").rstrip("<") if "optional_2" in self._layout.items else "",
            names_truncated=names[-1] != "<",
        )

    def _at(self, place: Place) -> str:
        return self._lines[place.line - 1][place.first - 1 : place.last]

    def _text(self, item: str) -> str:
        return self._at(self._layout.items[item])

    def _wrong(self, item: str, offset: int = 0) -> MrzField:
        place = self._layout.items[item]
        return MrzField(line=place.line, position=place.first + offset, item=item)

    def _bad_digit(self, item: str) -> MrzCheckDigit:
        place = self._layout.checks[item]
        return MrzCheckDigit(line=place.line, position=place.first, item=item)

    def _state(self, item: str) -> str:
        text = self._text(item)
        if _STATE.fullmatch(text) is None:
            raise self._wrong(item)
        return text.rstrip("<")

    def _number(self) -> tuple[str, str]:
        """Document number and what is left of the optional data (long numbers: Doc 9303-5 section 4.2.2.1, note j)."""
        number, optional = self._text("document_number"), self._text("optional_1")
        digit = self._at(self._layout.checks["document_number"])
        if digit == "<" and self._layout.long_number:
            rest, _, optional = optional.partition("<")
            number, digit = number + rest[:-1], rest[-1:]
            if len(rest) < 2:
                raise self._bad_digit("document_number")
        if check_digit(number) != digit:
            raise self._bad_digit("document_number")
        number = number.rstrip("<")
        if not number:
            raise self._wrong("document_number")
        return number, optional.rstrip("<")

    def _date(self, item: str) -> str:
        text, place = self._text(item), self._layout.items[item]
        if _DATE.fullmatch(text) is None:
            raise MrzDate(line=place.line, position=place.first, item=item)
        if check_digit(text) != self._at(self._layout.checks[item]):
            raise self._bad_digit(item)
        if not _can_be(text):
            raise MrzDate(line=place.line, position=place.first, item=item)
        return text

    def _optional_check(self) -> None:
        """TD3 only; over empty optional data the digit may be left out (Doc 9303-4 section 4.2.2.2)."""
        if "optional_1" not in self._layout.checks:
            return
        text, digit = self._text("optional_1"), self._at(self._layout.checks["optional_1"])
        if check_digit(text) != digit and (digit != "<" or text.strip("<")):
            raise self._bad_digit("optional_1")

    def _composite(self) -> None:
        text = "".join(self._at(place) for place in self._layout.composite)
        if check_digit(text) != self._at(self._layout.checks["composite"]):
            raise self._bad_digit("composite")

    def _names(self) -> str:
        text = self._text("names")
        for offset, character in enumerate(text):
            if character.isdigit():
                raise self._wrong("names", offset)
        if text[0] == "<" and (text[1] != "<" or not text.strip("<")):  # "<<" and a name: no primary identifier
            raise self._wrong("names")
        return text


def _can_be(text: str) -> bool:
    """Whether YYMMDD, unknown parts apart, is a day of some century."""
    if "<" not in text:
        return bool(days_of(text, 2000))
    month, day = text[2:4], text[4:6]
    return (month == "<<" or 1 <= int(month) <= 12) and (day == "<<" or 1 <= int(day) <= 31)
