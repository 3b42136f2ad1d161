"""StepRail: name of the applicant, the steps, and the state of each, by icon and word and not by colour alone."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRect, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from ui.messages import joined, say
from ui.shell.people_strip import ADD_KEY
from ui.theme.active import colour, font
from ui.theme.icons import pixmap
from ui.theme.tokens import GAP, GUTTER, HALF, RADIUS, RAIL, REGULAR, STRONG, UNIT
from ui.widgets.buttons import Button, IconButton
from ui.widgets.enter import Enter
from ui.widgets.name_label import NameLabel
from ui.widgets.service_words import service_name, step_name
from ui.widgets.states import STEPS, step_sign
from ui.widgets.words import Label, line

if TYPE_CHECKING:  # not before the window is there
    from station.services.views import EnrollmentView, StepView

REFER_KEY = "F3"
APPLICANT_KEY = "F4"
MOST_STEPS = 9  # that have a key
_ICON, _ICON_AT = 24, 12
_HEIGHT, _LOW = 56, 42  # of a step; where all of them have no room
_SLIM = 72  # width of the rail where the window is narrow
_HEAD = 150  # room for a name of so many lines: the steps below never move
_NAME_LINES = 2


class StepButton(QPushButton):
    """The button of one step, which paints itself: number and name, below them the state in a word, at the left its
    icon."""

    def __init__(self, number: int, step: "StepView") -> None:
        super().__init__()
        self.name, self._number = (step.name, step.called), number
        self._sign, self._narrow, self._low = STEPS["to_do"], False, False
        self._enter = Enter(self.click)
        self.show_low(False)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)  # it takes the width that is given
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.retranslate()

    def show_narrow(self, narrow: bool) -> None:
        """On a narrow screen: number and icon only, with the name in the tool tip."""
        self._narrow = narrow
        self._fit()
        self.update()

    def show_low(self, low: bool) -> None:
        """On a low screen: name and state closer together."""
        self._low = low
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """A name that needs two lines has them."""
        more = 0 if self._narrow else self._taken().height() - QFontMetrics(self._title_font()).lineSpacing()
        self.setFixedHeight((_LOW if self._low else _HEIGHT) + more)

    def _taken(self) -> QRect:
        """The name, wrapped."""
        room = QRect(0, 0, self._room(), 10 * _HEIGHT)
        return QFontMetrics(self._title_font()).boundingRect(room, Qt.TextFlag.TextWordWrap, self._title())

    def show_step(self, step: "StepView", view: "EnrollmentView") -> None:
        self._sign = step_sign(step, view)
        self.retranslate()

    def retranslate(self) -> None:
        self.setAccessibleName(self.spoken)
        self.setToolTip(f"{step_name(*self.name)} (Ctrl+{self._number})")
        self._fit()
        self.update()

    @property
    def spoken(self) -> str:
        return joined(f"{self._number}. {step_name(*self.name)}", say(self._sign.word))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self._enter.took(event):
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        sign = self._sign
        current = sign is STEPS["current"]
        if current or self.underMouse():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour("accent_soft" if current else "surface"))
            painter.drawRoundedRect(self.rect().toRectF(), RADIUS, RADIUS)
        at, ratio = HALF if self._narrow else _ICON_AT, self.devicePixelRatioF()
        painter.drawPixmap(QPoint(at, (self.height() - _ICON) // 2), pixmap(sign.icon, sign.role, _ICON, ratio))
        painter.setFont(self._title_font())
        painter.setPen(colour("accent" if current else "muted" if sign is STEPS["locked"] else "text"))
        if self._narrow:
            left = at + _ICON + HALF
            painter.drawText(
                QRect(left, 0, self.width() - left, self.height()), Qt.AlignmentFlag.AlignVCenter, f"{self._number}"
            )
            painter.end()
            return
        left, width, title = self._left(), self._room(), self._taken().height()
        middle = (self.height() + title) // 2 - 10
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextWordWrap
        painter.drawText(QRect(left, middle - title - 1, width, title + 1), flags, self._title())
        painter.setFont(font("caption"))
        painter.setPen(colour("text" if current else "warn" if sign is STEPS["attention"] else "muted"))
        painter.drawText(QRect(left, middle, width, 20), Qt.AlignmentFlag.AlignVCenter, say(sign.word))
        painter.end()

    def _left(self) -> int:
        return _ICON_AT + _ICON + UNIT + HALF

    def _room(self) -> int:
        """Width of the words."""
        return self.width() - self._left() - UNIT

    def _title_font(self) -> QFont:
        return font("body", STRONG if self._sign is STEPS["current"] else REGULAR)

    def _title(self) -> str:
        return f"{self._number}  {step_name(*self.name)}"

    def left_out(self) -> list[str]:
        """Words that have no room."""
        if self._narrow:
            return []
        state = say(self._sign.word)
        wide = self._taken().width(), QFontMetrics(font("caption")).horizontalAdvance(state)
        high = self._taken().height() + 20 > self.height()
        return [f"{self._title()}, {state}"] if max(wide) > self._room() or high else []


class StepRail(QFrame):
    step_pressed = Signal(str)
    home_pressed = Signal()
    add_pressed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("look", "rail")
        self.setFixedWidth(RAIL)
        self._buttons: dict[str, StepButton] = {}
        self._narrow = False
        self._column = column = QVBoxLayout(self)
        column.setContentsMargins(GAP, GUTTER, GAP, GAP)
        column.setSpacing(0)
        self._who = Label("shell.applicant", "caption", ink="muted", strong=True)
        self._name = NameLabel("lead", _NAME_LINES, strong=True)
        self._what = Label("", "caption", ink="muted")
        self._head = head = QWidget()
        head.setFixedHeight(_HEAD)
        about = QVBoxLayout(head)
        about.setContentsMargins(UNIT, 0, UNIT, 0)
        about.setSpacing(0)
        self.refer = IconButton("hand", "refer.open", keys=REFER_KEY)
        self.add = IconButton("plus", "shell.people.add", keys=ADD_KEY)
        self.add.clicked.connect(self.add_pressed)
        self.applicant = IconButton("globe", "applicant.open", keys=APPLICANT_KEY)
        self._top = QHBoxLayout()
        self._top.addWidget(self._who, 1)
        for button in (self.applicant, self.refer, self.add):
            self._top.addWidget(button)
        about.addLayout(self._top)
        for label in (self._name, self._what):
            about.addWidget(label)
        about.addStretch(1)
        column.addWidget(head)
        column.addWidget(line())
        column.addSpacing(GAP)
        inner = QWidget()
        self._steps = QVBoxLayout(inner)
        self._steps.setContentsMargins(0, 0, 0, 0)
        self._steps.setSpacing(4)
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setWidget(inner)
        self._steps.addStretch(1)
        column.addWidget(self._scroll, 1)
        self._home = Button("shell.to_home", "quiet", "home")
        self._home.clicked.connect(self.home_pressed)
        column.addWidget(self._home)
        self._view: EnrollmentView | None = None

    def show_enrollment(self, view: "EnrollmentView") -> None:
        self._view = view
        names = [(step.step_id, (step.name, step.called)) for step in view.steps]
        if names != [(step_id, button.name) for step_id, button in self._buttons.items()]:
            self._rebuild(view.steps)
        for step in view.steps:
            self._buttons[step.step_id].show_step(step, view)
        self.retranslate()
        self.add.setVisible(bool(view.relations))
        self._scroll.ensureWidgetVisible(self._buttons[view.current])

    def show_told(self, *, told: bool) -> None:
        """Whether the applicant was told of their rights."""
        self.applicant.set_icon("globe" if told else "warning")
        self.applicant.say("applicant.open" if told else "applicant.open_untold")

    def show_narrow(self, narrow: bool) -> None:
        if narrow == self._narrow:
            return
        self._narrow = narrow
        self.setFixedWidth(_SLIM if narrow else RAIL)
        side = HALF if narrow else GAP
        self._column.setContentsMargins(side, UNIT if narrow else GUTTER, side, UNIT if narrow else GAP)
        self._head.setVisible(not narrow)
        if narrow:  # without a head it stands above the way out
            self._column.insertWidget(self._column.count() - 1, self.add)
            self._column.insertWidget(self._column.count() - 1, self.refer)
            self._column.insertWidget(self._column.count() - 1, self.applicant)
        else:
            for each in (self.applicant, self.refer, self.add):
                self._top.addWidget(each)
        for button in self._buttons.values():
            button.show_narrow(narrow)
        self.retranslate()

    def retranslate(self) -> None:
        self._home.setText("" if self._narrow else say("shell.to_home"))
        self._home.setAccessibleName(say("shell.to_home"))
        if self._view is None:
            return
        enrollment = self._view.enrollment
        self._name.plain(self._view.title or say("shell.unnamed"))
        started = enrollment.started_at.astimezone()
        self._what.plain(say("shell.started", procedure=service_name(self._view.service), time=f"{started:%H:%M}"))

    def press(self, number: int) -> None:
        """The step with this number, from 1, where the rail is shown and has one."""
        step = self.step_at(number) if self.isVisible() else None
        if step is not None:
            self.step_pressed.emit(step)

    def step_at(self, number: int) -> str | None:
        """Id of the step with this number, from 1; None where there is none."""
        ids = list(self._buttons)
        return ids[number - 1] if 0 < number <= len(ids) else None

    def name_at(self, number: int) -> str | None:
        """Number, name and state of that step, where the rail is shown and has one."""
        step = self.step_at(number) if self.isVisible() else None
        return None if step is None else self._buttons[step].spoken

    def _rebuild(self, steps: "Sequence[StepView]") -> None:
        for button in self._buttons.values():
            self._steps.removeWidget(button)
            button.hide()
            button.deleteLater()
        self._buttons = {}
        for number, step in enumerate(steps, start=1):
            button = StepButton(number, step)
            button.clicked.connect(lambda _=False, step_id=step.step_id: self.step_pressed.emit(step_id))
            button.show_narrow(self._narrow)
            self._steps.insertWidget(number - 1, button)
            self._buttons[step.step_id] = button
        self._close_up()

    def _close_up(self) -> None:
        """Make the buttons lower where otherwise not all of them would be visible."""
        needs = len(self._buttons) * (_HEIGHT + self._steps.spacing())
        for button in self._buttons.values():
            button.show_low(needs > self._scroll.viewport().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._close_up()
