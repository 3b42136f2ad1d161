"""What is compared before somebody signs: lines of words, and kept pictures."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QPixmap, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QSizePolicy, QWidget

from station.domain.lines import Line
from ui.messages import joined, language, say
from ui.widgets.beside import Beside
from ui.widgets.chip import Chip
from ui.widgets.said import label_of, said
from ui.widgets.stage import to_image
from ui.widgets.words import Label

_INK_BELOW = 200
_AROUND = 8
_MARGIN = 12
_FEW = 4  # lines that are said in one turn
_SHARES: Mapping[int, Sequence[int]] = {0: (1, 0, 0, 0), 1: (2, 3, 0, 0), 2: (3, 5, 3, 4)}
"""Of the width: label, value, label, value."""


class Lines(QWidget):
    """Label, value and provenance, in columns of the same shares on every card; where words have no room in fewer, at
    last each label above its value. Values are selectable, for reading them out by phone."""

    def __init__(self, columns: int) -> None:
        """columns: at most."""
        super().__init__()
        self._most = self._columns = columns
        self._cells: list[tuple[bool, QWidget, QWidget]] = []  # whether across the whole width, label, value
        self._said: tuple[str, bool, Sequence[Line]] = ("", False, ())  # in which language, and whether with details
        self._details = False
        self._widths: tuple[int, int, int] | None = None
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(_MARGIN)
        self._grid.setVerticalSpacing(2)

    def show_lines(self, lines: Sequence[Line]) -> None:
        """What stands there already is left as it is."""
        for _ in self.parts(lines):
            pass

    def parts(self, lines: Sequence[Line]) -> Iterator[None]:
        """The same, a few lines at a time: while it is not shown yet."""
        wanted = language(), self._details, tuple(lines)
        if wanted == self._said:
            return
        for _, *cell in self._cells:
            for widget in cell:
                widget.hide()
                widget.deleteLater()
        self._cells, self._widths = [], None
        for number, line in enumerate(lines, 1):
            label, value = Label(label_of(line), "caption", ink="muted"), _value(line, details=self._details)
            for widget in (label, value):  # each is dressed once: where it stands, and before its width is asked for
                widget.setParent(self)
                widget.minimumSizeHint()  # dear, and remembered
            self._cells.append((line.wide, label, value))
            if number % _FEW == 0:
                yield
        self._said = wanted
        self._arrange()

    def set_details(self, open_: bool) -> None:
        """Whether what was measured stands beside what is said of it."""
        self._details = open_
        self.show_lines(self._said[-1])

    def retranslate(self) -> None:
        self._widths = None  # of labels that spoke before this

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._widths = None

    def minimumSizeHint(self) -> QSize:
        return QSize(self._needs(0), super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._columns != self._fitting():
            self._arrange()

    def _fitting(self) -> int:
        """How many columns have room; 0: none beside its label."""
        return next((columns for columns in range(self._most, 0, -1) if self._needs(columns) <= self.width()), 0)

    def _needs(self, columns: int) -> int:
        """Width of as many columns of which no word is cut."""
        labels, values, across = self._least_widths()
        if not columns:
            return max(labels, values, across)
        return max(columns * (labels + values + 2 * _MARGIN) - _MARGIN, labels + _MARGIN + across)

    def _least_widths(self) -> tuple[int, int, int]:
        """Of labels, of values beside others, of values across the whole width. Asked at every resize, and dear."""
        if self._widths is None:
            labels = max((label.minimumSizeHint().width() for _, label, _ in self._cells), default=0)
            values = max((value.minimumSizeHint().width() for wide, _, value in self._cells if not wide), default=0)
            across = max((value.minimumSizeHint().width() for wide, _, value in self._cells if wide), default=0)
            self._widths = labels, values, across
        return self._widths

    def _arrange(self) -> None:
        """In their order: what needs the whole width has a row, what stands between is read down the columns."""
        while self._grid.takeAt(0) is not None:
            pass
        self._columns = self._fitting()
        for column, share in enumerate(_SHARES[self._columns]):
            self._grid.setColumnStretch(column, share)
        first = 0
        for wide, group in groupby(self._cells, key=lambda cell: cell[0]):
            several = tuple(group)
            columns = 1 if wide else max(self._columns, 1)
            rows = -(-len(several) // columns)
            for index, (_, label, value) in enumerate(several):
                column, row = divmod(index, rows)
                self._put(label, value, first + row, column, 2 * self._columns - 1 if wide else 1)
            first += rows

    def _put(self, label: QWidget, value: QWidget, row: int, column: int, span: int) -> None:
        if self._columns:
            self._grid.addWidget(label, row, 2 * column)
            self._grid.addWidget(value, row, 2 * column + 1, 1, span)
        else:
            self._grid.addWidget(label, 2 * row, 0)
            self._grid.addWidget(value, 2 * row + 1, 0)


def _value(line: Line, *, details: bool) -> QWidget:
    words = said(line, details=details)
    value = Label("", "body", strong=True, ink="text" if words else "warn")  # wraps: no long name pushes others out
    value.plain(words or say("review.missing"))
    value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    value.setAccessibleName(joined(say(label_of(line)), value.text()))
    return Beside(value, Chip(line.chip, "info" if line.proven else "plain")) if line.chip else value


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
        self._whole, self._instead = QPixmap(), ""
        self.setWordWrap(True)
        self.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        self.setMinimumSize(least)
        # Not ignored in height: beside words that wrap, a layout would then count none for it, and squeeze the words.
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Expanding)
        self.retranslate()

    def sizeHint(self) -> QSize:
        return self._least  # not the picture's own size: the place decides

    def minimumSizeHint(self) -> QSize:
        return self._least

    def say_instead(self, words: str) -> None:
        """In the place of a picture that there will not be."""
        self._instead, self._whole = words, QPixmap()
        self._fit()

    def show_pixels(self, pixels: NDArray[np.uint8] | None) -> None:
        self._whole = QPixmap() if pixels is None else QPixmap.fromImage(to_image(np.ascontiguousarray(pixels)))
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        if self._whole.isNull():
            self.setPixmap(QPixmap())
            self.setText(self._instead)
            return
        ratio = self.devicePixelRatioF()
        scaled = self._whole.scaled(
            self.size() * ratio, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
        )
        scaled.setDevicePixelRatio(ratio)
        self.setPixmap(scaled)

    def retranslate(self) -> None:
        self.setAccessibleName(say(self._name_key))
