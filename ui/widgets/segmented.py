"""A choice as a row of buttons, by stable value and translated words."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QGridLayout, QWidget

from ui.messages import Words, joined
from ui.theme.tokens import INPUT, UNIT
from ui.widgets.buttons import Button
from ui.widgets.choice import place_of

_ARROWS: dict[int, int] = {Qt.Key.Key_Right: 1, Qt.Key.Key_Down: 1, Qt.Key.Key_Left: -1, Qt.Key.Key_Up: -1}


class Segmented(QWidget):
    """Buttons of which one is pressed, in as few rows as the width allows. One Tab stop; arrows move, as in a radio
    group."""

    chosen = Signal(str)

    def __init__(self, options: Sequence[tuple[str, Words]]) -> None:
        """options: (value, its words) in order."""
        super().__init__()
        self._buttons: dict[str, Button] = {}
        self._group = QButtonGroup(self)
        self._group.setExclusive(True)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(UNIT)
        self._columns = 0
        for value, key in options:
            button = Button(key, "choice")
            button.setCheckable(True)
            button.setFixedHeight(INPUT)
            button.clicked.connect(lambda _=False, value=value: self.chosen.emit(value))
            button.installEventFilter(self)
            self._group.addButton(button)
            self._buttons[value] = button
        self._lay(len(self._buttons))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)  # else no order of Tab moves it with its buttons
        self.setFocusProxy(next(iter(self._buttons.values())))
        self._one_tab_stop()

    def value(self) -> str:
        return next((value for value, button in self._buttons.items() if button.isChecked()), "")

    def set_value(self, value: str) -> None:
        at = place_of(value, self._buttons)
        if at >= 0:
            list(self._buttons.values())[at].setChecked(True)
        else:
            self._group.setExclusive(False)
            for other in self._buttons.values():
                other.setChecked(False)
            self._group.setExclusive(True)
        self._one_tab_stop()

    def minimumSizeHint(self) -> QSize:
        """The widest button: others may stand below it."""
        widest = max(button.sizeHint().width() for button in self._buttons.values())
        return QSize(widest, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def retranslate(self) -> None:
        self._fit()

    def _fit(self) -> None:
        """As many beside each other as are wide enough for their words."""
        wide = [button.sizeHint().width() for button in self._buttons.values()]
        for columns in range(len(wide), 0, -1):
            needed = sum(max(wide[column::columns]) for column in range(columns)) + (columns - 1) * UNIT
            if needed <= self.width() or columns == 1:
                self._lay(columns)
                return

    def _lay(self, columns: int) -> None:
        if columns == self._columns:
            return
        self._columns = columns
        for at, button in enumerate(self._buttons.values()):
            self._grid.addWidget(button, *divmod(at, columns))
        for column in range(len(self._buttons)):
            self._grid.setColumnStretch(column, 1 if column < columns else 0)
        self.updateGeometry()

    def setAccessibleName(self, name: str) -> None:
        super().setAccessibleName(name)
        for button in self._buttons.values():
            button.setAccessibleName(joined(name, button.text()))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Arrows choose the neighbour, round and round; the buttons themselves would only move the focus."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            step = _ARROWS.get(event.key(), 0)
            buttons = list(self._buttons.values())
            if step and watched in buttons:
                button = buttons[(buttons.index(watched) + step) % len(buttons)]
                button.click()
                self._one_tab_stop()
                button.setFocus(Qt.FocusReason.TabFocusReason)
                return True
        return False

    def _one_tab_stop(self) -> None:
        stop = self._buttons.get(self.value()) or next(iter(self._buttons.values()))
        for button in self._buttons.values():
            button.setFocusPolicy(Qt.FocusPolicy.StrongFocus if button is stop else Qt.FocusPolicy.ClickFocus)
        self.setFocusProxy(stop)
