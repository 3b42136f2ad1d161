"""How the window looks: theme, size, motion. As the desktop says, unless somebody chose otherwise; that is remembered.

Theme and motion change at once. The size is Qt's own scale, which every length and every letter goes by; Qt reads it
when it begins, so another size needs the window opened anew.
"""

import os
import sys
from collections.abc import Callable, MutableMapping

from PySide6.QtCore import Qt
from PySide6.QtGui import QStyleHints
from PySide6.QtWidgets import QApplication

from ui.shell.desktop_motion import DesktopMotion
from ui.shell.memory import SIZES, Memory
from ui.theme import DARK, HIGH_CONTRAST, LIGHT, load
from ui.theme.active import active, set_still, use
from ui.widgets.words import recolour_all

SCALE = "QT_SCALE_FACTOR"
_EFFECTS = (
    Qt.UIEffect.UI_AnimateMenu, Qt.UIEffect.UI_FadeMenu, Qt.UIEffect.UI_AnimateCombo,
    Qt.UIEffect.UI_AnimateTooltip, Qt.UIEffect.UI_FadeTooltip, Qt.UIEffect.UI_AnimateToolBox,
)  # fmt: skip


class Appearance:
    """What is chosen, and what the desktop asks for where nothing is. UI thread only."""

    def __init__(
        self,
        app: QApplication,
        memory: Memory,
        hints: QStyleHints | None = None,
        of_screen: int = SIZES[0],
        motion: DesktopMotion | None = None,
    ) -> None:
        """hints: what the desktop says; else as Qt tells it. of_screen: the size where nobody chose one. motion: what
        the desktop wishes of what moves; None where it is not asked."""
        self._app, self._memory, self._of_screen, self._motion = app, memory, of_screen, motion
        self._hints = hints if hints is not None else app.styleHints()
        self._moved = tuple(effect for effect in _EFFECTS if app.isEffectEnabled(effect))
        self.drawn_at = self.size_percent
        """The size that Qt began with, in per cent of the desktop's."""
        self.opens_anew = False
        self._hints.colorSchemeChanged.connect(lambda _: self.apply())
        if contrast := getattr(self._hints, "accessibility", None):  # of Qt 6.10 and later
            contrast().contrastPreferenceChanged.connect(lambda _: self.apply())
        if motion is not None:
            motion.changed.connect(self.apply)
        self.apply()

    @property
    def theme(self) -> str:
        """The one that was chosen; "" where the desktop decides."""
        return self._memory.now.theme

    @property
    def still(self) -> bool:
        """Chosen so: nothing moves, whatever the desktop says."""
        return self._memory.now.still

    @property
    def size_percent(self) -> int:
        """The one that was chosen, else that of the screen; drawn so from the next time on."""
        return self._memory.now.size_percent or self._of_screen

    def choose_theme(self, name: str) -> None:
        self._memory.theme(name)
        self.apply()

    def choose_motion(self, still: bool) -> None:
        self._memory.motion(still)
        self.apply()

    def choose_size(self, percent: int) -> None:
        self._memory.size(percent)

    def apply(self) -> None:
        """Wear what is chosen."""
        still = self.still or (self._motion is not None and self._motion.still)
        set_still(still)
        for effect in self._moved:
            self._app.setEffectEnabled(effect, not still)
        wanted = load(self.theme or desktops_theme(self._hints))
        if wanted == active() and self._app.styleSheet():
            return
        use(self._app, wanted)
        for window in self._app.topLevelWidgets():
            recolour_all(window)

    def open_anew(self, close: Callable[[], object]) -> None:
        """Close the window in the usual way; the program then begins again. close: of the window."""
        self.opens_anew = True
        close()


_now: Appearance | None = None


def install(app: QApplication, memory: Memory, of_screen: int = SIZES[0]) -> Appearance:
    """From now on the window looks as chosen. Before any widget is made, or all of them change."""
    global _now
    asks = DesktopMotion() if sys.platform.startswith("linux") else None  # elsewhere there is no portal
    _now = Appearance(app, memory, of_screen=of_screen, motion=asks)
    return _now


def installed() -> Appearance | None:
    """None where nobody may choose: no settings could be read, or a test draws."""
    return _now


def desktops_theme(hints: QStyleHints) -> str:
    """The theme that the desktop asks for."""
    accessibility = getattr(hints, "accessibility", None)
    if accessibility and accessibility().contrastPreference() is Qt.ContrastPreference.HighContrast:
        return HIGH_CONTRAST
    return DARK if hints.colorScheme() is Qt.ColorScheme.Dark else LIGHT


def scale(percent: int, environment: MutableMapping[str, str]) -> None:
    """Have Qt draw everything at that size; at 100 as the environment says. Before the application begins."""
    if percent != SIZES[0]:
        environment[SCALE] = f"{percent / 100:g}"


def again(environment: MutableMapping[str, str], before: str | None) -> None:
    """The program from its beginning, in the place of this one, at the size that is chosen by then. before: the scale
    that the environment asked for at first."""
    environment.pop(SCALE, None)
    if before is not None:
        environment[SCALE] = before
    os.execv(sys.executable, [sys.executable, *sys.orig_argv[1:]])  # noqa: S606 - this program, as it was called
