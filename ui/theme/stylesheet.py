"""Qt style sheet built from tokens: no colour and no size is written anywhere else.

Widgets choose their look by dynamic properties: `look` (what it is) and `state` (how it stands).
"""

from ui.theme.tokens import (
    CONTROL,
    FAMILIES,
    GAP,
    HALF,
    INPUT,
    MARGIN,
    MONO_FAMILIES,
    RADIUS,
    STRONG,
    TYPE_PX,
    UNIT,
    Role,
    Theme,
)

_MONO = ", ".join(f'"{family}"' for family in (*MONO_FAMILIES, *FAMILIES))
_KINDS: tuple[tuple[str, Role, Role], ...] = (
    ("ok", "ok", "ok_soft"),
    ("warn", "warn", "warn_soft"),
    ("error", "error", "error_soft"),
    ("info", "info", "info_soft"),
    ("plain", "muted", "sunken"),
)


def build(theme: Theme) -> str:
    """The whole style sheet of a theme."""
    return "\n".join((_ground(theme), _type(theme), _buttons(theme), _inputs(theme), _states(theme), _frame(theme)))


def _pair(theme: Theme, text: Role, ground: Role) -> str:
    ink, paper = theme.ink(text, ground)
    return f"color: {ink}; background-color: {paper};"


def _ground(theme: Theme) -> str:
    v = theme.value
    return f"""
QWidget {{ color: {v("text")}; font-size: {TYPE_PX["body"]}px; }}
QMainWindow, QWidget[look="page"], QDialog {{ {_pair(theme, "text", "surface")} }}
QFrame[look="card"] {{ background-color: {v("raised")}; border: 1px solid {v("line")}; border-radius: {RADIUS}px; }}
QFrame[look="line"] {{ background-color: {v("line")}; border: none; max-height: 1px; min-height: 1px; }}
QFrame[look="float"] {{ background-color: {v("raised")}; border: 1px solid {v("edge")}; border-radius: {RADIUS}px; }}
QFrame[look="sheet"] {{ background-color: {v("raised")}; border: 1px solid {v("edge")}; }}
QFrame[look="stage"] {{ {_pair(theme, "on_stage", "stage")} border-radius: {RADIUS}px; }}
QScrollArea, QScrollArea > QWidget > QWidget {{ border: none; background: transparent; }}
QScrollBar:vertical {{ background: transparent; width: 12px; margin: 0; }}
QScrollBar::handle:vertical {{ background: {v("edge")}; border-radius: 4px; min-height: {CONTROL}px; margin: 0 2px; }}
QScrollBar:horizontal {{ background: transparent; height: 12px; margin: 0; }}
QScrollBar::handle:horizontal {{ background: {v("edge")}; border-radius: 4px; min-width: {CONTROL}px; margin: 2px 0; }}
QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
QToolTip {{ {_pair(theme, "text", "raised")} border: 1px solid {v("edge")}; padding: {HALF}px; }}
"""


def _type(theme: Theme) -> str:
    v = theme.value
    sizes = "\n".join(f'QLabel[type="{role}"] {{ font-size: {size}px; }}' for role, size in TYPE_PX.items())
    inks = "\n".join(
        f'QLabel[ink="{role}"] {{ color: {v(role)}; }}' for role in ("text", "muted", "accent", "ok", "warn", "error")
    )
    return f"""
QLabel {{ background: transparent; border: none; }}
{sizes}
QLabel[strong="true"] {{ font-weight: {STRONG}; }}
{inks}
"""


def _buttons(theme: Theme) -> str:
    v = theme.value
    return f"""
QPushButton {{ {_pair(theme, "text", "raised")} border: 1px solid {v("edge")}; border-radius: {RADIUS}px;
    padding: 0 {GAP}px; font-weight: {STRONG}; }}
QPushButton:hover {{ background-color: {v("sunken")}; }}
QPushButton:pressed, QPushButton:checked {{ {_pair(theme, "text", "accent_soft")} border-color: {v("accent")}; }}
QPushButton:disabled {{ {_pair(theme, "muted", "sunken")} border-color: {v("line")}; }}
QPushButton[kind="primary"] {{ {_pair(theme, "on_accent", "accent")} border-color: {v("accent")};
    padding: 0 {GAP + UNIT}px; }}
QPushButton[kind="primary"]:hover, QPushButton[kind="primary"]:pressed {{
    {_pair(theme, "on_accent", "accent_strong")} border-color: {v("accent_strong")}; }}
QPushButton[kind="primary"]:disabled {{ {_pair(theme, "muted", "sunken")} border-color: {v("line")}; }}
QPushButton[kind="danger"] {{ {_pair(theme, "error", "raised")} border-color: {v("error")}; }}
QPushButton[kind="danger"]:hover {{ {_pair(theme, "error", "error_soft")} }}
QPushButton[kind="danger"]:disabled {{ {_pair(theme, "muted", "sunken")} border-color: {v("line")}; }}
QPushButton[kind="quiet"] {{ background-color: transparent; color: {v("accent")}; border-color: transparent;
    padding: 0 {UNIT}px; text-align: left; }}
QPushButton[kind="quiet"]:hover, QPushButton[kind="quiet"]:checked {{ {_pair(theme, "accent", "accent_soft")} }}
QPushButton[kind="quiet"]:disabled {{ color: {v("muted")}; }}
QPushButton[kind="choice"] {{ font-weight: 400; }}
QPushButton[kind="choice"]:checked {{ {_pair(theme, "accent", "accent_soft")} border: 2px solid {v("accent")};
    font-weight: {STRONG}; }}
QPushButton[kind="bar"] {{ background-color: transparent; border-color: transparent; padding: 0 {UNIT}px;
    font-weight: 400; }}
QPushButton[kind="bar"]:hover {{ {_pair(theme, "text", "sunken")} }}
QPushButton[kind="bar"]:checked {{ {_pair(theme, "text", "accent_soft")} font-weight: {STRONG}; }}
QPushButton[kind="card"] {{ background-color: {v("raised")}; border: 1px solid {v("edge")}; text-align: left;
    font-weight: 400; padding: 0; }}
QPushButton[kind="card"]:hover {{ background-color: {v("surface")}; }}
QPushButton[kind="card"]:checked {{ {_pair(theme, "text", "accent_soft")} border: 2px solid {v("accent")}; }}
"""


def _inputs(theme: Theme) -> str:
    v = theme.value
    return f"""
QLineEdit, QComboBox, QTextEdit {{ {_pair(theme, "text", "raised")} border: 1px solid {v("edge")};
    border-radius: {RADIUS - 2}px; padding: 0 {UNIT}px;
    selection-background-color: {v("accent")}; selection-color: {v("on_accent")}; }}
QLineEdit, QComboBox {{ min-height: {INPUT - 2}px; max-height: {INPUT - 2}px; }}
QComboBox[lines="2"] {{ min-height: {INPUT + UNIT - 2}px; max-height: {INPUT + UNIT - 2}px; }}
QTextEdit {{ padding: {HALF}px {UNIT}px; }}
QTextEdit[look="mrz"] {{ font-family: {_MONO}; font-size: {TYPE_PX["lead"]}px; }}
QLineEdit:focus, QTextEdit:focus, QComboBox:focus {{ border: 1px solid {v("accent")}; }}
QLineEdit:disabled, QTextEdit:disabled, QComboBox:disabled {{ {_pair(theme, "muted", "sunken")} }}
QLineEdit:read-only {{ background-color: {v("sunken")}; border-color: {v("line")}; }}
QTextEdit[state="error"] {{ border: 2px solid {v("error")}; }}
QLineEdit[state="error"], QComboBox[state="error"] {{ border: 2px solid {v("error")};
    min-height: {INPUT - 4}px; }}
QComboBox {{ padding-right: {MARGIN}px; }}
QComboBox::drop-down {{ border: none; width: 0; }}
QComboBox QAbstractItemView {{ {_pair(theme, "text", "raised")} border: 1px solid {v("edge")}; outline: none;
    padding: {HALF}px; }}
QComboBox QAbstractItemView::item {{ min-height: {CONTROL - UNIT}px; padding: 0 {UNIT}px; }}
QComboBox QAbstractItemView::item:selected {{ {_pair(theme, "text", "accent_soft")} }}
QTableView {{ {_pair(theme, "text", "raised")} border: none; gridline-color: {v("line")}; outline: none;
    selection-background-color: {v("accent_soft")}; selection-color: {v("text")}; }}
QTableView::item {{ padding: 0 {UNIT}px; border-bottom: 1px solid {v("line")}; }}
QListWidget, QListView[look="ticks"] {{ {_pair(theme, "text", "raised")} border: none; outline: none; }}
QListWidget::item, QListView[look="ticks"]::item {{ padding: {UNIT}px; border-bottom: 1px solid {v("line")}; }}
QListView::indicator:unchecked {{ width: 14px; height: 14px; border: 1px solid {v("edge")}; border-radius: 3px;
  background: {v("raised")}; }}
QListWidget::item:selected, QListView[look="ticks"]::item:selected {{ {_pair(theme, "text", "accent_soft")} }}
QHeaderView {{ background-color: {v("raised")}; border: none; }}
QHeaderView::section {{ {_pair(theme, "muted", "raised")} border: none; border-bottom: 1px solid {v("line")};
    padding: {UNIT}px; font-size: {TYPE_PX["caption"]}px; font-weight: {STRONG}; text-align: left; }}
QMenu {{ {_pair(theme, "text", "raised")} border: 1px solid {v("edge")}; padding: {HALF}px; }}
QMenu::item {{ min-height: {CONTROL - UNIT}px; padding: 0 {2 * GAP}px 0 {GAP}px; }}
QMenu::item:selected {{ {_pair(theme, "text", "accent_soft")} }}
QMenu::item:disabled {{ {_pair(theme, "muted", "raised")} }}
QMenu::icon {{ padding-left: {UNIT}px; }}
QMenu::separator {{ background-color: {v("line")}; height: 1px; margin: {HALF}px {UNIT}px; }}
QProgressBar {{ background-color: {v("sunken")}; border: none; border-radius: {HALF}px; min-height: {UNIT}px;
    max-height: {UNIT}px; }}
QProgressBar::chunk {{ background-color: {v("accent")}; border-radius: {HALF}px; }}
"""


def _states(theme: Theme) -> str:
    v = theme.value
    return "\n".join(
        f"""QLabel[look="chip"][kind="{kind}"] {{ {_pair(theme, ink, paper)} border-radius: 9px;
    padding: 0 {UNIT}px; font-size: {TYPE_PX["caption"]}px; font-weight: {STRONG}; }}
QFrame[look="advice"][kind="{kind}"] {{ background-color: {v(paper)}; border: 1px solid {v(ink)};
    border-radius: {RADIUS}px; }}
QFrame[look="advice"][kind="{kind}"] QLabel[strong="true"] {{ color: {v("text")}; }}"""
        for kind, ink, paper in _KINDS
    )


def _frame(theme: Theme) -> str:
    v = theme.value
    return f"""
QFrame[look="topbar"] {{ background-color: {v("raised")}; border: none; border-bottom: 1px solid {v("line")}; }}
QFrame[look="rail"] {{ background-color: {v("raised")}; border: none; border-right: 1px solid {v("line")}; }}
QFrame[look="actionbar"] {{ background-color: {v("raised")}; border: none; border-top: 1px solid {v("line")}; }}
QLabel[look="mode"][kind="demo"] {{ {_pair(theme, "on_mode_demo", "mode_demo")} font-weight: {STRONG}; }}
QLabel[look="mode"][kind="production"] {{ {_pair(theme, "on_mode_production", "mode_production")}
    font-weight: {STRONG}; }}
"""
