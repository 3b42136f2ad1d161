"""The three placements as buttons with their states: shows where one is, and turns to another."""

from collections.abc import Callable

from PySide6.QtWidgets import QHBoxLayout, QWidget

from station.domain.sample import Slap
from station.services.views import SlapView
from ui.messages import joined, say
from ui.pages.fingerprints.words import slap_state
from ui.theme.tokens import UNIT
from ui.widgets.buttons import Button


class SlapChoice(QWidget):
    def __init__(self, on_chosen: Callable[[Slap], None]) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(UNIT)
        self.buttons: dict[Slap, Button] = {}
        for slap in Slap:
            button = Button(f"fingerprints.slap.{slap.value}", "choice", "ring")
            button.setCheckable(True)
            button.clicked.connect(lambda _=False, slap=slap: on_chosen(slap))
            self.buttons[slap] = button
            row.addWidget(button)
        row.addStretch(1)

    def show_slaps(self, slaps: tuple[SlapView, ...], current: Slap | None) -> None:
        """The current one is pressed; each says its state to a screen reader."""
        for item in slaps:
            button = self.buttons[item.slap]
            state, icon_name, role = slap_state(item, current=item.slap is current)
            button.setChecked(item.slap is current)
            button.set_icon(icon_name, role)
            name = say(f"fingerprints.slap.{item.slap.value}")
            button.setAccessibleName(joined(name, say("fingerprints.slap_state." + state)))
