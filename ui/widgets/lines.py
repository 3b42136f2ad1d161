"""What is compared before somebody signs: lines of words, and kept pictures."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPixmap, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QSizePolicy, QWidget

from station.domain.lines import Line
from ui.messages import say
from ui.theme.tokens import UNIT
from ui.widgets.chip import Chip
from ui.widgets.said import label_of, said
from ui.widgets.stage import to_image
from ui.widgets.words import Label

_INK_BELOW = 200
_AROUND = 8
_MARGIN = 12


class Lines(QWidget):
    """Label, value and provenance, in one or two columns. Values are selectable, for reading them out by phone."""

    def __init__(self, columns: int) -> None:
        super().__init__()
        self._columns = columns
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(_MARGIN)
        self._grid.setVerticalSpacing(2)
        for column in range(columns):
            self._grid.setColumnStretch(2 * column + 1, 3 if column == 0 else 2)

    def show_lines(self, lines: Sequence[Line]) -> None:
        while (item := self._grid.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        narrow = [line for line in lines if not line.wide]
        rows = -(-len(narrow) // self._columns)
        for index, line in enumerate(narrow):
            column, row = divmod(index, rows)
            self._put(line, row, column, 1)
        for index, line in enumerate(line for line in lines if line.wide):
            self._put(line, rows + index, 0, 2 * self._columns - 1)

    def _put(self, line: Line, row: int, column: int, span: int) -> None:
        label = Label(label_of(line), "caption", ink="muted", wrap=False)
        self._grid.addWidget(label, row, 2 * column, Qt.AlignmentFlag.AlignVCenter)
        self._grid.addWidget(_value(line), row, 2 * column + 1, 1, span)


def _value(line: Line) -> QWidget:
    box = QWidget()
    row = QHBoxLayout(box)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(UNIT)
    words = said(line)
    value = Label("", "body", strong=True, ink="text" if words else "warn")
    value.plain(words or say("review.missing"))
    value.setWordWrap(True)  # a long name pushes nothing that stands right of it out of sight
    value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    value.setAccessibleName(f"{say(label_of(line))}: {value.text()}")
    row.addWidget(value, 1)
    if line.chip:
        row.addWidget(Chip(line.chip, "info" if line.proven else "plain"))
    return box


def trimmed(pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Without the white around the ink, but for a small margin; the whole where there is no ink."""
    dark = (pixels if pixels.ndim == 2 else pixels.min(axis=2)) < _INK_BELOW
    rows, columns = np.flatnonzero(dark.any(axis=1)), np.flatnonzero(dark.any(axis=0))
    if rows.size == 0:
        return pixels
    top, bottom = max(0, int(rows[0]) - _AROUND), int(rows[-1]) + _AROUND + 1
    left, right = max(0, int(columns[0]) - _AROUND), int(columns[-1]) + _AROUND + 1
    return pixels[top:bottom, left:right]


class Photo(QLabel):
    """A kept picture, as large as its place, whole, at the top of it."""

    def __init__(self, name_key: str, least: QSize) -> None:
        super().__init__()
        self._name_key, self._least = name_key, least
        self._whole = QPixmap()
        self.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        self.setMinimumSize(least)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)
        self.retranslate()

    def minimumSizeHint(self) -> QSize:
        return self._least  # not the picture's own size: the place decides

    def show_pixels(self, pixels: NDArray[np.uint8] | None) -> None:
        self._whole = QPixmap() if pixels is None else QPixmap.fromImage(to_image(np.ascontiguousarray(pixels)))
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        if self._whole.isNull():
            self.setPixmap(QPixmap())
            return
        ratio = self.devicePixelRatioF()
        scaled = self._whole.scaled(
            self.size() * ratio, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
        )
        scaled.setDevicePixelRatio(ratio)
        self.setPixmap(scaled)

    def retranslate(self) -> None:
        self.setAccessibleName(say(self._name_key))
