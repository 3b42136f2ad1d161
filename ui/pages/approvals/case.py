"""The case that is looked at: what each step says of it, its pictures and its fingers, as who signed it saw them."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from station.domain.lines import Line, Picture, Prints, Shown
from station.domain.sample import Digest
from station.services.views import EnrollmentView
from ui.messages import say
from ui.theme.tokens import GAP, UNIT
from ui.widgets.card import Card
from ui.widgets.empty import EmptyState
from ui.widgets.fingers_summary import FingersSummary
from ui.widgets.lines import Lines, Photo, trimmed
from ui.widgets.words import Label

_PORTRAIT = QSize(140, 180)  # 35 x 45
_INK = QSize(160, 56)


class CasePane(Card):
    def __init__(self) -> None:
        super().__init__("approvals.case", spacing=UNIT)
        self._nothing = EmptyState("review", "approvals.choose_one")
        self.add(self._nothing, 1)
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.add(self._scroll, 1)
        self._photos: dict[str, Photo] = {}
        self._shown: tuple[Shown, ...] = ()
        self.fingers: FingersSummary | None = None
        self.retranslate()
        self.show_view(None)

    def retranslate(self) -> None:
        self._scroll.setAccessibleName(say("approvals.case"))

    def show_view(self, view: EnrollmentView | None) -> None:
        """None: nothing is looked at."""
        self._nothing.setVisible(view is None)
        self._scroll.setVisible(view is not None)
        self._photos, self.fingers = {}, None
        self._shown = () if view is None else tuple(item for step in view.steps for item in step.lines)
        self._scroll.setWidget(QWidget() if view is None else self._content(view))

    def show_pictures(self, pictures: Mapping[Digest, NDArray[np.uint8]]) -> None:
        for item in self._shown:
            if isinstance(item, Picture):
                pixels = None if item.image is None else pictures.get(item.image.digest)
                self._photos[item.label].show_pixels(trimmed(pixels) if item.ink and pixels is not None else pixels)

    def _content(self, view: EnrollmentView) -> QWidget:
        """The person's picture beside the fingers, over what was typed."""
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, GAP, 0)
        column.setSpacing(UNIT)
        name = Label("", "lead", strong=True)
        name.plain(view.title)
        column.addWidget(name)
        pictures = QHBoxLayout()
        pictures.setSpacing(GAP)
        column.addLayout(pictures)
        for item in self._shown:
            if isinstance(item, Picture):
                self._photos[item.label] = photo = Photo(item.label, _INK if item.ink else _PORTRAIT)
                photo.setMinimumHeight((_INK if item.ink else _PORTRAIT).height())
                pictures.addWidget(photo, 1)
            elif isinstance(item, Prints):
                self.fingers = FingersSummary()
                self.fingers.show_view(view)
                pictures.addWidget(self.fingers, 1)
        for step in view.steps:
            lines = [item for item in step.lines if isinstance(item, Line)]
            if lines:
                column.addWidget(Label(step.name, "body", strong=True))
                shown = Lines(1)
                shown.show_lines(lines)
                column.addWidget(shown)
        column.addStretch(1)
        return content
