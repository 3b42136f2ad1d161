"""The theme in use: fonts loaded, style sheet set, colours and fonts by role for what paints itself."""

from importlib.resources import as_file, files

from PySide6.QtGui import QColor, QFont, QFontDatabase, QPalette
from PySide6.QtWidgets import QApplication, QStyle, QWidget

from ui.theme import LIGHT, load
from ui.theme.stylesheet import build
from ui.theme.tokens import FAMILIES, MONO_FAMILIES, REGULAR, TYPE_PX, Role, Theme, TypeRole

MOTION_MS = 150
_active: Theme = load(LIGHT)
_still = False


def use(app: QApplication, theme: Theme) -> None:
    """Load the bundled fonts once and dress the whole application in `theme`."""
    global _active
    _active = theme
    _load_fonts()
    app.setStyle("Fusion")
    app.setFont(font("body"))
    app.setPalette(_palette(theme))
    app.setStyleSheet(build(theme))


def active() -> Theme:
    return _active


def set_still(still: bool) -> None:
    """Whether nothing moves, whatever the style says."""
    global _still
    _still = still


def motion_ms(widget: QWidget) -> int:
    """How long something may move to show where it went; 0 where nothing may."""
    if _still:
        return 0
    return min(MOTION_MS, widget.style().styleHint(QStyle.StyleHint.SH_Widget_Animation_Duration, None, widget))


def colour(role: Role) -> QColor:
    return QColor(_active.value(role))


def font(role: TypeRole, weight: int = REGULAR, *, mono: bool = False) -> QFont:
    """Font of a type role, sized in device-independent pixels."""
    made = QFont()
    made.setFamilies([*(MONO_FAMILIES if mono else ()), *FAMILIES])
    made.setPixelSize(TYPE_PX[role])
    made.setWeight(QFont.Weight(weight))
    if mono:
        made.setStyleHint(QFont.StyleHint.Monospace)
        made.setFixedPitch(True)
    return made


def _load_fonts() -> None:
    loaded = set(QFontDatabase.families())
    if set(FAMILIES) <= loaded and set(MONO_FAMILIES) <= loaded:
        return
    for item in files("station.printing").joinpath("fonts").iterdir():
        if item.name.endswith(".ttf"):
            with as_file(item) as path:
                if QFontDatabase.addApplicationFont(str(path)) < 0:
                    raise RuntimeError(f"font {item.name} cannot be read")


def _palette(theme: Theme) -> QPalette:
    palette = QPalette()
    roles: dict[QPalette.ColorRole, Role] = {
        QPalette.ColorRole.Window: "surface",
        QPalette.ColorRole.WindowText: "text",
        QPalette.ColorRole.Base: "raised",
        QPalette.ColorRole.AlternateBase: "surface",
        QPalette.ColorRole.Text: "text",
        QPalette.ColorRole.Button: "raised",
        QPalette.ColorRole.ButtonText: "text",
        QPalette.ColorRole.ToolTipBase: "raised",
        QPalette.ColorRole.ToolTipText: "text",
        QPalette.ColorRole.PlaceholderText: "muted",
        QPalette.ColorRole.Highlight: "accent",
        QPalette.ColorRole.HighlightedText: "on_accent",
        QPalette.ColorRole.Link: "accent",
    }
    for role, name in roles.items():
        palette.setColor(role, QColor(theme.value(name)))
    return palette
