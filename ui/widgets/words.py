"""Widgets that say a key and say it again when the language changes."""

from collections.abc import Collection

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QLabel, QWidget

from ui.messages import Words, say
from ui.theme.tokens import Role, TypeRole
from ui.widgets.breaks import ANYWHERE, breakable


def recolour_all(root: QWidget) -> None:
    """`root`, and each widget in it, that has a `recolour` takes the colours of the theme in use into what it drew."""
    for child in (root, *root.findChildren(QWidget)):
        if (recolour := getattr(child, "recolour", None)) is not None:
            recolour()
    root.update()


def retranslate_all(root: QWidget, leave: Collection[QWidget] = ()) -> None:
    """Every widget under `root` that has a `retranslate` says its words again in the language in use, innermost first,
    `root` last. leave: these, and what is in them, are left as they are."""
    for child in root.children():
        if isinstance(child, QWidget) and child not in leave:
            retranslate_all(child, leave)
    again = getattr(root, "retranslate", None)
    if again is not None:
        again()


def set_look(widget: QWidget, **properties: str) -> None:
    """Set dynamic properties the style sheet looks at, and apply them: at once to what is dressed already."""
    changed = False
    for name, value in properties.items():
        if widget.property(name) != value:
            widget.setProperty(name, value)
            changed = True
    if changed and widget.testAttribute(Qt.WidgetAttribute.WA_WState_Polished):
        widget.style().unpolish(widget)
        widget.style().polish(widget)
        widget.update()


class Label(QLabel):
    """Text by key or in a service's own words, or plain text (key ""). Wraps by default; never of fixed width."""

    def __init__(self, key: Words = "", type_role: TypeRole = "body", *, ink: Role = "text", strong: bool = False,
                 wrap: bool = True) -> None:  # fmt: skip
        super().__init__()
        self._key, self._params, self._spoken = key, dict[str, object](), ""
        self.setProperty("type", type_role)
        self.setProperty("ink", ink)
        self.setProperty("strong", "true" if strong else "false")
        self.setWordWrap(wrap)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.retranslate()

    def say(self, key: Words, **params: object) -> None:
        """Show the words of `key`."""
        self._key, self._params = key, params
        self.retranslate()

    def setText(self, text: str) -> None:
        """What wraps breaks within a word too, where that has no room: nothing is cut in silence. Read aloud it is
        whole."""
        shown = breakable(text) if self.wordWrap() else text
        if shown != text or self._spoken:
            self._spoken = text if shown != text else ""
            self.setAccessibleName(self._spoken)
        super().setText(shown)

    def text(self) -> str:
        """As it was said, without the places where it may break."""
        return super().text().replace(ANYWHERE, "")

    def plain(self, text: str) -> None:
        """Show `text` as it is: names, numbers, words already said."""
        self._key = ""
        self.setText(text)

    def set_ink(self, role: Role) -> None:
        set_look(self, ink=role)

    def retranslate(self) -> None:
        if self._key:
            self.setText(say(self._key, **self._params))


def line() -> QWidget:
    """A hairline."""
    made = QFrame()
    made.setProperty("look", "line")
    made.setFixedHeight(1)
    return made
