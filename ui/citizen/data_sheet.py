"""Names and birth date letter by letter, as large as all of them have room; the line of the machine-readable zone."""

from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from station.domain.citizen_view import BLANK, CitizenView
from ui.citizen.parts import NOTE_PX, SAY_PX, letters
from ui.citizen.words import right_to_left, say
from ui.theme.active import colour
from ui.theme.tokens import GAP, HALF, REGULAR, UNIT

_LARGEST, _LEAST = 60, 16  # width of a letter's cell
_USUAL = 48  # of one whose letter is SAY_PX
_CLEAR = 34  # still read with ease at a metre
_LABEL = 0.2  # of the width


@dataclass(frozen=True)
class Row:
    """label: "" for one more line of what stands above. kind: cells, or one line as it is printed."""

    label: str
    text: str
    kind: Literal["cells", "line", "note"] = "cells"


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


class DataSheet(QWidget):
    """Letters run from left to right in every language; what they are called stands where that language begins."""

    def __init__(self) -> None:
        super().__init__()
        self._view = BLANK
        self.rows: tuple[Row, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def minimumSizeHint(self) -> QSize:
        return QSize(400, 200)

    def show_view(self, view: CitizenView) -> None:
        self._view, self.rows = view, rows_of(view) if view.language else ()
        self.setAccessibleName(", ".join(row.text for row in self.rows))
        self.update()

    # --- geometry ----------------------------------------------------------------------------------------------------

    def cell(self) -> int:
        """Width of a letter's cell: the largest with which all rows have room; a little less than that where it keeps
        every name in one line."""
        fitting = [px for px in range(_LARGEST, _LEAST, -1) if self.needs(px) <= self.height()] or [_LEAST]
        longest = max((len(row.text) for row in self.rows if row.kind == "cells"), default=0)
        unbroken = next((px for px in fitting if px >= _CLEAR and self._across(px) >= longest), None)
        return fitting[0] if unbroken is None else unbroken

    def needs(self, cell: int) -> float:
        """Height of all rows with cells of that width."""
        return sum(self._height(row, cell) + _gap(row) for row in self.rows)

    def _height(self, row: Row, cell: int) -> float:
        if row.kind == "line":
            return max(self._line_px(row, cell) * 1.5, self._label_height(row, cell))
        if row.kind == "note":
            return _note_px(cell) * 1.5
        return max(_high(cell) * -(-len(row.text) // self._across(cell)), self._label_height(row, cell))

    def _label_height(self, row: Row, cell: int) -> float:
        if not row.label:
            return 0.0
        box = QRectF(0, 0, self._beside(), 1000)
        return QFontMetricsF(letters(_note_px(cell), REGULAR)).boundingRect(box, _LABEL_FLAGS, row.label).height()

    def _beside(self) -> float:
        return self.width() * _LABEL - GAP

    def _across(self, cell: int) -> int:
        """How many letters stand in a line."""
        return max(1, int(self.width() * (1 - _LABEL)) // cell)

    def _line_px(self, row: Row, cell: int) -> int:
        """The line is never broken: it is as small as its width asks."""
        wide = QFontMetricsF(letters(100, REGULAR, mono=True)).horizontalAdvance(row.text) / 100
        return max(12, min(round(cell * SAY_PX / _USUAL), int(self.width() * (1 - _LABEL) / max(wide, 1.0))))

    # --- painting ----------------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        cell = self.cell()
        top = max(0.0, (self.height() - self.needs(cell)) / 2)
        turned = right_to_left(self._view.language)
        left = 0.0 if turned else self.width() * _LABEL
        for row in self.rows:
            high, top = self._height(row, cell), top + _gap(row)
            self._draw_label(painter, row, QRectF(0, top, self.width(), high), cell, turned=turned)
            if row.kind == "line":
                painter.setFont(letters(self._line_px(row, cell), REGULAR, mono=True))
                painter.setPen(colour("text"))
                box = QRectF(left, top, self.width() * (1 - _LABEL), high)
                side = Qt.AlignmentFlag.AlignRight if turned else Qt.AlignmentFlag.AlignLeft
                painter.drawText(box, side | Qt.AlignmentFlag.AlignVCenter, row.text)
            elif row.kind == "note":
                painter.setFont(letters(_note_px(cell), REGULAR))
                painter.setPen(colour("warn"))
                side = Qt.AlignmentFlag.AlignRight if turned else Qt.AlignmentFlag.AlignLeft
                box = QRectF(left, top, self.width() * (1 - _LABEL), high)
                painter.drawText(box, side | Qt.AlignmentFlag.AlignVCenter, row.text)
            else:
                room = self.width() * (1 - _LABEL)
                indent = room - min(len(row.text), self._across(cell)) * cell if turned else 0.0
                self._draw_cells(painter, row.text, left + indent, top, cell)
            top += high
        painter.end()

    def _draw_label(self, painter: QPainter, row: Row, line: QRectF, cell: int, *, turned: bool) -> None:
        painter.setFont(letters(_note_px(cell), REGULAR))
        painter.setPen(colour("text"))
        left = self.width() - self._beside() if turned else 0.0
        side = Qt.AlignmentFlag.AlignRight if turned else Qt.AlignmentFlag.AlignLeft
        box = QRectF(left, line.top(), self._beside(), line.height())
        painter.drawText(box, side | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextWordWrap, row.label)

    def _draw_cells(self, painter: QPainter, text: str, left: float, top: float, cell: int) -> None:
        across, high = self._across(cell), _high(cell)
        painter.setFont(letters(round(cell * SAY_PX / _USUAL)))
        for at, letter in enumerate(text):
            box = QRectF(left + at % across * cell, top + at // across * high, cell - HALF, high - HALF)
            if letter != " ":
                painter.setPen(QPen(colour("line"), 1))
                painter.drawRoundedRect(box, HALF, HALF)
            painter.setPen(colour("text"))
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, letter)


_LABEL_FLAGS = Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft


def _gap(row: Row) -> int:
    """Above it: what belongs together stands closer."""
    return UNIT if row.label else HALF


def _note_px(cell: int) -> int:
    """What letters are called shrinks only where they are small themselves."""
    return NOTE_PX if cell >= _CLEAR else max(13, round(cell * NOTE_PX / _USUAL))


def _high(cell: int) -> float:
    return cell * 1.25
