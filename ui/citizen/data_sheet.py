"""Names and birth date letter by letter, and the line of the machine-readable zone: a page of them."""

from collections.abc import Iterator

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from station.domain.citizen_view import BLANK, CitizenView
from ui.citizen.lines import Line, Page, Row, Sheet, font_of, laid_out, letter_px, needs, rows_of
from ui.citizen.parts import NOTE_PX, SAY_PX, letters
from ui.citizen.words import right_to_left
from ui.theme.active import colour
from ui.theme.tokens import GAP, HALF, REGULAR


class DataSheet(QWidget):
    """Letters run from left to right in every language; what they are called stands where that language begins."""

    laid = Signal()  # there may be another number of pages

    def __init__(self) -> None:
        super().__init__()
        self._view, self._turned = BLANK, False
        self.rows: tuple[Row, ...] = ()
        self.sheet = Sheet(0, 0.0, ())
        self.at = 0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def minimumSizeHint(self) -> QSize:
        return QSize(400, 120)

    def show_view(self, view: CitizenView) -> None:
        self._view, self.rows = view, rows_of(view) if view.language else ()
        self._turned = right_to_left(view.language)
        self.setAccessibleName(", ".join(row.text for row in self.rows))
        self._lay()

    def turn_to(self, page: int) -> None:
        self.at = min(max(page, 0), max(0, len(self.sheet.pages) - 1))
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay()

    def _lay(self) -> None:
        before = len(self.sheet.pages)
        self.sheet = laid_out(self.rows, self.width(), self.height())
        self.turn_to(self.at if len(self.sheet.pages) == before else 0)  # nothing is passed over
        self.laid.emit()

    @property
    def page(self) -> Page:
        return self.sheet.pages[self.at] if self.sheet.pages else ()

    @property
    def at_end(self) -> bool:
        """Whether the last page is shown, and there is one."""
        return self.at >= len(self.sheet.pages) - 1

    def left_out(self) -> list[str]:
        """What has no room, or letters that are too small."""
        cut = [line.text for page in self.sheet.pages if needs(page) > self.height() for line in page]
        return cut if not self.rows or letter_px(self.sheet.cell) >= SAY_PX else [row.text for row in self.rows]

    # --- painting ----------------------------------------------------------------------------------------------------

    def placed(self) -> Iterator[tuple[Line, QRectF]]:
        """Each line of the page, and where its letters stand."""
        page, room = self.page, self.width() - self.sheet.left
        top = max(0.0, (self.height() - needs(page)) // 2)
        for at, line in enumerate(page):
            top += line.gap if at else 0
            left = 0.0 if self._turned else self.sheet.left
            yield line, QRectF(left, top + line.above, room, line.high - line.above)
            top += line.high

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        side = Qt.AlignmentFlag.AlignRight if self._turned else Qt.AlignmentFlag.AlignLeft
        for line, box in self.placed():
            self._draw_label(painter, line, box, side)
            painter.setPen(colour("warn" if line.kind == "note" else "text"))
            painter.setFont(font_of(line.kind, self.sheet.cell))
            if line.kind == "cells":
                self._draw_cells(painter, line.text, box)
            elif line.kind == "line":
                taken = painter.fontMetrics().horizontalAdvance(line.text)
                left = box.right() - taken if self._turned else box.left()
                place = QRectF(left, box.top(), box.width(), box.height())
                painter.drawText(place, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, line.text)
            else:
                painter.drawText(box, side | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextWordWrap, line.text)
        painter.end()

    def _draw_label(self, painter: QPainter, line: Line, box: QRectF, side: Qt.AlignmentFlag) -> None:
        if not line.label:
            return
        painter.setFont(letters(NOTE_PX, REGULAR))
        painter.setPen(colour("text"))
        if line.above:
            place = QRectF(0, box.top() - line.above, self.width(), line.above)
        else:
            wide = self.sheet.left - GAP
            place = QRectF(self.width() - wide if self._turned else 0.0, box.top(), wide, box.height())
        painter.drawText(place, side | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextWordWrap, line.label)

    def _draw_cells(self, painter: QPainter, text: str, box: QRectF) -> None:
        cell = self.sheet.cell
        left = box.right() - len(text) * cell if self._turned else box.left()
        for at, letter in enumerate(text):
            place = QRectF(left + at * cell, box.top(), cell - HALF, box.height() - HALF)
            if letter != " ":
                painter.setPen(QPen(colour("line"), 1))
                painter.drawRoundedRect(place, HALF, HALF)
            painter.setPen(colour("text"))
            painter.drawText(place, Qt.AlignmentFlag.AlignCenter, letter)
