"""What is compared, in lines and on pages: letters as large as every sentence, nothing cut off or left out.

Where a name has no room in a line it goes on in the next one, and where the lines have no room on a page there is
another. What a line is called stands beside it where nothing has to be broken for it, else above.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from math import ceil
from typing import Literal

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF

from station.domain.citizen_view import CitizenView
from ui.citizen.parts import NOTE_PX, SAY_PX, letters
from ui.citizen.words import say
from ui.theme.tokens import GAP, HALF, REGULAR, UNIT

LEAST, LARGEST = 48, 72  # width of a letter's cell
_LABEL = 0.2  # of the width
_HIGH = 1.2  # a cell, by its width
_BREAK_AFTER = " -<"
_EARLIEST = 0.6  # of a line: so far back a place to break it is looked for
_WRAPPED = int(Qt.TextFlag.TextWordWrap) | int(Qt.AlignmentFlag.AlignLeft)

Kind = Literal["cells", "line", "note"]


@dataclass(frozen=True)
class Row:
    """label: "" for one more text of what stands above. kind: cells, the line as it is printed, or words."""

    label: str
    text: str
    kind: Kind = "cells"


@dataclass(frozen=True)
class Line:
    """One line of a row. above: height of what it is called, over it. high: of it all, without `gap` above."""

    label: str
    text: str
    kind: Kind
    above: float
    high: float
    gap: int


Page = tuple[Line, ...]


@dataclass(frozen=True)
class Sheet:
    """cell: width of a letter's. left: where lines begin, from where this language's lines do."""

    cell: int
    left: float
    pages: tuple[Page, ...]


def rows_of(view: CitizenView) -> tuple[Row, ...]:
    """What there is to compare, in the order in which it is read."""
    tag, rows = view.language, list[Row]()
    for each in view.names:
        texts = [text for text in (each.armenian, each.latin) if text]
        rows += [Row(say(tag, f"data.{each.part}") if not at else "", text) for at, text in enumerate(texts)]
    if view.birth_date:
        rows.append(Row(say(tag, "data.birth"), view.birth_date))
    if view.zone:
        rows.append(Row(say(tag, "data.zone"), view.zone, "line"))
        if view.cut:
            rows.append(Row("", say(tag, "data.cut"), "note"))
    return tuple(rows)


def letter_px(cell: int) -> int:
    return round(cell * SAY_PX / LEAST)


def font_of(kind: Kind, cell: int) -> QFont:
    if kind == "note":
        return letters(NOTE_PX, REGULAR)
    return letters(letter_px(cell), REGULAR, mono=True) if kind == "line" else letters(letter_px(cell))


def laid_out(rows: Sequence[Row], width: float, height: float) -> Sheet:
    """As few pages as letters of full size need; then larger letters, as far as no page is added."""
    beside, above = (_sheet(rows, width, height, LEAST, beside=each) for each in (True, False))
    labels = len(beside.pages) <= len(above.pages)
    best = beside if labels else above
    for cell in range(LARGEST, LEAST, -4):
        larger = _sheet(rows, width, height, cell, beside=labels)
        if len(larger.pages) == len(best.pages) and _longest(larger) >= _longest(best):
            return larger
    return best


def _longest(sheet: Sheet) -> int:
    """What is in one line stays in one."""
    return max((len(line.text) for page in sheet.pages for line in page), default=0)


def _sheet(rows: Sequence[Row], width: float, height: float, cell: int, *, beside: bool) -> Sheet:
    left = float(int(width * _LABEL)) if beside else 0.0
    room = max(width - left, float(cell))
    groups = list[list[Line]]()
    for row in rows:
        lines = list(_lines(row, room, cell, left - GAP if beside else None, width))
        if row.label or not groups:
            groups.append(lines)
        else:
            groups[-1] += lines
    return Sheet(cell, left, tuple(_pages(groups, height)))


def _lines(row: Row, room: float, cell: int, label_room: float | None, width: float) -> Iterator[Line]:
    """label_room: beside the lines; None: it stands above."""
    called = _height(row.label, NOTE_PX, width if label_room is None else label_room) if row.label else 0.0
    for at, text in enumerate(_broken(row, room, cell)):
        first = row.label if at == 0 else ""
        high = _height(text, NOTE_PX, room) if row.kind == "note" else round(cell * _HIGH)
        above = called if first and label_room is None else 0.0
        high = max(high, called) if first and label_room is not None else high + above
        yield Line(first, text, row.kind, above, high, (UNIT if row.label else HALF) if at == 0 else 0)


def _broken(row: Row, room: float, cell: int) -> list[str]:
    if row.kind == "note":
        return [row.text]
    advance = QFontMetricsF(font_of("line", cell)).horizontalAdvance("<") if row.kind == "line" else cell
    most, rest, lines = max(1, int(room / advance)), row.text, list[str]()
    while len(rest) > most:
        places = [at + 1 for at in range(int(most * _EARLIEST), most) if rest[at] in _BREAK_AFTER]
        end = places[-1] if places else most
        lines, rest = [*lines, rest[:end]], rest[end:]
    return [*lines, rest]


def _pages(groups: Sequence[Sequence[Line]], height: float) -> Iterator[Page]:
    """What belongs together stands on one page where it has room on one."""
    page = list[Line]()
    for group in groups:
        if page and needs([*page, *group]) > height and needs(group) <= height:
            yield tuple(page)
            page = []
        for line in group:
            if page and needs([*page, line]) > height:
                yield tuple(page)
                page = []
            page.append(line if page else _begins(line, group[0]))
    if page:
        yield tuple(page)


def _begins(line: Line, first: Line) -> Line:
    """At the top of a page what it is called is said once more."""
    if line.label or line.kind == "note":
        return line
    high = line.high + first.above if first.above else max(line.high, first.high)
    return replace(line, label=first.label, above=first.above, high=high)


def needs(page: Sequence[Line]) -> float:
    """Height of these lines; above the first of a page there is no gap."""
    return sum(line.high + (line.gap if at else 0) for at, line in enumerate(page))


def _height(text: str, px: int, width: float) -> float:
    box = QRectF(0, 0, max(width, 1.0), 10_000)
    return ceil(QFontMetricsF(letters(px, REGULAR)).boundingRect(box, _WRAPPED, text).height())
