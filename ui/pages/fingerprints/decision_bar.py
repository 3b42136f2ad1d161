"""Two buttons for what is decided about prints: fingers one by one, and that these prints do not count, with why."""

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QHBoxLayout, QMenu, QWidget

from station.domain.sample import VetoReason
from ui.messages import say
from ui.pages.fingerprints.deciding import Deciding
from ui.pages.fingerprints.state import Phase
from ui.theme.tokens import UNIT
from ui.widgets.buttons import Button
from ui.widgets.commands import Command
from ui.widgets.key_menu import KeyMenu

SINGLY_KEY, VETO_KEY = "S", "V"
_AFTER_A_TRY = (Phase.REFUSED, Phase.WEAK, Phase.LOW, Phase.STOPPED)
_WHILE_IT_STANDS = (Phase.TAKEN, Phase.DONE, Phase.WEAK)


class DecisionBar(QWidget):
    """By keys always, where it is possible at all; the buttons stand there when most people look for them."""

    def __init__(self, deciding: Deciding) -> None:
        super().__init__()
        self._deciding = deciding
        self.singly = Button("fingerprints.button.singly", "secondary", "hand", keys=SINGLY_KEY)
        self.singly.clicked.connect(lambda: deciding.take_singly())
        self.veto = Button("fingerprints.button.veto", "secondary", "retry", keys=VETO_KEY)
        self.veto.clicked.connect(self.ask_veto)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(UNIT)
        row.addWidget(self.singly)
        row.addWidget(self.veto)
        self.hide()

    def show_for(self, phase: Phase) -> None:
        singly = phase in _AFTER_A_TRY and self._deciding.of_fingers is not None
        veto = phase in _WHILE_IT_STANDS and self._deciding.of_veto is not None
        self.singly.setVisible(singly)
        self.veto.setVisible(veto)
        self.setVisible(singly or veto)

    def commands(self) -> tuple[Command, ...]:
        return (
            Command((SINGLY_KEY,), say("fingerprints.keys.singly"), self._deciding.take_singly, self._no_fingers),
            Command((VETO_KEY,), say("fingerprints.keys.veto"), self.ask_veto, self._no_veto),
        )

    def ask_veto(self) -> QMenu | None:
        """Open the menu of reasons, over or under whatever is there to open it at."""
        slap = self._deciding.of_veto
        if slap is None:
            return None

        def fill(menu: KeyMenu) -> None:
            title = say("fingerprints.veto_title", slap=say(f"fingerprints.slap.{slap.slap.value}"))
            menu.setAccessibleName(title)
            menu.addAction(title).setEnabled(False)
            menu.addSeparator()
            for reason in VetoReason:
                action = menu.numbered(say(f"fingerprints.veto.{reason.value}"))
                action.triggered.connect(lambda _=False, reason=reason: self._deciding.veto(reason))

        anchor = self.veto if self.veto.isVisible() else self.window()
        menu = KeyMenu(self, fill=fill)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(anchor.mapToGlobal(QPoint(0, -menu.sizeHint().height() if anchor is self.veto else 0)))
        menu.begin()
        return menu

    def _no_fingers(self) -> str | None:
        return None if self._deciding.of_fingers is not None else say("fingerprints.no_singly")

    def _no_veto(self) -> str | None:
        return None if self._deciding.of_veto is not None else say("fingerprints.no_veto")
