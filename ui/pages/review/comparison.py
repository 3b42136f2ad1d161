"""Of whom it is compared, and of whom it will be: one that is shown, and one that is made out of sight meanwhile."""

from collections.abc import Callable, Generator, Iterable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtWidgets import QVBoxLayout, QWidget

from station.domain.sample import Digest
from station.services.views import EnrollmentView
from ui.making import Making
from ui.pages.review.compared import Compared
from ui.pages.review.presenter import shown_of
from ui.pages.review.sections import Section


class Comparison:
    def __init__(self, around: QWidget, column: QVBoxLayout, on_jump: Callable[[str], None]) -> None:
        """column: of `around`; what is compared stands last in it."""
        self._around, self._column, self._on_jump = around, column, on_jump
        self._view: EnrollmentView | None = None
        self._shown: Compared | None = None
        self._comes: tuple[Compared, Making[Compared]] | None = None

    @property
    def sections(self) -> Mapping[str, Section]:
        """Cards by step id; none before anything was shown."""
        return {} if self._shown is None else self._shown.sections

    def coming(self, view: EnrollmentView) -> Iterable[Making[Any]]:
        """What `show_view` would have to make. What is seen meanwhile may be of another person: it stays as it is."""
        self.forget()
        same = self._view is not None and shown_of(self._view) == shown_of(view)
        return () if same else (self._begin(view),)

    def show_view(self, view: EnrollmentView) -> None:
        """Shows it: what was made for it, else what is there and suits, else what is made now."""
        best = self._shown if self._comes is None else self._comes[0]
        if best is None or not best.suits(view):
            self._begin(view)
        if self._comes is not None:
            made, self._comes = self._comes[1].whole(), None
            self._turn_to(made)
        if self._shown is not None:
            self._shown.show_view(view)
        self._view = view

    def show_pictures(self, pictures: Mapping[Digest, NDArray[np.uint8]]) -> None:
        if self._shown is not None:
            self._shown.show_pictures(pictures)

    def forget(self) -> None:
        """What was to come comes no more."""
        if self._comes is not None:
            self._comes[0].deleteLater()
            self._comes = None

    def _begin(self, view: EnrollmentView) -> Making[Compared]:
        self.forget()
        compared = Compared(self._around, view, self._on_jump)

        def whole() -> Generator[None, None, Compared]:
            yield from compared.parts()
            return compared

        self._comes = compared, Making(whole)
        return self._comes[1]

    def _turn_to(self, made: Compared) -> None:
        if self._shown is not None:
            self._column.removeWidget(self._shown)
            self._shown.hide()
            self._shown.deleteLater()
        self._column.addWidget(made, 1)
        made.show()
        self._shown = made
