"""Buttons: one primary a page, secondaries, quiet ones, and icons that carry an accessible name."""

from typing import Literal, TypeAlias

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QKeyEvent
from PySide6.QtWidgets import QPushButton

from ui.messages import Words, say
from ui.theme.icons import icon
from ui.theme.tokens import CONTROL, HALF, STRONG, Role
from ui.widgets.enter import Enter

Kind: TypeAlias = Literal["primary", "secondary", "quiet", "danger", "choice", "bar", "card"]
_EDGE = 2  # px of a border that is thicker where it is chosen
_INK: dict[str, Role] = {"primary": "on_accent", "danger": "error", "quiet": "accent"}


class Button(QPushButton):
    """A button that says a key. Enter presses it as Space does, when a person presses Enter."""

    def __init__(self, key: Words, kind: Kind = "secondary", icon_name: str = "", *, keys: str = "") -> None:
        super().__init__()
        self._key, self._params, self._keys = key, dict[str, object](), keys
        self._kind, self._icon_name = kind, icon_name
        self._icon_role: Role | None = None
        self._enter = Enter(self.click)
        self.setProperty("kind", kind)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumHeight(CONTROL)
        if icon_name:
            self.set_icon(icon_name)
        self.retranslate()

    def sizeHint(self) -> QSize:
        """Chosen, it is drawn stronger than it is measured."""
        hint = super().sizeHint()
        if self.isCheckable() and self.text():
            strong = QFont(self.font())
            strong.setWeight(QFont.Weight(STRONG))
            plain, text = self.fontMetrics(), self.text()
            more = QFontMetrics(strong).horizontalAdvance(text) - plain.horizontalAdvance(text)
            hint.setWidth(hint.width() + max(0, more) + _EDGE)
        return hint

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def say(self, key: Words, **params: object) -> None:
        self._key, self._params = key, params
        self.retranslate()

    def set_icon(self, name: str, role: Role | None = None) -> None:
        """role: else as the kind of button has it."""
        self._icon_name, self._icon_role = name, role
        gap = 0 if isinstance(self, IconButton) else HALF
        self.setIcon(icon(name, role or _INK.get(self._kind, "text"), gap=gap))
        self.setIconSize(QSize(20 + gap, 20))

    def recolour(self) -> None:
        if self._icon_name:
            self.set_icon(self._icon_name, self._icon_role)

    def retranslate(self) -> None:
        if self._key:
            self.setText(say(self._key, **self._params))
            if self._keys:
                self.setToolTip(f"{self.text()} ({self._keys})")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self._enter.took(event):
            super().keyPressEvent(event)


class IconButton(Button):
    """Shows an icon only; its words are the accessible name and the tool tip."""

    def __init__(self, icon_name: str, name_key: str, *, keys: str = "") -> None:
        super().__init__(name_key, "bar", icon_name, keys=keys)
        self.setFixedSize(QSize(CONTROL, CONTROL))

    def retranslate(self) -> None:
        words = say(self._key, **self._params)
        self.setAccessibleName(words)
        self.setToolTip(f"{words} ({self._keys})" if self._keys else words)
