"""What is compared of one enrollment: a card a step, each where it fits. Made in parts, out of sight, before that."""

from collections.abc import Callable, Iterator, Mapping

import numpy as np
from numpy.typing import NDArray
from PySide6.QtWidgets import QVBoxLayout, QWidget

from station.domain.sample import Digest
from station.services.views import EnrollmentView, StepView
from ui.pages.review.arrange import BETWEEN, arrange
from ui.pages.review.sections import Place, Section, Shape, place_of, shape_of

_FEW = 12  # widgets that are dressed in one turn


def _steps(view: EnrollmentView) -> Mapping[int, StepView]:
    """By their number in the rail."""
    return {number: step for number, step in enumerate(view.steps, 1) if not step.signs}


def _shapes(view: EnrollmentView) -> tuple[tuple[str, Place, Shape], ...]:
    return tuple((step.step_id, place_of(step.lines), shape_of(step.lines)) for step in _steps(view).values())


class Compared(QWidget):
    """Of enrollments of one shape; another needs another."""

    def __init__(self, around: QWidget, view: EnrollmentView, on_jump: Callable[[str], None]) -> None:
        """Hidden, in the widget in which it will be shown. To be whole it needs its `parts`."""
        super().__init__(around)
        self.hide()
        self.sections: dict[str, Section] = {}
        self._on_jump, self._shapes, self._first = on_jump, _shapes(view), view

    def parts(self) -> Iterator[None]:
        """Make its cards, and fill them with what was known first."""
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(BETWEEN)
        steps = _steps(self._first)
        for number, step in steps.items():
            self.sections[step.step_id] = Section(step, number, self._on_jump)
            yield
        arrange([(place_of(step.lines), self.sections[step.step_id]) for step in steps.values()], column)
        for step in steps.values():
            yield
            self.sections[step.step_id].fill()
            yield from self.sections[step.step_id].parts()
            self.sections[step.step_id].show_step(step, self._first)
        for number, widget in enumerate(self.findChildren(QWidget)):
            if number % _FEW == 0:
                yield
            widget.ensurePolished()

    def suits(self, view: EnrollmentView) -> bool:
        return _shapes(view) == self._shapes

    def show_view(self, view: EnrollmentView) -> None:
        """A newer one of the same shape: what is still the same is left as it is."""
        for step in _steps(view).values():
            self.sections[step.step_id].show_step(step, view)

    def show_pictures(self, pictures: Mapping[Digest, NDArray[np.uint8]]) -> None:
        for section in self.sections.values():
            section.show_pictures(pictures)
