"""The window itself: one screen at a time, in the applicant's language; what was on it before is gone."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent, QResizeEvent, QScreen
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from station.domain.capture import InkPoint
from station.domain.citizen_view import BLANK, CitizenView, Screen
from ui.citizen.asking import LanguagePart, NoticePart, ThanksPart, WishPart
from ui.citizen.capturing import FingersPart, PortraitPart, SignaturePart
from ui.citizen.parts import TOUCH, BigButton, Part, sheet
from ui.citizen.spoken_advice import SpokenAdvice
from ui.citizen.standing import BlankPart, DataPart, ReceiptPart, WaitPart
from ui.citizen.voice import Voice
from ui.citizen.words import right_to_left, say
from ui.theme.tokens import GAP, MARGIN

_LEAST = QSize(680, 340)
_WITHOUT_BAR = (Screen.BLANK, Screen.LANGUAGE)


class CitizenWindow(QWidget):
    """Shows what it is handed, and tells what the applicant chose. A picture or ink for a screen that is not shown is
    dropped: nothing of one person comes up late."""

    language_chosen = Signal(str)
    agreed = Signal()  # they read the notice
    wished = Signal(bool)  # for an operator of the same sex, or not
    answered = Signal(bool)  # whether the data are right
    pen_down = Signal()
    written = Signal()
    again = Signal()  # the signature
    receipt_seen = Signal()
    rated = Signal(int)
    closed = Signal()  # where it stood on the operator's screen

    def __init__(self, voice: Voice | None = None) -> None:
        super().__init__(None, Qt.WindowType.Window | Qt.WindowType.FramelessWindowHint)
        self.setObjectName("citizen")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setStyleSheet(sheet())
        self.setMinimumSize(_LEAST)
        self.voice = Voice() if voice is None else voice
        self.voice.setParent(self)
        self.advice = SpokenAdvice(self.voice)
        self.view = BLANK
        self._asks: Screen | None = None  # what they opened themselves, over what is shown
        self.language, self.notice, self.wish, self.thanks = LanguagePart(), NoticePart(), WishPart(), ThanksPart()
        self.portrait, self.fingers, self.signature = PortraitPart(), FingersPart(), SignaturePart()
        self.blank, self.wait, self.data, self.receipt = BlankPart(), WaitPart(), DataPart(), ReceiptPart()
        self._parts: dict[Screen, Part] = {
            Screen.BLANK: self.blank,
            Screen.LANGUAGE: self.language,
            Screen.NOTICE: self.notice,
            Screen.WISH: self.wish,
            Screen.WAIT: self.wait,
            Screen.DATA: self.data,
            Screen.PORTRAIT: self.portrait,
            Screen.FINGERS: self.fingers,
            Screen.SIGNATURE: self.signature,
            Screen.RECEIPT: self.receipt,
            Screen.THANKS: self.thanks,
        }
        self._arrange()
        self._connect()
        self.show_view(BLANK)

    def _arrange(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self._stack = QStackedWidget()
        for part in self._parts.values():
            self._stack.addWidget(part)
        column.addWidget(self._stack, 1)
        self._bar = QWidget(self)
        row = QHBoxLayout(self._bar)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GAP)
        self.globe, self.speak, self.own_sex = BigButton(), BigButton(), BigButton()
        self.globe.show_icon("globe")
        self.own_sex.show_icon("person")
        self.speak.show_icon("speaker")
        self.speak.setVisible(False)
        for button in (self.own_sex, self.speak, self.globe):
            button.setFixedSize(TOUCH, TOUCH)
            row.addWidget(button)

    def _connect(self) -> None:
        self.voice.found.connect(self._show_voice)
        self.globe.clicked.connect(self.ask_language)
        self.speak.clicked.connect(self.toggle_voice)
        self.language.chosen.connect(self._choose)
        self.notice.agreed.connect(self.agreed)
        self.own_sex.clicked.connect(self.ask_wish)
        self.wish.wished.connect(self._wish)
        self.data.answered.connect(self.answered)
        self.signature.pen_down.connect(self.pen_down)
        self.signature.written.connect(self.written)
        self.signature.again.connect(self.again)
        self.receipt.done.connect(self.receipt_seen)
        self.thanks.rated.connect(self.rated)

    # --- what is shown -------------------------------------------------------------------------------------------

    @property
    def showing(self) -> Screen:
        """The one shown."""
        return self._asks or self.view.screen

    def show_view(self, view: CitizenView) -> None:
        """Of the person who is served now; BLANK for nobody."""
        if view.screen in _WITHOUT_BAR or (self._asks is Screen.WISH and not view.may_wish):
            self._asks = None
        before, self.view = self.view, view
        if view.screen is not before.screen or view.language != before.language:
            self.voice.stop()
        if view.screen is not before.screen:
            self.advice.turn(False)
        self._show()
        self.advice.advise(view.language, self.sentences() if self.showing is Screen.PORTRAIT else "")

    def show_picture(self, pixels: NDArray[np.uint8]) -> None:
        """(height, width, 3) uint8 of the camera, or of the portrait that was taken."""
        if self.showing is Screen.PORTRAIT:
            self.portrait.mirror.show_pixels(pixels)

    def clear_picture(self) -> None:
        self.portrait.forget()

    def show_ink(self, points: tuple[InkPoint, ...], size_mm: tuple[float, float]) -> None:
        if self.showing is Screen.SIGNATURE:
            self.signature.show_ink(points, size_mm)

    def close_ink(self, closed: bool) -> None:
        """Closed: nothing can be written now."""
        self.signature.pad.set_closed(closed)

    def _show(self) -> None:
        screen = self.showing
        for of, part in self._parts.items():
            if of is not screen:
                part.forget()
        turned = right_to_left(self.view.language)
        direction = Qt.LayoutDirection.RightToLeft if turned else Qt.LayoutDirection.LeftToRight
        if direction is not self.layoutDirection():
            self.setLayoutDirection(direction)
        self._bar.setVisible(screen not in _WITHOUT_BAR)
        self.own_sex.setVisible(self.view.wished and self.view.may_wish and screen is not Screen.WISH)
        self.own_sex.setAccessibleName(say(self.view.language, "wish.open") if self.view.language else "")
        self._show_voice()
        part = self._parts[screen]
        if self._stack.currentWidget() is not part:
            self._stack.setCurrentWidget(part)
            part.setFocus()  # no answer looks chosen before somebody chose it
        part.show_view(self.view)

    def _show_voice(self) -> None:
        tag = self.view.language
        self.speak.setVisible(self.showing not in _WITHOUT_BAR and self.voice.speaks(tag))
        self.speak.setAccessibleName(say(tag, "voice.read") if tag else "")
        self._place_bar()

    # --- what the applicant does -----------------------------------------------------------------------------------

    def ask_language(self) -> None:
        """At any time: another language may be chosen."""
        self._ask(Screen.LANGUAGE)

    def ask_wish(self) -> None:
        """Whether they still wish an operator of their own sex."""
        self._ask(Screen.WISH)

    def _ask(self, screen: Screen) -> None:
        if self.view.screen not in _WITHOUT_BAR:
            self._asks = screen
            self.voice.stop()
            self._show()

    def _choose(self, tag: str) -> None:
        self._asks = None
        self.language_chosen.emit(tag)
        self._show()

    def _wish(self, same_sex: bool) -> None:
        self._asks = None
        self.wished.emit(same_sex)
        self._show()

    def toggle_voice(self) -> None:
        """Read the sentences of this screen aloud; once more to stop. Before the camera: each advice as it comes."""
        if self.showing is Screen.PORTRAIT:
            self.advice.turn(not self.advice.on)
        elif self.voice.speaking:
            self.voice.stop()
        else:
            self.voice.say(self.view.language, self.sentences())

    def sentences(self) -> str:
        """What the screen says: words that are the same for everybody, no name and no number."""
        return self._parts[self.showing].sentence.text()

    def recolour(self) -> None:
        self.setStyleSheet(sheet())

    # --- where it stands -----------------------------------------------------------------------------------------

    def stand_on(self, screen: QScreen) -> None:
        """Fill a screen of its own. The keyboard stays where it is: it is the operator's."""
        self._take_focus(False)
        self.setScreen(screen)  # a window that lost one holds itself for one of the screen that was left
        self.setGeometry(screen.geometry())
        self.showFullScreen()

    def stand_over(self, frame: QRect) -> None:
        """In the operator's screen, until it is closed."""
        self._take_focus(True)
        self.setGeometry(frame)
        self.show()
        self.activateWindow()

    def _take_focus(self, taken: bool) -> None:
        """Whether keys come here."""
        if self.windowFlags() & Qt.WindowType.WindowDoesNotAcceptFocus and taken:
            self.hide()
            self.setWindowState(Qt.WindowState.WindowNoState)
        self.setWindowFlag(Qt.WindowType.WindowDoesNotAcceptFocus, not taken)
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating, not taken)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_bar()

    def _place_bar(self) -> None:
        """Into the upper corner where this language's lines end."""
        self._bar.adjustSize()
        turned = self.layoutDirection() is Qt.LayoutDirection.RightToLeft
        self._bar.move(MARGIN if turned else self.width() - MARGIN - self._bar.width(), GAP)
        self._bar.raise_()
        for part in self._parts.values():
            part.keep_off(self._bar.width())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        keys: dict[int, Callable[[], None]] = {
            Qt.Key.Key_Escape: self.closed.emit,
            Qt.Key.Key_F4: self.closed.emit,
            Qt.Key.Key_F8: self.ask_language,
            Qt.Key.Key_F7: self.toggle_voice,
        }
        call = keys.get(event.key())
        if call is None:
            super().keyPressEvent(event)
        else:
            call()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Only whoever opened it closes it: Alt+F4 on the applicant's side ends nothing."""
        event.ignore()
        self.closed.emit()
