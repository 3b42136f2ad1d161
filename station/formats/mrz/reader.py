"""The data elements of one zone: each held against what may stand in its place, and against its check digit."""

import re

from crypto.emrtd.check_digit import check_digit
from station.formats.mrz.errors import MrzCheckDigit, MrzDate, MrzField
from station.formats.mrz.layout import Layout, Place
from station.formats.mrz.names import read_names
from station.formats.mrz.value import Mrz, days_of

_STATE = re.compile(r"[A-Z]{1,3}<{0,2}")
_DATE = re.compile(r"([0-9]{2}|<<){3}")


class Reader:
    """Of whole lines of the right size, whose characters can stand in a zone. Fault and value of one element after the
    other, in the order in which they are told."""

    rules_of = ""

    def __init__(self, lines: tuple[str, ...], layout: Layout) -> None:
        self._lines = lines
        self._layout = layout

    def read(self) -> Mrz:
        code = self._code()
        issuing_state = self._state("issuing_state")
        number, optional_1 = self._number()
        nationality = self._state("nationality")
        birth = self._date("birth")
        sex = self._sex()
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
            sex=sex,
            expiry=expiry,
            optional_1=optional_1,
            optional_2=self._text("optional_2").rstrip("<"),
            names_truncated=names[-1] != "<",
            rules_of=self.rules_of,
        )

    def _at(self, place: Place) -> str:
        return self._lines[place.line - 1][place.first - 1 : place.last]

    def _text(self, item: str) -> str:
        """ "" where such a zone does not have it."""
        place = self._layout.items.get(item)
        return "" if place is None else self._at(place)

    def _wrong(self, item: str, offset: int = 0) -> MrzField:
        place = self._layout.items[item]
        return MrzField(line=place.line, position=place.first + offset, item=item)

    def _bad_digit(self, item: str) -> MrzCheckDigit:
        place = self._layout.checks[item]
        return MrzCheckDigit(line=place.line, position=place.first, item=item)

    def _code(self) -> str:
        code = self._text("document_code").rstrip("<")
        if code[:1] not in tuple(self._layout.document_codes) or not code.isalpha():
            raise self._wrong("document_code")
        return code

    def _sex(self) -> str:
        sex = self._text("sex")
        if sex not in "FM<":
            raise self._wrong("sex")
        return "X" if sex == "<" else sex

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
        if item in self._layout.checks and check_digit(text) != self._at(self._layout.checks[item]):
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
        if not self._layout.composite:
            return
        text = "".join(self._at(place) for place in self._layout.composite)
        if check_digit(text) != self._at(self._layout.checks["composite"]):
            raise self._bad_digit("composite")

    def _letters(self, item: str) -> str:
        text = self._text(item)
        for offset, character in enumerate(text):
            if character.isdigit():
                raise self._wrong(item, offset)
        return text

    def _names(self) -> str:
        text = self._letters("names")
        if text[0] == "<" and (text[1] != "<" or not text.strip("<")):  # "<<" and a name: no primary identifier
            raise self._wrong("names")
        return text


def _can_be(text: str) -> bool:
    """Whether YYMMDD, unknown parts apart, is a day of some century."""
    if "<" not in text:
        return bool(days_of(text, 2000))
    month, day = text[2:4], text[4:6]
    return (month == "<<" or 1 <= int(month) <= 12) and (day == "<<" or 1 <= int(day) <= 31)
