"""A card of the review: what one step gave, its first problem, and the way back to it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QWidget

from station.domain.lines import Line, Pages, Picture, Prints, Shown
from station.domain.sample import Digest
from station.services.views import EnrollmentView, StepView
from ui.messages import problem_text, say
from ui.theme.tokens import UNIT
from ui.widgets.buttons import IconButton
from ui.widgets.card import Card
from ui.widgets.fingers_summary import FingersSummary
from ui.widgets.icon import Icon
from ui.widgets.lines import Lines, Photo, trimmed
from ui.widgets.step_name import StepName
from ui.widgets.words import Label

Place: TypeAlias = Literal["top", "picture", "prints", "ink", "side"]
Shape: TypeAlias = tuple[str, ...]

_JUMP = 32
_MARGIN = 12
_FEW_LINES = 6  # that have room beside a picture
_PORTRAIT = QSize(117, 150)  # 35 x 45
_INK = QSize(160, 40)
_PAGE = QSize(84, 60)
_PAGES_ABREAST = 4


def place_of(lines: Sequence[Shown]) -> Place:
    """Where on the page: what is compared with the person is the largest, many words have the whole width."""
    if any(isinstance(item, Picture) and not item.ink for item in lines):
        return "picture"
    if any(isinstance(item, Prints) for item in lines):
        return "prints"
    if any(isinstance(item, Picture) for item in lines):
        return "ink"
    words = [item for item in lines if isinstance(item, Line)]
    return "top" if len(words) > _FEW_LINES or any(item.wide for item in words) else "side"


def shape_of(lines: Sequence[Shown]) -> Shape:
    """Of which widgets a section is made: a section of another shape is another section."""
    return tuple(name for name, _ in groupby(_widget_of(item) for item in lines))


def _widget_of(item: Shown) -> str:
    if isinstance(item, Picture):
        return f"{'ink' if item.ink else 'photo'} {item.label}"
    if isinstance(item, Pages):
        return f"pages {len(item.images)}"
    return "prints" if isinstance(item, Prints) else "lines"


class Section(Card):
    """A card with its step's jump button and, where the step is not done, its first problem."""

    def __init__(self, step: StepView, number: int, on_jump: Callable[[str], None]) -> None:
        super().__init__(StepName(step.name, step.called, "lead"), spacing=UNIT)
        self.set_margins(_MARGIN, UNIT, _MARGIN, UNIT)
        self.jump = IconButton("edit", step.change, keys=f"Ctrl+{number}")
        self.jump.setFixedSize(QSize(_JUMP, _JUMP))
        self.jump.clicked.connect(lambda: on_jump(step.step_id))
        self.head.addWidget(self.jump)
        self._trouble = QWidget()
        row = QHBoxLayout(self._trouble)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(UNIT)
        row.addWidget(Icon("warning", "warn", 20), 0, Qt.AlignmentFlag.AlignTop)
        self._words = Label("", "caption", ink="warn", strong=True)
        row.addWidget(self._words, 1)
        self._trouble.hide()
        self.add(self._trouble)
        self._lines: Lines | None = None
        self._photos: dict[str, Photo] = {}
        self._pages: list[Photo] = []
        self.fingers: FingersSummary | None = None
        self._step = step

    def fill(self) -> None:
        """Make what its lines are shown in. Once, where the card stands by then."""
        lines = self._step.lines
        for item in lines:
            if isinstance(item, Picture):
                self._photos[item.label] = Photo(item.label, _INK if item.ink else _PORTRAIT)
                self.add(self._photos[item.label], 1)
            elif isinstance(item, Prints):
                self.fingers = FingersSummary()
                self.add(self.fingers)
            elif isinstance(item, Pages):
                self._add_pages(len(item.images))
            elif self._lines is None:
                self._lines = Lines(2 if place_of(lines) == "top" else 1)
                self.add(self._lines)
        if not self._photos:
            self.body.addStretch(1)

    def _add_pages(self, count: int) -> None:
        row = QWidget()
        grid = QGridLayout(row)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(UNIT)
        for number in range(count):
            self._pages.append(Photo("attachments.pages", _PAGE))
            grid.addWidget(self._pages[-1], number // _PAGES_ABREAST, number % _PAGES_ABREAST)
        rows = -(-count // _PAGES_ABREAST)
        row.setFixedHeight(rows * _PAGE.height() + (rows - 1) * UNIT)
        self.add(row)

    def parts(self) -> Iterator[None]:
        """Say its lines, a few at a time."""
        if self._lines is not None:
            yield from self._lines.parts([item for item in self._step.lines if isinstance(item, Line)])

    def show_step(self, step: StepView, view: EnrollmentView) -> None:
        self._step = step
        self._trouble.setVisible(bool(step.problems))
        if step.problems:
            text = problem_text(step.problems[0])
            more = len(step.problems) - 1
            self._words.plain(text.happened + (f" (+{more})" if more else ""))
        if self._lines is not None:
            self._lines.show_lines([item for item in step.lines if isinstance(item, Line)])
        if self.fingers is not None:
            self.fingers.show_view(view)

    def set_details(self, open_: bool) -> None:
        """Whether what was measured is shown."""
        if self._lines is not None:
            self._lines.set_details(open_)
        if self.fingers is not None:
            self.fingers.set_details(open_)

    def show_pictures(self, pictures: Mapping[Digest, NDArray[np.uint8]]) -> None:
        for item in self._step.lines:
            if isinstance(item, Pages):
                for photo, image in zip(self._pages, item.images, strict=True):
                    photo.show_pixels(pictures.get(image.digest))
            if isinstance(item, Picture) and item.image is None and item.instead is not None:
                self._photos[item.label].say_instead(say(item.instead.key))
            elif isinstance(item, Picture):
                pixels = None if item.image is None else pictures.get(item.image.digest)
                self._photos[item.label].show_pixels(trimmed(pixels) if item.ink and pixels is not None else pixels)
