"""The sheet on which a crop is moved: the portrait as it would be at the left, how it stands and the keys at the right.
It lies over the page while it is open; the blue button of the window takes it, as Enter does."""

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt
from PySide6.QtGui import QAccessible, QKeyEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from ui.messages import say
from ui.pages.portrait.crop_presenter import CropPresenter, CropState, Phase
from ui.pages.portrait.crop_stage import CropStage
from ui.pages.portrait.crop_words import crop_items, crop_told
from ui.theme.tokens import GAP, GUTTER, UNIT
from ui.widgets.announce import Announcer
from ui.widgets.buttons import Button, IconButton
from ui.widgets.card import Card
from ui.widgets.checklist import CheckList
from ui.widgets.commands import Command, pressed
from ui.widgets.problem_note import ProblemNote
from ui.widgets.roles import speak_as
from ui.widgets.scroll_down import ScrollDown
from ui.widgets.words import Label


class CropSheet(QWidget):
    """Over what is seen of its page."""

    def __init__(self, page: QWidget, presenter: CropPresenter) -> None:
        super().__init__(page)
        self.setProperty("look", "page")
        speak_as(self, QAccessible.Role.Dialog)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.presenter, self._page = presenter, page
        self.stage = CropStage(presenter.drag, self._wheel)
        self._announcer = Announcer(self.stage)
        self._keys, self._limit = Label("portrait.crop.keys", "caption", ink="muted"), Label("", "body", strong=True)
        self.measures = CheckList()
        self.note = ProblemNote()
        self.reset = Button("portrait.crop.reset", "secondary", "retry", keys="0")
        self.undo = IconButton("back", "portrait.crop.undo", keys="Ctrl+Z")
        self.back = Button("portrait.crop.back", "secondary", "back", keys="Esc")
        for button, does in (
            (self.reset, presenter.reset),
            (self.undo, presenter.undo),
            (self.back, presenter.close),
        ):
            button.clicked.connect(lambda _=False, does=does: does())
        self._state = CropState()
        self._arrange()
        self.measures.set_details(True)
        page.installEventFilter(self)
        self._place(page)

    def _arrange(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GUTTER)
        row.addWidget(self.stage, 5)
        card = Card("portrait.crop.title", spacing=UNIT)
        card.head.addWidget(self.undo)
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(UNIT)
        for widget in (self._limit, self.note, self.measures, self._keys):
            column.addWidget(widget)
        column.addStretch(1)
        card.add(ScrollDown(inside), 1)
        buttons = QGridLayout()
        buttons.setSpacing(GAP)
        for place, button in enumerate((self.reset, self.back)):
            buttons.addWidget(button, place, 0)
        card.body.addLayout(buttons)
        row.addWidget(card, 3)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Resize, QEvent.Type.Move) and isinstance(watched, QWidget):
            self._place(watched)
        return super().eventFilter(watched, event)

    def _place(self, page: QWidget) -> None:
        """Over what is seen of the page: a portrait is moved whole, also where the page is longer than its place."""
        around = page.parentWidget()
        seen = page.rect() if around is None else page.rect() & QRect(page.mapFrom(around, QPoint()), around.size())
        self.setGeometry(seen)

    # --- keys and wheel ------------------------------------------------------------------------------------------

    def commands(self) -> tuple[Command, ...]:
        """While the portrait has the keyboard; buttons beside it keep theirs."""
        does = self.presenter
        return (
            Command(("Left",), say("portrait.crop.move"), lambda: does.move(-1, 0)),
            Command(("Right",), say("portrait.crop.move"), lambda: does.move(1, 0)),
            Command(("Up",), say("portrait.crop.move"), lambda: does.move(0, -1)),
            Command(("Down",), say("portrait.crop.move"), lambda: does.move(0, 1)),
            Command(("+", "="), say("portrait.crop.larger"), lambda: does.grow(1)),
            Command(("-", "_"), say("portrait.crop.smaller"), lambda: does.grow(-1)),
            Command(("[",), say("portrait.crop.turn"), lambda: does.turn(-1)),
            Command(("]",), say("portrait.crop.turn"), lambda: does.turn(1)),
            Command(("0",), say("portrait.crop.reset"), does.reset),
            Command(("Return", "Enter"), say("portrait.crop.take"), does.take),
        )

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Nothing typed here is meant for the page below."""
        if pressed(event, self.commands(), self, every=self.stage.hasFocus()) or event.text():
            event.accept()
        else:
            super().keyPressEvent(event)

    def _wheel(self, notches: float, turns: bool) -> None:
        (self.presenter.turn if turns else self.presenter.grow)(notches)

    def focusNextPrevChild(self, next: bool) -> bool:
        """Tab goes round in the sheet, never to what lies under it."""
        around = [each for each in (self.stage, self.undo, self.reset, self.back) if each.isEnabled()]
        here = self.window().focusWidget()
        at = around.index(here) if here in around else -1
        reason = Qt.FocusReason.TabFocusReason if next else Qt.FocusReason.BacktabFocusReason
        around[(at + (1 if next else -1)) % len(around)].setFocus(reason)
        return True

    # --- what is shown -------------------------------------------------------------------------------------------

    def show_state(self, state: CropState) -> None:
        before, self._state = self._state, state
        if state.phase is Phase.CLOSED:
            self.stage.forget()
            self.hide()
            return
        is_open = state.phase is Phase.OPEN
        self.reset.setEnabled(is_open and not state.how.nothing)
        self.undo.setEnabled(state.undoable and is_open)
        self.note.show_problem(state.problem)
        if before.phase is Phase.CLOSED:
            self._place(self._page)
            self.show()
            self.raise_()
            self.stage.setFocus()
        self._show_crop(state)

    def retranslate(self) -> None:
        self._show_crop(self._state)

    def _show_crop(self, state: CropState) -> None:
        shown = state.shown
        if shown is None:
            self.stage.tell("face", say("portrait.crop.loading"))
            self.measures.set_items([])
            self._limit.hide()
            return
        self.stage.show_crop(shown, state.how)
        if state.phase is Phase.SAVING:
            self.stage.tell("clock", say("portrait.crop.saving"))
        else:
            self.stage.hush()
        self.measures.set_items(crop_items(shown.head, state.how))
        limit = "" if state.limit is None else say(f"portrait.crop.limit.{state.limit.value}")
        self._limit.plain(limit)
        self._limit.setVisible(bool(limit))
        told = crop_told(shown.head, state.how)
        self.stage.setAccessibleName(say("portrait.crop.name", told=told))
        self._announcer.say(limit or told)
