"""The case that is looked at: what each step says of it, face, prints and papers, as who signed it saw them.

`seen` comes once all of it has been on the screen (`LookedThrough`).
"""

from collections.abc import Iterator, Mapping, Sequence
from time import monotonic

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from station.domain.lines import Line, Pages, Picture, Prints
from station.domain.sample import Digest
from station.services.views import EnrollmentView
from ui.messages import say
from ui.pictures import prints_of
from ui.theme.tokens import GAP, HALF, UNIT
from ui.widgets.card import Card
from ui.widgets.decision_note import DecisionNote
from ui.widgets.empty import EmptyState
from ui.widgets.fingers_summary import FingersSummary
from ui.widgets.lines import Lines, Photo, trimmed
from ui.widgets.looked_through import LookedThrough
from ui.widgets.problem_note import ProblemNote
from ui.widgets.reasons import open_overrides
from ui.widgets.step_name import StepName
from ui.widgets.words import Label

_PORTRAIT = QSize(140, 180)  # 35 x 45
_INK = QSize(120, 56)  # beside the portrait, in the narrowest pane
_PAPER = QSize(200, 400)  # to be read, one under another
_PRINT = QSize(56, 150)  # four beside each other in the narrowest pane
_USUAL, _MOST = 440, 3.0  # width at which pictures are so large; how many times that, at most, in a wider pane
_TURN_S, _TURNS, _END = 0.008, 10, object()


class CasePane(Card):
    seen = Signal()

    def __init__(self) -> None:
        super().__init__("approvals.case", spacing=UNIT)
        self._nothing = EmptyState("review", "approvals.choose_one")
        self.add(self._nothing, 1)
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.add(self._scroll, 1)
        self._photos: list[tuple[Digest, bool, Photo]] = []
        self._heights: list[tuple[QWidget, int]] = []  # of pictures, in a pane of the usual width
        self._views: tuple[EnrollmentView, ...] = ()
        self._pictures: Mapping[Digest, NDArray[np.uint8]] = {}
        self._making: Iterator[None] | None = None
        self._laid_out = False
        content = QWidget()
        self._place = QVBoxLayout(content)
        self._place.setContentsMargins(0, 0, 0, 0)
        self._scroll.setWidget(content)
        self._inner = QWidget()
        self._place.addWidget(self._inner)
        self.looked = LookedThrough(self._scroll, content, self._end)
        self.looked.done.connect(self.seen)
        self.fingers: list[FingersSummary] = []
        self._words: list[Lines] = []
        self._details = False
        self.retranslate()
        self.show_views(())

    def retranslate(self) -> None:
        self._scroll.setAccessibleName(say("approvals.case"))

    def toggle_details(self) -> None:
        """Numbers beside words, and back."""
        self._details = not self._details
        for words in self._words:
            words.set_details(self._details)
        for fingers in self.fingers:
            fingers.set_details(self._details)

    def show_views(self, views: Sequence[EnrollmentView]) -> None:
        """One under the other, where several came together. None: nothing is looked at."""
        if [each.enrollment for each in views] != [each.enrollment for each in self._views]:
            self._scroll.verticalScrollBar().setValue(0)
            self.looked.begin()
        self._views = tuple(views)
        self._nothing.setVisible(not views)
        self._scroll.setVisible(bool(views))
        self._photos, self._heights, self.fingers, self._words = [], [], [], []
        former, self._inner = self._inner, QWidget()
        self._place.replaceWidget(former, self._inner)
        former.hide()  # else one that came in this same turn is shown in the next: as a window of its own
        former.setParent(None)  # nobody's name stays in the page until the next event
        former.deleteLater()
        self._laid_out, self._making = False, self._make(self._inner, self._views)
        self._go_on_making(self._making)

    def show_pictures(self, pictures: Mapping[Digest, NDArray[np.uint8]]) -> None:
        """Those of which the place is not made yet are shown there once it is."""
        self._pictures = pictures
        for place in self._photos:
            self._fill(*place)

    @property
    def whole(self) -> bool:
        """Whether all of it is made: a long one takes several turns, in which the window answers."""
        return self._making is None

    def finish(self) -> None:
        """Make what is left of it now."""
        if self._making is not None:
            for _ in self._making:
                pass
            self._made()

    def _made(self) -> None:
        """What is in it is shown, and has its room, a few turns later: until then it is squeezed, and not drawn."""
        self._making, inner = None, self._inner
        inner.setUpdatesEnabled(False)

        def laid_out(turns: int) -> None:
            if inner is not self._inner:
                return
            if turns and not _has_room(inner):
                QTimer.singleShot(0, self, lambda: laid_out(turns - 1))
                return
            inner.setUpdatesEnabled(True)
            self._laid_out = True
            self.looked.look()

        QTimer.singleShot(0, self, lambda: laid_out(_TURNS))

    def _make(self, content: QWidget, views: Sequence[EnrollmentView]) -> Iterator[None]:
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, HALF, 0)
        column.setSpacing(UNIT)
        for view in views:
            yield from self._add_person(column, view)
        column.addStretch(1)

    def _go_on_making(self, making: Iterator[None]) -> None:
        """A turn; what is not shown any more is not made to its end."""
        if making is not self._making:
            return
        until = monotonic() + _TURN_S
        while monotonic() < until:
            if next(making, _END) is _END:
                self._made()
                return
        QTimer.singleShot(0, self, lambda: self._go_on_making(making))

    def _fill(self, digest: Digest, ink: bool, photo: Photo) -> None:
        pixels = self._pictures.get(digest)
        photo.show_pixels(trimmed(pixels) if ink and pixels is not None else pixels)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Pictures grow with the pane: who approves compares faces."""
        super().resizeEvent(event)
        for picture, height in self._heights:
            picture.setFixedHeight(self._grown(height))

    def _grown(self, height: int) -> int:
        return round(height * min(max(self.width() / _USUAL, 1.0), _MOST))

    def _keep_high(self, picture: QWidget, height: int) -> None:
        self._heights.append((picture, height))
        picture.setFixedHeight(self._grown(height))

    def _end(self) -> int:
        return self._inner.geometry().bottom() + 1 if self._laid_out and self._views else 0

    # --- of a person -------------------------------------------------------------------------------------------------

    def _add_person(self, column: QVBoxLayout, view: EnrollmentView) -> Iterator[None]:
        """The person's picture and signature, what was typed, the fingers, the papers."""
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
        self._add_pictures(column, view)
        yield
        for step in view.steps:
            lines = [item for item in step.lines if isinstance(item, Line)]
            if lines:
                column.addWidget(StepName(step.name, step.called, "body"))
                words = Lines(1)
                words.set_details(self._details)
                words.show_lines(lines)
                self._words.append(words)
                column.addWidget(words)
            for item in step.lines:
                if isinstance(item, Pages):
                    for image in item.images:
                        self._add_photo(column, Photo("attachments.pages", _PAPER), image.digest, _PAPER)
                elif isinstance(item, Prints):
                    yield
                    self._add_prints(column, view)
            yield

    def _add_pictures(self, column: QVBoxLayout, view: EnrollmentView) -> None:
        pictures = QHBoxLayout()
        pictures.setSpacing(GAP)
        column.addLayout(pictures)
        for item in (item for step in view.steps for item in step.lines if isinstance(item, Picture)):
            size = _INK if item.ink else _PORTRAIT
            photo = Photo(item.label, size)
            self._keep_high(photo, size.height())
            if item.image is not None:
                self._photos.append((item.image.digest, item.ink, photo))
                self._fill(*self._photos[-1])
            elif item.instead is not None:
                photo.say_instead(say(item.instead.key))
            pictures.addWidget(photo, 1)

    def _add_prints(self, column: QVBoxLayout, view: EnrollmentView) -> None:
        """The diagram of all ten, and each placement as it was taken."""
        fingers = FingersSummary()
        fingers.setMinimumHeight(self._grown(_PORTRAIT.height()))
        fingers.show_view(view)
        fingers.set_details(self._details)
        self.fingers.append(fingers)
        column.addWidget(fingers)
        row = QHBoxLayout()
        row.setSpacing(UNIT)
        column.addLayout(row)
        for slap, digest in prints_of(view):
            self._add_photo(row, Photo(f"fingerprints.slap.{slap.value}", _PRINT), digest, _PRINT)

    def _add_photo(self, into: QVBoxLayout | QHBoxLayout, photo: Photo, digest: Digest, size: QSize) -> None:
        self._keep_high(photo, size.height())
        photo.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)  # else others stand over it
        self._photos.append((digest, False, photo))
        self._fill(*self._photos[-1])
        into.addWidget(photo, 0 if isinstance(into, QVBoxLayout) else 1)


def _has_room(inner: QWidget) -> bool:
    """Whether words that wrap have told how high they are, and it is as high as that."""
    layout = inner.layout()
    told = layout is not None and layout.hasHeightForWidth()
    return layout is not None and told and inner.height() >= layout.totalMinimumHeightForWidth(inner.width())
