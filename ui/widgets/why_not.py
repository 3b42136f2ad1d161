"""Why a key did nothing: said over the lower edge of the page, and to a screen reader; it takes no keyboard."""

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMainWindow, QWidget

from ui.theme.tokens import ACTION_BAR, GAP, UNIT
from ui.widgets.announce import announce
from ui.widgets.icon import Icon
from ui.widgets.words import Label

_WIDEST = 640  # px
_READ_MS = 6_000  # in which it is read


class WhyNot(QFrame):
    """Over all of `around`. Gone once it was read, another key does something, or the language changes."""

    def __init__(self, around: QWidget) -> None:
        super().__init__(around)
        self._around = around
        self.setProperty("look", "float")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        row = QHBoxLayout(self)
        row.setContentsMargins(GAP, UNIT, GAP, UNIT)
        row.setSpacing(UNIT)
        self.words = Label("", "body")
        row.addWidget(Icon("info", "muted", 20), 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.words, 1)
        self._read = QTimer(self, singleShot=True, interval=_READ_MS)
        self._read.timeout.connect(self.hide)
        around.installEventFilter(self)
        self.hide()

    def tell(self, words: str) -> None:
        self.words.plain(words)
        self._place()
        self.show()
        self.raise_()
        self._read.start()

    def retranslate(self) -> None:
        """What it said was of another language."""
        self.hide()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Resize and self.isVisible():
            self._place()
        return super().eventFilter(watched, event)

    def _place(self) -> None:
        """As wide as its words, in the middle, above where the action bar stands."""
        around = self._around
        self.ensurePolished()
        self.words.ensurePolished()
        layout = self.layout()
        if layout is None:
            return
        words = self.words.fontMetrics().horizontalAdvance(self.words.text()) + 20 + UNIT + 2 * GAP + 4
        width = min(words, _WIDEST, around.width() - 2 * GAP)
        height = max(layout.totalHeightForWidth(width), layout.totalMinimumSize().height())
        self.setGeometry((around.width() - width) // 2, around.height() - ACTION_BAR - UNIT - height, width, height)


def tell_why_not(at: QWidget, words: str) -> None:
    """In the window of `at`."""
    around = _whole(at)
    (_told(around) or WhyNot(around)).tell(words)
    announce(at, words)


def done(at: QWidget) -> None:
    """A key did something: what was said of the one before holds no more."""
    told = _told(_whole(at))
    if told is not None:
        told.hide()


def _told(around: QWidget) -> WhyNot | None:
    """Asked at each key: what is deeper than `around` itself is not looked through."""
    return around.findChild(WhyNot, options=Qt.FindChildOption.FindDirectChildrenOnly)


def _whole(at: QWidget) -> QWidget:
    """All that is in the window of `at`: what speaks another language with it."""
    window = at.window()
    inside = window.centralWidget() if isinstance(window, QMainWindow) else None
    return window if inside is None else inside
