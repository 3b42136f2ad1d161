"""The case that is looked at: what each step says of it, its pictures and its fingers, as who signed it saw them."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QSize
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from station.domain.lines import Line, Picture, Prints
from station.domain.sample import Digest
from station.services.views import EnrollmentView
from ui.messages import say
from ui.theme.tokens import GAP, HALF, UNIT
from ui.widgets.card import Card
from ui.widgets.decision_note import DecisionNote
from ui.widgets.empty import EmptyState
from ui.widgets.fingers_summary import FingersSummary
from ui.widgets.lines import Lines, Photo, trimmed
from ui.widgets.problem_note import ProblemNote
from ui.widgets.reasons import open_overrides
from ui.widgets.step_name import StepName
from ui.widgets.words import Label

_PORTRAIT = QSize(140, 180)  # 35 x 45
_INK = QSize(120, 56)  # beside the portrait, in the narrowest pane


class CasePane(Card):
    def __init__(self) -> None:
        super().__init__("approvals.case", spacing=UNIT)
        self._nothing = EmptyState("review", "approvals.choose_one")
        self.add(self._nothing, 1)
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self.add(self._scroll, 1)
        self._photos: list[tuple[Picture, Photo]] = []
        self.fingers: list[FingersSummary] = []
        self.retranslate()
        self.show_views(())

    def retranslate(self) -> None:
        self._scroll.setAccessibleName(say("approvals.case"))

    def show_views(self, views: Sequence[EnrollmentView]) -> None:
        """One under the other, where several came together. None: nothing is looked at."""
        self._nothing.setVisible(not views)
        self._scroll.setVisible(bool(views))
        self._photos, self.fingers = [], []
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, HALF, 0)
        column.setSpacing(UNIT)
        for view in views:
            self._add_person(column, view)
        column.addStretch(1)
        self._scroll.setWidget(content)

    def show_pictures(self, pictures: Mapping[Digest, NDArray[np.uint8]]) -> None:
        for item, photo in self._photos:
            pixels = None if item.image is None else pictures.get(item.image.digest)
            photo.show_pixels(trimmed(pixels) if item.ink and pixels is not None else pixels)

    def _add_person(self, column: QVBoxLayout, view: EnrollmentView) -> None:
        """The person's picture and signature, what was typed, the fingers."""
        name = Label("", "lead", strong=True)
        name.plain(view.title)
        column.addWidget(name)
        said = DecisionNote()
        column.addWidget(said)
        said.show_of(view)
        for problem in open_overrides(view):
            proposed = ProblemNote()
            column.addWidget(proposed)
            proposed.show_problem(problem)
        pictures = QHBoxLayout()
        pictures.setSpacing(GAP)
        column.addLayout(pictures)
        shown = [item for step in view.steps for item in step.lines]
        for picture in (item for item in shown if isinstance(item, Picture)):
            size = _INK if picture.ink else _PORTRAIT
            photo = Photo(picture.label, size)
            photo.setFixedHeight(size.height())
            self._photos.append((picture, photo))
            pictures.addWidget(photo, 1)
        for step in view.steps:
            lines = [item for item in step.lines if isinstance(item, Line)]
            if lines:
                column.addWidget(StepName(step.name, step.called, "body"))
                words = Lines(1)
                words.show_lines(lines)
                column.addWidget(words)
        if any(isinstance(item, Prints) for item in shown):
            fingers = FingersSummary()
            fingers.setMinimumHeight(_PORTRAIT.height())
            fingers.show_view(view)
            self.fingers.append(fingers)
            column.addWidget(fingers)
