"""A reader on the keyboard's cable types a zone wherever the keyboard stands: it is caught before any field has it, and
goes where the case asks for it. In the field of the zone itself it is typed, as ever."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QGuiApplication, QKeyEvent, QWindow
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid

from ui.shell.burst import Burst
from ui.widgets.mrz import MrzInput
from ui.widgets.position_line import by_place

_BREAKS = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab})
_HELD = frozenset({Qt.Key.Key_Shift, Qt.Key.Key_CapsLock})
"""Keys that only change what others give."""
_COMMAND = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier


class Wedge(QObject):
    """Listens where the system hands its keys to a window, as `Hands` does. What turns out to be typed by a person is
    given on to what had the keyboard then."""

    def __init__(
        self,
        window: QWindow,
        read: Callable[[str], None],
        pressed_ms: Callable[[QKeyEvent], float] = QKeyEvent.timestamp,
    ) -> None:
        """read: told a zone that came, or a part of one. pressed_ms: when a key was."""
        super().__init__(window)
        self._read, self._pressed_ms = read, pressed_ms
        self._burst = Burst[tuple[QObject, QKeyEvent]]()
        self._giving = False
        self._pause = QTimer(self, singleShot=True)
        self._pause.setTimerType(Qt.TimerType.PreciseTimer)
        self._pause.timeout.connect(lambda: QTimer.singleShot(0, self, self._look))  # keys that wait are heard first
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self.listen)
        self.listen()

    def listen(self) -> None:
        """To whatever windows there are now."""
        for window in QGuiApplication.topLevelWindows():
            window.installEventFilter(self)  # once, however often it is said

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if self._giving:
            return False
        if event.type() is QEvent.Type.MouseButtonPress:
            self._end()
        if not isinstance(event, QKeyEvent) or event.type() is not QEvent.Type.KeyPress or event.key() in _HELD:
            return False
        at_ms = self._pressed_ms(event)
        if self._burst.paused(at_ms):
            self._end()
        has_it = _has_keyboard()
        if isinstance(has_it, MrzInput):
            self._end()
            return False
        sign = _sign(event)
        held = (has_it or watched, event.clone())
        again = event.isAutoRepeat()
        if not self._burst.takes(held, sign, at_ms, repeated=again):
            self._end()
            if not self._burst.takes(held, sign, at_ms, repeated=again):
                return False
        self._pause.start(self._burst.waits_ms)
        return True

    def _look(self) -> None:
        if not self._pause.isActive():  # no key came meanwhile
            self._end()

    def _end(self) -> None:
        self._pause.stop()
        text, keys = self._burst.end()
        self._giving = True
        try:
            for had_it, key in keys:
                if isValid(had_it):
                    QApplication.sendEvent(had_it, key)
        finally:
            self._giving = False
        if text:
            self._read(text)


def _has_keyboard() -> QWidget | None:
    floats = QApplication.activePopupWidget()
    return QApplication.focusWidget() if floats is None else floats.focusWidget() or floats


def _sign(event: QKeyEvent) -> str:
    if event.key() in _BREAKS:
        return "\n"
    if event.modifiers() & _COMMAND:
        return ""  # as readers frame a zone: Ctrl+B is STX
    text = by_place(event).text().upper()
    return text if text.isprintable() else ""
