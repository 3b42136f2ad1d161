"""StepButton: a step in the rail, with number, name and state, by icon and word and not by colour alone."""

from functools import cache, lru_cache
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy

from ui.messages import joined, say
from ui.theme.active import colour, font
from ui.theme.icons import pixmap
from ui.theme.tokens import HALF, RADIUS, REGULAR, STRONG, UNIT
from ui.widgets.enter import Enter
from ui.widgets.service_words import step_name
from ui.widgets.states import STEPS, step_sign

if TYPE_CHECKING:  # not before the window is there
    from station.services.views import EnrollmentView, StepView

CLOSER = (56, 42, 32)
"""Heights, px: as close as it takes for all steps to be seen."""
_ICON, _ICON_AT = 24, 12


@lru_cache(maxsize=1024)
def _wrapped(title: str, room: int, weight: int) -> tuple[int, int]:
    """Width and height of a name in that room: asked for each step, at each step, and three times where all stand
    close. What pixels a font has hangs on nothing that changes while the program runs."""
    metrics = QFontMetrics(font("body", weight))
    taken = metrics.boundingRect(QRect(0, 0, room, 10 * CLOSER[0]), Qt.TextFlag.TextWordWrap, title)
    return taken.width(), taken.height()


@cache
def _line(weight: int) -> int:
    return QFontMetrics(font("body", weight)).lineSpacing()


class StepButton(QPushButton):
    """The button of one step, which paints itself: number and name, below them the state in a word, at the left its
    icon."""

    def __init__(self, number: int, step: "StepView") -> None:
        super().__init__()
        self.name, self._number = (step.name, step.called), number
        self._sign, self._narrow, self._close = STEPS["to_do"], False, 0
        self._enter = Enter(self.click)
        self.show_close(0)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)  # it takes the width that is given
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.retranslate()

    def show_narrow(self, narrow: bool) -> None:
        """On a narrow screen: number and icon only, with the name in the tool tip."""
        self._narrow = narrow
        self._fit()
        self.update()

    def show_close(self, step: int) -> None:
        """How close together, of `CLOSER`: with air, without, and at last the name alone, of which the icon tells the
        state."""
        self._close = step
        self._fit()
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """A name that needs two lines has them."""
        more = 0 if self._narrow else self._taken().height() - _line(self._weight)
        self.setFixedHeight(CLOSER[self._close] + more)

    def _taken(self) -> QSize:
        """The name, wrapped."""
        return QSize(*_wrapped(self._title(), self._room(), self._weight))

    def show_step(self, step: "StepView", view: "EnrollmentView") -> None:
        self._sign = step_sign(step, view)
        self.retranslate()

    def retranslate(self) -> None:
        self.setAccessibleName(self.spoken)
        self.setToolTip(f"{joined(step_name(*self.name), say(self._sign.word))} (Ctrl+{self._number})")
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
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextWordWrap
        if self._alone:
            painter.drawText(QRect(left, 0, width, self.height()), flags, self._title())
            painter.end()
            return
        middle = (self.height() + title) // 2 - 10
        painter.drawText(QRect(left, middle - title - 1, width, title + 1), flags, self._title())
        painter.setFont(font("caption"))
        painter.setPen(colour("text" if current else "warn" if sign is STEPS["attention"] else "muted"))
        painter.drawText(QRect(left, middle, width, 20), Qt.AlignmentFlag.AlignVCenter, say(sign.word))
        painter.end()

    @property
    def _alone(self) -> bool:
        """Whether the name stands without the word of its state, which is in the tool tip then."""
        return self._close == len(CLOSER) - 1

    def _left(self) -> int:
        return _ICON_AT + _ICON + UNIT + HALF

    def _room(self) -> int:
        """Width of the words."""
        return self.width() - self._left() - UNIT

    @property
    def _weight(self) -> int:
        return STRONG if self._sign is STEPS["current"] else REGULAR

    def _title_font(self) -> QFont:
        return font("body", self._weight)

    def _title(self) -> str:
        return f"{self._number}  {step_name(*self.name)}"

    def left_out(self) -> list[str]:
        """Words that have no room."""
        if self._narrow:
            return []
        state = "" if self._alone else say(self._sign.word)
        wide = self._taken().width(), QFontMetrics(font("caption")).horizontalAdvance(state)
        high = self._taken().height() + (0 if self._alone else 20) > self.height()
        return [f"{self._title()}, {state}"] if max(wide) > self._room() or high else []
