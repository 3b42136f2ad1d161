"""AppearanceSheet: theme, size and motion, each as the desktop says or as chosen."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from ui.messages import say
from ui.shell.appearance import Appearance
from ui.shell.memory import SIZES
from ui.theme import THEMES
from ui.theme.tokens import UNIT
from ui.widgets.buttons import Button
from ui.widgets.popover import Popover
from ui.widgets.segmented import Segmented
from ui.widgets.words import Label

_MOVES, _STILL = "", "still"
_WIDTH = 480


class AppearanceSheet(Popover):
    """What is chosen holds at once; the size once the window was opened anew, which the sheet offers."""

    def __init__(self, frame: QWidget, looks: Appearance) -> None:
        super().__init__(frame)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._frame, self._looks = frame, looks
        self.setFixedWidth(min(_WIDTH, frame.width() - 2 * UNIT))
        self.column.addWidget(Label("appearance.title", "lead", strong=True))
        self.theme = self._row("theme", [(name, f"appearance.themes.{name or 'desktop'}") for name in ("", *THEMES)])
        self.scale = self._row("size", [(str(each), f"appearance.sizes.{each}") for each in SIZES])
        self.motion = self._row("motion", [(way, f"appearance.motions.{way or 'desktop'}") for way in (_MOVES, _STILL)])
        self._note = Label("appearance.anew_note", "body", ink="muted")
        self.anew = Button("appearance.anew", "primary", "retry")
        self.column.addWidget(self._note)
        self.column.addWidget(self.anew)
        self.theme.set_value(looks.theme)
        self.scale.set_value(str(looks.size_percent))
        self.motion.set_value(_STILL if looks.still else _MOVES)
        self.theme.chosen.connect(looks.choose_theme)
        self.scale.chosen.connect(self._sized)
        self.motion.chosen.connect(lambda way: looks.choose_motion(way == _STILL))
        self.anew.clicked.connect(self._open_anew)
        self._tell_anew()
        self.setAccessibleName(say("appearance.title"))

    def _row(self, name: str, options: list[tuple[str, str]]) -> Segmented:
        self.column.addWidget(Label(f"appearance.{name}", "body", strong=True))
        choice = Segmented(options)
        choice.setAccessibleName(say(f"appearance.{name}"))
        self.column.addWidget(choice)
        return choice

    def _sized(self, percent: str) -> None:
        self._looks.choose_size(int(percent))
        self._tell_anew()

    def _tell_anew(self) -> None:
        differs = self._looks.size_percent != self._looks.drawn_at
        self._note.setVisible(differs)
        self.anew.setVisible(differs)

    def _open_anew(self) -> None:
        self.close()
        self._looks.open_anew(self._frame.window().close)
