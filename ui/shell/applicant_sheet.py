"""F4: what the applicant sees now, their language, and all that they could touch there, by key."""

from collections.abc import Callable
from functools import partial
from typing import Protocol

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from station.domain.citizen_view import HEARD, RIGHTS, SPOKEN_FOR, Screen
from ui.citizen.words import LANGUAGES, name, provisional
from ui.messages import say
from ui.shell.applicant import Applicant
from ui.theme.tokens import UNIT
from ui.widgets.buttons import Button
from ui.widgets.popover import Popover
from ui.widgets.words import Label, retranslate_all

_WIDTH = 420
_COLUMNS = 3
_WISH_BACK = "wish_back"


class Place(Protocol):
    """Where the window stands."""

    @property
    def on_second(self) -> bool: ...
    @property
    def second(self) -> object: ...
    @property
    def uses_second(self) -> bool: ...
    def use_second(self, used: bool) -> None: ...
    def show_over(self) -> None: ...
    def toggle_voice(self) -> None: ...
    def speaks(self) -> bool: ...


class ApplicantSheet(Popover):
    def __init__(self, parent: QWidget, anchor: QWidget, applicant: Applicant, place: Place) -> None:
        """anchor: under what it opens."""
        super().__init__(parent)
        self._opener, self._applicant, self._stand = anchor, applicant, place
        self.setMinimumWidth(_WIDTH)
        self._title = Label("applicant.title", "body", strong=True)
        self.now = Label("", "body")
        self.note = Label("", "caption", ink="muted")
        self.column.addWidget(self._title)
        self.column.addWidget(self.now)
        self.column.addWidget(self.note)
        grid = QGridLayout()
        grid.setSpacing(UNIT)
        self.tongues: dict[str, Button] = {}
        for at, tag in enumerate(LANGUAGES):
            button = Button("", "choice")
            button.setText(name(tag))
            button.setCheckable(True)
            button.clicked.connect(partial(self._choose, tag))
            grid.addWidget(button, at // _COLUMNS, at % _COLUMNS)
            self.tongues[tag] = button
        self.column.addLayout(grid)
        self._acts = QVBoxLayout()
        self._acts.setSpacing(UNIT)
        self.column.addLayout(self._acts)
        self.here = Button("applicant.here", "secondary", "device")
        self.here.clicked.connect(self._show_over)
        self.second = Button("applicant.second_off", "quiet", "device")
        self.second.clicked.connect(lambda: place.use_second(not place.uses_second))
        self.second.clicked.connect(lambda: self._fill())
        self.voice = Button("applicant.voice", "quiet", "speaker")
        self.voice.clicked.connect(place.toggle_voice)
        self.column.addWidget(self.here)
        self.column.addWidget(self.second)
        self.column.addWidget(self.voice)
        self.acts: dict[str, Button] = {}

    def open_now(self) -> None:
        """F4; once more, while it is open: their next language."""
        if self.isVisible():
            spoken = self._applicant.shown.language
            if spoken:
                self._choose(LANGUAGES[(LANGUAGES.index(spoken) + 1) % len(LANGUAGES)])
            return
        retranslate_all(self)
        self._fill()
        self.open_under(self._opener)
        first = self._first()
        chosen = self.tongues.get(self._applicant.shown.language or LANGUAGES[0])
        (first or chosen or self.here).setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_F4:  # the window's own keys do not reach a sheet
            self.open_now()
            return
        super().keyPressEvent(event)

    def refresh(self) -> None:
        """Something else is shown to the applicant."""
        if self.isVisible():
            had = next((key for key, button in self.acts.items() if button.hasFocus()), None)
            self._fill()
            if had is not None:
                (self._first() or self.here).setFocus()

    # --- inside ------------------------------------------------------------------------------------------------------

    def _fill(self) -> None:
        view = self._applicant.shown
        self.now.plain(say(f"applicant.screen.{view.screen.value}"))
        shown = bool(view.language) and provisional(view.language)
        self.note.plain(say("applicant.provisional") if shown else "")
        self.note.setVisible(shown)
        for tag, button in self.tongues.items():
            button.setEnabled(view.screen is not Screen.BLANK)
            button.setChecked(tag == view.language)
        while (item := self._acts.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        self.acts = {}
        for key, call in self._offered().items():
            button = Button(f"applicant.act.{key}", "secondary")
            button.clicked.connect(call)
            self._acts.addWidget(button)
            button.show()  # at once: it is about to have the keyboard
            self.acts[key] = button
        self.here.setVisible(not self._stand.on_second)
        self.second.setVisible(self._stand.second is not None)
        self.second.say("applicant.second_off" if self._stand.uses_second else "applicant.second_on")
        self.voice.setVisible(self._stand.speaks())

    def _first(self) -> Button | None:
        """What the keyboard stands on: an answer to what is asked, never a wish that nobody asked about."""
        return next((button for key, button in self.acts.items() if key != _WISH_BACK), None)

    def _offered(self) -> dict[str, Callable[[], None]]:
        """What may be said for the applicant now: at this screen, and that a wish is taken back."""
        offered = self._at_this_screen()
        if self._applicant.shown.wished and self._applicant.shown.may_wish:
            offered[_WISH_BACK] = partial(self._applicant.wish, False)
        return offered

    def _at_this_screen(self) -> dict[str, Callable[[], None]]:
        applicant, view = self._applicant, self._applicant.shown
        match view.screen:
            case Screen.NOTICE:
                ways = {"agree": RIGHTS, "heard": HEARD, "spoken_for": SPOKEN_FOR}
                return {words: partial(applicant.agree, how) for words, how in ways.items()}
            case Screen.WISH:
                return {"wish_no": partial(applicant.wish, False), "wish_yes": partial(applicant.wish, True)}
            case Screen.DATA if view.may_confirm:
                offered: dict[str, Callable[[], None]] = {}
                if not view.confirmed:
                    offered["right"] = partial(applicant.answer, True)
                if not view.doubted:
                    offered["wrong"] = partial(applicant.answer, False)
                return offered
            case Screen.RECEIPT:
                return {"seen": applicant.receipt_seen}
        return {}

    def _choose(self, tag: str) -> None:
        self._applicant.choose_language(tag)
        self._fill()
        (self._first() or self.tongues[tag]).setFocus()

    def _show_over(self) -> None:
        self.close()
        self._stand.show_over()
