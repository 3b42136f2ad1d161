"""Check digits of a machine-readable zone while it is typed: which stand where, and whether each holds. Pure."""

from dataclasses import dataclass

from crypto.emrtd.check_digit import ALPHABET
from station.formats.mrz import check_digit, split_lines
from station.formats.mrz.layout import Layout, Place, may_begin
from station.formats.mrz.national import national_layout

_ALL = frozenset(ALPHABET + "<")


@dataclass(frozen=True)
class MrzMark:
    """One check digit. line, position: counted from 1. right: None while what it covers is not all typed."""

    item: str  # "document_number" | "birth" | "expiry" | "optional_1" | "composite"
    line: int
    position: int
    right: bool | None


@dataclass(frozen=True)
class MrzMarks:
    """What can be told of a zone so far. lines x width: its size; 0 while nothing is typed."""

    format: str
    lines: int
    width: int
    marks: tuple[MrzMark, ...]


def mrz_marks(text: str) -> MrzMarks:
    """Marks for `text`, lines joined by a line break. The format is guessed from the first line as far as typed."""
    lines = split_lines(text)
    if not lines:
        return MrzMarks("", 0, 0, ())
    layout = national_layout(lines) or _guess(lines)
    marks = tuple(
        MrzMark(item, place.line, place.first, _right(lines, layout, item, place))
        for item, place in layout.checks.items()
    )
    return MrzMarks(layout.format.value, layout.lines, layout.width, marks)


def _guess(lines: tuple[str, ...]) -> Layout:
    """The narrowest of which no line is longer; of longer ones the widest."""
    longest = max(map(len, lines))
    return min(may_begin(lines[0]), key=lambda each: (max(0, longest - each.width), each.width))


def _right(lines: tuple[str, ...], layout: Layout, item: str, place: Place) -> bool | None:
    covered = layout.composite if item == "composite" else (layout.items[item],)
    parts = [_at(lines, part) for part in covered]
    digit = _at(lines, place)
    if digit is None or None in parts:
        return None
    text = "".join(part for part in parts if part is not None)
    if item == "document_number" and layout.long_number and digit == "<":
        return None  # a long number goes on in the optional data and has its check digit there
    if item == "optional_1" and digit == "<":
        return not text.strip("<")
    return _ALL.issuperset(text) and check_digit(text) == digit


def _at(lines: tuple[str, ...], place: Place) -> str | None:
    """The characters at `place`, None while they are not all typed."""
    if len(lines) < place.line:
        return None
    text = lines[place.line - 1][place.first - 1 : place.last]
    return text if len(text) == place.width else None
