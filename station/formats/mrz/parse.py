"""Text -> value. The first fault found is raised; nothing is guessed or repaired."""

import re
from collections.abc import Sequence

from crypto.emrtd.check_digit import ALPHABET
from station.formats.mrz.errors import MrzCharacter, MrzSize
from station.formats.mrz.layout import LAYOUTS, WIDTHS, Layout, may_begin
from station.formats.mrz.national import national_reader
from station.formats.mrz.reader import Reader
from station.formats.mrz.value import Mrz

_LONGEST_TEXT = 1000  # characters; the largest zone has 90
_FRAMES = re.compile("[\x00-\x08\x0e-\x1f\x7f]")
"""STX, ETX and their like."""


def unframed(text: str) -> str:
    """Without the signs that a reader sends around what it read."""
    return _FRAMES.sub("", text)


def split_lines(text: str) -> tuple[str, ...]:
    """Lines as typed or as a reader sends them: capitals, without blanks, empty lines and the signs that frame them. A
    whole zone in one piece is taken apart, one that came twice is taken once.

    A text far longer than any zone comes back as one line, cut, which no format accepts.
    """
    if len(text) > _LONGEST_TEXT:
        return (text[:_LONGEST_TEXT],)
    typed = ("".join(line.split()).upper() for line in unframed(text).splitlines())
    lines = _once(tuple(line for line in typed if line))
    if len(lines) != 1:
        return lines
    whole = "".join(_once(tuple(lines[0]))) if len(lines[0]) // 2 in WIDTHS else lines[0]
    width = WIDTHS.get(len(whole))
    return lines if width is None else tuple(whole[at : at + width] for at in range(0, len(whole), width))


def _once(lines: tuple[str, ...]) -> tuple[str, ...]:
    half = len(lines) // 2
    return lines[:half] if half and lines[:half] * 2 == lines else lines


def parse(lines: Sequence[str]) -> Mrz:
    """Read a whole zone. Raises MrzSize, MrzCharacter, MrzField, MrzDate, MrzCheckDigit."""
    reader = national_reader(lines) or Reader(tuple(lines), _layout_of(lines))
    for number, line in enumerate(lines, start=1):
        for position, character in enumerate(line, start=1):
            if character not in ALPHABET and character != "<":
                raise MrzCharacter(line=number, position=position)
    return reader.read()


def _layout_of(lines: Sequence[str]) -> Layout:
    """The format whose lines these are; else the fault against the format they are nearest to."""
    if not 2 <= len(lines) <= 3:
        raise MrzSize(line=0, position=0, expected=2, got=len(lines))
    alike = may_begin(lines[0])
    candidates = [layout for layout in LAYOUTS.values() if layout.lines == len(lines)]
    layout = min(candidates, key=lambda each: (sum(abs(len(line) - each.width) for line in lines), each not in alike))
    for number, line in enumerate(lines, start=1):
        if len(line) != layout.width:
            position = min(len(line), layout.width) + 1
            raise MrzSize(line=number, position=position, expected=layout.width, got=len(line))
    return layout
