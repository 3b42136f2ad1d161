"""Card: groups what belongs together, with a heading. Cards are never nested."""

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QVBoxLayout, QWidget

from ui.theme.tokens import GAP, GUTTER, UNIT
from ui.widgets.columns import OwnColumns
from ui.widgets.words import Label

_LINES = 2  # of a heading, beside what stands there


class Card(QFrame):
    """`body` takes the content; `head` takes what stands right of the heading, or below it where the heading would
    have more lines than two. title: its key, or a label that says it."""

    def __init__(self, title: str | Label = "", *, spacing: int = GAP, bottom: int = GAP) -> None:
        super().__init__()
        self.setProperty("look", "card")
        self._outer = outer = QVBoxLayout(self)
        outer.setContentsMargins(GUTTER, GAP, GUTTER, bottom)
        outer.setSpacing(UNIT)
        self.title = title if isinstance(title, Label) else Label(title, "lead", strong=True)
        self.head = QHBoxLayout()
        self._named = OwnColumns(0, gap=UNIT)
        self._named.add(self.title)
        self._top = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._top.setSpacing(UNIT)
        self._top.addWidget(self._named, 1)
        self._top.addLayout(self.head)
        if title:
            outer.addLayout(self._top)
        else:
            self.title.setParent(self)
            self.title.hide()
        self.body = QVBoxLayout()
        self.body.setSpacing(spacing)
        outer.addLayout(self.body, 1)

    def event(self, event: QEvent) -> bool:
        done = super().event(event)
        if event.type() in (QEvent.Type.LayoutRequest, QEvent.Type.Resize) and self.head.count():
            self._fold()
        return done

    def _fold(self) -> None:
        room = self._outer.contentsRect().width() - self.head.sizeHint().width() - self._top.spacing()
        high = self.title.heightForWidth(max(room, 1))
        folded = high > _LINES * self.title.fontMetrics().lineSpacing() + 1
        way = QBoxLayout.Direction.TopToBottom if folded else QBoxLayout.Direction.LeftToRight
        if self._top.direction() != way:
            self._top.setDirection(way)
            self._top.setAlignment(self.head, Qt.AlignmentFlag.AlignLeft if folded else Qt.AlignmentFlag(0))

    def set_margins(self, left: int, top: int, right: int, bottom: int) -> None:
        """Less air, where a page shows many small cards."""
        self._outer.setContentsMargins(left, top, right, bottom)

    def mark(self, chip: QWidget) -> None:
        """What is to be known of the whole card: beside the heading, or below it where there is no room."""
        self._named.add(chip, 0)

    def add(self, widget: QWidget, stretch: int = 0) -> None:
        self.body.addWidget(widget, stretch)
