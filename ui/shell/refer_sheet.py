"""The sheet for a referral: what may be noticed, to be ticked, and room for words; afterwards a number and no more."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QHBoxLayout, QWidget

from station.domain.errors import Problem
from station.domain.referral import MOST_CHARACTERS, Indicator, Referral
from ui.messages import problem_text, say
from ui.shell.referring import ReferralService, Referring
from ui.theme.tokens import ACTION_BAR, UNIT
from ui.threads import Run
from ui.widgets.buttons import Button
from ui.widgets.lines_input import LinesInput
from ui.widgets.popover import Popover
from ui.widgets.tick_list import TickList, TickRow
from ui.widgets.words import Label, retranslate_all

if TYPE_CHECKING:  # not before the window is there
    from station.services.views import EnrollmentView

_WIDTH, _WORDS = 560, 84
_LIST, _SHORT = 346, 134  # where all signs are in sight, and where the list scrolls at the latest
_AROUND = 420  # px of a window that are not the list's: the sheet's words and buttons, the bars above and below
_BAR = ACTION_BAR + UNIT  # the window's, with the way back: it stays in sight


class ReferSheet(Popover):
    kept_free = _BAR

    def __init__(
        self,
        parent: QWidget,
        anchor: QWidget,
        service: ReferralService,
        run: Run,
        changed: "Callable[[EnrollmentView], None]",
        told: Callable[[Problem], None],
    ) -> None:
        """anchor: under what it opens. changed, told: as `Referring`."""
        super().__init__(parent)
        self._opener = anchor
        self.presenter = Referring(self, service, run, changed, told)
        self.setMinimumWidth(_WIDTH)
        self._title, self._note = Label("refer.title", "body", strong=True), Label("refer.note", "caption", ink="muted")
        self.signs = TickList("refer.signs")
        self.signs.ticked.connect(lambda *_: self._written())
        self._name = Label("refer.words", "caption", ink="muted")
        self.words = LinesInput()
        self.words.setFixedHeight(_WORDS)
        self.words.typed.connect(lambda _: self._written())
        self._name.setBuddy(self.words)
        self.said = Label("", "body")
        self.send = Button("refer.send", "primary")
        self.send.clicked.connect(self.presenter.send)
        self.drop = Button("refer.drop", "secondary")
        self.drop.clicked.connect(self.presenter.drop)
        for widget in (self._title, self._note, self.signs, self._name, self.words, self.said):
            self.column.addWidget(widget)
        buttons = QHBoxLayout()
        buttons.setSpacing(UNIT)
        buttons.addWidget(self.drop)
        buttons.addWidget(self.send, 1)
        self.column.addLayout(buttons)
        self.column.setSpacing(UNIT // 2)
        self._show_rows(frozenset())

    def retranslate(self) -> None:
        self.words.setAccessibleName(say("refer.words"))
        self._show_rows(self._ticked())

    # --- Sheet -------------------------------------------------------------------------------------------------------

    def open_with(self, referral: Referral, sent: tuple[str, ...]) -> None:
        retranslate_all(self)
        for widget in (self._note, self.signs, self._name, self.words, self.send):
            widget.show()
        self.signs.setFixedHeight(min(_LIST, max(_SHORT, self._opener.window().height() - _AROUND)))
        self._show_rows(referral.indicators)
        self.words.set_text(referral.text)
        self.drop.say("refer.drop")
        self.said.setVisible(bool(sent))
        self.said.say("refer.sent_before", numbers=", ".join(sent))
        self._show_ready()
        self.open_under(self._opener)
        self.signs.set_current_row(0)
        self.signs.setFocus()

    def show_sent(self, number: str) -> None:
        """Nothing of what was written is left on the screen."""
        self._forget()
        for widget in (self._note, self.signs, self._name, self.words, self.send):
            widget.hide()
        self.said.say("refer.sent", number=number)
        self.said.show()
        self.drop.say("refer.done")
        self.drop.setFocus()
        QTimer.singleShot(0, self, self.adjustSize)

    def tell(self, problem: Problem) -> None:
        words = problem_text(problem)
        self.said.plain(f"{words.happened} {words.remedy} [{problem.code}]")
        self.said.show()

    def close_quietly(self) -> None:
        self._forget()
        self.close()

    # --- inside ------------------------------------------------------------------------------------------------------

    def _forget(self) -> None:
        self._show_rows(frozenset())
        self.words.set_text("")
        self.words.document().clearUndoRedoStacks()

    def _written(self) -> None:
        text = self.words.text()
        if len(text) > MOST_CHARACTERS:
            self.words.set_text(text[:MOST_CHARACTERS])
        self.presenter.write(self._ticked(), self.words.text())
        self._show_ready()

    def _show_ready(self) -> None:
        self.send.setEnabled(not self.presenter.empty)

    def _ticked(self) -> frozenset[Indicator]:
        return frozenset(map(Indicator, self.signs.ticks()))

    def _show_rows(self, ticked: frozenset[Indicator]) -> None:
        rows = [TickRow(each.value, say(f"refer.sign.{each.value}"), each in ticked) for each in Indicator]
        current = self.signs.current_row()
        self.signs.show_rows(rows, rows[max(0, current)].key)
