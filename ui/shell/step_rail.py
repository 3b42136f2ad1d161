"""StepRail: whose enrollment this is, its steps and their states, by shape and word and not by colour alone."""

from collections.abc import Mapping

from PySide6.QtCore import QPoint, QRect, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QPushButton, QVBoxLayout, QWidget

from station.services.views import EnrollmentView, StepView
from ui.messages import say
from ui.theme.active import colour, font
from ui.theme.icons import pixmap
from ui.theme.tokens import GAP, GUTTER, RADIUS, RAIL, STRONG, UNIT, Role
from ui.widgets.buttons import Button
from ui.widgets.words import Label, line

_ICONS: dict[str, tuple[str, Role]] = {
    "to_do": ("ring", "muted"),
    "current": ("current", "accent"),
    "done": ("done", "ok"),
    "attention": ("warning", "warn"),
    "locked": ("lock", "muted"),
}
_HEIGHT = 56
_HEAD = 128  # room for a name of two lines: the steps below never move


class StepButton(QPushButton):
    """One step. Paints itself: number and name, below it the state in a word, its icon at the left."""

    def __init__(self, number: int, name: str) -> None:
        """name: key of its words."""
        super().__init__()
        self.name, self._number = name, number
        self._state = "to_do"
        self.setFixedHeight(_HEIGHT)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.retranslate()

    def show_step(self, step: StepView) -> None:
        self._state = step.state
        self.retranslate()

    def retranslate(self) -> None:
        name, state = say(self.name), say(f"shell.step_state.{self._state}")
        self.setAccessibleName(f"{self._number}. {name}: {state}")
        self.setToolTip(f"{name} (Ctrl+{self._number})")
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            self.click()
            return
        super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        current = self._state == "current"
        if current or self.underMouse():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour("accent_soft" if current else "surface"))
            painter.drawRoundedRect(self.rect().toRectF(), RADIUS, RADIUS)
        name, role = _ICONS[self._state]
        painter.drawPixmap(QPoint(UNIT + 4, (_HEIGHT - 24) // 2), pixmap(name, role, 24, self.devicePixelRatioF()))
        left = UNIT + 4 + 24 + UNIT + 4
        width = self.width() - left - UNIT
        title = font("body", STRONG if current else 400)
        painter.setFont(title)
        painter.setPen(colour("accent" if current else "muted" if self._state == "locked" else "text"))
        words = f"{self._number}  {say(self.name)}"
        words = QFontMetrics(title).elidedText(words, Qt.TextElideMode.ElideRight, width)
        painter.drawText(QRect(left, 7, width, 22), Qt.AlignmentFlag.AlignVCenter, words)
        painter.setFont(font("caption"))
        painter.setPen(colour("text" if current else "warn" if self._state == "attention" else "muted"))
        painter.drawText(
            QRect(left, 29, width, 20), Qt.AlignmentFlag.AlignVCenter, say(f"shell.step_state.{self._state}")
        )
        painter.end()


class StepRail(QFrame):
    step_pressed = Signal(str)
    home_pressed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("look", "rail")
        self.setFixedWidth(RAIL)
        self._buttons: dict[str, StepButton] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(GAP, GUTTER, GAP, GAP)
        column.setSpacing(0)
        self._who = Label("shell.applicant", "caption", ink="muted", strong=True)
        self._name = Label("", "lead", strong=True)
        self._what = Label("", "caption", ink="muted")
        head = QWidget()
        head.setFixedHeight(_HEAD)
        about = QVBoxLayout(head)
        about.setContentsMargins(UNIT, 0, UNIT, 0)
        about.setSpacing(0)
        for label in (self._who, self._name, self._what):
            about.addWidget(label)
        about.addStretch(1)
        column.addWidget(head)
        column.addWidget(line())
        column.addSpacing(GAP)
        self._steps = QVBoxLayout()
        self._steps.setSpacing(4)
        column.addLayout(self._steps)
        column.addStretch(1)
        home = Button("shell.to_home", "quiet", "home")
        home.clicked.connect(self.home_pressed)
        column.addWidget(home)
        self._view: EnrollmentView | None = None

    def show_enrollment(self, view: EnrollmentView) -> None:
        self._view = view
        names = {step.step_id: step.name for step in view.steps}
        if list(names.items()) != [(step_id, button.name) for step_id, button in self._buttons.items()]:
            self._rebuild(names)
        for step in view.steps:
            self._buttons[step.step_id].show_step(step)
        self.retranslate()

    def retranslate(self) -> None:
        if self._view is None:
            return
        enrollment = self._view.enrollment
        self._name.plain(self._view.title or say("shell.unnamed"))
        started = enrollment.started_at.astimezone()
        self._what.plain(
            say("shell.started", procedure=say(f"shell.procedure.{enrollment.procedure}"), time=f"{started:%H:%M}")
        )

    def step_at(self, number: int) -> str | None:
        """Id of the step with this number, from 1; None where there is none."""
        ids = list(self._buttons)
        return ids[number - 1] if 0 < number <= len(ids) else None

    def _rebuild(self, names: Mapping[str, str]) -> None:
        for button in self._buttons.values():
            self._steps.removeWidget(button)
            button.deleteLater()
        self._buttons = {}
        for number, (step_id, name) in enumerate(names.items(), start=1):
            button = StepButton(number, name)
            button.clicked.connect(lambda _=False, step_id=step_id: self.step_pressed.emit(step_id))
            self._steps.addWidget(button)
            self._buttons[step_id] = button
