"""Beside each other while there is room, below each other where there is not."""

from PySide6.QtCore import QEvent, QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from ui.theme.tokens import GAP, GUTTER


class Columns(QWidget):
    """least: width that each of the shown widgets has, in pixels; one that needs more has more."""

    def __init__(self, least: int, *, gap: int = GAP) -> None:
        super().__init__()
        self._least, self._gap = least, gap
        self._cells: list[QWidget] = []
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(gap)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)

    def add(self, cell: QWidget, stretch: int = 1) -> None:
        self._cells.append(cell)
        self._row.addWidget(cell, stretch)

    def cells(self) -> tuple[QWidget, ...]:
        return tuple(self._cells)

    @property
    def beside(self) -> bool:
        """Whether they stand beside each other now."""
        return self._row.direction() is QBoxLayout.Direction.LeftToRight

    @property
    def empty(self) -> bool:
        return all(cell.isHidden() for cell in self._cells)

    @property
    def stacked(self) -> bool:
        """Whether they stand below each other."""
        return self._row.direction() == QBoxLayout.Direction.TopToBottom

    def arrange(self) -> None:
        """After cells were shown or hidden."""
        needs = [max(self._least, cell.minimumSizeHint().width()) for cell in self._cells if not cell.isHidden()]
        fits = self.width() >= sum(needs) + (len(needs) - 1) * self._gap
        beside, below = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom
        if self._row.direction() != (beside if fits else below):
            self._row.setDirection(beside if fits else below)

    def minimumSizeHint(self) -> QSize:
        """As narrow as the widest cell: what stands beside each other may be laid out anew."""
        widest = max((cell.minimumSizeHint().width() for cell in self._cells if not cell.isHidden()), default=0)
        return QSize(widest, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.arrange()


class OwnColumns(Columns):
    """Each as wide as its words need, whenever they change."""

    def event(self, event: QEvent) -> bool:
        done = super().event(event)
        if event.type() is QEvent.Type.LayoutRequest:
            self.arrange()
        return done


class PageColumns(OwnColumns):
    """The parts of a whole page."""

    def __init__(self, page: QWidget) -> None:
        super().__init__(0, gap=GUTTER)
        around = QVBoxLayout(page)
        around.setContentsMargins(0, 0, 0, 0)
        around.addWidget(self)

    def column(self, stretch: int) -> QVBoxLayout:
        """The next part, to be filled."""
        part = QWidget()
        filled = QVBoxLayout(part)
        filled.setContentsMargins(0, 0, 0, 0)
        filled.setSpacing(GAP)
        self.add(part, stretch)
        return filled
