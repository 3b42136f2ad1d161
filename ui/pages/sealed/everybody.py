"""Everybody who came together, each with their packet's number and how far it is; one pressed, and it is looked at."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from station.domain.enrollment import EnrollmentId
from ui.messages import say
from ui.pages.sealed.presenter import SealedState, Sent, short_id_of
from ui.theme.tokens import HALF
from ui.widgets.buttons import Button
from ui.widgets.states import packet_sign

_NAME_PX = 200


class Everybody(QWidget):
    chosen = Signal(str)  # whose enrollment

    def __init__(self) -> None:
        super().__init__()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(HALF)
        self.rows: dict[EnrollmentId, Button] = {}

    def show_state(self, state: SealedState, looked_at: EnrollmentId | None) -> None:
        """Hidden where somebody came alone."""
        self.setVisible(bool(state.all))
        ids = [each.enrollment_id for each in state.all]
        if ids != list(self.rows):
            self._rebuild(ids)
        for number, each in enumerate(state.all, start=1):
            row = self.rows[each.enrollment_id]
            whole = f"{number}  {each.title or say('shell.unnamed')}"
            name = row.fontMetrics().elidedText(whole, Qt.TextElideMode.ElideMiddle, _NAME_PX)
            shown, spoken = _words(name, each), _words(whole, each)
            row.setText(shown)
            row.setToolTip(spoken if shown != spoken else "")
            row.setChecked(each.enrollment_id == looked_at)
            row.setAccessibleName(spoken)

    def _rebuild(self, ids: list[EnrollmentId]) -> None:
        for row in self.rows.values():
            self._column.removeWidget(row)
            row.deleteLater()
        self.rows = {}
        for which in ids:
            row = Button("", "choice")
            row.setCheckable(True)
            row.clicked.connect(lambda _=False, which=which: self.chosen.emit(which))
            self._column.addWidget(row)
            self.rows[which] = row


def _words(name: str, sent: Sent) -> str:
    return " · ".join(part for part in (name, short_id_of(sent.packet), _how_far(sent)) if part)


def _how_far(sent: Sent) -> str:
    return "" if sent.packet is None else say(packet_sign(sent.packet).word)
