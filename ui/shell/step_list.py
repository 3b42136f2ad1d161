"""StepList: the steps of a visit, as close together as it takes for all of them to be seen. Where even that is too
little they are scrolled: the current one is always seen whole, and none is cut. What is left below the last that has
room stays empty, and the scroll bar tells that there are more."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from ui.shell.step_button import CLOSER, StepButton
from ui.theme.tokens import HALF


class StepList(QScrollArea):
    def __init__(self) -> None:
        super().__init__()
        self._buttons: tuple[StepButton, ...] = ()
        self._current: StepButton | None = None
        self._inner = QWidget()
        self._column = QVBoxLayout(self._inner)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(HALF)
        self._column.addStretch(1)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWidget(self._inner)
        self._inner.installEventFilter(self)

    def show_steps(self, buttons: Sequence[StepButton]) -> None:
        """In the place of those that were there."""
        for old in self._buttons:
            self._column.removeWidget(old)
            old.hide()
            old.deleteLater()
        self._buttons, self._current = tuple(buttons), None
        for number, button in enumerate(self._buttons):
            self._column.insertWidget(number, button)
        self._close_up()

    def show_current(self, button: StepButton) -> None:
        self._current = button
        self._close_up()
        self._keep()

    def retranslate(self) -> None:
        """Names of another length."""
        self._close_up()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._close_up()
        self._keep()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.LayoutRequest, QEvent.Type.Resize):
            self._keep()
        return super().eventFilter(watched, event)

    def _close_up(self) -> None:
        for step in range(len(CLOSER)):
            for button in self._buttons:
                button.show_close(step)
            if self._needs() <= self._room():
                return

    def _room(self) -> int:
        """Height in which they may stand, px."""
        return self.contentsRect().height()

    def _needs(self) -> int:
        """Height of all of them, px."""
        return sum(button.minimumHeight() + HALF for button in self._buttons) - HALF

    def _keep(self) -> None:
        """The current step in sight, and the one after it where both have room, below a whole one."""
        if self._current is None:
            return
        at, room = self._buttons.index(self._current), self._room()
        starts = [button.y() for button in self._buttons]
        ends = [button.y() + button.height() for button in self._buttons]
        wanted = next(end for end in (*ends[at + 1 : at + 2], ends[at]) if end - starts[at] <= room or end == ends[at])
        start = min((each for each in starts[: at + 1] if wanted - each <= room), default=starts[at])
        last = max((each for each in ends if each <= start + room), default=start + room)
        left = start + room - last if last < ends[-1] else 0
        self.setViewportMargins(0, 0, 0, left)
        self._column.setContentsMargins(0, 0, 0, max(0, start + room - left - ends[-1]) if start else 0)
        self.verticalScrollBar().setValue(start)
